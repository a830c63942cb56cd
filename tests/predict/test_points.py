"""The charts of a back-test: each point by hand, and together what the back-test's own totals say."""

import numpy as np
import pytest

from zhike.predict import points


def test_tenths_have_the_means_of_what_was_stated_and_of_what_came():
    stated = np.arange(100) / 100
    dots = points.calibration(stated, (stated >= 0.5).astype(float))
    assert [d.rows for d in dots] == [10] * 10
    assert [d.x for d in dots] == pytest.approx([0.045 + k / 10 for k in range(10)])
    assert [d.y for d in dots] == [0] * 5 + [1] * 5


def test_fewer_customers_than_tenths_make_fewer_points():
    assert [d.rows for d in points.calibration(np.array([0.2, 0.1]), np.array([1.0, 0.0]))] == [1, 1]


def test_the_highest_stated_are_found_first():
    dots = points.gain(np.array([0.1, 0.9, 0.5, 0.3]), np.array([0.0, 1.0, 1.0, 0.0]))
    assert {d.x: d.y for d in dots if d.x in {0, 0.25, 0.5, 1}} == {0: 0, 0.25: 0.5, 0.5: 1, 1: 1}


def test_of_whom_the_same_was_stated_nobody_is_found_first():
    dots = points.gain(np.full(8, 0.4), np.array([1.0, 1, 0, 0, 0, 0, 0, 0]))
    assert [d.y for d in dots] == pytest.approx([d.x for d in dots])


def test_where_nothing_came_nobody_can_be_found():
    nothing = np.zeros(5)
    assert points.gain(nothing, nothing) == points.thresholds(nothing, nothing) == []


def test_a_threshold_counts_those_at_it():
    dots = {round(d.x, 2): d for d in points.thresholds(np.array([0.05, 0.5, 0.5, 0.95]), np.array([1.0, 1, 0, 1]))}
    assert (dots[0].rows, dots[0.5].rows, dots[0.55].rows, dots[1].rows) == (4, 3, 1, 0)
    assert (dots[0].y, dots[0.5].y, dots[0.55].y) == pytest.approx((1, 2 / 3, 1 / 3))


def test_customers_of_many_repeats_stand_together():
    x = np.array([0.0, 0, 2, 7, 30])
    dots = points.by_repeats(x, x, np.array([1.0, 3, 5, 0, 10]))
    assert [(d.bin, d.rows, d.y) for d in dots] == [(0, 2, 2), (2, 1, 5), (7, 2, 5)]


def test_an_interval_has_its_ends_within():
    dots = points.interval(np.full(4, 2.0), np.full(4, 5.0), np.array([1.0, 2, 5, 6]), share=0.8)
    assert [d.y for d in dots] == [0.25, 0.5, 0.25]
    assert [d.x for d in dots] == pytest.approx([0.1, 0.8, 0.1])


def test_the_input_that_moved_most_comes_first():
    assert [(d.bin, d.name) for d in points.drifts({"a": 0.1, "b": 0.3}, 9)] == [(0, "b"), (1, "a")]


def test_the_points_of_a_chart_are_the_customers_of_the_back_test(company):
    """A score per category foretells each customer once for each category."""
    wrong = company.query("""
        select b.score, b.target, b.horizon_days, b.cutoff
        from backtests b join model_cards c using (score, target, horizon_days)
        join (
            select score, model, target, horizon_days, cutoff, sum(rows) as customers, sum(x * rows) as stated, sum(y * rows) as came
            from backtest_points where chart = 'calibration' group by all
        ) p on (p.score, p.model, p.target, p.horizon_days, p.cutoff) = (b.score, b.model, b.target, b.horizon_days, b.cutoff)
        where b.model = c.model and b.metric = c.metric and (
            case when b.score = 'propensity' then p.customers % b.rows <> 0 else p.customers <> b.rows end
            or abs(p.stated - b.expected) > 1e-6 * b.expected or abs(p.came - b.actual) > 1e-6 * b.actual)
    """).to_pylist()
    assert wrong == []
    drawn = company.query("select distinct score from backtest_points where chart = 'calibration'").to_pylist()
    assert {d["score"] for d in drawn} == {"clv", "churn", "next_order", "propensity"}


def test_a_curve_of_gain_is_never_below_its_beginning_or_beyond_all(company):
    curves = company.query("""
        select count(*) as points, min(y) as low, max(y) as high, max(y) filter (where x = 1) as last
        from backtest_points where chart = 'gain' group by score, model, target, horizon_days, cutoff
    """).to_pylist()
    assert curves
    assert all((c["points"], c["low"]) == (41, 0) and c["high"] == c["last"] == pytest.approx(1) for c in curves)


def test_weeks_have_the_purchases_that_came(company):
    [row] = company.query("""
        with tested as (select horizon_days, cutoff, sum(y) as came, max(bin) + 1 as weeks from backtest_points where chart = 'weeks' group by all),
        dated as (
            select t.*, (
                select count(*) from purchase_days p where p.purchased_on > t.cutoff and p.purchased_on <= t.cutoff + cast(7 * t.weeks as integer)
                and p.customer_id in (select customer_id from purchase_days k where k.purchased_on <= t.cutoff)
            ) as counted from tested t
        )
        select count(*) as days, count(*) filter (where came = counted) as right_ones from dated
    """).to_pylist()
    assert row["days"] == row["right_ones"] > 0
