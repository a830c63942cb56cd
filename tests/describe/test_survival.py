from datetime import date, timedelta
from math import exp, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import describe, order

AS_OF = date(2025, 6, 30)


def curve(rows, purchase_no=2, *, dimension="all", group="all"):
    return {r["days"]: r for r in rows if (r["purchase_no"], r["dimension"], r["group_name"]) == (purchase_no, dimension, group)}  # fmt: skip


def waits(*pairs):
    """Return two orders, or one, for each (days waited, bought again): who has not bought again waits to the as-of day."""
    orders = []
    for place, (days, again) in enumerate(pairs):
        first = AS_OF - timedelta(days if not again else days + 1)
        orders.append(order(f"c{place}", first, 10))
        if again:
            orders.append(order(f"c{place}", first + timedelta(days), 10))
    return orders


def test_a_curve_worked_by_hand():
    # Ten customers: two buy again on day 5, one is lost to sight on day 6, three buy on day 10, the others are seen to day 20.
    found = curve(describe("survival", orders=waits((5, 1), (5, 1), (6, 0), (10, 1), (10, 1), (10, 1), *[(20, 0)] * 4)))
    assert [found[d]["at_risk"] for d in (0, 7, 14)] == [10, 7, 4]
    assert [found[d]["bought"] for d in (0, 7, 14)] == [0, 2, 5]
    assert found[7]["survival"] == pytest.approx(0.8)
    assert found[14]["survival"] == pytest.approx(0.8 * 4 / 7)
    greenwood, s = 2 / (10 * 8) + 3 / (7 * 4), 0.8 * 4 / 7
    width = exp(1.959963984540054 * sqrt(greenwood) / abs(log(s)))
    assert (found[14]["low"], found[14]["high"]) == pytest.approx((s**width, s ** (1 / width)))
    assert max(found) == 14


def test_when_all_have_bought_again_nobody_is_left():
    found = curve(describe("survival", orders=waits((3, 1), (9, 1))))
    assert [(found[d]["survival"], found[d]["at_risk"]) for d in (0, 7)] == [(1, 2), (0.5, 1)]
    later = curve(describe("survival", orders=waits((3, 1), (9, 1), (9, 1), (40, 1))))
    assert later[35]["survival"] == pytest.approx(0.25)


def test_the_third_purchase_waits_from_the_second_on():
    orders = [order("ana", day, 10) for day in ("2025-01-01", "2025-01-05", "2025-01-25")]
    rows = describe("survival", orders=orders)
    assert curve(rows, 3)[14]["at_risk"] == 1
    assert max(curve(rows, 3)) == 14  # bought on day 20: the week of day 21 has nobody at risk
    assert curve(rows, 4)[14]["bought"] == 0


def test_groups_share_the_customers_of_all():
    orders = [order("ana", "2025-01-01", 10, channel="web"), order("ana", "2025-02-01", 10), order("ben", "2024-12-31", 10, channel="store")]  # fmt: skip
    rows = describe("survival", orders=orders, customers=[{"customer_id": "ana", "province": "Zhejiang"}])
    assert {(r["dimension"], r["group_name"]): r["at_risk"] for r in rows if r["days"] == 0 and r["purchase_no"] == 2} == {
        ("all", "all"): 2, ("channel", "web"): 1, ("channel", "store"): 1, ("category", ""): 2, ("region", "Zhejiang"): 1,
        ("region", ""): 1, ("cohort", "2025"): 1, ("cohort", "2024"): 1,
    }  # fmt: skip


def test_nobody_has_no_curve():
    assert describe("survival", orders=[order(None, "2025-06-01", 10)]) == []


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=25))
def test_plain_python_says_the_same(drawn):
    found = curve(describe("survival", orders=waits(*drawn)))
    for day, row in found.items():
        survival = 1.0
        for event in sorted({d for d, again in drawn if again and d <= day}):
            at_risk = sum(d >= event for d, _ in drawn)
            survival *= 1 - sum(d == event and again for d, again in drawn) / at_risk
        assert row["survival"] == pytest.approx(survival, abs=1e-12)
        assert row["at_risk"] == sum(d >= day for d, _ in drawn)
        assert row["low"] <= row["survival"] + 1e-12
        assert row["high"] >= row["survival"] - 1e-12
