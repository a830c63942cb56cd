"""The tests of propensity: on past days, how likely each customer was said to buy of each category, and who did.

A logistic regression, plain and calibrated on an earlier day, against two plain rules: the share of all customers who bought of
the category lately, and the customer's own rate so far. The log loss over all customers and categories decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from zhike.predict import measures, points
from zhike.predict.additive import Floats, PerInput
from zhike.predict.calibrated import Calibrated, fit_line
from zhike.predict.card import Backtest
from zhike.predict.categories import CATEGORY_INPUTS, CategoryDays, crowd, inputs, matrix, own_rate
from zhike.predict.centred import Centred, centred
from zhike.predict.churn_tests import AUC, CALIBRATION, LOG_LOSS
from zhike.predict.contest import LOGISTIC, logits
from zhike.predict.days import number_of
from zhike.predict.logistic import Logistic, Weights
from zhike.predict.points import Drawn, Point
from zhike.predict.timetable import Timetable
from zhike.words import N_

TARGET = N_("a purchase of the category")
CALIBRATED = N_("logistic regression, calibrated")
MODELS = (LOGISTIC, CALIBRATED)
POPULAR, OWN = BASELINES = (N_("share of customers who bought of it lately"), N_("own rate so far"))
_METRICS = {LOG_LOSS: measures.log_loss, AUC: measures.auc, CALIBRATION: measures.calibration_error}
# Purchases of a category after a past day that a test needs, and as many pairs where none came.
_LEAST = 100
_NAMES = tuple(CATEGORY_INPUTS)


@dataclass(frozen=True)
class Day:
    """A past day: inputs and outcome of every customer and category, and what the plain rules say (logits)."""

    x: Floats
    y: Floats
    plain: Mapping[str, Floats]
    customers: int


@dataclass(frozen=True)
class Entry:
    """A model or a plain rule with its logits on every test, by place of the timetable."""

    name: str
    logits: Mapping[int, Floats]

    def mean(self, days: Mapping[int, Day], metric: str = LOG_LOSS) -> float:
        """Return the mean of a metric over the tests."""
        return float(np.mean([_METRICS[metric](logit, days[k].y) for k, logit in self.logits.items()]))


def past(bought: CategoryDays, day: date, *, horizon: int) -> Day:
    """Return a past day, with the categories that would have been foretold on it."""
    bought = bought.of(bought.chosen(number_of(day)))
    whole = bought.held(number_of(day), horizon)
    there = whole.days.sum(axis=1) > 0
    held = whole.of(there)
    known = crowd(held)
    named = inputs(held, known)
    x = matrix(named, len(held), held.categories)
    y = bought.came(number_of(day), horizon)[there].ravel().astype(np.float64)
    popular = np.broadcast_to(named["popularity"], (len(held), held.categories)).ravel()
    return Day(x, y, {POPULAR: popular, OWN: own_rate(held, known).ravel()}, len(held))


def lacking(days: Mapping[int, Day]) -> int:
    """Return how many more outcomes of either kind the past day needs that has fewest."""
    return max(_LEAST - min(int(min(d.y.sum(), len(d.y) - d.y.sum())) for d in days.values()), 0)


def compete(days: Mapping[int, Day], times: Timetable) -> tuple[Entry, ...]:
    """Return the models and the plain rules; each test is scored by what was learned from days whose outcome was known then."""
    fitted = {k: _fit(days, times, k) for k in range(times.tests + 1)}
    plain = {k: logits(fitted[k], days[k].x) for k in times.tested}
    lines = {}
    for k in times.tested:
        earlier = days[k + times.apart]
        lines[k] = fit_line(logits(fitted[k + 1], earlier.x), earlier.y).of(plain[k])
    rules = [Entry(name, {k: days[k].plain[name] for k in times.tested}) for name in BASELINES]
    return Entry(LOGISTIC, plain), Entry(CALIBRATED, lines), *rules


def best(entries: Sequence[Entry], names: Sequence[str], days: Mapping[int, Day]) -> Entry:
    """Return of these the one of lowest mean log loss; of equal ones the first."""
    return min((e for e in entries if e.name in names), key=lambda e: e.mean(days))


def newest(winner: Entry, days: Mapping[int, Day], times: Timetable) -> Centred[PerInput]:
    """Return the winner learned from the newest known outcomes; its reasons are told against everybody on the newest day."""
    score: PerInput = _fit(days, times, -times.apart)
    if winner.name == CALIBRATED:
        before = _fit(days, times, 1 - times.apart)
        score = Calibrated(score, fit_line(logits(before, days[0].x), days[0].y))
    return centred(score, days[0].x)


def backtests(entries: Sequence[Entry], naive: Entry, days: Mapping[int, Day], times: Timetable) -> list[Backtest]:
    """Return every entry's figures on every past day."""
    return [
        Backtest(
            entry.name, TARGET, times.day(k), times.horizon_days, metric, value=metric_of(entry.logits[k], days[k].y), baseline=naive.name,
            baseline_value=metric_of(naive.logits[k], days[k].y), rows=days[k].customers,
            actual=float(days[k].y.sum()), expected=float(measures.probability(entry.logits[k]).sum()),
        )
        for entry in entries for k in times.tested for metric, metric_of in _METRICS.items()
    ]  # fmt: skip


def charted(winner: Entry, naive: Entry, days: Mapping[int, Day], times: Timetable) -> list[Point]:
    """Return of every past day what the winner stated and what came, and who is found first by it and by the plain rule."""
    found = []
    for k in times.tested:
        model, rule = (Drawn(e.name, TARGET, times.day(k), times.horizon_days) for e in (winner, naive))
        p = measures.probability(winner.logits[k])
        found += model.points(points.CALIBRATION, points.calibration(p, days[k].y))
        found += model.points(points.GAIN, points.gain(p, days[k].y))
        found += rule.points(points.GAIN, points.gain(naive.logits[k], days[k].y))
    return found


def _fit(days: Mapping[int, Day], times: Timetable, place: int) -> Weights:
    learned = [days[i] for i in times.learned(place)]
    return Logistic().fit(np.concatenate([d.x for d in learned]), np.concatenate([d.y for d in learned]), _NAMES)
