from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import describe, order

AS_OF = date(2025, 6, 30)


def row_of(rows, cohort, months_since):
    return next(r for r in rows if (r["cohort_month"], r["months_since"]) == (date.fromisoformat(cohort), months_since))


def test_a_cohort_worked_by_hand(described):
    orders = [
        order("ana", "2025-03-31", 100), order("ana", "2025-05-01", 50), order("ana", "2025-05-02", 25),
        order("ben", "2025-03-01", 40), order("chloe", "2025-05-15", 10),
    ]  # fmt: skip
    rows = described("cohorts", orders=orders)
    march = row_of(rows, "2025-03-01", 0)
    assert (march["customers"], march["active"], march["retention"], march["orders"], march["revenue"]) == (
        2,
        2,
        1,
        2,
        140,
    )
    may = row_of(rows, "2025-03-01", 2)
    assert (may["month"], may["active"], may["retention"], may["orders"], may["revenue"]) == (
        date(2025, 5, 1),
        1,
        0.5,
        2,
        75,
    )
    assert (may["cumulative_revenue"], may["cumulative_revenue_per_customer"]) == (215, 107.5)


def test_months_without_activity_are_rows_up_to_the_month_of_the_day(described):
    rows = described("cohorts", orders=[order("ana", "2024-11-30", 10)])
    assert [row["months_since"] for row in rows] == list(range(8))
    assert [row["active"] for row in rows] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert {row["cumulative_revenue"] for row in rows} == {10}


@pytest.mark.parametrize(("as_of", "complete"), [("2024-02-28", False), ("2024-02-29", True), ("2024-03-01", True)])
def test_a_month_is_complete_when_its_last_day_is_known(described, as_of, complete):
    rows = described("cohorts", orders=[order("dan", "2024-02-10", 40)], as_of=as_of)
    assert rows[0]["is_complete"] is complete


def test_a_return_lowers_the_revenue_of_its_month_and_is_no_activity(described):
    rows = described("cohorts", orders=[order("eve", "2025-05-20", 300), order("eve", "2025-06-02", -300)])
    assert [(row["active"], row["revenue"], row["cumulative_revenue"]) for row in rows] == [(1, 300, 300), (0, -300, 0)]


def test_returns_before_the_first_purchase_belong_to_no_cohort(described):
    rows = described("cohorts", orders=[order("fay", "2025-05-10", -60), order("fay", "2025-06-10", 80)])
    assert [(row["cohort_month"], row["revenue"]) for row in rows] == [(date(2025, 6, 1), 80)]


def test_without_known_buyers_there_is_no_cohort(described):
    assert described("cohorts", orders=[order(None, "2025-06-15", 33)]) == []


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 4), st.dates(date(2024, 11, 1), AS_OF), st.integers(-20, 90)), max_size=25))
def test_plain_python_counts_the_same(drawn):
    bought, first = defaultdict(set), {}
    for who, day, amount in drawn:
        if amount > 0:
            bought[day.replace(day=1)].add(who)
            first[who] = min(first.get(who, day), day)
    rows = describe("cohorts", orders=[order(f"c{who}", day, amount) for who, day, amount in drawn])
    for row in rows:
        cohort = {who for who, day in first.items() if day.replace(day=1) == row["cohort_month"]}
        assert (row["customers"], row["active"]) == (len(cohort), len(cohort & bought[row["month"]]))
        until = [
            a for who, day, a in drawn if who in cohort and row["cohort_month"] <= day.replace(day=1) <= row["month"]
        ]
        assert row["cumulative_revenue"] == sum(until)
    assert sum(row["customers"] for row in rows if row["months_since"] == 0) == len(first)
