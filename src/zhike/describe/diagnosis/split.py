"""A change split exactly: into volume, mix and rate, and among the values of a dimension.

A sum is its volume times its rate: revenue is orders times revenue per order. Where the value v of a dimension has n orders with
the rate r, the change is the sum over all values of

    volume  R̄ Δn         more or fewer orders, at the rate of all
    mix     (r̄ − R̄) Δn   orders that came or went where the rate is higher or lower than that of all
    rate    n̄ Δr         rates that changed within the values

where a bar is the mean of both periods and R̄ = Σ w̄ r̄ that of all (w is a value's share of the orders): when all values grow
alike there is no mix. Means of both periods leave no remainder and are the same forwards and backwards (Bennet 1920, "The theory
of measurement of changes in cost of living", Journal of the Royal Statistical Society 83). In a ratio, n is the share w itself,
and what is volume cancels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.describe.diagnosis.cells import Floats, Sums


@dataclass(frozen=True)
class Split:
    """A KPI's change as what each value of a dimension adds to volume, mix and rate; all together are the change exactly."""

    volume: Floats
    mix: Floats
    rate: Floats

    @property
    def by_value(self) -> Floats:
        """Return what each value adds to the change."""
        return self.volume + self.mix + self.rate

    @property
    def totals(self) -> tuple[float, float, float]:
        """Return volume, mix and rate of the whole change."""
        return float(self.volume.sum()), float(self.mix.sum()), float(self.rate.sum())


def split(before: Sums, after: Sums, *, is_ratio: bool) -> Split:
    """Return the change between two periods by the values of a dimension; a sum that is an amount of nothing is all volume."""
    all_before, all_after = before.whole.sum(), after.whole.sum()
    if not all_before or not all_after:
        nothing = np.zeros(len(before.part))
        return Split(nothing if is_ratio else after.part - before.part, nothing, nothing)
    shares = before.whole / all_before, after.whole / all_after
    n = shares if is_ratio else (before.whole, after.whole)
    part = (before.part / all_before, after.part / all_after) if is_ratio else (before.part, after.part)
    r0, r1 = _rates(before, after)
    mean_rate = (r0 + r1) / 2
    rate_of_all = float(((shares[0] + shares[1]) / 2 * mean_rate).sum())
    moved = n[1] - n[0]
    # A value with a sum and no volume, as returns without orders, has no rate that could change: what it moved is rate.
    odd = part[1] * (n[1] == 0) - part[0] * (n[0] == 0)
    volume = np.zeros(len(moved)) if is_ratio else rate_of_all * moved
    return Split(volume, (mean_rate - rate_of_all) * moved, (n[0] + n[1]) / 2 * (r1 - r0) + odd)


def _rates(before: Sums, after: Sums) -> tuple[Floats, Floats]:
    """Return the rates of both periods; a value that was not there in one has the other's, so that what it moved is mix."""
    with np.errstate(invalid="ignore", divide="ignore"):
        r0, r1 = before.part / before.whole, after.part / after.whole
    r0, r1 = np.where(before.whole == 0, r1, r0), np.where(after.whole == 0, r0, r1)
    return np.where(np.isfinite(r0), r0, 0.0), np.where(np.isfinite(r1), r1, 0.0)
