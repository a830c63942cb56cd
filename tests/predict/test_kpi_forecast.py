"""Months ahead: what wins on past months holds on those to come, what does not is withheld, and nothing odd in the data breaks it."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from zhike.predict import month_tests as tests
from zhike.predict import smoothing
from zhike.predict.kpi_forecast import FORECAST, make, series_of
from zhike.predict.monthly import month_after, monthly

FIRST = date(2020, 1, 1)
YEARLY = np.random.default_rng(3).normal(0, 0.3, 12)


def yearly(months, *, seed, growth=0.01, noise=0.06):
    t = np.arange(months)
    return 1000 * np.exp(growth * t + YEARLY[t % 12] + np.random.default_rng(seed).normal(0, noise, months))


def forecast(values, *, running=True, first_on=FIRST, **others):
    """Return what `make` makes of a shop with this revenue by month; the last month still runs."""
    count = len(values)
    rows = [
        {"month": month_after(FIRST, k), "is_complete": not running or k < count - 1, **dict.fromkeys(FORECAST), "revenue": float(v)}
        | {name: of[k] for name, of in others.items()}
        for k, v in enumerate(values)
    ]  # fmt: skip
    asked = [{"as_of": month_after(FIRST, count - 1), "cutoffs": 3, "first_on": first_on}]
    kept = pa.Table.from_pylist(rows) if rows else pa.table({"month": []})
    made = make({"asked": pa.Table.from_pylist(asked), "months": kept}, None)
    cards = {c["target"]: c for c in made["kpi_forecast_cards"].to_pylist()}
    return made["kpi_forecast"].to_pylist(), cards["Revenue"], made["kpi_forecast_backtests"].to_pylist()


def test_a_season_that_comes_back_is_shown_and_holds_on_months_nobody_has_seen():
    off, naive, held = [], [], []
    for seed in range(12):
        values = yearly(43, seed=seed)
        rows, card, _ = forecast(values[:37])
        assert card["verdict"] == "shown"
        came = values[36 : 36 + len(rows)]
        off += [abs(r["expected"] - c) for r, c in zip(rows, came, strict=True)]
        naive += [abs(r["baseline"] - c) for r, c in zip(rows, came, strict=True)]
        held += [r["low"] <= c <= r["high"] for r, c in zip(rows, came, strict=True)]
    assert np.sum(off) < 0.7 * np.sum(naive)
    assert 0.7 <= np.mean(held) <= 0.92


def test_where_nothing_can_be_known_but_the_last_month_it_is_withheld():
    shown = 0
    for seed in range(20):
        steps = np.random.default_rng(seed).normal(0, 0.1, 37)
        rows, card, _ = forecast(1000 * np.exp(np.cumsum(steps)))
        shown += card["verdict"] == "shown"
        assert (card["verdict"] == "shown") == bool(rows)
        assert bool(card["missing"]) != bool(rows)
    assert shown <= 4


def test_the_card_is_the_mean_of_its_past_months_and_stands_beside_the_better_baseline():
    _rows, card, backtests = forecast(yearly(37, seed=1))
    own = [b for b in backtests if (b["model"], b["metric"]) == (card["model"], tests.WAPE)]
    assert len(own) == card["cutoffs"] >= 3
    assert card["value"] == pytest.approx(np.mean([b["value"] for b in own]))
    both = [np.mean([b["value"] for b in backtests if (b["model"], b["metric"]) == (n, tests.WAPE)]) for n in tests.BASELINES]  # fmt: skip
    assert card["baseline_value"] == pytest.approx(min(both))
    assert {b["metric"] for b in backtests} == {tests.WAPE, "pinball loss"}
    assert max(b["cutoff"] for b in own) == date(2022, 6, 30)


def test_an_interval_that_held_too_few_months_is_withheld():
    # Months that were quiet and are wild of late: what the quiet ones taught is too narrow for these.
    for seed, held_enough in ((0, True), (3, False)):
        chance, t = np.random.default_rng(seed), np.arange(37)
        wild = np.where(t > 37 - chance.integers(4, 14), 0.3, 0.02)
        _rows, card, _ = forecast(1000 * np.exp(YEARLY[t % 12] + 0.02 * t + chance.normal(0, 1, 37) * wild))
        assert card["value"] < card["baseline_value"]
        assert (card["coverage"] > 0.61) == held_enough
        assert ("The 80 % interval held" in card["missing"]) != held_enough
    assert [tests.least_held(tests.Plan(s, tuple(range(n)))) for s, n in ((3, 3), (6, 12), (12, 400))] == pytest.approx(
        [0.8 - 0.8 / 5**0.5, 0.8 - 0.8 / 17**0.5, 0.75]
    )


def test_the_month_that_still_runs_is_forecast_and_not_learned_from():
    values = yearly(37, seed=1)
    rows, _card, _ = forecast(values)
    assert (rows[0]["month"], rows[0]["months_ahead"]) == (month_after(FIRST, 36), 1)
    other, _card, _ = forecast([*values[:-1], 1.0])
    assert [r["expected"] for r in other] == [r["expected"] for r in rows]


@pytest.mark.parametrize(("unit", "later"), [("money", 9e3), ("money", 0), ("money", -50), ("share", 1), ("share", 0)])
def test_what_a_past_month_is_told_does_not_depend_on_what_came_after(unit, later):
    values = yearly(40, seed=2) / (1 if unit == "money" else 1e4)
    days = np.array([monthly(FIRST, values, unit=unit).days_from(k, 6) for k in (24, 30)])

    def told(then):
        series = monthly(FIRST, np.r_[values[:30], then], unit=unit)
        return {name: series.scale.value(levels, days) for name, levels in tests.said(series, [24, 30], 6).items()}

    other = told(np.full(10, later))
    for name, said in told(values[30:]).items():
        assert other[name] == pytest.approx(said)


@pytest.mark.parametrize(("months", "ahead"), [(10, 0), (11, 3), (20, 3), (26, 6), (41, 12)])
def test_the_longer_the_data_the_further_it_looks(months, ahead):
    by = tests.plan(months, least=3)
    assert (by.steps if by else 0) == ahead
    assert tests.months_missing(months, least=3) == max(11 - months, 0)


def test_too_few_months_are_withheld_with_how_many_are_missing():
    rows, card, backtests = forecast([100.0, 110.0, 90.0])
    assert (rows, backtests, card["verdict"]) == ([], [], "withheld")
    assert "9 more months" in card["missing"]
    assert "no purchases" in forecast([])[1]["missing"]


def test_a_kpi_that_nobody_knows_says_so():
    made = make({"asked": pa.table({"as_of": [FIRST], "cutoffs": [3], "first_on": [FIRST]}), "months": pa.Table.from_pylist([{"month": FIRST, "is_complete": True, **dict.fromkeys(FORECAST)}])}, None)  # fmt: skip
    assert {c["missing_codes"] for c in made["kpi_forecast_cards"].to_pylist()} == {'[["kpi_unknown", {}]]'}


def test_a_first_month_that_began_late_and_months_before_a_gap_are_not_learned_from():
    rows = [{"month": month_after(FIRST, k), "is_complete": True, "retention": None if k == 2 else 0.5} for k in range(6)]  # fmt: skip
    assert series_of("retention", rows, first_on=FIRST).first == month_after(FIRST, 3)
    whole = [{**r, "retention": 0.4} for r in rows]
    assert len(series_of("retention", whole, first_on=date(2020, 1, 20))) == 5


@pytest.mark.parametrize(
    "change",
    [
        np.zeros_like,
        lambda y: np.full_like(y, 5.0),
        lambda y: np.where(np.arange(len(y)) % 5 == 2, -50.0, y),
        lambda y: np.where(np.arange(len(y)) // 4 == 3, 0.0, y),
        lambda y: np.where(np.arange(len(y)) == 20, y * 1e4, y),
        lambda y: y * 1e-9,
        lambda y: np.r_[np.zeros(len(y) - 2), y[-2:]],
    ],
    ids=["nothing", "always the same", "more returns than sales", "closed for months", "one month ten thousandfold", "tiny", "only the end"],
)  # fmt: skip
@pytest.mark.parametrize("months", [12, 30, 50])
def test_odd_months_break_nothing(change, months):
    values = change(yearly(months, seed=4))
    rows, _card, backtests = forecast(values)
    assert all(np.isfinite([b["value"], b["baseline_value"]]).all() for b in backtests)
    for row in rows:
        assert np.isfinite([row["low"], row["expected"], row["high"]]).all()
        assert row["low"] <= row["expected"] <= row["high"]
        assert row["low"] >= 0 or values.min() < 0


def test_months_in_which_nothing_came_count_as_wholly_wrong_and_not_in_money():
    values = yearly(30, seed=4)
    values[18:26] = 0
    _rows, card, backtests = forecast(values)
    shares = [b["value"] for b in backtests if b["metric"] == tests.WAPE and b["actual"] == 0]
    assert shares
    assert set(shares) <= {0.0, 1.0}
    assert card["value"] < 5
    nothing = tests.Tested("", *[np.zeros((2, 3))] * 2, np.array([[0.0, 0, 0], [0, 9, 0]]), np.zeros((2, 3)))
    assert nothing.wape().tolist() == [0, 1]


def test_one_month_out_of_line_hardly_moves_the_forecast():
    usual = np.log(yearly(30, seed=5, noise=0.05))
    odd = usual.copy()
    odd[-1] += 3
    assert np.abs(smoothing.forecast(odd, 3) - smoothing.forecast(usual, 3)).max() < 0.35


def test_a_share_stays_a_share():
    shares = np.clip(0.9 + np.random.default_rng(1).normal(0, 0.08, 40), 0.01, 0.99)
    series = monthly(FIRST, shares, unit="share")
    [levels] = tests.said(series, [40], 6)[tests.SMOOTHING]
    ends = series.scale.value(np.r_[levels - 9, levels + 9], np.full(12, 30.0))
    assert (ends > 0).all()
    assert (ends < 1).all()


def test_february_is_shorter():
    series = monthly(FIRST, np.array([31.0, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]), unit="count")
    [levels] = tests.said(series, [12], 2)[tests.SMOOTHING]
    assert series.scale.value(levels, series.days_from(12, 2)) == pytest.approx([31, 28])


def test_smoothing_follows_the_formula_by_hand():
    # Two months: every way begins at their middle, 2, with no slope; α only decides between 2 and what the errors leave.
    assert smoothing.forecast(np.array([2.0, 2.0]), 2) == pytest.approx([2, 2])
    assert 1 < smoothing.forecast(np.array([1.0, 2.0]), 1)[0] < 2
    assert smoothing.forecast(smoothing.simulate(1, seed=0), 3) == pytest.approx([smoothing.simulate(1, seed=0)[0]] * 3)


def test_a_season_is_found_where_there_is_one_and_drawn_to_nothing_where_there_is_none():
    assert not smoothing.seasonal(np.log(yearly(23, seed=1))).any()
    found = smoothing.seasonal(np.log(yearly(60, seed=1)))
    assert np.corrcoef(found, YEARLY)[0, 1] > 0.97
    noise = [smoothing.seasonal(np.random.default_rng(s).normal(0, 1, 60)).std() for s in range(10)]
    assert np.mean(noise) < 0.25
