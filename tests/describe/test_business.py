"""How a period went, against the fixed cast worked out by hand (tests/shop.py)."""

from datetime import date

import pytest

from zhike.describe.business import Measure, business
from zhike.describe.months import KPIS, months
from zhike.describe.periods import PERIODS, as_of, month_end, period_before, period_of
from zhike.errors import UnknownNameError


def test_the_months_are_those_of_kpi_monthly(shop):
    every = months(shop)
    assert [m.month for m in every] == [date(2025, n, 1) for n in range(1, 7)]
    assert set(every[0].values) == set(KPIS)
    assert every[0]["revenue"] == 150


def test_a_period_ends_with_the_last_month_that_ended(shop):
    period = period_of(shop, "3m")
    assert (period.first, period.last, period.last_day) == (date(2025, 4, 1), date(2025, 6, 1), date(2025, 6, 30))
    assert as_of(shop) == date(2025, 6, 30)


def test_the_period_before_has_as_many_months_or_is_not(shop):
    before = period_before(shop, period_of(shop, "3m"))
    assert [m.month.month for m in before.months] == [1, 2, 3]
    assert period_before(shop, period_of(shop, "6m")) is None


def test_all_is_longer_than_what_there_is(shop):
    assert period_of(shop, "all").months == period_of(shop, "24m").months
    assert len(period_of(shop, "all").months) == 6


def test_an_unknown_period_names_the_known_ones(shop):
    with pytest.raises(UnknownNameError, match="12m"):
        period_of(shop, "year")


@pytest.mark.parametrize(("day", "last"), [(date(2024, 2, 3), 29), (date(2025, 12, 31), 31), (date(2025, 6, 1), 30)])
def test_a_month_ends_on_its_last_day(day, last):
    assert month_end(day) == day.replace(day=last)


@pytest.mark.parametrize("name", PERIODS)
def test_active_customers_are_counted_once(shop, name):
    period = period_of(shop, name)
    sql = f"select count(distinct customer_id) as n from purchase_days where purchased_on between '{period.first}' and '{period.last_day}'"
    [found] = shop.query(sql).to_pylist()
    assert business(shop, name).measures["customers"].value == found["n"]


def test_the_measures_of_three_months_by_hand(shop):
    values = {name: m.value for name, m in business(shop, "3m").measures.items()}
    assert values["orders"] == 4 + 3 + 2  # April: Ana, Chloe, 王芳, 王强; May: Ana, Hana, Lea; June: Ana, Gil
    assert values["average_order_value"] == pytest.approx((250 + 290 + 180) / 9)  # what Hana brought back is no order
    assert values["new_customers"] == 5  # 王芳, 王强, Hana, Lea, Gil
    assert values["repeat_rate"] == pytest.approx((2 + 1 + 1) / 9)
    # March's Ana, Ben and 晨光; April's four; May's three: Ana stayed each time
    assert values["retention"] == pytest.approx(3 / (3 + 4 + 3))


def test_a_share_changes_in_points_and_an_amount_relatively():
    assert Measure("retention", 0.4, 0.3, ()).change == pytest.approx(0.1)
    assert Measure("revenue", 120.0, 100.0, ()).change == pytest.approx(0.2)


def test_what_was_nothing_cannot_grow():
    assert Measure("churned", 3.0, 0.0, ()).change is None
    assert Measure("revenue", 3.0, None, ()).is_better is None


@pytest.mark.parametrize(
    ("name", "better"), [("revenue", True), ("churned", False), ("returns_amount", False), ("repeat_rate", None)]
)
def test_more_is_good_bad_or_neither(name, better):
    assert Measure(name, 0.6, 0.5, ()).is_better is better
    assert Measure(name, 0.5, 0.6, ()).is_better is (None if better is None else not better)
    assert Measure(name, 0.5, 0.5, ()).is_better is None
