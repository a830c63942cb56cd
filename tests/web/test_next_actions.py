"""The page of next actions: its numbers are those of the table, each opens its customers, its rules are those of the settings."""

import re
from dataclasses import replace

import pytest

from visitors import behind, facts
from zhike.advice_rules import ACTIONS, Advice

PAGE = "/prediction/next-actions"


@pytest.fixture(scope="module")
def page(company_web):
    return facts(company_web, PAGE)


def test_every_customer_with_an_action_is_counted_once_with_gain_and_cost(page, company):
    [row] = company.query("select count(*) as customers, count(*) filter (where action <> 'leave_alone') as acted, sum(expected_gain) as gain, sum(cost) as cost from next_action").to_pylist()  # fmt: skip
    assert page["total"] == {n: pytest.approx(v) for n, v in row.items()}
    assert sum(r["figures"]["customers"] for r in page["rows"]) == row["customers"]
    assert sum(r["share"] for r in page["rows"]) == pytest.approx(1)
    assert f"For {row['acted']:,} of {row['customers']:,} buyers" in page["sentence"]


def test_the_customers_behind_every_number_are_as_many_as_it_says(company_web, page):
    points = [(r["figures"]["customers"], r["link"]) for r in page["rows"]]
    points += [(r["customers"], r["link"]) for r in page["rules"] if r["link"]]
    points += [(c["customers"], c["link"]) for s in page["stages"] for c in s["cells"] if c["link"]]
    points += list(zip(page["actions"]["series"][0]["values"], page["actions"]["series"][0]["links"], strict=True))
    points.append((page["total"]["acted"], page["all_link"]))
    found = {link: behind(company_web, link) for _count, link in points}
    assert [(count, link) for count, link in points if found[link] != count] == []


def test_the_best_stand_first_and_no_stage_has_an_action_that_it_does_not_allow(page, company):
    rows = company.query("select expected_gain from next_action order by 1 desc limit 10").to_pylist()
    assert [c["expected_gain"] for c in page["first"]] == [r["expected_gain"] for r in rows]
    cells = [c for s in page["stages"] for c in s["cells"]]
    assert all(c["is_allowed"] for c in cells if c["customers"])
    assert not all(c["is_allowed"] for c in cells)


def test_the_rules_stand_in_the_order_of_the_settings_and_those_that_are_off_stand_last(fresh_web):
    assert [r["rule"]["name"] for r in facts(fresh_web, PAGE)["rules"]] == list(ACTIONS)
    own = Advice(rules=("champion", "call"), call={"cost": 35, "limit": 0.05})
    fresh_web.app.state.shop = replace(fresh_web.shop, settings=replace(fresh_web.shop.settings, advice=own))
    rules = facts(fresh_web, PAGE)["rules"]
    assert [(r["rule"]["name"], r["place"]) for r in rules[:3]] == [("champion", 1), ("call", 2), ("lapsed", None)]
    assert (rules[1]["rule"]["cost"], "most valuable 5%" in rules[1]["whom"]) == (35, True)


def test_who_refused_profiling_is_counted_and_has_no_action(page, company):
    [row] = company.query("select count(*) as n from unprofiled join customer_features using (customer_id) where orders > 0").to_pylist()  # fmt: skip
    assert page["refused"] == row["n"] > 0


def test_withheld_scores_are_named_where_rules_do_without_them(owner):
    page = facts(owner, PAGE)
    assert {w["name"] for w in page["withheld"]} >= {"Risk of losing them", "Customer value"}
    assert not {r["rule"]["name"] for r in page["rules"] if r["customers"]} & {"call", "lapsed", "late"}


def test_charts_are_files_with_definitions_and_the_page_reads_in_chinese(company_web, owner, page):
    words = company_web.get("/glossary").text
    for name in ("actions", "worth"):
        assert company_web.get(f"{PAGE}?download={page[name]['id']}.csv").status_code == 200
        assert f'id="{page[name]["definition"]}"' in words
    for client in (company_web, owner):
        answer = client.get(PAGE, headers={"accept-language": "zh-CN"})
        text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)
