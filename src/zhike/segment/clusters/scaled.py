"""Features on one scale: the middle of everybody is 0, and 1 is how far customers usually are from it.

The story. A few very large values must not decide: the middle is the median, the usual distance the quartiles' (a normal
deviation where data are normal), what lies further out than 3 of them is cut, and counts and amounts with a long tail are
taken as logarithms before.

Scaled values and the centres of clusters are whole multiples of 1/1024. Then sums of their products are exact in a double,
whatever the order of adding, and the same customers give the same clusters on any number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GRID, FURTHEST = 1024.0, 3.0
# The interquartile range of a normal distribution, in its standard deviations.
_NORMAL_RANGE = 1.349
# A tail is long when the upper quartile is so much further from the median than the lower one.
_SKEWED = 1.5


@dataclass(frozen=True)
class Scaling:
    """How each feature is scaled: whether as logarithm, its middle and its usual distance; `fill` stands for unknown values."""

    logarithm: NDArray[np.bool_]
    middle: Floats
    distance: Floats
    fill: Floats

    def scaled(self, raw: Floats) -> Floats:
        """Return customers by features on the scale, from their own units."""
        known = np.where(np.isnan(raw), self.fill, raw)
        values = np.where(self.logarithm, np.log1p(np.maximum(known, 0.0)), known)
        return on_grid(np.clip((values - self.middle) / self.distance, -FURTHEST, FURTHEST))

    def unscaled(self, x: Floats) -> Floats:
        """Return places on the scale in the features' own units."""
        values = x * self.distance + self.middle
        return np.where(self.logarithm, np.expm1(values), values)


def scaling(raw: Floats) -> Scaling:
    """Return the scaling of some customers' features; every column has at least two different values that are known."""
    fill = np.nanmedian(raw, axis=0)
    known = np.where(np.isnan(raw), fill, raw)
    low, middle, high = np.percentile(known, [25, 50, 75], axis=0)
    logarithm = (known.min(axis=0) >= 0) & (high - middle > _SKEWED * (middle - low))
    values = np.where(logarithm, np.log1p(np.maximum(known, 0.0)), known)
    low, middle, high = np.percentile(values, [25, 50, 75], axis=0)
    usual = (high - low) / _NORMAL_RANGE
    # Where most have one value, as no coupon at all, the quartiles are the same.
    return Scaling(logarithm, middle, np.where(usual > 0, usual, values.std(axis=0)), fill)


def on_grid(x: Floats) -> Floats:
    """Return values as whole multiples of 1/1024."""
    return np.asarray(np.round(x * GRID) / GRID)
