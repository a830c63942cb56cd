"""The table `kpi_forecast`: what each KPI will be in the months ahead, within which bounds, beside what a naive baseline says.

Each KPI has a card of its own. The month that still runs is not learned from; it is the first one that is forecast.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.describe.months import KPIS
from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import month_tests as tests
from zhike.predict import smoothing
from zhike.predict.card import Backtest, Card, judged, parts, rows_of
from zhike.predict.month_tests import Plan
from zhike.predict.month_tests import Tested as Rule
from zhike.predict.monthly import Monthly, monthly
from zhike.predict.remarks import Remark
from zhike.predict.sources import text_of

NAME = "kpi_forecast"
# What people plan by. Means are money too, but no sums: a longer month does not make them larger.
FORECAST: Mapping[str, str] = {
    "revenue": "money", "orders": "count", "units": "count", "customers": "count", "new_customers": "count",
    "returning_customers": "count", "repeat_rate": "share", "retention": "share", "average_order_value": "mean", "margin": "money",
}  # fmt: skip
# A first month that begins later than this is no month.
_FIRST_WEEK = 7

KPI_FORECAST_TABLE = Table(
    name=NAME,
    room="predict",
    grain="One row per KPI and month ahead: what it will be, within which bounds; a KPI whose forecast is withheld has none.",
    key=("kpi", "month"),
    columns=(
        Column("kpi", "VARCHAR", "", "the KPI, as it is called in kpi_monthly"),
        Column("month", "DATE", "", "first day of the month"),
        Column("months_ahead", "INTEGER", "months", "1 for the first month that had not ended by the as-of day"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("expected", "DOUBLE", "", "what is to be expected of the whole month, in the unit of the KPI"),
        Column("low", "DOUBLE", "", "lower end of the 80 % interval"),
        Column("high", "DOUBLE", "", "upper end of it"),
        Column("baseline", "DOUBLE", "", "what the naive baseline says that the model had to beat"),
        Column("baseline_model", "VARCHAR", "", "the naive baseline"),
        Column("model", "VARCHAR", "", "the model"),
    ),
)  # fmt: skip
CARDS_TABLE, BACKTESTS_TABLE = parts(NAME)


@dataclass(frozen=True)
class _Judged:
    """What came out for one KPI: its card, its back-tests, and the rows of the table (none when it is withheld)."""

    card: Card
    backtests: Sequence[Backtest] = ()
    rows: Sequence[dict[str, Any]] = ()


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the forecasts, a card for each KPI, and the back-tests."""
    [asked], rows = arrows["asked"].to_pylist(), arrows["months"].to_pylist()
    found = [_judged(kpi, rows, asked) for kpi in FORECAST]
    forecast = [row for one in found for row in one.rows]
    return {
        NAME: KPI_FORECAST_TABLE.arrow({c.name: [r[c.name] for r in forecast] for c in KPI_FORECAST_TABLE.columns}),
        **rows_of(NAME, cards=[one.card for one in found], backtests=[b for one in found for b in one.backtests]),
    }


def series_of(kpi: str, rows: Sequence[Mapping[str, Any]], *, first_on: date | None) -> Monthly:
    """Return the whole months of a KPI up to the last one, from where on every month has a value."""
    whole = [r for r in rows if r["is_complete"]]
    if first_on and first_on.day > _FIRST_WEEK:
        whole = whole[1:]
    unknown = [at for at, r in enumerate(whole) if r[kpi] is None]
    known = whole[unknown[-1] + 1 :] if unknown else whole
    values = np.array([float(r[kpi]) for r in known])
    return monthly(known[0]["month"] if known else date(1970, 1, 1), values, unit=FORECAST[kpi])


def _judged(kpi: str, rows: Sequence[Mapping[str, Any]], asked: Mapping[str, Any]) -> _Judged:
    series = series_of(kpi, rows, first_on=asked["first_on"])
    least = asked["cutoffs"]
    by = tests.plan(len(series), least=least)
    if by is None:
        return _Judged(Card("", KPIS[kpi].label, asked["as_of"], 0, rows=len(series), missing=(_missing(kpi, rows, series, least),)))  # fmt: skip
    by_name = tests.tested(series, by)
    model, naive = tests.best(by_name, tests.MODELS), tests.best(by_name, tests.BASELINES)
    horizon = int(series.days_from(len(series), by.steps).sum())
    written = {n: _backtests(r, naive, series, by, kpi=kpi, horizon=horizon) for n, r in by_name.items()}
    whole: dict[str, Any] = {
        "target": KPIS[kpi].label, "as_of": asked["as_of"], "horizon_days": horizon, "rows": len(series),
        "trained_from": series.first, "trained_to": series.month(len(series)) - timedelta(days=1), "fitted": _fitted(model, series),
        **_figures(model, naive, written[model.name], by, by_others=tests.chosen_by_others(by_name, by.steps)),
    }  # fmt: skip
    card = Card(**whole)
    forecast = [] if card.missing else _rows(kpi, model, naive, series, as_of=asked["as_of"])
    return _Judged(card, [b for some in written.values() for b in some], forecast)


def _missing(kpi: str, rows: Sequence[Mapping[str, Any]], series: Monthly, least: int) -> Remark:
    if not rows:
        return Remark("no_orders")
    if all(r[kpi] is None for r in rows):
        return Remark("kpi_unknown")
    months = tests.months_missing(len(series), least=least)
    return Remark("short_history", {"months": months, "cutoffs": least})


def _figures(model: Rule, naive: Rule, backtests: Sequence[Backtest], by: Plan, *, by_others: float) -> dict[str, Any]:
    """Return the figures of a card. Who wins of three on the same days looks better than it is: so the choice is tested, too."""
    own = [b for b in backtests if b.metric == tests.WAPE]
    value, baseline = (float(np.mean([getattr(b, n) for b in own])) for n in ("value", "baseline_value"))
    said = Remark("chosen_by_others", {"value": by_others, "baseline_value": baseline, "baseline": naive.name})
    failed = judged(own, least=len(own)) or ((said,) if by_others >= baseline else ())
    held, least = float(np.mean([b.coverage for b in own])), tests.least_held(by)
    if held < least:
        failed = (*failed, Remark("months_not_covered", {"coverage": held, "least": least}))
    totals = [(b.actual, b.expected) for b in own if b.actual and b.expected is not None]
    return {
        "model": model.name, "metric": tests.WAPE, "value": value, "baseline": naive.name, "baseline_value": baseline,
        "cutoffs": len(own), "coverage": held, "missing": failed,
        "remarks": () if said in failed else (said,),
        "bias": sum(e for _, e in totals) / sum(a for a, _ in totals) - 1 if totals else None,
    }  # fmt: skip


def _backtests(rule: Rule, naive: Rule, series: Monthly, by: Plan, *, kpi: str, horizon: int) -> list[Backtest]:
    """Return a rule's rows by WAPE and by pinball loss, each with what the baseline had."""
    is_sum = FORECAST[kpi] in {"money", "count"}
    figures, naive_figures = (tests.interval_figures(r, series, by) for r in (rule, naive))
    found = []
    for row, origin in enumerate(by.origins):
        cutoff = series.month(origin) - timedelta(days=1)
        shared: dict[str, Any] = {
            "model": rule.name, "target": KPIS[kpi].label, "cutoff": cutoff, "horizon_days": horizon, "baseline": naive.name,
            "rows": by.steps, "coverage": figures[row][1], "actual": float(rule.came_values[row].sum()) if is_sum else None,
            "expected": float(rule.said_values[row].sum()) if is_sum else None,
        }  # fmt: skip
        pairs = ((tests.WAPE, rule.wape()[row], naive.wape()[row]), ("pinball loss", figures[row][0], naive_figures[row][0]))  # fmt: skip
        found += [Backtest(**shared, metric=m, value=float(v), baseline_value=float(b)) for m, v, b in pairs]
    return found


def _rows(kpi: str, model: Rule, naive: Rule, series: Monthly, *, as_of: date) -> list[dict[str, Any]]:
    steps = model.said.shape[1]
    today = tests.said(series, [len(series)], steps)
    said, guess = today[model.name][0], today[naive.name][0]
    days, reach = series.days_from(len(series), steps), model.reach()
    expected, low, high, plain = (series.scale.value(level, days) for level in (said, said - reach, said + reach, guess))  # fmt: skip
    return [
        {
            "kpi": kpi, "month": series.month(len(series) + k), "months_ahead": k + 1, "as_of": as_of, "expected": float(expected[k]),
            "low": float(low[k]), "high": float(high[k]), "baseline": float(plain[k]), "baseline_model": naive.name, "model": model.name,
        }
        for k in range(steps)
    ]  # fmt: skip


def _fitted(model: Rule, series: Monthly) -> str:
    """Return what the model learned: the reach of its interval by month ahead, the season by month from the first one on."""
    season = smoothing.seasonal(series.levels)
    return json.dumps(
        {"model": model.name, "scale": vars(series.scale) | {"floor": max(series.scale.floor, -1e300)}, "reach": model.reach().tolist(), "season": season.tolist()}
    )  # fmt: skip


KPI_FORECAST = PythonTable(
    KPI_FORECAST_TABLE,
    {
        "asked": "select cast($as_of as date) as as_of, $predict_cutoffs as cutoffs, (select min(ordered_on) from orders) as first_on",
        "months": f"select month, is_complete, {', '.join(FORECAST)} from kpi_monthly order by month",
    },
    make,
    more=(CARDS_TABLE, BACKTESTS_TABLE),
    text=text_of(NAME),
)
