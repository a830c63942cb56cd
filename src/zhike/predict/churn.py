"""Churn: how likely each buyer is to stay away for the days that the workspace's definition names, and why.

The definition is the user's: no purchase in N days (setting predict.churn_days; without one, nine gaps of ten between two
purchases are shorter than N). Who has stayed away for N days already has churned by it: the band says so, and the test of
the models does not count them, as they make every model look good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import churn_tests, contest, inputs, measures, reasons, timetable
from zhike.predict.additive import Additive
from zhike.predict.card import Backtest, Card, judged, parts, rows_of
from zhike.predict.centred import centred
from zhike.predict.churn_tests import AUC, CALIBRATION, LOG_LOSS, TARGET, named
from zhike.predict.inputs import Panel
from zhike.predict.points import DRIFT, Drawn, Point, drifts, points_of, points_table
from zhike.predict.remarks import Remark
from zhike.predict.sources import text_of
from zhike.predict.timetable import Timetable

# A band is where somebody acts: below the first bound leave alone, above the second act now.
MEDIUM, HIGH = 0.3, 0.6
BANDS = ("low", "medium", "high", "lapsed")
# Customers of a past day that are enough to learn from: with 27 inputs more of them change nothing that a test could see.
_SAMPLE = 30_000

_REASONS = [
    column
    for rank in range(1, reasons.SHOWN + 1)
    for column in (
        Column(f"reason_{rank}", "VARCHAR", "", f"the input that moved the score most (place {rank}), by its name"),
        Column(f"value_{rank}", "DOUBLE", "", "its value for this customer; empty where nothing is known"),
        Column(f"contribution_{rank}", "DOUBLE", "logit", "what it adds to the logit; positive: likelier to stay away"),
    )
]
CHURN_TABLE = Table(
    name="churn",
    room="predict",
    grain="One row per customer who ever bought: how likely no purchase comes in the horizon, and why.",
    key=("customer_id",),
    sorted_by=("customer_id",),
    per_customer=True,
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("horizon_days", "INTEGER", "days", "so many days without a purchase make a churned customer"),
        Column("churn_probability", "DOUBLE", "share", "how likely no purchase comes in the horizon"),
        Column("risk_band", "VARCHAR", "", f"low, medium (from {MEDIUM}), high (from {HIGH}), or lapsed: no purchase for as many days already"),
        Column("base", "DOUBLE", "logit", "the logit of a customer whose every input is as usual"),
        *_REASONS,
        Column("contribution_rest", "DOUBLE", "logit", "what all other inputs add together: base and all contributions are log(p / (1 - p))"),
        Column("model", "VARCHAR", "", "the model that won on past days"),
    ),
)  # fmt: skip
CARDS_TABLE, BACKTESTS_TABLE = parts(CHURN_TABLE.name)


@dataclass(frozen=True)
class Answer:
    """What came out: the card, the back-tests with their charts, and the rows of the table (None when the score is withheld)."""

    card: Card
    backtests: Sequence[Backtest] = ()
    points: Sequence[Point] = ()
    rows: pa.Table | None = None


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return the scores, the card, the back-tests and their charts."""
    found = answer(arrows, session)
    none = CHURN_TABLE.arrow({c.name: [] for c in CHURN_TABLE.columns})
    told = rows_of(CHURN_TABLE.name, cards=[found.card], backtests=found.backtests)
    return {
        CHURN_TABLE.name: none if found.rows is None else found.rows,
        **told,
        **points_of(CHURN_TABLE.name, found.points),
    }


def answer(arrows: Arrows, session: Session) -> Answer:
    """Return the scores with their card, or the card that says why there are none."""
    [span], [asked] = arrows["span"].to_pylist(), arrows["asked"].to_pylist()
    first, as_of, buyers = span["first_on"], asked["as_of"], span["buyers"]
    if first is None:
        return _withheld(as_of, 0, Remark("no_orders"))
    horizon = asked["churn_days"] or usual_horizon(arrows["gaps"], (as_of - first).days)
    days = {
        "horizon_days": horizon, "tests": asked["cutoffs"], "history_days": max(asked["least_history"], horizon // 2),
    }  # fmt: skip
    times = timetable.timetable(first, as_of, **days)
    if times is None:
        months = -(-timetable.days_missing(first, as_of, **days) // 30)
        return _withheld(
            as_of, horizon, Remark("short_history", {"months": months, "cutoffs": asked["cutoffs"]}), rows=buyers
        )
    permille = max(min(1000 * _SAMPLE // max(buyers, 1), 1000), 1)
    panels = {k: inputs.panel(session, times.day(k), permille=permille) for k in range(times.oldest + 1)}
    if (lacking := churn_tests.lacking(panels, times)) is not None:
        return _withheld(as_of, horizon, lacking, rows=buyers)
    return _contest(panels, inputs.panel(session, as_of), times, first)


def usual_horizon(gaps: pa.Table, days: int) -> int:
    """Return the days without a purchase that make a churned customer, in whole weeks: nine gaps of ten are shorter.

    At most a quarter of the days that there are, so that past days can be tested; four weeks where nobody bought twice.
    """
    if not len(gaps):
        return 28
    gap, times = (gaps[name].to_numpy() for name in ("gap_days", "times"))
    nine_of_ten = int(gap[np.searchsorted(np.cumsum(times), 0.9 * times.sum())])
    return max(min(-(-nine_of_ten // 7) * 7, days // 28 * 7, 364), 14)


def _contest(panels: Mapping[int, Panel], today: Panel, times: Timetable, first: date) -> Answer:
    """Let the models compete on the past days; score today's customers with the winner when it beats the baselines."""
    history = (times.day(times.oldest) - first).days
    usable = inputs.usable([*panels.values(), today], history_days=history)
    # Three reasons need three inputs, also where everybody bought once and for the same amount.
    known = [n for n in today.names if n in {*usable, *inputs.ALWAYS}]
    names, refused = churn_tests.honest(panels[0], known, times)
    tables = {k: churn_tests.table(p, names, times, history_days=history) for k, p in panels.items()}
    entries = contest.compete(tables, names, times=times)
    winner = contest.best(entries, tables)
    tests = churn_tests.backtests(entries, panels, tables, times)
    of_winner = {
        m: [b for b in tests if b.model == named(winner) and b.metric == m] for m in (LOG_LOSS, AUC, CALIBRATION)
    }
    # Reasons are told against those who had not lapsed: against all others every recent customer looks safe.
    newest = tables[0].x[tables[0].counted]
    score = centred(contest.fit_winner(winner, tables, names, times=times), newest)
    card = _card(named(winner), of_winner, times, first)
    moved = churn_tests.drifts(tables[0].x, today.only(names, history_days=history), names)
    learned = sum(len(panels[i]) for i in times.learned(-times.apart))
    card = replace(
        card,
        rows=learned,
        fitted=score.text(),
        remarks=(
            *refused,
            *card.remarks,
            *churn_tests.shifted(entries, winner, tables, times),
            *churn_tests.drifted(moved),
        ),
    )
    rows = None if card.missing else scored(score, today, names, times, history_days=history, model=card.model)
    drawn = Drawn(card.model, TARGET, times.day(0), times.horizon_days).points(DRIFT, drifts(moved, len(today)))
    drawn += churn_tests.charted(winner, card.baseline, panels, tables, times)
    return Answer(card, tests, drawn, rows)


def _card(model: str, tests: Mapping[str, Sequence[Backtest]], times: Timetable, first: date) -> Card:
    decisive = tests[LOG_LOSS]
    figures = {
        name: float(np.mean([b.value for b in tests[metric]]))
        for name, metric in (("auc", AUC), ("error", CALIBRATION))
    }
    actual, expected = (sum(getattr(b, name) or 0.0 for b in decisive) for name in ("actual", "expected"))
    return Card(
        model, TARGET, times.as_of, times.horizon_days, rows=0, trained_from=first, trained_to=times.as_of, metric=LOG_LOSS,
        value=float(np.mean([b.value for b in decisive])), baseline=decisive[0].baseline,
        baseline_value=float(np.mean([b.baseline_value for b in decisive])), cutoffs=len(decisive),
        bias=expected / max(actual, 1.0) - 1, missing=judged(decisive, least=times.tests), remarks=(Remark("ranks", figures),),
    )  # fmt: skip


def scored(
    score: Additive, today: Panel, names: Sequence[str], times: Timetable, *, history_days: int, model: str
) -> pa.Table:
    """Return the rows of the table: each buyer's probability, band and reasons."""
    x = today.only(tuple(names), history_days=history_days)
    found = reasons.reasons(score, x)
    p = measures.probability(found.logit)
    band = np.select([p >= HIGH, p >= MEDIUM], [2, 1], 0)
    band[today.column("recency_days") >= times.horizon_days] = BANDS.index("lapsed")
    count, known = len(x), pa.array(list(names))
    columns: dict[str, Any] = {
        "customer_id": today.customers, "as_of": pa.repeat(times.as_of, count), "horizon_days": np.full(count, times.horizon_days, np.int32),
        "churn_probability": p, "risk_band": pa.array(BANDS).take(pa.array(band)), "base": np.full(count, score.base),
        "contribution_rest": found.rest, "model": pa.repeat(model, count),
    }  # fmt: skip
    for rank in range(reasons.SHOWN):
        place = found.place[:, rank]
        columns[f"reason_{rank + 1}"] = known.take(pa.array(place))
        columns[f"value_{rank + 1}"] = pa.array(x[np.arange(count), place], from_pandas=True)
        columns[f"contribution_{rank + 1}"] = found.contribution[:, rank]
    return CHURN_TABLE.arrow(columns)


def _withheld(as_of: date, horizon: int, missing: Remark, *, rows: int = 0) -> Answer:
    return Answer(Card(contest.LOGISTIC, TARGET, as_of, horizon, rows=rows, missing=(missing,)))


CHURN = PythonTable(
    CHURN_TABLE,
    {
        **inputs.READS,
        "asked": """
            select cast($as_of as date) as as_of, $predict_churn_days as churn_days, $predict_cutoffs as cutoffs,
                   $predict_least_history as least_history
        """,
    },
    make,
    more=(CARDS_TABLE, BACKTESTS_TABLE, points_table(CHURN_TABLE.name)),
    text=text_of("churn"),
)
