import html
import re
import sys

import pytest

from shop import customer_of
from zhike.web.pages.customer import OriginsPage
from zhike.words import use_language

CHINESE = {"accept-language": "zh-CN"}
PARTS = ["", "/orders", "/timeline", "/origins", "/foreseen"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", [{}, CHINESE])
def test_every_page_of_a_customer_opens_in_both_languages(owner, shop, part, language):
    for record in ("T1", "W1", "W2", "W9", "T6", "T7", "W3"):
        page = owner.get(f"/customers/{customer_of(shop, record)}{part}", headers=language)
        assert page.status_code == 200, page.text
        twin = owner.get(f"/api/v1/customers/{customer_of(shop, record)}{part}", headers=language)
        assert twin.status_code == 200


def test_the_page_says_what_ana_is_worth(owner, shop):
    page = owner.get(f"/customers/{customer_of(shop, 'T1')}")
    assert "6 orders for ¥600 since 10 Jan 2025. The last one was 20 days before 30 Jun 2025." in page.text
    assert "自2025年1月10日起 6 笔订单" in owner.get(f"/customers/{customer_of(shop, 'T1')}", headers=CHINESE).text


def test_who_never_bought_is_said_so(owner, shop):
    assert "Has not bought anything yet" in owner.get(f"/customers/{customer_of(shop, 'T7')}").text


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "unknown", ["C00000000000", "nobody", "%3Cimg%20src=x%20onerror=alert(1)%3E", "x%27%20or%201=1"]
)
def test_an_unknown_customer_is_not_found_in_words(owner, part, unknown):
    page = owner.get(f"/customers/{unknown}{part}")
    assert page.status_code == 404
    assert "There is no customer" in page.text
    assert "<img src=x" not in page.text
    assert owner.get(f"/api/v1/customers/{unknown}{part}").json()["code"] == "unknown_customer"


@pytest.mark.parametrize("part", PARTS)
def test_a_viewer_never_sees_a_contact_in_full(viewer, owner, shop, part):
    chloe = customer_of(shop, "W1")
    for address in (f"/customers/{chloe}{part}", f"/api/v1/customers/{chloe}{part}"):
        said = viewer.get(address)
        assert said.status_code == 200
        assert "13800000003" not in said.text
        assert "chloe@example.com" not in said.text
    if part in {"", "/origins"}:
        assert "13800000003" in owner.get(f"/customers/{chloe}{part}").text


def test_each_value_has_its_source_record_time_and_rule_in_the_api(owner, shop):
    said = owner.get(f"/api/v1/customers/{customer_of(shop, 'W1')}/origins").json()
    name = next(o for o in said["origins"] if o["field"] == "name")
    assert (name["value"], name["rule"]) == ("陈晓", "trust")
    assert (name["said"]["source"], name["said"]["record_id"]) == ("web", "W1")
    assert name["said"]["at"].startswith("2025-01-1")
    given = next(o for o in said["origins"] if o["field"] == "given_name")
    assert given["parts"] == ["given_name", "family_name"]
    assert "together with: Family name" in owner.get(f"/customers/{customer_of(shop, 'W1')}/origins").text


def test_a_stranger_sees_nobody(stranger, shop):
    assert stranger.get(f"/customers/{customer_of(shop, 'T1')}", follow_redirects=False).status_code == 303


def test_a_charts_file_comes_from_the_page(owner, shop):
    answer = owner.get(f"/customers/{customer_of(shop, 'T1')}", params={"download": "months.csv"})
    assert answer.status_code == 200
    assert answer.content.decode("utf-8-sig").count("100") >= 6


def test_the_timeline_refuses_an_unknown_kind(owner, shop):
    answer = owner.get(f"/customers/{customer_of(shop, 'T1')}/timeline", params={"kind": "orders"})
    assert answer.status_code == 404
    assert "Did you mean order?" in answer.text


@pytest.mark.parametrize(
    ("language", "matched_by", "probability", "said"),
    [
        ("en", "only", 1.0, "stands alone"),
        ("en", "phone", 0.995, "Phone"),
        ("en", "match", 0.87654, "probable match, 87.7%"),
        ("zh", "match", 0.99999, "概率匹配，99.9%"),
        ("zh", "match+person", 1.0, "概率匹配，99.9% + 人工决定"),
    ],
)
def test_what_ties_a_record_is_said_in_words(language, matched_by, probability, said):
    page = OriginsPage("", "C1", (), (), {}, {}, ())
    use_language(language)
    try:
        assert page.tied({"matched_by": matched_by, "probability": probability}) == said
    finally:
        use_language(None)


def test_a_part_that_a_page_loads_leaves_the_windows_title(owner, shop):
    address = f"/customers/{customer_of(shop, 'T1')}/timeline"
    assert "<title>" in owner.get(address).text
    assert "<title>" not in owner.get(address, headers={"hx-request": "true"}).text


def test_the_timeline_goes_on_at_its_end_until_everything_was_shown_once(owner, shop, monkeypatch):
    address = f"/customers/{customer_of(shop, 'T1')}/timeline"
    whole = re.findall(r'<li class="entry entry-.*?</li>', owner.get(address).text, re.DOTALL)
    monkeypatch.setattr(sys.modules["zhike.describe.profile.timeline"], "PAGE", 4)
    shown, there = [], address
    while there:
        page = owner.get(there).text
        shown += re.findall(r'<li class="entry entry-.*?</li>', page, re.DOTALL)
        more = re.search(r'class="entry-more" hx-get="([^"]+)"', page)
        there = more and html.unescape(more[1])
    assert len(whole) > 8
    assert shown == whole
