"""Intervals: between which bounds four outcomes of five lie, learned from what came where so much had been expected.

Outcomes are put in order of what was expected of them; in each stretch of that order the quantiles of what came are the bounds.
No distribution is assumed: most customers buy nothing, and a few buy a hundred times what is usual. Counts are coarse, so that
an interval that holds at least four of five for each kind of customer holds some more of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.predict.states import Floats

SHARE = 0.8
# Outcomes in a stretch at least: an outer quantile of fewer is chance.
_LEAST, _STRETCHES = 100, 40


@dataclass(frozen=True)
class Intervals:
    """The bounds of counts at each of some expected counts, and how far what one purchase brings lies from what it should."""

    expected: Floats
    low: Floats
    high: Floats
    one_low: float
    one_high: float

    def orders(self, expected: Floats) -> tuple[Floats, Floats]:
        """Return the bounds of a count, whole numbers; between stretches they change evenly, beyond the last in proportion."""
        beyond = np.maximum(expected / max(float(self.expected[-1]), 1e-9), 1.0)
        low, high = (np.interp(expected, self.expected, side) * beyond for side in (self.low, self.high))
        return np.ceil(low - 1e-9), np.floor(high + 1e-9)

    def spend(self, expected: Floats, *, each: Floats) -> tuple[Floats, Floats]:
        """Return the bounds of what is spent, from the bounds of the count and what one purchase of the customer should bring."""
        low, high = self.orders(expected)
        return low * each * self.one_low, high * each * self.one_high


def intervals(expected: Floats, orders: Floats, spent: Floats, *, each: Floats) -> Intervals:
    """Return bounds from the expected counts of customers, the counts and the spend that came, and what one purchase should bring."""
    order = np.argsort(expected, kind="stable")
    stretches = np.array_split(order, int(np.clip(len(order) // _LEAST, 1, _STRETCHES)))
    sides = np.array([_bounds(orders[s]) for s in stretches])
    # Where more is expected, bounds are not lower: what chance did to a stretch is smoothed.
    low, high = np.maximum.accumulate(sides, axis=0).T
    some = orders > 0
    ratio = spent[some] / (orders[some] * each[some]) if some.any() else np.ones(1)
    one_low, one_high = np.quantile(ratio, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return Intervals(np.array([expected[s].mean() for s in stretches]), low, high, float(one_low), float(one_high))


def coverage(bounds: tuple[Floats, Floats], came: Floats) -> float:
    """Return the share of outcomes within their bounds."""
    return float(((came >= bounds[0] - 1e-9) & (came <= bounds[1] + 1e-9)).mean())


def _bounds(outcomes: Floats) -> tuple[float, float]:
    """Return the quantiles; where nothing at all is common, the interval begins there and has only an upper end."""
    tail = (1 - SHARE) / 2
    if (outcomes <= 0).mean() >= tail:
        return 0.0, float(np.quantile(outcomes, SHARE))
    return float(np.quantile(outcomes, tail)), float(np.quantile(outcomes, 1 - tail))
