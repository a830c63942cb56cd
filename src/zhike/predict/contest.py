"""The contest: several models, plain and calibrated, on past days they knew nothing after; the best one wins.

In: panels by place of a timetable and the outcome of each. Out: every entry's figures per past day, and the winner.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from zhike.predict.additive import Additive, Floats
from zhike.predict.boosted import Boosted, available
from zhike.predict.calibrated import Calibrated, fit_line
from zhike.predict.logistic import Logistic
from zhike.predict.measures import log_loss
from zhike.predict.timetable import Timetable
from zhike.words import N_

LOGISTIC, SINGLES, PAIRS = N_("logistic regression"), N_("trees of single inputs"), N_("trees of pairs of inputs")
# Trees need customers for their leaves; below this they only learn chance.
_LEAST_FOR_TREES = 500


class Fitter(Protocol):
    """Choices of a model; `fit` learns from inputs and 0/1 outcomes."""

    def fit(self, x: Floats, y: Floats, names: Sequence[str]) -> Additive:
        """Return the fitted score."""


@dataclass(frozen=True)
class Table:
    """Customers of one day to learn from or be tested on: inputs, outcomes, and which of them the test counts."""

    x: Floats
    y: Floats
    counted: np.ndarray


@dataclass(frozen=True)
class Entry:
    """One model in the contest: its name, whether it is calibrated, and its logits on each test's counted customers."""

    model: str
    is_calibrated: bool
    logits: Mapping[int, Floats]

    def loss(self, tables: Mapping[int, Table]) -> float:
        """Return the mean log loss over the tests."""
        return float(np.mean([log_loss(logit, _counted_y(tables[k])) for k, logit in self.logits.items()]))


def fitters(customers: int) -> dict[str, Fitter]:
    """Return the models that take part, by name."""
    found: dict[str, Fitter] = {LOGISTIC: Logistic()}
    if customers >= _LEAST_FOR_TREES and available():
        found |= {SINGLES: Boosted(depth=1), PAIRS: Boosted(depth=2)}
    return found


def compete(tables: Mapping[int, Table], names: Sequence[str], *, times: Timetable) -> list[Entry]:
    """Return an entry per model, plain and calibrated: each test is scored by models that were trained before it."""
    customers = min(sum(len(tables[i].y) for i in times.learned(k)) for k in times.tested)
    models = fitters(customers)
    # The model of one place later is the one whose calibration can be learned at the next place.
    jobs = [(model, k) for model in models for k in range(times.tests + 1)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fits = pool.map(lambda job: _fit(models[job[0]], [tables[i] for i in times.learned(job[1])], names), jobs)
        fitted = dict(zip(jobs, fits, strict=True))
    found = []
    for model in models:
        plain, calibrated = {}, {}
        for k in times.tested:
            plain[k] = logits(fitted[model, k], tables[k].x[tables[k].counted])
            calibrated[k] = _line(fitted[model, k + 1], tables[k + times.apart])(plain[k])
        found += [Entry(model, False, plain), Entry(model, True, calibrated)]
    return found


def best(entries: Sequence[Entry], tables: Mapping[int, Table]) -> Entry:
    """Return the entry of lowest mean log loss; of equal ones the first, which is the simplest."""
    return min(entries, key=lambda e: e.loss(tables))


def fit_winner(entry: Entry, tables: Mapping[int, Table], names: Sequence[str], *, times: Timetable) -> Additive:
    """Return the winner fitted to the newest known outcomes, calibrated where it won so."""
    customers = sum(len(tables[i].y) for i in times.learned(-times.apart))
    fitter = fitters(customers)[entry.model]
    score = _fit(fitter, [tables[i] for i in times.learned(-times.apart)], names)
    if not entry.is_calibrated:
        return score
    # The line is learned at the newest place, with a model that did not learn from it.
    before = _fit(fitter, [tables[i] for i in times.learned(1 - times.apart)], names)
    newest = tables[0]
    return Calibrated(score, fit_line(logits(before, newest.x[newest.counted]), _counted_y(newest)))


def logits(score: Additive, x: Floats) -> Floats:
    """Return each row's logit."""
    return np.asarray(score.base + score.contributions(x).sum(axis=1))


def _line(score: Additive, table: Table) -> Callable[[Floats], Floats]:
    return fit_line(logits(score, table.x[table.counted]), _counted_y(table)).of


def _fit(fitter: Fitter, tables: Sequence[Table], names: Sequence[str]) -> Additive:
    return fitter.fit(np.concatenate([t.x for t in tables]), np.concatenate([t.y for t in tables]), names)


def _counted_y(table: Table) -> Floats:
    return np.asarray(table.y[table.counted])
