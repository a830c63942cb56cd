"""The page that says who a customer is made of: what it shows, what it changes, and the way back from each change."""

import re

import pytest
from tests.town import WANG

from zhike import pipeline
from zhike.unify import who
from zhike.unify.decisions import decisions

CHINESE = {"accept-language": "zh-CN"}
PARTS = ["", "/orders", "/timeline", "/origins", "/identity"]
WANGS = {"till:wang", "web:wang", "app:wang"}


def customer_with(web, record):
    """Return the number of the customer that a record belongs to in the current run."""
    source, _colon, number = record.partition(":")
    sql = f"select customer_id from identity where source = '{source}' and record_id = '{number}'"
    return web.shop.query(sql)["customer_id"][0].as_py()


def shown(web, record):
    answer = web.get(f"/api/v1/customers/{customer_with(web, record)}/identity")
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(web, at, what, **form):
    path = f"/customers/{customer_with(web, at)}/identity/{what}"
    return web.post(path, data=form, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)


def records(page):
    return {r["record"] for r in page["records"]}


@pytest.mark.parametrize(("language", "words"), [({}, "is made of 3 records"), (CHINESE, "由 3 条源记录组成")])
def test_the_page_names_each_record_what_it_says_and_what_ties_it(town_web, language, words):
    page = town_web.get(f"/customers/{customer_with(town_web, 'till:wang')}/identity", headers=language).text
    assert words in page
    for said in ("till:wang", "web:wang", "app:wang", "+8613800138001", "wang@example.com", "文三路18号"):
        assert said in page, said


def test_merges_have_their_evidence_field_by_field_and_an_undo(town_web):
    page = shown(town_web, "till:wang")
    assert records(page) == WANGS
    by_key = {m["matched_by"]: m for m in page["merges"]}
    assert by_key.keys() == {"phone", "email"}
    weights = {w["field"]: w for w in by_key["phone"]["weights"]}
    assert weights["phone"]["way"] == "the same number"
    assert weights["phone"]["bits"] > 0
    html = town_web.get(f"/customers/{page['customer_id']}/identity").text
    assert f'name="change" value="{by_key["phone"]["id"]}"' in html


def test_a_merge_is_undone_with_a_reason_and_the_undo_is_undone(town_web):
    before = shown(town_web, "till:wang")
    merge = next(m for m in before["merges"] if m["matched_by"] == "email")
    answer = post(town_web, "till:wang", "undos", change=merge["id"], because="his wife's address")
    assert answer.status_code == 303
    page = town_web.get(answer.headers["location"])
    assert "his wife&#39;s address" in page.text
    assert "the tables follow at the next run" in page.text
    now = shown(town_web, "till:wang")
    assert records(now) == {"till:wang", "web:wang"}
    assert now["has_changed"]
    assert {p["outcome"] for p in now["doubts"] if p["b"] == "app:wang"} == {"decision"}
    [said] = now["decisions"]
    back = post(town_web, "till:wang", "undos", change=said["id"], because="it was his")
    assert back.status_code == 303
    after = shown(town_web, "till:wang")
    assert records(after) == WANGS
    assert [(d["kind"], d["counts"]) for d in after["decisions"]] == [("undo", True), ("apart", False)]
    again = post(town_web, "till:wang", "undos", change=after["decisions"][0]["id"])
    assert again.status_code == 303
    assert records(shown(town_web, "till:wang")) == {"till:wang", "web:wang"}


def test_ticked_records_are_taken_out_and_the_tables_follow(town_web):
    answer = post(town_web, "till:wang", "splits", record=["app:wang", "web:wang"], because="her account")
    assert answer.status_code == 303
    assert records(shown(town_web, "till:wang")) == {"till:wang"}
    pipeline.run(town_web.shop, as_of="2025-06-30")
    assert customer_with(town_web, "web:wang") == customer_with(town_web, "app:wang")
    assert customer_with(town_web, "web:wang") != customer_with(town_web, "till:wang")
    page = shown(town_web, "web:wang")
    assert not page["has_changed"]
    assert {m["record"] for m in page["moved"]} == {"web:wang", "app:wang"}


def test_a_customer_whom_no_run_knows_yet_has_all_pages_at_once(town_web):
    post(town_web, "till:wang", "splits", record=["app:wang"], because="")
    [new] = [s for s in who.standing(town_web.shop, {customer_with(town_web, "app:wang")}) if len(s.records) == 1]
    for part in PARTS:
        page = town_web.get(f"/customers/{new.customer_id}{part}", follow_redirects=False)
        assert page.status_code == 200, part
        assert "王小明" in page.text
    assert "the tables follow at the next run" in page.text
    assert shown(town_web, "till:wang")["has_changed"]


def test_two_customers_become_one_and_the_page_is_that_of_both(town_web):
    answer = post(town_web, "app:solo", "merges", other="till:wang", because="she married")
    assert answer.status_code == 303
    assert records(town_web.get("/api/v1" + answer.headers["location"]).json()) == {*WANGS, "app:solo"}
    # The number that is no longer one leads to the customer of now.
    page = town_web.get(f"/customers/{customer_with(town_web, 'app:solo')}/identity")
    assert page.history[0].status_code == 307
    assert "app:solo" in page.text
    assert "till:wang" in page.text


def test_kept_apart_is_a_decision_on_both_pages(town_web):
    assert post(town_web, "app:solo", "separations", other="till:wang", because="two people").status_code == 303
    for record in ("app:solo", "till:wang"):
        [said] = shown(town_web, record)["decisions"]
        assert (said["kind"], said["because"]) == ("apart", "two people")


@pytest.mark.parametrize(
    ("what", "form", "words"),
    [
        ("merges", {"other": "till:nobody", "because": "typed <b>"}, "no record"),
        ("merges", {"other": "web:wang"}, "are one customer already"),
        ("splits", {}, "name some of the customer"),
        ("splits", {"record": ["till:wang", "web:wang", "app:wang"]}, "name some of the customer"),
        ("separations", {"other": "C00000000000"}, "no customer"),
        ("undos", {"change": "D404"}, "D404"),
    ],
)
def test_what_makes_no_sense_is_said_on_the_page_and_nothing_is_decided(town_web, what, form, words):
    answer = post(town_web, "till:wang", what, **form)
    assert answer.status_code in {404, 422}
    assert words in answer.text
    assert "till:wang" in answer.text
    assert "typed <b>" not in answer.text
    if form.get("other"):
        assert f'value="{form["other"]}"' in answer.text
    assert decisions(town_web.shop.store) == ()


def test_a_change_that_another_site_asks_for_is_refused(town_web):
    path = f"/customers/{customer_with(town_web, 'till:wang')}/identity/merges"
    answer = town_web.post(path, data={"other": "app:solo"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert decisions(town_web.shop.store) == ()


def test_a_viewer_sees_masks_and_no_buttons_and_changes_nothing(town_web):
    viewer = town_web.as_role("viewer")
    path = f"/customers/{customer_with(town_web, 'till:wang')}/identity"
    for address in (path, f"/api/v1{path}"):
        page = viewer.get(address)
        assert page.status_code == 200
        assert WANG["till"]["phone"] not in page.text
        assert WANG["web"]["email"] not in page.text
    assert not re.search(r'action="/customers/\w+/identity', viewer.get(path).text)
    assert viewer.post(f"{path}/merges", data={"other": "app:solo"}).status_code == 403


@pytest.fixture
def joined(town_web):
    """Return the town after a run that made one customer of two, and the number that is gone."""
    old = customer_with(town_web, "app:solo")
    post(town_web, "app:solo", "merges", other="till:wang", because="")
    pipeline.run(town_web.shop, as_of="2025-06-30")
    town_web.old, town_web.now = old, customer_with(town_web, "app:solo")
    assert town_web.old != town_web.now
    return town_web


@pytest.mark.parametrize("start", ["", "/api/v1"])
def test_an_old_number_leads_to_the_customer_of_now(joined, start):
    for part in PARTS:
        answer = joined.get(f"{start}/customers/{joined.old}{part}?x=1", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, f"{start}/customers/{joined.now}{part}?x=1")
        assert joined.get(answer.headers["location"]).status_code == 200


@pytest.fixture
def parted(town_web):
    """Return the town after the two records of one customer joined another, and one of them left again."""
    town_web.old = customer_with(town_web, "till:2")
    assert customer_with(town_web, "web:2") == town_web.old
    post(town_web, "till:2", "merges", other="till:0", because="")
    pipeline.run(town_web.shop, as_of="2025-06-30")
    post(town_web, "till:0", "splits", record=["web:2"], because="")
    pipeline.run(town_web.shop, as_of="2025-06-30")
    return town_web


@pytest.mark.parametrize("part", PARTS)
def test_a_number_whose_records_went_to_several_lists_them(parted, part):
    heirs = {customer_with(parted, "till:2"), customer_with(parted, "web:2")}
    assert len(heirs) == 2
    page = parted.get(f"/customers/{parted.old}{part}")
    assert page.status_code == 300
    for heir in heirs:
        assert f'href="/customers/{heir}{part}"' in page.text
    told = parted.get(f"/api/v1/customers/{parted.old}{part}")
    assert told.status_code == 300
    assert told.json()["code"] == "customer_parted"
    assert {f["message"] for f in told.json()["fields"]} == heirs


def test_nothing_is_foreseen_of_records_that_were_joined_since_the_run(town_web):
    of_both = customer_with(town_web, "till:wang")
    assert not town_web.get(f"/api/v1/customers/{of_both}/foreseen").json()["is_regrouped"]
    post(town_web, "app:solo", "merges", other="till:wang", because="she married")
    for number in (of_both, customer_with(town_web, "app:solo")):
        page = town_web.get(f"/api/v1/customers/{number}/foreseen").json()
        assert (page["is_regrouped"], page["value"], page["churn"], page["withheld"]) == (True, [], None, [])
    assert "follows at the next run" in town_web.get(f"/customers/{of_both}/foreseen").text
