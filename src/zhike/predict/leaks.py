"""Leaks: inputs that know the outcome, refused by name.

Three signs, each on the customers the model is to be trained on:

1. *Filled after the event*: an input that is (nearly) only filled, or only empty, where the event came; or a category whose
   customers all had it. A reason for leaving is written down when somebody has left.
2. *Too good alone*: on its own it ranks customers better than any honest input does (area under the ROC curve 0.95 and more).
3. *Too good beside the others*: the others together rank well already, and this one still lifts them by a leap. What is
   known before the event tells much of the same story; what knows the event tells another one.

An input that leaks may be an honest one of the wrong day; whoever knows better names it again as of the cut-off day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats
from zhike.predict.measures import auc
from zhike.words import N_

ALONE = 0.95
# By so much one input lifts the others that reach so much already. The strongest honest input of the public telecom set
# lifts them by 0.01.
_LEAP, _REACHED = 0.04, 0.75
_SUSPICIOUS = 0.75
# Of those who have the mark, so many had the event (or had it not): what is known before it is never so sure.
_PURE = 0.99
_LEAST_MARKED = 30
_GROUPS = 50

SIGNS = {
    "after": N_("it is filled only after the event"),
    "alone": N_("alone it tells the outcome nearly for certain"),
    "others": N_("it lifts all the other inputs by a leap"),
}


@dataclass(frozen=True)
class Leak:
    """An input that is refused: its name, the sign (a key of SIGNS), and the area under the ROC curve of it alone."""

    name: str
    sign: str
    alone: float


def leaks(
    inputs: Mapping[str, Floats], y: Floats, *, together: Callable[[Sequence[str]], float] | None = None
) -> tuple[Leak, ...]:
    """Return the inputs that know the outcome; `inputs` has columns by the name of the input that they are parts of.

    An input is a number per customer (NaN where empty) or, for categories, a matrix of 0 and 1. `together` gives the area
    under the ROC curve of a model of some of the inputs on customers it was not trained on; without it sign 3 is not asked.
    """
    found = {}
    for name, values in inputs.items():
        alone = _alone(values, y)
        if _is_mark(values, y):
            found[name] = Leak(name, "after", alone)
        elif alone >= ALONE:
            found[name] = Leak(name, "alone", alone)
    if together is not None:
        rest = [n for n in inputs if n not in found]
        strong = {n: alone for n in rest if (alone := _alone(inputs[n], y)) >= _SUSPICIOUS and len(rest) > 1}
        whole = together(rest) if strong else 0.0
        for name, alone in strong.items():
            others = together([n for n in rest if n != name])
            if others >= _REACHED and whole - others > _LEAP:
                found[name] = Leak(name, "others", alone)
    return tuple(found.values())


def _alone(values: Floats, y: Floats) -> float:
    """Return the area under the ROC curve of one input alone, whatever the direction and form of what it says.

    Half of the customers say how often the event came in each group of values, the other half are ranked by that.
    """
    group = _groups(values)
    first = np.random.default_rng(0).permutation(len(y)) % 2 == 0
    found = []
    for learn in (first, ~first):
        count = np.bincount(group[learn], minlength=group.max() + 1)
        came = np.bincount(group[learn], weights=y[learn], minlength=group.max() + 1)
        rate = (came + y.mean()) / (count + 1)
        found.append(auc(rate[group[~learn]], y[~learn]))
    return float(np.mean(found))


def _groups(values: Floats) -> np.ndarray:
    """Return the group of each row: of equal values, or of neighbours where there are many; empty ones are one more."""
    if values.ndim == 2:
        return np.where(values.any(axis=1), values.argmax(axis=1) + 1, 0)
    filled = values[~np.isnan(values)]
    bounds = np.unique(np.quantile(filled, np.arange(1, _GROUPS) / _GROUPS)) if len(filled) else np.zeros(0)
    return np.asarray(np.where(np.isnan(values), len(bounds) + 1, np.searchsorted(bounds, values)))


def _is_mark(values: Floats, y: Floats) -> bool:
    """Return whether being filled, being empty, or one category tells the outcome."""
    empty = np.asarray(np.isnan(values) if values.ndim == 1 else values.max(axis=1) == 0)
    if empty.any() and any(_tells(mark, y, either=True) for mark in (empty, ~empty)):
        return True
    # Of a category only the event is asked: honest ones hold customers who never leave.
    return values.ndim == 2 and any(_tells(column > 0, y, either=False) for column in values.T)


def _tells(mark: np.ndarray, y: Floats, *, either: bool) -> bool:
    """Return whether those with the mark had the event nearly all (or, with `either`, nearly none), against all odds."""
    marked, rate = int(mark.sum()), float(y.mean())
    if marked < _LEAST_MARKED:
        return False
    share = float(y[mark].mean())
    came_to_all = share >= _PURE and (1 - rate) * marked >= _LEAST_MARKED / 3
    came_to_none = share <= 1 - _PURE and rate * marked >= _LEAST_MARKED
    return came_to_all or (either and came_to_none)
