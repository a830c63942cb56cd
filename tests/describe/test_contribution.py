from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import CAST, describe, order


def spend(**amounts):
    return [order(name, "2025-06-01", amount) for name, amount in amounts.items()]


def by_customer(rows):
    return {row["customer_id"]: row for row in rows}


def test_shares_add_up_from_the_best_customer_down(described):
    rows = by_customer(described("contribution", orders=spend(a=50, b=30, c=15, d=5)))
    assert [rows[name]["rank"] for name in "abcd"] == [1, 2, 3, 4]
    assert [rows[name]["revenue_share"] for name in "abcd"] == pytest.approx([0.5, 0.3, 0.15, 0.05])
    assert [rows[name]["cumulative_share"] for name in "abcd"] == pytest.approx([0.5, 0.8, 0.95, 1])
    assert [rows[name]["customer_share"] for name in "abcd"] == [0.25, 0.5, 0.75, 1]


def test_a_class_begins_where_the_customers_before_have_not_reached_its_line(described):
    rows = by_customer(described("contribution", orders=spend(a=50, b=30, c=15, d=5)))
    assert "".join(rows[name]["pareto_class"] for name in "abcd") == "AABC"


def test_a_customer_who_brings_nearly_everything_is_class_a(described):
    rows = by_customer(described("contribution", orders=spend(a=99, b=1)))
    assert (rows["a"]["pareto_class"], rows["b"]["pareto_class"]) == ("A", "C")


def test_equal_customers_get_equal_figures(described):
    rows = described("contribution", orders=spend(a=10, b=10, c=10))
    assert {(r["rank"], r["cumulative_share"], r["customer_share"], r["decile"], r["pareto_class"]) for r in rows} == {
        (1, 1, 1, 1, "A")
    }


def test_deciles_count_customers_from_the_best(described):
    amounts = {f"c{i:02}": 100 - i for i in range(20)}
    rows = by_customer(described("contribution", orders=spend(**amounts)))
    assert [rows[f"c{i:02}"]["decile"] for i in range(20)] == [i // 2 + 1 for i in range(20)]


def test_the_list_adds_up_to_the_revenue_of_known_customers(described):
    rows = described("contribution", orders=CAST)
    assert sum(row["revenue"] for row in rows) == 600 + 450 + 80 + 40 + 0 - 60 + 30 + 500 + 70 + 150


def test_who_returned_more_than_was_bought_stays_in_the_list_and_weighs_nothing(described):
    rows = by_customer(described("contribution", orders=CAST))
    fay = rows["fay"]
    assert (fay["revenue"], fay["revenue_share"], fay["cumulative_share"], fay["pareto_class"]) == (-60, 0, 1, "C")
    assert "gus" not in rows  # a cancelled order moved no money


@pytest.mark.parametrize(
    ("amounts", "gini"),
    [({"a": 7}, 0), ({"a": 5, "b": 5}, 0), ({"a": 1, "b": 3}, 0.25), ({"a": 10, "b": -4, "c": -2, "d": -1}, 0.75)],
)
def test_gini_of_small_lists(described, amounts, gini):
    assert {row["gini"] for row in described("contribution", orders=spend(**amounts))} == {gini}


def test_shares_of_nothing_are_empty(described):
    (fay,) = described("contribution", orders=spend(fay=-60))
    assert (fay["revenue_share"], fay["gini"], fay["pareto_class"]) == (None, None, "C")


def test_nobody_has_no_rows(described):
    assert described("contribution", orders=[order(None, "2025-06-15", 33)]) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(-20, 90).filter(bool), min_size=1, max_size=25))
def test_gini_is_half_the_mean_difference_between_two_customers(amounts):
    rows = describe("contribution", orders=[order(f"c{i}", "2025-06-01", a) for i, a in enumerate(amounts)])
    values = [max(amount, 0) for amount in amounts]
    total = sum(abs(x - y) for x, y in product(values, values))
    wanted = total / (2 * len(values) * sum(values)) if sum(values) else None
    assert rows[0]["gini"] == pytest.approx(wanted)
    for row in rows:
        above = [v for v, amount in zip(values, amounts, strict=True) if amount >= row["revenue"]]
        assert row["customer_share"] == pytest.approx(len(above) / len(values))
        if sum(values):
            assert row["cumulative_share"] == pytest.approx(sum(above) / sum(values))
