from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import CAST, describe, order

AS_OF = date(2025, 6, 30)


def month_of(rows, month):
    return next(row for row in rows if row["month"] == date.fromisoformat(f"{month}-01"))


def of(row, *names):
    return tuple(row[name] for name in names)


@pytest.fixture(scope="module")
def months():
    return describe("kpi_monthly", orders=CAST)


def test_every_month_from_the_first_order_to_the_day_has_a_row(months):
    assert [row["month"] for row in months] == [date(2024 + m // 12, m % 12 + 1, 1) for m in range(1, 18)]


def test_june_worked_by_hand(months):
    june = month_of(months, "2025-06")
    # Ana again; Chloe, Ivan and Jun for the first time; somebody unknown; Eve and Fay send goods back.
    assert of(june, "customers", "new_customers", "returning_customers", "repeat_rate") == (4, 3, 1, 0.25)
    assert of(june, "orders", "revenue", "returns_amount") == (6, 100 + 80 + 30 + 500 + 33 - 300 - 60, 460)
    assert of(june, "new_revenue", "returning_revenue", "anonymous_revenue") == (610, 100 - 360, 33)
    assert june["average_order_value"] == Decimal("123.8333")  # 743 / 6
    assert june["revenue_per_customer"] == (383 - 33) / 4
    assert june["margin"] == 40


def test_retention_compares_with_the_buyers_of_the_month_before(months):
    # In May Ana and Eve bought, in June only Ana again.
    assert of(month_of(months, "2025-06"), "retained_customers", "retention") == (1, 0.5)
    # In March Ben came back from December: he returned, but was not retained.
    assert of(month_of(months, "2025-03"), "returning_customers", "retained_customers", "retention") == (2, 1, 1)


def test_a_month_without_orders_is_a_row_of_zeros_with_empty_ratios(months):
    march = month_of(months, "2024-03")
    assert of(march, "customers", "orders", "units", "revenue", "new_revenue") == (0, 0, 0, 0, 0)
    assert of(march, "repeat_rate", "average_order_value", "revenue_per_customer", "margin") == (None, None, None, None)
    # Dan had bought in February 2024, and nobody in March: 0 of 1.
    assert of(march, "retention") == (0,)
    assert of(month_of(months, "2024-04"), "retention") == (None,)


@pytest.mark.parametrize(("as_of", "churned"), [("2025-05-29", 0), ("2025-05-30", 1)])
def test_a_customer_is_lost_on_the_90th_day_and_not_before_it_is_over(described, as_of, churned):
    rows = described("kpi_monthly", orders=[order("ana", "2025-03-01", 10)], as_of=as_of)
    assert [row["churned"] for row in rows] == [0, 0, churned]


@pytest.mark.parametrize(("next_day", "churned", "reactivated"), [("2025-05-30", 0, 0), ("2025-05-31", 1, 1)])
def test_who_buys_on_the_90th_day_was_never_lost_and_a_day_later_came_back(described, next_day, churned, reactivated):
    rows = described("kpi_monthly", orders=[order("ana", "2025-03-01", 10), order("ana", next_day, 10)])
    may = month_of(rows, "2025-05")
    assert of(may, "churned", "reactivated") == (churned, reactivated)


def test_only_the_last_month_can_be_incomplete(described):
    rows = described("kpi_monthly", orders=CAST, as_of="2025-06-29")
    assert [row["is_complete"] for row in rows] == [True] * 16 + [False]
    assert month_of(describe("kpi_monthly", orders=CAST), "2025-06")["is_complete"]


def test_unknown_buyers_bring_orders_and_revenue_but_no_customers(described):
    (june,) = described("kpi_monthly", orders=[order(None, "2025-06-15", 33)])
    assert of(june, "customers", "orders", "revenue", "anonymous_revenue", "revenue_per_customer") == (
        0,
        1,
        33,
        33,
        None,
    )


def test_without_orders_there_are_no_months(described):
    assert described("kpi_monthly") == []


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ana", "ben", "chloe", None]), st.dates(date(2024, 8, 1), AS_OF), st.integers(-20, 90)
        ),
        min_size=1,
        max_size=25,
    )
)
def test_plain_python_counts_the_same(drawn):
    days = defaultdict(set)
    for who, day, amount in drawn:
        if who and amount > 0:
            days[who].add(day)
    before = set()
    for row in describe("kpi_monthly", orders=[order(*one) for one in drawn]):
        active = {who for who, on in days.items() if any(day.replace(day=1) == row["month"] for day in on)}
        new = {who for who in active if min(days[who]).replace(day=1) == row["month"]}
        assert of(row, "customers", "new_customers", "retained_customers") == (
            len(active),
            len(new),
            len(active & before),
        )
        lost = [day + timedelta(days=90) for on in days.values() for day in on if is_lost(day, on)]
        assert row["churned"] == sum(day.replace(day=1) == row["month"] for day in lost)
        assert row["revenue"] == row["new_revenue"] + row["returning_revenue"] + row["anonymous_revenue"]
        assert row["revenue"] == sum(a for _, day, a in drawn if day.replace(day=1) == row["month"])
        assert row["new_revenue"] == sum(a for w, day, a in drawn if w in new and day.replace(day=1) == row["month"])
        before = active


def is_lost(day, others):
    """Whether the 90 days after a purchase have passed without another."""
    end = day + timedelta(days=90)
    return end <= AS_OF and not any(day < other <= end for other in others)
