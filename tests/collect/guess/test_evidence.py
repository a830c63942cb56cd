"""How values speak for and against a field."""

from __future__ import annotations

import pytest

from zhike.collect.entities import ENTITIES
from zhike.collect.guess.evidence import MOST_ALONE, VETO, alone, fit
from zhike.collect.guess.values import profile

PHONES = ["13811112222", "13922223333", "13733334444"]
DATES = ["2024-03-05", "2024-03-06", "2024-04-01"]
AMOUNTS = ["12.50", "8.00", "199.90"]
IDS = ["K0001", "K0002", "K0003"]


def fits(entity: str, field: str, values: list[str | None]) -> float:
    return fit(ENTITIES[entity].known[field], profile(values), entity=entity)


def by_looks(entity: str, field: str, values: list[str | None], *, headless: bool) -> float:
    return alone(ENTITIES[entity].known[field], profile(values), entity=entity, headless=headless)


@pytest.mark.parametrize(
    ("entity", "field", "values"),
    [
        ("customers", "phone", DATES),
        ("customers", "phone", ["王芳", "李雷"]),
        ("customers", "national_id", ["6988048", "7364009"]),
        ("customers", "birth_date", PHONES),
        ("customers", "name", PHONES),
        ("customers", "kind", ["VIP", "普通"]),
        ("orders", "net_amount", DATES),
        ("orders", "net_amount", ["20240305", "20240306"]),
        ("orders", "order_id", AMOUNTS),
        ("orders", "ordered_at", ["已付款", "已取消"]),
        ("order_lines", "quantity", ["red", "blue"]),
        ("subscriptions", "churned", AMOUNTS),
    ],
)
def test_wrong_values_veto(entity, field, values):
    assert fits(entity, field, values) < VETO


@pytest.mark.parametrize(
    ("entity", "field", "values"),
    [
        ("customers", "phone", PHONES),
        ("customers", "birth_date", ["45356", "33000", "29012"]),
        ("customers", "record_id", PHONES),
        ("customers", "postcode", ["4011", "2776"]),
        ("orders", "record_id", ["小河弯弯", "tb_sunny"]),
        ("orders", "net_amount", ["¥1,280.50", "(12.00)"]),
        ("orders", "status", ["等待出库", "完成"]),
        ("events", "anonymous_id", ["1192834420.1704067100"]),
        ("order_lines", "quantity", ["2.0", "-1"]),
    ],
)
def test_right_values_pass(entity, field, values):
    assert fits(entity, field, values) > 0.6


def test_without_values_there_is_neither_support_nor_veto():
    assert fits("customers", "phone", [None, ""]) == 0.6


def test_a_key_that_repeats_suits_worse():
    assert fits("orders", "order_id", ["A1", "A1", "A1", "A2"]) < fits("orders", "order_id", ["A1", "A2", "A3", "A4"])
    assert fits("orders", "record_id", ["A1", "A1", "A1", "A2"]) == 1


def test_under_an_unknown_header_only_unmistakable_values_count():
    assert by_looks("customers", "phone", PHONES, headless=False) == MOST_ALONE
    assert by_looks("orders", "net_amount", AMOUNTS, headless=False) == 0
    assert by_looks("orders", "ordered_at", DATES, headless=False) == 0


def test_without_a_header_dates_and_amounts_count_too():
    assert 0.5 <= by_looks("orders", "net_amount", AMOUNTS, headless=True) <= MOST_ALONE
    assert 0.5 <= by_looks("orders", "ordered_at", DATES, headless=True) <= MOST_ALONE
    assert by_looks("customers", "record_id", IDS, headless=True) > by_looks(
        "customers", "record_id", [*IDS, *IDS], headless=True
    )


def test_one_value_proves_nothing():
    assert by_looks("customers", "phone", PHONES[:1], headless=True) == 0
