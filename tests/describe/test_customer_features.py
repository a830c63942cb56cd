from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import mean, median, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import CAST, answer, describe, line, order

AS_OF = date(2025, 6, 30)


@pytest.fixture(scope="module")
def features():
    rows = describe("customer_features", orders=CAST, customers=[{"customer_id": "hana"}])
    return {row["customer_id"]: row for row in rows}


def of(row, *names):
    return tuple(row[name] for name in names)


def test_every_customer_has_a_row_and_unknown_buyers_have_none(features):
    assert sorted(features) == ["ana", "ben", "chloe", "dan", "eve", "fay", "gus", "hana", "ivan", "jun", "kim", "lea"]


def test_a_monthly_buyer(features):
    ana = features["ana"]
    assert of(ana, "orders", "active_days", "revenue", "average_order_value") == (6, 6, 600, 100)
    assert of(ana, "first_purchase_on", "last_purchase_on") == (date(2025, 1, 5), date(2025, 6, 5))
    assert of(ana, "recency_days", "tenure_days") == (25, 176)
    # 5 January to 5 June: gaps of 31, 28, 31, 30, 31 days, 151 in all.
    assert of(ana, "gap_days_mean", "gap_days_median", "last_gap_days") == (pytest.approx(30.2), 31, 31)
    assert ana["gap_days_deviation"] == pytest.approx(stdev([31, 28, 31, 30, 31]))
    assert ana["recency_in_gaps"] == pytest.approx(25 / 30.2)


def test_the_last_gap_is_the_last_and_not_the_longest(described):
    (ana,) = described("customer_features", orders=[order("ana", f"2025-05-{day}", 1) for day in (10, 20, 23)])
    assert of(ana, "last_gap_days", "gap_days_median") == (3, 6.5)


def test_two_orders_on_one_day_are_two_orders_and_one_active_day(features):
    assert of(features["ben"], "orders", "active_days", "gap_days_mean", "gap_days_deviation") == (3, 2, 95, None)


def test_habits_are_what_happens_most_often_and_the_first_when_tied(features):
    ben = features["ben"]
    # 10 December 2024 was a Tuesday, 15 March 2025 a Saturday; his three hours are tied.
    assert of(ben, "favourite_weekday", "favourite_hour") == (6, 9)
    assert ben["weekend_share"] == pytest.approx(2 / 3)
    assert of(ben, "channels", "favourite_channel") == (2, "store")
    assert ben["favourite_channel_share"] == pytest.approx(2 / 3)
    assert features["ivan"]["favourite_weekday"] == 1  # Monday and Tuesday, once each


def test_friday_is_no_weekend(features):
    assert of(features["kim"], "favourite_weekday", "weekend_share") == (5, 0)


def test_tied_channels_give_the_first_by_name(described):
    orders = [order("ana", "2025-06-01", 1, channel=channel) for channel in ("web", "app", "store")]
    (ana,) = described("customer_features", orders=orders)
    assert of(ana, "channels", "favourite_channel") == (3, "app")


def test_a_return_document_is_netted_from_revenue_and_not_from_purchases(features):
    eve = features["eve"]
    assert of(eve, "orders", "revenue", "purchase_revenue", "average_order_value") == (1, 0, 300, 300)
    assert of(eve, "returns", "returned_amount", "return_rate") == (1, 300, 1.0)


def test_a_line_returned_within_an_order_counts_as_a_return_of_that_order(features):
    jun = features["jun"]
    assert of(jun, "orders", "revenue", "returns", "returned_amount") == (1, 500, 1, 100)
    assert jun["return_rate"] == pytest.approx(100 / 600)
    assert of(jun, "lines", "units") == (3, 2)


def test_returns_without_purchases_leave_what_needs_a_purchase_empty(features):
    fay = features["fay"]
    assert of(fay, "orders", "revenue", "returned_amount", "returns_30d") == (0, -60, 60, 1)
    assert of(fay, "recency_days", "average_order_value", "return_rate", "favourite_hour") == (None, None, None, None)


def test_a_cancelled_order_is_no_purchase(features):
    assert of(features["gus"], "orders", "revenue", "recency_days", "returns") == (0, 0, None, 0)


def test_who_never_bought_has_zero_counts_and_empty_dates(features):
    hana = features["hana"]
    assert of(hana, "orders", "revenue", "products", "channels", "events_30d", "orders_365d") == (0, 0, 0, 0, 0, 0)
    assert of(hana, "first_purchase_on", "margin", "weekend_share", "feedback_average") == (None, None, None, None)


def test_windows_end_on_the_day_and_leave_out_the_day_n_days_before(features):
    # Ivan bought 7 and 6 days before the day: only the second lies in the last 7 days.
    assert of(features["ivan"], "orders_7d", "revenue_7d", "active_days_7d", "orders_30d") == (1, 10, 1, 2)
    # Lea bought 365 and 364 days before.
    assert of(features["lea"], "orders_180d", "orders_365d", "revenue_365d", "active_days_365d") == (0, 1, 60, 1)
    assert of(features["chloe"], "recency_days", "orders_7d", "revenue_7d") == (0, 1, 80)


def test_discounts_and_coupons(features):
    assert of(features["chloe"], "discount_amount", "discount_rate", "coupon_share") == (20, 0.2, 1)


def test_margin_covers_the_orders_whose_cost_is_known(features):
    assert of(features["ben"], "margin", "margin_rate") == (30, 0.2)
    assert of(features["dan"], "margin", "margin_rate") == (None, None)


def test_what_happens_after_the_day_changes_nothing():
    later = order("ana", "2025-07-01", 999)
    assert describe("customer_features", orders=[*CAST, later]) == describe("customer_features", orders=CAST)


def test_an_unknown_channel_is_no_channel(described):
    orders = [order("ana", "2025-06-01", 1, channel=None), order("ana", "2025-06-02", 1)]
    (ana,) = described("customer_features", orders=orders)
    assert of(ana, "channels", "favourite_channel", "favourite_channel_share") == (1, "web", 1)


def test_products_and_categories_are_those_bought_and_paid_for(described):
    lines = [
        line("ana", "tea", "drinks"),
        line("ana", "tea", "drinks"),
        line("ana", "cup", "china"),
        line("ana", "pot", "china"),
    ]
    other = [line("ana", "ink", "office", -5), line("ana", "gift", "free", 0), line("ana", "bag", None)]
    (ana,) = described("customer_features", order_lines=[*lines, *other])
    assert of(ana, "products", "categories") == (4, 2)
    # Two lines each: china is first by name.
    assert of(ana, "favourite_category", "favourite_category_share") == ("china", 0.5)


@pytest.mark.parametrize(
    ("birth", "as_of", "age"),
    [
        ("2000-06-30", "2025-06-30", 25),
        ("2000-07-01", "2025-06-30", 24),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
        ("2004-02-29", "2024-02-29", 20),
    ],
)
def test_age_grows_on_the_birthday(described, birth, as_of, age):
    (ana,) = described("customer_features", as_of=as_of, customers=[{"customer_id": "ana", "birth_date": birth}])
    assert ana["age_years"] == age


def test_registration_events_and_contacts(described):
    days = ("2025-06-30", "2025-06-01", "2025-05-31", "2024-06-30")
    (ana,) = described(
        "customer_features",
        customers=[{"customer_id": "ana", "registered_on": "2025-06-20"}],
        events=[{"customer_id": "ana", "occurred_on": day} for day in days],
        interactions=[{"customer_id": "ana", "started_on": day} for day in days[2:]],
    )
    assert ana["days_since_registration"] == 10
    assert of(ana, "events_30d", "events_90d", "events_365d", "last_event_on") == (2, 3, 3, AS_OF)
    assert of(ana, "interactions_30d", "interactions_90d", "last_interaction_on") == (0, 1, date(2025, 5, 31))


def test_opinions_on_different_scales_are_shares_of_the_scale(described):
    answers = [answer("ana", "2025-06-01", 10), answer("ana", "2025-06-03", 2, scale=5)]
    (ana,) = described("customer_features", feedback=answers)
    assert of(ana, "feedback_answers", "feedback_last", "feedback_last_on") == (2, 0.4, date(2025, 6, 3))
    assert ana["feedback_average"] == pytest.approx(0.7)


@pytest.mark.parametrize(("score", "scale"), [(None, 10), (3, None), (0, 0), (11, 10), (9e20, 5)])
def test_an_answer_without_score_or_beyond_its_scale_is_no_opinion(described, score, scale):
    (ana,) = described("customer_features", feedback=[answer("ana", "2025-06-09", score, scale=scale)])
    assert of(ana, "feedback_answers", "feedback_average", "feedback_last_on") == (0, None, None)


def test_without_customers_there_are_no_rows(described):
    assert described("customer_features") == []


ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "chloe", None]),
        st.dates(date(2024, 5, 1), AS_OF),
        st.integers(-300, 900),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(ORDERS)
def test_plain_python_counts_the_same(drawn):
    found = describe("customer_features", orders=[order(*one) for one in drawn])
    assert {row["customer_id"] for row in found} == {customer for customer, _, _ in drawn} - {None}
    for row in found:
        mine = [(day, amount) for customer, day, amount in drawn if customer == row["customer_id"]]
        assert of(row, *expected(mine)) == pytest.approx(tuple(expected(mine).values()))


def expected(mine):
    """Return some features, counted from one customer's (day, amount) pairs the plain way."""
    days = sorted({day for day, amount in mine if amount > 0})
    gaps = [(b - a).days for a, b in pairwise(days)]
    facts = {
        "orders": sum(amount > 0 for _, amount in mine),
        "revenue": sum(Decimal(amount) for _, amount in mine),
        "returns": sum(amount < 0 for _, amount in mine),
        "active_days": len(days),
        "recency_days": (AS_OF - days[-1]).days if days else None,
        "tenure_days": (AS_OF - days[0]).days if days else None,
        "gap_days_mean": mean(gaps) if gaps else None,
        "gap_days_median": median(gaps) if gaps else None,
        "gap_days_deviation": stdev(gaps) if len(gaps) > 1 else None,
        "last_gap_days": gaps[-1] if gaps else None,
    }
    for n in (7, 30, 90, 180, 365):
        recent = [amount for day, amount in mine if (AS_OF - day).days < n]
        facts[f"orders_{n}d"] = sum(amount > 0 for amount in recent)
        facts[f"revenue_{n}d"] = sum(map(Decimal, recent))
        facts[f"returns_{n}d"] = sum(amount < 0 for amount in recent)
        facts[f"active_days_{n}d"] = sum((AS_OF - day).days < n for day in days)
    return facts
