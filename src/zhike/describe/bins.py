"""Bins for a histogram: the width of Freedman and Diaconis, rounded to a step people count in, clipped at the outliers.

Freedman, D., & Diaconis, P. (1981). On the histogram as a density estimator: L2 theory.
*Zeitschrift für Wahrscheinlichkeitstheorie und verwandte Gebiete* 57: width = 2 IQR / n^(1/3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

# Fewer bins hide the shape, more cannot be clicked on a telephone.
FEWEST, MOST = 8, 30


@dataclass(frozen=True)
class Spread:
    """How many values there are, from where to where, and the quantiles that decide the width."""

    count: int
    low: float | None
    high: float | None
    p01: float
    p25: float
    p75: float
    p99: float


def edges_for(spread: Spread, *, whole: bool) -> list[Decimal]:
    """Return the lower edges of the bins; the last bin is open, and values below the first edge are a bin of their own.

    `whole` values get whole steps. No values: no edges.
    """
    if not spread.count or spread.low is None or spread.high is None:
        return []
    low = spread.low if _is_near(spread) else spread.p01
    high = _upper(spread)
    step = _step(spread, max(high - low, 0.0), whole=whole)
    first = Decimal(math.floor(Decimal(repr(low)) / step)) * step
    return [first + step * n for n in range(int((Decimal(repr(high)) - first) // step) + 1)]


def _upper(spread: Spread) -> float:
    """Return where the last bin begins: at the 99th percentile, earlier where a long thin tail would flatten the rest."""
    tail = spread.p75 + 5 * (spread.p75 - spread.p25)
    return min(spread.p99, tail) if tail > spread.p75 else spread.p99


def _is_near(spread: Spread) -> bool:
    """Whether the smallest value is no outlier: within a tenth of the middle 98 % from its 1st percentile."""
    return spread.low is not None and spread.p01 - spread.low <= 0.1 * (spread.p99 - spread.p01)


def _step(spread: Spread, width: float, *, whole: bool) -> Decimal:
    """Return the step nearest to the rule's width of which there are neither too few nor too many."""
    if whole and width < MOST:
        return Decimal(1)
    rule = 2 * (spread.p75 - spread.p25) / spread.count ** (1 / 3)
    return _round_up(min(max(rule, width / MOST), width / FEWEST) or 1.0)


def _round_up(wanted: float) -> Decimal:
    """Return the next of 1, 2, 5, 10, 20 … (or 0.5, 0.2, 0.1 …)."""
    power = math.floor(math.log10(wanted))
    steps = (Decimal(f"{n}e{power}") for n in (1, 2, 5, 10))
    found = next(s for s in steps if s >= Decimal(repr(wanted)))
    return found if power < 0 else Decimal(int(found))
