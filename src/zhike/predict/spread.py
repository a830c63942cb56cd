"""What comes, with how far it may lie from what is expected: quantiles among customers who look alike.

The story. A model puts customers in order of what it expects. Neighbours in this order are one group; what came to its
members in the past, by a model that had not seen them, gives the group's quantiles and its point. Between the middles of
two groups they go along a straight line. So an interval is as wide as it was in the past, whatever the model believed.

The formula. Order f(x); cross-fitted f of three folds; groups of equal size by f, eight at most (24 for distances); per group the quantiles of t, or of
t − f(x) where amounts go beyond those seen (cross-fitting as in Barber et al. 2021, section 2, equation 5). The point c of a
group makes E|t − c| − w · P(|t − c| ≤ r) small: w = 0 is the median, which makes the mean error small; the more w, the more
customers lie within the reach r. Unit of all but w: that of t.

Not for fewer than some hundred customers: a group's 10 % quantile would be a few of them.

Example: `fitted = Spread(Boosted(loss="median"), Reach(90)).fit(x, t, names); low, middle, high, *points = fitted.of(x).T`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from zhike.predict.additive import Additive, Floats
from zhike.predict.contest import Fitter, logits

# The ends of an interval that holds four of five, and the middle.
ENDS = (0.1, 0.5, 0.9)
_FOLDS = 3
_LEAST_IN_GROUP = 60
# Distances to the order are alike in neighbouring groups, so these may be smaller.
_MOST_GROUPS, _MOST_RELATIVE = 8, 24


class Points(Protocol):
    """Points that a group may be given; which of them serves best is for a test to say."""

    @property
    def count(self) -> int:
        """How many there are."""

    def of(self, values: Floats, reach: float) -> Floats:
        """Return the points of a group with these values."""


@dataclass(frozen=True)
class Levels:
    """Points that are quantiles around the median."""

    levels: tuple[float, ...] = (0.5, 0.4, 0.45, 0.55, 0.6)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.levels)

    def of(self, values: Floats, reach: float) -> Floats:  # noqa: ARG002 - quantiles ask for no reach
        """Return the quantiles."""
        return np.quantile(values, self.levels)


@dataclass(frozen=True)
class Reach:
    """Points on whole numbers from 1 to `longest` that weigh the mean error against who lies within reach."""

    longest: int
    weights: tuple[float, ...] = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.weights)

    def of(self, values: Floats, reach: float) -> Floats:
        """Return the best point by each weight (in reaches)."""
        grid = np.arange(1.0, self.longest + 1)
        off = np.abs(values[None, :] - grid[:, None])
        # The edge of the reach is soft, so that one customer more or less does not move the point by a week.
        within = (1 / (1 + np.exp((off - reach) / max(reach / 4, 0.5)))).mean(axis=1)
        error = off.mean(axis=1)
        return np.array([grid[np.argmin(error - weight * reach * within)] for weight in self.weights])


@dataclass(frozen=True)
class FittedSpread:
    """The model that orders, the middle of each group in its order, and each group's quantiles and points (a row each)."""

    order: Additive
    middles: Floats
    table: Floats
    is_relative: bool

    def of(self, x: Floats, *, at_once: int = 65_536) -> Floats:
        """Return a row per customer: low end, middle, high end, and the points."""
        found = np.empty((len(x), self.table.shape[1]))
        for start in range(0, len(x), at_once):
            rows = slice(start, start + at_once)
            f = logits(self.order, x[rows])
            for place in range(self.table.shape[1]):
                column = np.interp(f, self.middles, self.table[:, place])
                found[rows, place] = column + f if self.is_relative else column
        return found

    def text(self) -> str:
        """Return the model as JSON."""
        said = {"kind": "spread", "middles": self.middles.tolist(), "table": self.table.tolist()}
        return json.dumps({**said, "is_relative": self.is_relative, "order": json.loads(self.order.text())})


@dataclass(frozen=True)
class Spread:
    """Choices: what orders the customers, the points, and whether quantiles are those of the distance to the order."""

    order: Fitter
    points: Points
    is_relative: bool = False

    def fit(self, x: Floats, t: Floats, names: Sequence[str]) -> FittedSpread:
        """Return the quantiles and points of t among customers who look alike."""
        fold = np.random.default_rng(0).permutation(len(t)) % _FOLDS
        f = np.empty(len(t))
        for k in range(_FOLDS):
            f[fold == k] = logits(self.order.fit(x[fold != k], t[fold != k], names), x[fold == k])
        most = _MOST_RELATIVE if self.is_relative else _MOST_GROUPS
        groups = np.array_split(np.argsort(f, kind="stable"), max(min(len(t) // _LEAST_IN_GROUP, most), 1))
        values = t - f if self.is_relative else t
        # By so much half of a constant guess is off that most customers are served by: half of the median.
        reach = float(np.median(np.abs(t - np.median(t) / 2)))
        table = np.array([[*np.quantile(values[g], ENDS), *self.points.of(values[g], reach)] for g in groups])
        middles = np.array([f[g].mean() for g in groups])
        return FittedSpread(self.order.fit(x, t, names), middles, table, self.is_relative)
