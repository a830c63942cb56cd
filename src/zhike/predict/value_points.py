"""The charts of value: expected against came by tenth and by repeat purchases, who was found first, orders week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from zhike.predict import points
from zhike.predict.days import day_of
from zhike.predict.drift import drift
from zhike.predict.history import History, Known
from zhike.predict.points import Dot, Drawn, Point
from zhike.predict.rates import SAME_RATE, TEXTBOOK, same_rate, textbook
from zhike.predict.states import Floats
from zhike.predict.value import ORDERS, SPEND, SQUARED, Rehearsals, Verdict

_NAIVE = {SAME_RATE: same_rate, TEXTBOOK: textbook}
_WEEK = 7


def charted(past: Rehearsals, verdict: Verdict, cutoffs: Sequence[date], *, step: int) -> list[Point]:
    """Return the charts of the model that won and of the baselines it had to beat, on every past day."""
    found: list[Point] = []
    for day in sorted(cutoffs):
        here, outcome, horizon = past.on(day), past.outcome(day), past.horizon
        weights = past.lesson(verdict.model, day, step=step).weights
        said = {verdict.model: tuple(f(verdict.model, horizon, weights) for f in (here.orders, here.spend))}
        said |= {name: rate(here.known, horizon) for name, rate in _NAIVE.items()}
        for place, target in enumerate((ORDERS, SPEND)):
            for model in (verdict.model, verdict.of(target, SQUARED)[0].baseline):
                drawn = Drawn(model, target, day, horizon)
                found += _compared(drawn, here.known.x, said[model][place], outcome[place])
        drawn = Drawn(verdict.model, ORDERS, day, horizon)
        expected = float(said[verdict.model][0].sum()) * verdict.factor
        found += drawn.points(points.WEEKS, _weeks(past.history, here.known, horizon=horizon, expected=expected))
    return found


def moved(past: Rehearsals, now: Known, model: str) -> list[Point]:
    """Return how far what is known of customers lies today from where it lay on the newest past day."""
    day = day_of(now.day - past.horizon)
    then, today = _inputs(past.on(day).known), _inputs(now)
    dots = points.drifts({name: drift(then[name], today[name]) for name in today}, len(now))
    return [p for target in (ORDERS, SPEND) for p in Drawn(model, target, day, past.horizon).points(points.DRIFT, dots)]


def _inputs(of: Known) -> Mapping[str, Floats]:
    """Return what a model of value looks at; how long somebody is known grows by itself and tells nothing here."""
    return {
        "recency_days": of.age - of.t_x,
        "active_days": of.purchases,
        "active_days_90d": of.recent,
        "average_order_value": of.mean_spent,
    }


def _compared(drawn: Drawn, repeats: Floats, stated: Floats, came: Floats) -> list[Point]:
    return [
        *drawn.points(points.CALIBRATION, points.calibration(stated, came)),
        *drawn.points(points.REPEATS, points.by_repeats(repeats, stated, came)),
        *drawn.points(points.GAIN, points.gain(stated, np.maximum(came, 0.0))),
    ]


def _weeks(history: History, since: Known, *, horizon: int, expected: float) -> list[Dot]:
    """Return the purchases of each whole week after a day, beside an even share of what was expected of the horizon."""
    after = (history.day > since.day) & (history.day <= since.day + horizon)
    known = np.zeros(int(history.customer.max()) + 1, dtype=np.bool_)
    known[since.customer] = True
    weeks = (history.day[after] - since.day - 1)[known[history.customer[after]]] // _WEEK
    whole = horizon // _WEEK
    counts = np.bincount(weeks, minlength=whole)
    return [Dot(k, expected * _WEEK / horizon, float(counts[k]), len(since)) for k in range(whole)]
