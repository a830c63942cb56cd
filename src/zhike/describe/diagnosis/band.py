"""Whether a KPI's change lies within what was to be expected, in the KPI's own unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhike.describe.diagnosis.cells import Floats, History, Sums
from zhike.describe.diagnosis.explained import Explained
from zhike.describe.diagnosis.usual import Windows, limit, usual, window_sums

# usual: within what earlier months make one expect; unusual: outside; unknown: nothing can be said, for lack of months or values.
Verdict = Literal["usual", "unusual", "unknown"]


@dataclass(frozen=True)
class Band:
    """The verdict, the bounds and middle of what was to be expected (None: not known), and from how many earlier changes."""

    verdict: Verdict
    bounds: tuple[float | None, float | None, float | None]
    known_from: int
    seasonal: bool


def band_of(history: History, kpi: Explained, at: Windows, totals: tuple[Sums, Sums]) -> Band:
    """Return what was to be expected of the later period; the band is never narrower than chance makes sums of so few parts."""
    total, days = history.total, window_sums(history.days[None, :], at.length)
    part, whole = (window_sums(a, at.length) for a in (total.part, total.whole))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = part / whole if kpi.is_ratio else part / (days if kpi.daily else 1.0)
        levels = _level(value, kpi)
    found = usual(np.where(np.isfinite(levels), levels, np.nan), at)
    known, seasonal = int(found.known_from[0]), bool(found.seasonal[0])
    if not found.is_known[0]:
        return Band("unknown", (None, None, None), known, seasonal)
    spread = max(float(found.spread[0]), float(np.sqrt(sum(_by_chance(t, kpi) for t in totals))))
    reach, middle = limit(known) * spread, float(found.expected[0])
    times = 1.0 if kpi.is_ratio else (float(days[0, at.after]) if kpi.daily else 1.0) / scale(kpi, at.length)
    low, expected, high = (_unit(float(levels[0, at.before]) + middle + r, kpi) * times for r in (-reach, 0.0, reach))
    inside = abs(float(found.change[0]) - middle) <= reach
    return Band("usual" if inside else "unusual", (low, expected, high), known, seasonal)


def scale(kpi: Explained, months: int) -> float:
    """Return what the sum of a KPI over months is divided by: customers are those of an average month, all else is summed."""
    return float(months) if "customers" in kpi.part and not kpi.is_ratio else 1.0


def _level(value: Floats, kpi: Explained) -> Floats:
    """Return the logarithm of a value, of a share that of its odds."""
    return np.asarray(np.log(value / (1 - value)) if kpi.is_share else np.log(value))


def _unit(level: float, kpi: Explained) -> float:
    return float(1 / (1 + np.exp(-level)) if kpi.is_share else np.exp(level))


def _by_chance(total: Sums, kpi: Explained) -> float:
    """Return the variance that chance gives a level: of the logarithm of a sum, of a mean, or of the odds of a share."""
    part, whole = float(total.part[0]), float(total.whole[0])
    relative = float(total.squares[0]) / part**2 if part else 0.0
    if not kpi.is_ratio or not whole:
        return relative
    mean = max(relative - 1 / whole, 0.0)
    return mean / (1 - part / whole) ** 2 if kpi.is_share and part < whole else mean
