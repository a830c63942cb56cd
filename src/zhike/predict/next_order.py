"""The next order: when it comes and of what amount, each with an interval that holds four of five, if one comes in time.

Both say what is to be expected if the customer orders again within the horizon; whether they will is the churn table's to
say. Day and amount are two models with two cards: one may be shown and the other withheld.
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
from zhike.predict import inputs, timetable, usual_amount
from zhike.predict.additive import Floats
from zhike.predict.card import Backtest, Card, parts, rows_of
from zhike.predict.days import number_of
from zhike.predict.drift import drift
from zhike.predict.inputs import Panel
from zhike.predict.next_targets import AMOUNT, DAY, bought_again, comes, learned
from zhike.predict.next_tests import MAE, Tested, lacking, tested
from zhike.predict.points import DRIFT, Dot, Drawn, Point, drifts, points_of, points_table
from zhike.predict.remarks import Remark
from zhike.predict.sources import text_of
from zhike.predict.spread import ENDS, FittedSpread
from zhike.predict.timetable import Timetable

# Customers of a past day that are enough to learn from.
_SAMPLE = 30_000

NEXT_ORDER_TABLE = Table(
    name="next_order",
    room="predict",
    grain="One row per customer who bought on two days or more: when the next order is to be expected and of what amount, if one comes within the horizon.",
    key=("customer_id",),
    sorted_by=("customer_id",),
    per_customer=True,
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("horizon_days", "INTEGER", "days", "the days after it within which the order is to come"),
        Column("expected_date", "DATE", "", "the day on which it is to be expected; empty when the days are withheld"),
        Column("date_low", "DATE", "", "the day before which one of ten orders comes"),
        Column("date_high", "DATE", "", "the day after which one of ten comes"),
        Column("expected_amount", "DOUBLE", "money", "the amount to be expected; empty when the amounts are withheld"),
        Column("amount_low", "DOUBLE", "money", "the amount below which one of ten orders lies"),
        Column("amount_high", "DOUBLE", "money", "the amount above which one of ten lies"),
        Column("date_model", "VARCHAR", "", "the model of the days; empty when they are withheld"),
        Column("amount_model", "VARCHAR", "", "the model of the amounts; empty when they are withheld"),
    ),
)  # fmt: skip
CARDS_TABLE, BACKTESTS_TABLE = parts(NEXT_ORDER_TABLE.name)


@dataclass(frozen=True)
class Answer:
    """What came out: a card per target, the back-tests with their charts, and the rows of the table (None when both are withheld)."""

    cards: Sequence[Card]
    backtests: Sequence[Backtest] = ()
    points: Sequence[Point] = ()
    rows: pa.Table | None = None


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return the expected orders, the cards, the back-tests and their charts."""
    found = answer(arrows, session)
    none = NEXT_ORDER_TABLE.arrow({c.name: [] for c in NEXT_ORDER_TABLE.columns})
    told = rows_of(NEXT_ORDER_TABLE.name, cards=found.cards, backtests=found.backtests)
    return {
        NEXT_ORDER_TABLE.name: none if found.rows is None else found.rows,
        **told,
        **points_of(NEXT_ORDER_TABLE.name, found.points),
    }


def answer(arrows: Arrows, session: Session) -> Answer:
    """Return what is to be expected with its cards, or the cards that say why nothing is."""
    [span], [asked] = arrows["span"].to_pylist(), arrows["asked"].to_pylist()
    first, as_of, buyers = span["first_on"], asked["as_of"], span["buyers"]
    longest = asked["horizon_days"]
    if first is None:
        return _withheld(as_of, longest, Remark("no_orders"))
    tried, history = timetable.horizons(longest), min(asked["least_history"], 60)
    times = timetable.longest(first, as_of, horizons=tried, tests=asked["cutoffs"], history_days=history, together=1, spare=0)  # fmt: skip
    if isinstance(times, int):
        return _withheld(as_of, tried[-1], Remark("short_history", {"months": times, "cutoffs": asked["cutoffs"]}), rows=buyers)  # fmt: skip
    permille = max(min(1000 * _SAMPLE // max(buyers, 1), 1000), 1)
    panels = {k: inputs.panel(session, times.day(k), permille=permille) for k in range(times.oldest + 1)}
    if (few := lacking(panels, times)) is not None:
        return _withheld(as_of, times.horizon_days, few, rows=buyers)
    return _both(panels, inputs.panel(session, as_of), times, first)


def _both(panels: Mapping[int, Panel], today: Panel, times: Timetable, first: date) -> Answer:
    history = (times.day(times.oldest) - first).days
    usable = inputs.usable([*panels.values(), today], history_days=history)
    # Who spends the same as everybody still has a usual amount.
    names = tuple(n for n in today.names if n in {*usable, *usual_amount.NEEDS})
    cards: list[Card] = []
    backtests: list[Backtest] = []
    points: list[Point] = []
    moved = _moved(panels[0], today, names, history_days=history)
    fitted = {}
    for target in (DAY, AMOUNT):
        told = tested(target, panels, names, times, history_days=history)
        newest = learned(panels, times, -times.apart)
        model = told.fitter.fit(*target.known(newest, names, times, history_days=history), names)
        cards.append(
            _card(
                told,
                times,
                first,
                rows=sum(int((comes(p, times) & bought_again(p)).sum()) for p in newest),
                model=model,
            )
        )
        backtests += told.backtests
        points += [*told.points, *Drawn(told.model, target.name, times.day(0), times.horizon_days).points(DRIFT, moved)]
        if not told.missing:
            fitted[target.name] = (told, model)
    if not fitted:
        return Answer(cards, backtests, points)
    return Answer(cards, backtests, points, _rows(fitted, today, names, times, history_days=history))


def _moved(newest: Panel, today: Panel, names: Sequence[str], *, history_days: int) -> list[Dot]:
    """Return how far the inputs of those who bought again moved since the newest day that was learned from."""
    then, now = (p.only(tuple(names), history_days=history_days)[bought_again(p)] for p in (newest, today))
    return drifts({n: drift(then[:, place], now[:, place]) for place, n in enumerate(names)}, len(now))


def _card(told: Tested, times: Timetable, first: date, *, rows: int, model: FittedSpread) -> Card:
    return Card(
        told.model, told.target.name, times.as_of, times.horizon_days, rows=rows, trained_from=first, trained_to=times.as_of,
        metric=MAE, value=told.value, baseline=told.baseline, baseline_value=told.baseline_value,
        cutoffs=times.tests, coverage=told.coverage, missing=told.missing, remarks=told.remarks, fitted=model.text(),
    )  # fmt: skip


def _rows(
    fitted: Mapping[str, tuple[Tested, FittedSpread]],
    today: Panel,
    names: Sequence[str],
    times: Timetable,
    *,
    history_days: int,
) -> pa.Table:
    again = bought_again(today)
    x = today.only(tuple(names), history_days=history_days)[again]
    count = len(x)
    columns: dict[str, Any] = {
        "customer_id": today.customers.filter(pa.array(again)), "as_of": pa.repeat(times.as_of, count), "horizon_days": np.full(count, times.horizon_days, np.int32),
        **{c.name: pa.nulls(count) for c in NEXT_ORDER_TABLE.columns[3:]},
    }  # fmt: skip
    for target, date_or_amount in ((DAY, "date"), (AMOUNT, "amount")):
        if target.name not in fitted:
            continue
        told, model = fitted[target.name]
        of = model.of(x)
        low, point, high = (target.said(of[:, place], times) for place in (0, len(ENDS) + told.point, 2))
        point = target.leaning(point, target.baselines(today)[target.steady][again], told.lean)
        for name, values in (
            (f"expected_{date_or_amount}", point),
            (f"{date_or_amount}_low", low),
            (f"{date_or_amount}_high", high),
        ):
            columns[name] = _days_after(times.as_of, values) if target is DAY else values
        columns[f"{date_or_amount}_model"] = pa.repeat(told.model, count)
    return NEXT_ORDER_TABLE.arrow(columns)


def _days_after(day: date, days: Floats) -> pa.Array:
    return pa.array((number_of(day) + np.rint(days)).astype(np.int32)).cast(pa.date32())


def _withheld(as_of: date, horizon: int, missing: Remark, *, rows: int = 0) -> Answer:
    card = Card("", DAY.name, as_of, horizon, rows=rows, missing=(missing,))
    return Answer([card, replace(card, target=AMOUNT.name)])


NEXT_ORDER = PythonTable(
    NEXT_ORDER_TABLE,
    {
        **inputs.READS,
        "asked": """
            select cast($as_of as date) as as_of, list_min($predict_horizons) as horizon_days, $predict_cutoffs as cutoffs,
                   $predict_least_history as least_history
        """,
    },
    make,
    more=(CARDS_TABLE, BACKTESTS_TABLE, points_table(NEXT_ORDER_TABLE.name)),
    text=text_of("next_order"),
)
