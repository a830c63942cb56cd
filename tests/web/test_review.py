"""The review page: one pair after another, answers that hold and can be taken back, and the same in a file."""

import csv
import io
import re

import pytest

from zhike import pipeline
from zhike.govern import Actor
from zhike.unify import who
from zhike.unify.decisions import decisions

PATH = "/data/identity/review"
ANA = Actor("ana")
CHINESE = {"accept-language": "zh-CN"}


def shown(web, **asked):
    answer = web.get(f"/api/v1{PATH}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def give(web, answer, **more):
    pair = shown(web)["pair"]
    done = web.post(f"{PATH}/answers", data={"pair": pair["id"], "answer": answer, **more}, follow_redirects=False)
    assert done.status_code == 303, done.text
    return pair, done.headers["location"]


@pytest.mark.parametrize(("language", "words"), [({}, "Is this one person?"), (CHINESE, "这是同一人吗？")])
def test_a_pair_is_shown_with_both_records_and_what_each_field_says(town_web, language, words):
    page = shown(town_web)
    html = town_web.get(PATH, headers=language).text
    assert words in html
    assert page["pair"]["a"] in html
    assert page["pair"]["b"] in html
    states = {f["field"]: f["state"] for f in page["fields"]}
    assert states["phone"] == "differs"
    assert html.count("<mark>") >= 2
    chart = page["weights"]
    assert chart["kind"] == "weights"
    assert sorted(chart["series"][0]["values"]) == sorted(w["bits"] for w in page["pair"]["weights"])
    assert min(chart["series"][0]["values"]) < 0 < max(chart["series"][0]["values"])


@pytest.mark.parametrize("answer", ["accept", "reject", "skip"])
def test_an_answer_is_kept_with_its_reason_and_the_next_pair_follows(town_web, answer):
    before = shown(town_web)
    pair, address = give(town_web, answer, because="seen at the till")
    after = town_web.get(f"/api/v1{address}").json()
    assert (after["open"], after["answered"]) == (before["open"] - 1, before["answered"] + 1)
    assert after["pair"]["id"] != pair["id"]
    [said] = decisions(town_web.shop.store)
    assert (said.kind, said.because, {str(said.a[0]), str(said.b[0])}) == (
        answer,
        "seen at the till",
        {pair["a"], pair["b"]},
    )
    assert "u</kbd>" in town_web.get(address).text


def test_back_takes_the_last_answer_back_and_shows_its_pair_again(town_web):
    before = shown(town_web)
    pair, address = give(town_web, "reject")
    change = re.search(r"last=(\w+)", address)[1]
    back = town_web.post(f"{PATH}/undos", data={"change": change}, follow_redirects=False)
    assert back.headers["location"].endswith(f"pair={pair['id']}")
    after = town_web.get(f"/api/v1{back.headers['location']}").json()
    assert (after["pair"]["id"], after["open"], after["answered"]) == (pair["id"], before["open"], before["answered"])
    # An answer that is taken back offers no way back any more.
    assert town_web.get(f"/api/v1{address}").json()["last"] is None


def test_an_answer_that_is_none_and_a_pair_that_is_none_are_refused(town_web):
    pair = shown(town_web)["pair"]["id"]
    assert town_web.post(f"{PATH}/answers", data={"pair": pair, "answer": "maybe"}).status_code == 404
    assert town_web.post(f"{PATH}/answers", data={"pair": "P404", "answer": "accept"}).status_code == 404
    assert town_web.get(PATH, params={"pair": "P404"}).status_code == 404
    assert town_web.get(PATH, params={"kind": "all"}).status_code == 404
    assert town_web.get(PATH, params={"taken": "1.2"}).status_code == 422
    assert decisions(town_web.shop.store) == ()


def test_the_pairs_are_taken_away_answered_in_the_file_and_brought_back(town_web):
    waiting = shown(town_web)["open"]
    file = town_web.get(f"{PATH}/file")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == waiting > 3
    for row, answer in zip(rows, ("accept", "reject", "skip"), strict=False):
        row["answer"] = answer
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    done = town_web.post(f"{PATH}/files", files={"file": ("pairs.csv", text.getvalue().encode(), "text/csv")})
    assert f"accepted 1, rejected 1, skipped 1; without an answer {waiting - 3}" in done.text
    assert shown(town_web)["open"] == waiting - 3


def test_a_file_that_excel_wrote_in_china_is_read(town_web):
    pair = shown(town_web)["pair"]["id"]
    text = f"pair_id,answer,because\n{pair},同一人,看过\n"
    town_web.post(f"{PATH}/files", files={"file": ("x.csv", text.encode("gb18030"), "text/csv")})
    [said] = decisions(town_web.shop.store)
    assert (said.kind, said.because) == ("accept", "看过")


def test_a_file_with_one_unknown_pair_is_taken_not_at_all(town_web):
    pair = shown(town_web)["pair"]["id"]
    text = f"pair_id,answer\n{pair},accept\nP404,accept\n"
    assert town_web.post(f"{PATH}/files", files={"file": ("x.csv", text.encode(), "text/csv")}).status_code == 404
    assert decisions(town_web.shop.store) == ()


def test_a_wrong_file_is_refused_on_the_page_with_its_line(town_web):
    wrong = town_web.post(f"{PATH}/files", files={"file": ("x.csv", b"pair_id,answer\nP1,perhaps\n", "text/csv")})
    assert wrong.status_code == 422
    assert "line 2" in wrong.text
    assert "perhaps" in wrong.text
    other = town_web.post(f"{PATH}/files", files={"file": ("x.bin", b"\xff\xfe\x00\x00", "text/csv")})
    assert other.status_code == 422
    assert decisions(town_web.shop.store) == ()


def test_the_review_says_when_nothing_waits(town_web):
    for kind in who.KINDS:
        while pair := shown(town_web, kind=kind)["pair"]:
            who.answer(town_web.shop, pair["id"], "skip", by=ANA)
    page = town_web.get(PATH)
    assert "No pair of this kind waits" in page.text


def test_answers_give_a_measured_precision_on_the_page_of_the_matching(town_web):
    assert "Nobody has reviewed" in town_web.get("/data/identity").text
    for asked in who.queue(town_web.shop, by=ANA, kind="links", most=20).questions:
        who.answer(town_web.shop, asked.pair.id, "accept", by=ANA)
    pipeline.run(town_web.shop, as_of="2025-06-30")
    page = town_web.get("/data/identity")
    assert "By 20 answers, 100.0% of the links are right" in page.text
    told = town_web.get("/api/v1/data/identity").json()["measured"]["precision"]
    assert (told["reviewed"], told["right_ones"]) == (20, 20)
    assert 0.5 < told["measured_low"] < told["measured_high"] <= 1


def test_a_viewer_looks_and_answers_nothing(town_web):
    viewer = town_web.as_role("viewer")
    page = viewer.get(PATH)
    assert page.status_code == 200
    assert "data-key=" not in page.text
    pair = shown(town_web)["pair"]["id"]
    assert viewer.post(f"{PATH}/answers", data={"pair": pair, "answer": "accept"}).status_code == 403
    assert viewer.post(f"{PATH}/files", files={"file": ("x.csv", b"x", "text/csv")}).status_code == 403
    assert viewer.get(f"{PATH}/file").status_code == 403
    assert "+86138" not in page.text.replace("+86138****", "")
