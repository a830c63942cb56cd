"""Value: which model expects purchases and spend best on past days that it did not know, how far off it was, and how sure it is.

Every past day is a whole rehearsal: models fitted, blend and intervals learned from days whose outcome was known by then. What
wins by squared error is used: of all single numbers the mean, which adds up over customers, is the one with the least of it. The
absolute error is shown beside it, though a number that is too low for most and far too low for a few would have less of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from zhike.predict.card import Backtest
from zhike.predict.days import number_of
from zhike.predict.history import History, came, known
from zhike.predict.intervals import Intervals, coverage, intervals
from zhike.predict.outlook import BLEND, CANDIDATES, Outlook, Weights, learned
from zhike.predict.rates import SAME_RATE, TEXTBOOK, same_rate, textbook
from zhike.predict.states import Floats
from zhike.words import N_

SQUARED, ABSOLUTE = "root mean squared error", "mean absolute error"
ORDERS, SPEND = N_("orders"), N_("spend")
# Days that a rehearsal's own lessons come from, and the days that must be known before each.
_LESSONS, _LESSON_HISTORY = 2, 30
# The totals of stretches are alike when their spread is no more than a third of what they have in common.
_STRETCHES, _LEAST_STRETCHES, _ALIKE = 4, 3, 1 / 3
_LEAST_BIAS = 0.03


@dataclass(frozen=True)
class Lesson:
    """What a past day taught: for a model, the weights of the blend and the intervals around what it expects."""

    weights: Weights | None
    intervals: Intervals

    def bounds(
        self, orders: Floats, spend: Floats, *, each: Floats
    ) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Return the bounds of orders and of spend; what is expected always lies within, though a mean need not."""
        found = self.intervals.orders(orders), self.intervals.spend(orders, each=each)
        (low, high), (least, most) = found
        return (np.minimum(low, orders), np.maximum(high, orders)), (np.minimum(least, spend), np.maximum(most, spend))


@dataclass
class Rehearsals:
    """Outlooks of past days over a sample of customers; each day is looked at once, however many models ask."""

    history: History
    horizon: int
    _days: dict[date, Outlook] = field(default_factory=dict)

    def on(self, day: date) -> Outlook:
        """Return the outlook of a day."""
        if day not in self._days:
            self._days[day] = Outlook(known(self.history, number_of(day)))
        return self._days[day]

    def outcome(self, day: date) -> tuple[Floats, Floats]:
        """Return what came in the horizon after a day."""
        return came(self.history, self.on(day).known, horizon=self.horizon)

    def lesson(self, model: str, day: date, *, step: int) -> Lesson:
        """Return what was to be learned for a model by that day, from days whose horizon was over; without any, from its own futures."""
        days = [day - timedelta(days=self.horizon + step * back) for back in range(_LESSONS)]
        days = [d for d in days if number_of(d) - self.history.first_day >= _LESSON_HISTORY]
        if not days:
            here = self.on(day)
            orders, spent = here.future(model, self.horizon)
            return Lesson(None, intervals(here.orders(model, self.horizon), orders, spent, each=here.each))
        outcomes = [self.outcome(d) for d in days]
        orders, spent = (np.concatenate([o[place] for o in outcomes]) for place in (0, 1))
        looks = [self.on(d) for d in days]
        weights = learned(looks, self.horizon, orders=orders, spent=spent) if model == BLEND else None
        expected = np.concatenate([look.orders(model, self.horizon, weights) for look in looks])
        each = np.concatenate([look.each for look in looks])
        return Lesson(weights, intervals(expected, orders, spent, each=each))


@dataclass(frozen=True)
class Verdict:
    """The model that did best, all back-tests, and how far off its totals were over stretches of time that do not overlap.

    `factor` is what its totals are corrected by: 1 where these stretches do not agree.
    """

    model: str
    backtests: tuple[Backtest, ...]
    biases: tuple[float, ...]
    factor: float

    def of(self, target: str, metric: str) -> list[Backtest]:
        """Return the chosen model's back-tests for a target by a metric."""
        return [b for b in self.backtests if (b.model, b.target, b.metric) == (self.model, target, metric)]


def rehearsed(past: Rehearsals, cutoffs: Sequence[date], *, step: int) -> Verdict:
    """Return the verdict over these past days."""
    rows = [row for day in cutoffs for row in _on_one_day(past, day, step=step)]
    rows = _beside_the_better_baseline(rows)
    best = min(
        CANDIDATES, key=lambda m: _mean(b.value for b in rows if (b.model, b.target, b.metric) == (m, ORDERS, SQUARED))
    )
    biases = _biases(past, best, newest=max(cutoffs), step=step)
    return Verdict(best, tuple(rows), tuple(biases), _factor(biases))


def _biases(past: Rehearsals, model: str, *, newest: date, step: int) -> list[float]:
    """Return by what share totals of orders were off, over horizons one after the other: days that share their future agree by themselves."""
    found = []
    for back in range(_STRETCHES):
        day = newest - timedelta(days=past.horizon * back)
        if number_of(day) - past.history.first_day < _LESSON_HISTORY:
            break
        expected = past.on(day).orders(model, past.horizon, past.lesson(model, day, step=step).weights)
        found.append(float(expected.sum() / max(past.outcome(day)[0].sum(), 1.0)) - 1)
    return found


def _on_one_day(past: Rehearsals, day: date, *, step: int) -> list[Backtest]:
    """Return the rows of every candidate and baseline on one past day."""
    here, (orders, spent) = past.on(day), past.outcome(day)

    def rows(model: str, expected: tuple[Floats, Floats], lesson: Lesson | None = None) -> list[Backtest]:
        bounds = lesson.bounds(*expected, each=here.each) if lesson else (None, None)
        return [
            Backtest(
                model, target, day, past.horizon, metric, error(wanted - actual), "", 0.0, rows=len(here.known),
                actual=float(actual.sum()), expected=float(wanted.sum()), coverage=coverage(interval, actual) if interval else None,
            )
            for target, wanted, actual, interval in zip((ORDERS, SPEND), expected, (orders, spent), bounds, strict=True)
            for metric, error in _ERRORS.items()
        ]  # fmt: skip

    found = [*rows(SAME_RATE, same_rate(here.known, past.horizon)), *rows(TEXTBOOK, textbook(here.known, past.horizon))]
    for model in CANDIDATES:
        lesson = past.lesson(model, day, step=step)
        expected = (f(model, past.horizon, lesson.weights) for f in (here.orders, here.spend))
        found += rows(model, tuple(expected), lesson)  # type: ignore[arg-type]
    return found


def _beside_the_better_baseline(rows: list[Backtest]) -> list[Backtest]:
    """Return the rows with the baseline that does better over all days by their metric: a weak one is easily beaten."""
    found = []
    for row in rows:
        rivals = [
            [b for b in rows if (b.model, b.target, b.metric) == (n, row.target, row.metric)]
            for n in (SAME_RATE, TEXTBOOK)
        ]
        better = min(rivals, key=lambda of: _mean(b.value for b in of))
        [same_day] = [b for b in better if b.cutoff == row.cutoff]
        found.append(replace(row, baseline=same_day.model, baseline_value=same_day.value))
    return found


def _factor(biases: Sequence[float]) -> float:
    """Return what to multiply by so that the total is right, where at least three stretches agree on it; else 1."""
    if len(biases) < _LEAST_STRETCHES:
        return 1.0
    logs = np.log1p(np.clip(biases, -0.9, None))
    middle = float(logs.mean())
    if abs(middle) < _LEAST_BIAS or float(logs.std()) > _ALIKE * abs(middle):
        return 1.0
    return float(np.exp(-middle))


def _mean(values: object) -> float:
    return float(np.mean(list(values)))  # type: ignore[call-overload]


_ERRORS: dict[str, Callable[[Floats], float]] = {
    SQUARED: lambda e: float(np.sqrt((e * e).mean())),
    ABSOLUTE: lambda e: float(np.abs(e).mean()),
}
