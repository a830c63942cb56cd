"""Scoring: whether there is data enough, what the back-test says, and then what every customer is expected to bring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine.plan import Arrows
from zhike.predict.card import Backtest, Card, judged
from zhike.predict.cutoffs import cutoffs, months_missing
from zhike.predict.days import number_of
from zhike.predict.history import History, Known
from zhike.predict.outlook import BLEND, WITHIN_BLEND, Outlook, Weights
from zhike.predict.points import Point
from zhike.predict.remarks import Remark
from zhike.predict.states import Floats
from zhike.predict.value import ORDERS, SPEND, SQUARED, Rehearsals, Verdict, rehearsed
from zhike.predict.value_points import charted, moved

_MONTH, _YEAR = 30.4, 365.0
# A blend's lessons are a month apart.
_STEP = 30

Three = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Asked:
    """What the settings ask for, as of a day; `observed` is the margin rate where costs are known, None where none is."""

    as_of: date
    horizons: tuple[int, ...]
    margin_rate: float
    discount_rate: float
    acquisition_cost: float
    cutoffs: int
    least_history: int
    least_repeat_buyers: int
    observed: float | None

    @classmethod
    def read(cls, arrows: Arrows) -> Asked:
        """Return what the tables of the settings and of the margin say."""
        [row], [margin] = arrows["asked"].to_pylist(), arrows["margin"].to_pylist()
        known = margin["margin"] is not None and (margin["revenue"] or 0) > 0
        observed = min(max(margin["margin"] / margin["revenue"], 0.0), 1.0) if known else None
        row["horizons"] = tuple(int(h) for h in row["horizons"])
        return cls(**row, observed=observed)

    @property
    def margin(self) -> tuple[float, Remark]:
        """The margin rate that value counts with, and where it comes from."""
        if self.margin_rate > 0:
            return self.margin_rate, Remark("margin_set", {"margin": self.margin_rate})
        if self.observed is not None:
            return self.observed, Remark("margin_observed", {"margin": self.observed})
        return 1.0, Remark("margin_unknown")

    def discount(self, horizon: int) -> float:
        """Return what money that comes evenly over the horizon is worth today, as a share."""
        yearly = np.log1p(self.discount_rate)
        years = horizon / _YEAR
        return float(-np.expm1(-yearly * years) / (yearly * years)) if yearly > 0 else 1.0


@dataclass(frozen=True)
class Scored:
    """One horizon: its cards, back-tests and their charts, and for every customer the expected value, lower and upper end of each number.

    All is None where orders are withheld; spend and clv are None where spend is.
    """

    horizon: int
    model: str
    cards: tuple[Card, ...]
    backtests: tuple[Backtest, ...] = ()
    points: tuple[Point, ...] = ()
    p_alive: Floats | None = None
    orders: Three | None = None
    spend: Three | None = None
    clv: Three | None = None


def scored(asked: Asked, customers: pa.Table, sample: pa.Table) -> list[Scored]:
    """Return every horizon."""
    of = known_now(customers, asked.as_of)
    who, day = (sample[c].to_numpy().astype(np.int64) for c in ("customer", "day"))
    past = History(who, day, sample["spent"].to_numpy().astype(np.float64))
    now = Outlook(of)
    return [_horizon(asked, now, past, horizon) for horizon in asked.horizons]


def known_now(customers: pa.Table, as_of: date) -> Known:
    """Return what is known of every buyer on the as-of day, in the order of the table."""
    numbers = {
        c: customers[c].to_numpy().astype(np.float64)
        for c in ("x", "t_x", "age", "spent", "spent_first", "spent_recent", "recent")
    }
    window = int(max(numbers["age"].max(initial=0.0), 1.0))
    return Known(customer=np.arange(len(customers)), **numbers, day=number_of(as_of), window=window)


def _horizon(asked: Asked, now: Outlook, past: History, horizon: int) -> Scored:
    of = now.known
    blank = Card(BLEND, ORDERS, asked.as_of, horizon, rows=len(of), metric=SQUARED)
    days = _cutoffs(asked, of, horizon)
    if missing := _missing(asked, of, horizon, days):
        return Scored(horizon, BLEND, tuple(replace(blank, target=t, missing=missing) for t in (ORDERS, SPEND)))
    rehearsals = Rehearsals(past, horizon)
    verdict = rehearsed(rehearsals, days, step=_STEP)
    lesson = rehearsals.lesson(verdict.model, asked.as_of, step=_STEP)
    orders, spend = (f(verdict.model, horizon, lesson.weights) * verdict.factor for f in (now.orders, now.spend))
    # The intervals were learned around uncorrected expectations: they are moved with what is corrected.
    (low, high), (least, most) = lesson.bounds(orders, spend, each=now.each)
    filled = replace(
        blank, model=verdict.model, trained_from=asked.as_of - timedelta(days=of.window), trained_to=asked.as_of,
        cutoffs=len(days), fitted=_fitted(now, verdict, lesson.weights),
    )  # fmt: skip
    notes = _notes(now, verdict, lesson.weights)
    cards = (
        _card(filled, verdict, ORDERS, (*notes, *_bias(verdict, ORDERS))),
        _card(filled, verdict, SPEND, (*notes, *_bias(verdict, SPEND), asked.margin[1])),
    )
    drawn = (*charted(rehearsals, verdict, days, step=_STEP), *moved(rehearsals, of, verdict.model))
    done = Scored(horizon, verdict.model, cards, verdict.backtests, drawn)
    if cards[0].missing:
        return done
    done = replace(done, p_alive=now.p_alive(verdict.model), orders=(orders, low, high))
    if cards[1].missing:
        return done
    kept = asked.margin[0] * asked.discount(horizon)
    money = (spend, least, most)
    return replace(done, spend=money, clv=tuple(m * kept - asked.acquisition_cost for m in money))  # type: ignore[arg-type]


def _cutoffs(asked: Asked, of: Known, horizon: int) -> tuple[date, ...]:
    first = asked.as_of - timedelta(days=of.window)
    return cutoffs(first, asked.as_of, horizon_days=horizon, count=asked.cutoffs, history_days=asked.least_history)


def _missing(asked: Asked, of: Known, horizon: int, days: Sequence[date]) -> tuple[Remark, ...]:
    """Return what is missing before anything can be fitted and tested."""
    if not len(of):
        return (Remark("no_orders"),)
    found = [Remark("one_day")] if of.age.max() == of.age.min() and not of.x.any() else []
    repeats = int((of.x > 0).sum())
    if lacking := max(asked.least_repeat_buyers - repeats, 0):
        months = np.ceil(lacking / (repeats / (of.window / _MONTH))) if repeats else 0
        paced = Remark("few_repeat_buyers", {"buyers": lacking, "months": float(months)})
        found.append(paced if repeats else Remark("few_repeats_no_pace", {"buyers": lacking}))
    if not days:
        first = asked.as_of - timedelta(days=of.window)
        months = months_missing(
            first, asked.as_of, horizon_days=horizon, count=asked.cutoffs, history_days=asked.least_history
        )
        found.append(Remark("short_history", {"months": months, "cutoffs": asked.cutoffs}))
    return tuple(found)


def _card(blank: Card, verdict: Verdict, target: str, remarks: tuple[Remark, ...]) -> Card:
    rows = verdict.of(target, SQUARED)
    return replace(
        blank, target=target, baseline=rows[0].baseline, missing=judged(rows, least=len(rows)), remarks=remarks,
        value=float(np.mean([b.value for b in rows])), baseline_value=float(np.mean([b.baseline_value for b in rows])),
        bias=_total(rows), coverage=float(np.mean([b.coverage or 0.0 for b in rows])),
    )  # fmt: skip


def _total(rows: Sequence[Backtest]) -> float:
    return sum(b.expected or 0.0 for b in rows) / max(sum(b.actual or 0.0 for b in rows), 1e-9) - 1


def _bias(verdict: Verdict, target: str) -> tuple[Remark, ...]:
    first = Remark("bias", {"bias": _total(verdict.of(target, SQUARED))})
    if verdict.factor != 1:
        return first, Remark("corrected", {"factor": verdict.factor})
    if len(verdict.biases) < 3:
        return first, Remark("one_stretch")
    return first, Remark("not_corrected", {"least": min(verdict.biases), "most": max(verdict.biases)})


def _notes(now: Outlook, verdict: Verdict, weights: Weights | None) -> tuple[Remark, ...]:
    """Return what is to be said of the model: what a blend is made of, a parameter at its bound, a search that did not end."""
    inner = WITHIN_BLEND if verdict.model == BLEND else verdict.model
    fitted, found = now.fitted(verdict.model), []
    if verdict.model == BLEND and weights is None:
        found.append(Remark("blend_equal", {"inner": inner}))
    elif weights is not None:
        repeats, whole, recent, model = (float(w) for w in weights.orders)
        shares: dict[str, float | str] = {
            "repeats": repeats,
            "whole": whole,
            "recent": recent,
            "model": model,
            "inner": inner,
        }
        found.append(Remark("blend", shares))
    if fitted.at_bound:
        found.append(Remark("at_bound", {"model": inner, "parameters": ", ".join(fitted.at_bound)}))
    if not fitted.converged:
        found.append(Remark("not_converged", {"model": inner}))
    return tuple(found)


def _fitted(now: Outlook, verdict: Verdict, weights: Weights | None) -> str:
    """Return the model as JSON."""
    said: dict[str, Any] = now.described(verdict.model)
    if weights is not None:
        said["weights"] = {"orders": weights.orders.tolist(), "spend": weights.spend.tolist()}
    return json.dumps({**said, "factor": verdict.factor})
