"""The page that says how sure the matching is, and the page of every change."""

import pytest

from zhike.govern import Actor
from zhike.unify import who
from zhike.unify.decisions import decisions

ANA = Actor("ana")
CHANGES = "/data/identity/changes"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("are one person.", "Records are linked from a probability of", "Sound of the name")),
     ("zh", ("精确率", "概率达到", "姓名读音"))],
)  # fmt: skip
def test_the_page_says_how_sure_the_matching_is(town_web, language, words):
    page = town_web.get("/data/identity", headers={"accept-language": language})
    assert page.status_code == 200
    for said in words:
        assert said.lower() in page.text.lower(), said


def test_programs_get_the_figures_of_the_tables(town_web):
    told = town_web.get("/api/v1/data/identity").json()
    rows = town_web.shop.query("select part, share, pairs from identity_quality where part in ('precision', 'recall')")
    share = {r["part"]: r["share"] for r in rows.to_pylist()}
    assert told["measured"]["precision"]["share"] == pytest.approx(share["precision"])
    assert told["measured"]["recall"] == pytest.approx(share["recall"])
    # Where nobody answered there is no interval.
    assert told["measured"]["precision"]["measured_low"] is None
    compared = town_web.shop.query("select count(*) as n from identity_scores")["n"][0].as_py()
    assert sum(b["pairs"] for b in told["measured"]["bands"]) == compared > 100
    weights = {(w["comparison"], w["way"]): w["weight"] for w in told["ways"]}
    assert weights["name", "the same name"] > 0 > weights["name", "nothing alike"]
    assert {s["source"] for s in told["measured"]["sources"]} == {"till", "web", "app"}


def test_a_rule_that_is_left_out_says_why(town_web):
    rules = town_web.get("/api/v1/data/identity").json()["rules"]
    kept = town_web.shop.query("select rule, used from identity_rules").to_pylist()
    assert {(r["rule"], r["used"]) for r in rules} == {(r["rule"], r["used"]) for r in kept}
    assert all(r["left_out"] for r in rules if not r["used"])
    assert not any("left(" in r["said"] or "sounds" in r["said"] for r in rules)


def test_the_chart_of_the_bands_is_a_file_too(town_web):
    file = town_web.get("/data/identity", params={"download": "bands.csv"})
    assert file.status_code == 200
    assert "99.9–100%" in file.content.decode("utf-8-sig")


def test_a_workspace_whose_records_are_all_alone_says_so(owner):
    page = owner.get("/data/identity")
    assert page.status_code == 200
    assert owner.get("/data/identity/review").status_code == 200
    assert "Nothing has changed yet." in owner.get(CHANGES).text


@pytest.fixture
def changed(town_web):
    """Return the town after a merge, an answer and an undo of the merge."""
    shop = town_web.shop
    merged = who.merge(shop, "app:solo", "till:3", because="<i>she said so</i>", by=ANA)
    who.answer(shop, who.queue(shop, by=ANA).questions[0].pair.id, "accept", by=ANA)
    town_web.undo = who.undo(shop, merged.id, because="wrong", by=ANA).id
    return town_web


def kinds(web, **asked):
    return [
        c["decision"]["kind"] for c in web.get(f"/api/v1{CHANGES}", params=asked).json()["changes"] if c["decision"]
    ]


def test_changes_are_listed_the_newest_first_by_kind(changed):
    assert kinds(changed) == ["undo", "accept", "merge"]
    assert kinds(changed, kind="decisions") == ["undo", "merge"]
    assert kinds(changed, kind="answers") == ["accept"]
    assert kinds(changed, kind="moves") == []
    page = changed.get(CHANGES).text
    assert "&lt;i&gt;she said so&lt;/i&gt;" in page
    assert "3 decisions were taken since the last run" in page
    assert changed.get(CHANGES, params={"kind": "all"}).status_code == 404


def test_an_undo_is_undone_on_the_page(changed):
    done = changed.post(f"{CHANGES}/undos", data={"change": changed.undo, "because": "she did"}, follow_redirects=False)
    assert done.status_code == 303
    assert changed.get(done.headers["location"]).status_code == 200
    merge = decisions(changed.shop.store)[0]
    assert (merge.kind, merge.counts) == ("merge", True)
    # What is undone already has no button, and asking again is refused in words.
    assert f'name="change" value="{changed.undo}"' not in changed.get(CHANGES).text
    again = changed.post(f"{CHANGES}/undos", data={"change": changed.undo})
    assert again.status_code == 422
    assert "is undone already" in again.text


def test_the_pages_go_back_in_time(town_web):
    for n in range(26):
        made = who.apart(town_web.shop, "app:solo", f"till:{n}", because=str(n), by=ANA)
        who.undo(town_web.shop, made.id, because="", by=ANA)
    first = town_web.get(f"/api/v1{CHANGES}").json()
    second = town_web.get(f"/api/v1{CHANGES}", params={"page": 2}).json()
    assert (len(first["changes"]), first["has_more"]) == (50, True)
    assert (len(second["changes"]), second["has_more"]) == (2, False)
    assert second["changes"][-1]["decision"]["because"] == "0"


def test_a_viewer_undoes_nothing(changed):
    viewer = changed.as_role("viewer")
    assert 'name="change"' not in viewer.get(CHANGES).text
    assert viewer.post(f"{CHANGES}/undos", data={"change": changed.undo}).status_code == 403
