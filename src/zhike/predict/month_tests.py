"""The contest of monthly forecasts: on past months, how far each was off, beside last month's value and that of the year before.

A past month is one whose following `steps` months have ended; on it each rule knows the months until then and nothing more. WAPE
is the sum of the absolute errors over the sum of what came, of the months ahead together; where nothing came, 1 for anything said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhike.predict import smoothing
from zhike.predict.measures import coverage, pinball
from zhike.predict.monthly import YEAR, Floats, Monthly
from zhike.words import N_

WAPE = N_("weighted absolute percentage error")
SMOOTHING, GROWTH, BOTH = MODELS = (
    N_("exponential smoothing"), N_("last year with recent growth"), N_("mean of smoothing and last year"),
)  # fmt: skip
NAIVE, SEASONAL = BASELINES = (N_("last month again"), N_("same month a year before"))
SHARE = 0.8
# Months ahead, and the months that a rule must know on the oldest past month; the first that the data have room for.
_REACHES = ((12, 27), (6, 18), (3, 15), (3, 6))
# A year of past months tells as much as more of them, which are of another time.
_MOST = 12
# The interval is to hold four of five; with many months it may miss that by so much.
_MISSED = 0.05
# So many months' growth on the year before are recent.
_RECENT = 3


@dataclass(frozen=True)
class Plan:
    """How many months ahead, and after how many months of the series each test begins, the oldest first."""

    steps: int
    origins: tuple[int, ...]


@dataclass(frozen=True)
class Tested:
    """How one rule did: levels that it said and levels that came, by past month (rows) and month ahead, and both as values."""

    name: str
    said: Floats
    came: Floats
    said_values: Floats
    came_values: Floats

    def wape(self) -> Floats:
        """Return the error of each past month. Of nothing there is no share: what is said of it is wholly wrong, whatever its size."""
        total = np.abs(self.came_values).sum(axis=1)
        off = np.abs(self.said_values - self.came_values).sum(axis=1)
        return np.asarray(np.where(total > 0, off / np.where(total > 0, total, 1.0), np.sign(off)))

    def reach(self, of: NDArray[np.bool_] | None = None) -> Floats:
        """Return how far from what is said the interval ends, by month ahead; learned from all past months, or from these.

        Errors grow with the months ahead as a power of them, at most as those of a random walk; of the errors so scaled the
        quantile is taken that holds the share also of the next one (Vovk, Gammerman & Shafer 2005, "Algorithmic Learning in a
        Random World").
        """
        scaled, grown = self._errors
        scaled = np.sort(scaled[slice(None) if of is None else of].ravel())
        at = int(np.ceil((len(scaled) + 1) * SHARE)) - 1
        return np.asarray(scaled[min(at, len(scaled) - 1)] * grown)

    @cached_property
    def _errors(self) -> tuple[Floats, Floats]:
        """The absolute errors over what they grow by with the months ahead, and that growth."""
        off = np.abs(self.said - self.came)
        grown = np.arange(1, off.shape[1] + 1) ** _growth(off.mean(axis=0))
        return off / grown, np.asarray(grown)


def plan(months: int, *, least: int) -> Plan | None:
    """Return the furthest look ahead that can be tested on `least` past months; None when none can."""
    for steps, known in _REACHES:
        count = min(months - steps - known + 1, max(_MOST, least))
        if count >= least:
            return Plan(steps, tuple(range(months - steps - count + 1, months - steps + 1)))
    return None


def months_missing(months: int, *, least: int) -> int:
    """Return how many more months there must be until `plan` finds one."""
    return max(min(steps + known + least - 1 for steps, known in _REACHES) - months, 0)


def said(series: Monthly, origins: Sequence[int], steps: int) -> dict[str, Floats]:
    """Return the levels that every rule says after so many months of the series, a row for each; none of a rule that knows too few.

    Each row is said on the scale of the months known then, which may be another one than that of the series, and brought to this.
    """
    pasts = [series.until(k) for k in origins]
    smooth = smoothing.forecasts([p.levels for p in pasts], steps)
    growing = _all([_growing(p, steps) for p in pasts])
    found: dict[str, Floats | None] = {
        SMOOTHING: smooth, GROWTH: growing, BOTH: None if growing is None else (smooth + growing) / 2,
        NAIVE: _all([_naive(p, steps) for p in pasts]), SEASONAL: _all([_seasonal_naive(p, steps) for p in pasts]),
    }  # fmt: skip
    return {name: _onto(series, pasts, levels) for name, levels in found.items() if levels is not None}


def tested(series: Monthly, by: Plan) -> dict[str, Tested]:
    """Return how every rule did that knew enough on all past months."""
    places = np.array([np.arange(k, k + by.steps) for k in by.origins])
    came, days = series.levels[places], series.days[places]
    return {
        name: Tested(name, levels, came, series.scale.value(levels, days), series.values[places])
        for name, levels in said(series, by.origins, by.steps).items()
    }


def best(by_name: Mapping[str, Tested], names: Sequence[str]) -> Tested:
    """Return of these rules the one of least mean error."""
    return min((by_name[n] for n in names if n in by_name), key=lambda t: float(t.wape().mean()))


def chosen_by_others(by_name: Mapping[str, Tested], steps: int) -> float:
    """Return the mean error of who chooses for each past month the model that was best on `_others`.

    Who is best of three on the days that judge them looks better than it is; this has no such luck.
    """
    errors = {name: by_name[name].wape() for name in MODELS if name in by_name}
    taken = [_least(errors, rows) for rows in _others(len(errors[SMOOTHING]), steps)]
    return float(np.mean([errors[name][k] for k, name in enumerate(taken)]))


def interval_figures(of: Tested, series: Monthly, by: Plan) -> list[tuple[float, float]]:
    """Return by past month the pinball loss (10, 50 and 90 %) and the share within the interval, learned from `_others`."""
    found, others = [], _others(len(by.origins), by.steps)
    for row, origin in enumerate(by.origins):
        days = series.days[origin : origin + by.steps]
        low, high = (series.scale.value(of.said[row] + sign * of.reach(others[row]), days) for sign in (-1.0, 1.0))
        came = of.came_values[row]
        ends = ((low, (1 - SHARE) / 2), (of.said_values[row], 0.5), (high, (1 + SHARE) / 2))
        loss = float(np.mean([pinball(came, end, level) for end, level in ends]))
        found.append((loss, coverage(came, low, high)))
    return found


def least_held(by: Plan) -> float:
    """Return the share of months that intervals of four of five must have held at least.

    They may miss it by 5 points, or by two standard errors of the months that were foretold where those are more: of few months
    even a true interval holds few. One that held more is no false promise; the page says what it held.
    """
    months = len(by.origins) + by.steps - 1
    return SHARE - max(_MISSED, 2 * float(np.sqrt(SHARE * (1 - SHARE) / months)))


def _others(count: int, steps: int) -> NDArray[np.bool_]:
    """Return by past month (rows) from which others is learned what judges it: all that lie `steps` away, else the furthest half."""
    places = np.arange(count)
    return np.asarray(np.abs(places[:, None] - places) >= min(steps, max(count // 2, 1)))


def _least(errors: Mapping[str, Floats], rows: NDArray[np.bool_]) -> str:
    return min(errors, key=lambda name: float(errors[name][rows].mean()))


def _growth(off: Floats) -> float:
    """Return the power of the months ahead with which errors grow, from their means: 0 (not at all) to 0.5."""
    if len(off) < 2 or (off <= 0).any():
        return 0.5
    ahead = np.log(np.arange(1, len(off) + 1))
    return float(np.clip(np.polyfit(ahead, np.log(off), 1)[0], 0.0, 0.5))


def _all(rows: Sequence[Floats | None]) -> Floats | None:
    known = [r for r in rows if r is not None]
    return np.array(known) if len(known) == len(rows) else None


def _onto(series: Monthly, pasts: Sequence[Monthly], levels: Floats) -> Floats:
    rows = zip(pasts, levels, strict=True)
    return np.array([p.scale.onto(series.scale, row, p.days_from(len(p), len(row))) for p, row in rows])


def _growing(series: Monthly, steps: int) -> Floats | None:
    """Return the year before with what the last months had more than theirs; of three, the middle one."""
    levels = series.levels
    if len(levels) < YEAR + _RECENT:
        return None
    more = float(np.median((levels[YEAR:] - levels[:-YEAR])[-_RECENT:]))
    ahead = np.arange(steps)
    return np.asarray(levels[-YEAR:][ahead % YEAR] + more * (1 + ahead // YEAR))


def _naive(series: Monthly, steps: int) -> Floats:
    return _as_levels(series, np.repeat(series.values[-1], steps))


def _seasonal_naive(series: Monthly, steps: int) -> Floats | None:
    if len(series) < YEAR:
        return None
    return _as_levels(series, series.values[-YEAR:][np.arange(steps) % YEAR])


def _as_levels(series: Monthly, values: Floats) -> Floats:
    return series.scale.level(values, series.days_from(len(series), len(values)))
