from statistics import mean, median, multimode, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import CAST, SQL, describe, order

NUMBERS = ("INTEGER", "BIGINT", "DOUBLE", "DECIMAL")


def of_feature(rows, name):
    return next(row for row in rows if row["feature"] == name)


def test_every_numeric_column_that_customer_features_declares_has_a_row(described):
    heads = [line.removeprefix("--   ").split(" | ") for line in SQL["customer_features"].splitlines() if " | " in line]
    numeric = {name for name, kind, *_ in heads if kind.startswith(NUMBERS)}
    assert {row["feature"] for row in described("summary", orders=CAST)} == numeric


def test_a_feature_worked_by_hand(described):
    # Orders of the twelve: 6, 3, 1, 1, 1, 0, 0, 0, 2, 1, 1, 2.
    orders = of_feature(described("summary", orders=CAST, customers=[{"customer_id": "hana"}]), "orders")
    assert (orders["count"], orders["missing"], orders["mean"], orders["median"], orders["mode"]) == (12, 0, 1.5, 1, 1)
    assert (orders["minimum"], orders["p25"], orders["p75"], orders["maximum"]) == (0, 0.75, 2, 6)
    assert orders["standard_deviation"] == pytest.approx(stdev([6, 3, 1, 1, 1, 0, 0, 0, 2, 1, 1, 2]))
    assert orders["zero_share"] == 0.25


def test_missing_values_are_counted_and_left_out(described):
    # Fay, Gus and Hana never bought.
    recency = of_feature(described("summary", orders=CAST, customers=[{"customer_id": "hana"}]), "recency_days")
    assert (recency["count"], recency["missing"], recency["minimum"]) == (9, 3, 0)


def test_a_feature_that_nobody_has_is_a_row_of_empty_figures(described):
    age = of_feature(described("summary", orders=CAST), "age_years")
    assert (age["count"], age["missing"], age["mean"], age["mode"], age["zero_share"]) == (0, 11, None, None, None)


def test_the_smallest_of_tied_modes_is_taken(described):
    amounts = {"a": 9, "b": 9, "c": 4, "d": 4, "e": 1}
    rows = described("summary", orders=[order(name, "2025-06-01", amount) for name, amount in amounts.items()])
    assert of_feature(rows, "revenue")["mode"] == 4


def test_one_customer_has_no_deviation_and_equal_ones_have_none(described):
    one = [order("ana", "2025-06-01", 10)]
    assert of_feature(described("summary", orders=one), "revenue")["standard_deviation"] is None
    two = [*one, order("ben", "2025-06-01", 10)]
    assert of_feature(described("summary", orders=two), "revenue")["standard_deviation"] == 0


def test_large_money_fits(described):
    amounts = (10**13, 3 * 10**13, 2)
    rows = described("summary", orders=[order(f"c{a}", "2025-06-01", a) for a in amounts])
    revenue = of_feature(rows, "revenue")
    assert (revenue["mean"], revenue["standard_deviation"]) == pytest.approx((mean(amounts), stdev(amounts)))


def test_without_customers_there_are_no_rows(described):
    assert described("summary") == []


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 10**7).map(lambda cents: cents / 100), min_size=2, max_size=30))
def test_plain_python_finds_the_same(amounts):
    rows = describe("summary", orders=[order(f"c{i}", "2025-06-01", f"{a:.2f}") for i, a in enumerate(amounts)])
    revenue = of_feature(rows, "revenue")
    assert revenue["mean"] == pytest.approx(mean(amounts))
    assert revenue["median"] == pytest.approx(median(amounts))
    assert revenue["mode"] == pytest.approx(min(multimode(amounts)))
    assert revenue["standard_deviation"] == pytest.approx(stdev(amounts), rel=1e-6, abs=1e-6)
    place = (len(amounts) - 1) * 0.9
    low, high = sorted(amounts)[int(place)], sorted(amounts)[min(int(place) + 1, len(amounts) - 1)]
    assert revenue["p90"] == pytest.approx(low + (high - low) * (place - int(place)))
