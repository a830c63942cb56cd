"""What change is usual: from all earlier changes of the same kind, by medians, so that one odd month does not widen the band.

A change is the difference of two logarithms, that of a later window of months less that of an earlier one. It is usual when
it lies within the spread of the earlier ones around their median; where the same change a year before foretells it better,
around that. The spread is Qn of Rousseeuw and Croux (1993, "Alternatives to the median absolute deviation", section 3): a quarter
of the distances between any two changes are shorter. Half of the months may be odd ones and it holds, as with the median absolute
deviation, but it knows from 12 months what that one knows from 27: it is 82 % as efficient as the standard deviation, the other
one 37 %. So n changes count as 0.82 n in Student's quantile.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EFFICIENCY = 0.82
# Qn of normal values times this is their standard deviation; of n values below ten, times these as well (n from 2 on).
_QN_TO_DEVIATION = 2.2219
_FEW = (0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872)
# The variance of a median of n normal values is that of one of them times this over n.
_MEDIAN = 1.57
# Fewer earlier changes say nothing about what is usual.
LEAST = 6
YEAR = 12


@dataclass(frozen=True)
class Windows:
    """Two windows of `length` months each, that begin at these places of a series of months; the earlier one first."""

    before: int
    after: int
    length: int

    @property
    def gap(self) -> int:
        """Return how many months lie between their beginnings."""
        return self.after - self.before


@dataclass(frozen=True)
class Usual:
    """For each series: the change, the one to be expected, its standard deviation, and from how many changes that is known."""

    change: Floats
    expected: Floats
    spread: Floats
    known_from: npt.NDArray[np.int64]
    seasonal: npt.NDArray[np.bool_]

    @property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """Whether there were changes enough to say what is usual."""
        return (self.known_from >= LEAST) & np.isfinite(self.change)


def window_sums(series: Floats, length: int) -> Floats:
    """Return the sums of `length` months that begin at each month; `series` has one row for each thing, months across."""
    summed = np.cumsum(series, axis=1)
    return summed[:, length - 1 :] - np.pad(summed[:, :-length], ((0, 0), (1, 0)))


def usual(levels: Floats, at: Windows) -> Usual:
    """Return what change between two windows is usual for each row of `levels`: logarithms by beginning of a window, NaN for none.

    Only windows that end before the later one begins are asked, so that what is judged does not judge itself.
    """
    gap = at.gap
    moved = np.full(levels.shape, np.nan)
    moved[:, gap:] = levels[:, gap:] - levels[:, : levels.shape[1] - gap]
    past = moved[:, : max(at.after - at.length + 1, 0)]
    expected, spread, known = _around_median(past, overlap=at.length)
    a_year_before = _a_year_before(moved)
    errors = (moved - a_year_before)[:, : past.shape[1]]
    foretold, (missed, deviation, errors_known) = a_year_before[:, at.after], _around_median(errors, overlap=at.length)
    # By mean distances, which a December every year counts in; spreads that half of the months may leave do not see it.
    better = _mean_distance(errors, missed) < _mean_distance(np.where(np.isfinite(errors), past, np.nan), expected)
    seasonal = (errors_known >= LEAST) & np.isfinite(foretold) & better
    return Usual(
        change=moved[:, at.after],
        expected=np.where(seasonal, foretold + np.nan_to_num(missed), expected),
        spread=np.where(seasonal, deviation, spread),
        known_from=np.where(seasonal, errors_known, known),
        seasonal=seasonal,
    )


def limit(known_from: int) -> float:
    """Return how many spreads from the expected change 95 of 100 usual changes lie."""
    # scipy.special takes a tenth of a second to load, which every command would wait for.
    from scipy.special import stdtrit

    freedom = max(EFFICIENCY * (known_from - 1), 1.0)
    return float(stdtrit(freedom, 0.975) * np.sqrt(1 + _MEDIAN / known_from))


def _a_year_before(moved: Floats) -> Floats:
    """Return for each change the mean of the same change one, two, three … years before; NaN where there was none."""
    total, count = np.zeros(moved.shape), np.zeros(moved.shape)
    for back in range(YEAR, moved.shape[1], YEAR):
        earlier = moved[:, :-back]
        total[:, back:] += np.nan_to_num(earlier)
        count[:, back:] += np.isfinite(earlier)
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / count, np.nan)


def _mean_distance(values: Floats, middle: Floats) -> Floats:
    count = np.isfinite(values).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.nansum(np.abs(values - middle[:, None]), axis=1) / count)


def _around_median(values: Floats, *, overlap: int) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Return median, spread and number of the values of each row; those of windows that overlap count less."""
    known = 2 * np.isfinite(values).sum(axis=1) // (overlap + 1)
    if not values.shape[1]:
        nothing = np.full(len(values), np.nan)
        return nothing, nothing, known
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a row of nothing has no median: NaN is the answer
        middle = np.nanmedian(values, axis=1)
    return middle, np.array([_qn(row[np.isfinite(row)]) for row in values]), known


def _qn(values: Floats) -> float:
    n = len(values)
    if n < 2:
        return float("nan")
    half = n // 2 + 1
    one, other = np.triu_indices(n, 1)
    at = half * (half - 1) // 2 - 1
    quarter = np.partition(np.abs(values[one] - values[other]), at)[at]
    few = _FEW[n - 2] if n < 10 else n / (n + (1.4 if n % 2 else 3.8))
    return float(_QN_TO_DEVIATION * few * quarter)
