"""How far a slice moved away from all the rest, and how surprising that is.

A slice moves in one of three ways: its sum (`volume`, for KPIs that are sums), and for ratios its ratio (`rate`) or its share of
what the ratio divides by (`mix`). Each is measured as the logarithm of the slice's change less that of the rest, so that what
moved everything alike is no surprise of any slice. Its variance is what chance does to sums of so few parts (the sum of squares
over the square of the sum; the delta method for ratios), and how unsteady the slice has been before.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhike.describe.diagnosis.cells import Floats, History, Sums
from zhike.describe.diagnosis.usual import LEAST, Windows, usual, window_sums

Aspect = Literal["volume", "rate", "mix"]
# Slices of so few parts in both periods are not looked at: a logarithm of two or three parts is noise.
LEAST_PARTS = 8.0
# A slice's own past counts as much as this many changes of its dimension's other slices.
_SHRUNK = 6.0


def aspects(*, is_ratio: bool) -> tuple[Aspect, ...]:
    """Return the ways in which a slice of a KPI can move."""
    return ("rate", "mix") if is_ratio else ("volume",)


@dataclass(frozen=True)
class Noise:
    """For each value of a dimension: the contrast to be expected, and the variance of it beside that of chance."""

    expected: Floats
    variance: Floats


@dataclass(frozen=True)
class Contrast:
    """For each slice: how far it moved from the rest (difference of logarithms), with the variance that chance alone gives."""

    moved: Floats
    by_chance: Floats

    def surprise(self, noise: Noise) -> Floats:
        """Return how many standard deviations each slice lies from what was to be expected; 0 where nothing can be said."""
        with np.errstate(invalid="ignore", divide="ignore"):
            z = (self.moved - noise.expected) / np.sqrt(self.by_chance + noise.variance)
        return np.where(np.isfinite(z), z, 0.0)


def contrast(aspect: Aspect, slices: tuple[Sums, Sums], totals: tuple[Sums, Sums]) -> Contrast:
    """Return how far each slice moved from the rest between two periods."""
    before, after = slices
    rest_before, rest_after = totals[0] - before, totals[1] - after
    enough = np.maximum(_parts(aspect, before), _parts(aspect, after)) >= LEAST_PARTS
    # Half a part more on each side: a slice that vanished moved far, not infinitely far.
    half = 0.5 * _size(aspect, before, after)
    levels = [_level(aspect, s, half) for s in (after, before)] + [_level(aspect, s, 0.0) for s in (rest_after, rest_before)]  # fmt: skip
    chance = sum(_chance(aspect, s, half) for s in (before, after, rest_before, rest_after))
    moved = levels[0] - levels[1] - levels[2] + levels[3]
    return Contrast(np.where(enough, moved, np.nan), np.asarray(chance))


def noises(history: History, at: Windows, aspect: Aspect) -> tuple[Noise, ...]:
    """Return for each dimension what its slices were used to do, each slice's own past shrunk towards its dimension's."""
    total = _windowed(history.total, at.length)
    return tuple(_noise(aspect, _windowed(sums, at.length), total, at) for sums in history.sums)


def pair_noise(one: Noise, other: Noise) -> Noise:
    """Return the noise of all pairs of values, `one` down, `other` across: both unsteadinesses add."""
    return Noise(
        (one.expected[:, None] + other.expected[None, :]).ravel(),
        (one.variance[:, None] + other.variance[None, :]).ravel(),
    )


def _noise(aspect: Aspect, slices: Sums, total: Sums, at: Windows) -> Noise:
    rest = total - slices
    levels = _level(aspect, slices, 0.0) - _level(aspect, rest, 0.0)
    found = usual(levels, at)
    chance = _chance(aspect, slices, 0.0) + _chance(aspect, rest, 0.0)
    of_changes = _finite_median(chance[:, at.gap :] + chance[:, : chance.shape[1] - at.gap])
    known = np.where(found.known_from >= LEAST, found.known_from, 0)
    own = np.where(known > 0, np.maximum(np.nan_to_num(found.spread) ** 2 - of_changes, 0.0), 0.0)
    together = float(np.average(own, weights=known)) if known.any() else 0.0
    weight = known / (known + _SHRUNK)
    variance = weight * own + (1 - weight) * together
    return Noise(np.where(known > 0, weight * np.nan_to_num(found.expected), 0.0), variance)


def _windowed(sums: Sums, length: int) -> Sums:
    return Sums(*(window_sums(a, length) for a in (sums.part, sums.squares, sums.whole)))


def _level(aspect: Aspect, sums: Sums, half: Floats | float) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        if aspect == "volume":
            found = np.log(sums.part + half)
        elif aspect == "mix":
            found = np.log(sums.whole + half)
        else:
            found = np.log((sums.part + half) / sums.whole)
    return np.where(np.isfinite(found), found, np.nan)


def _chance(aspect: Aspect, sums: Sums, half: Floats | float) -> Floats:
    """Return the variance of a level: 1 / n for counts; squares / sum² for amounts; less 1 / n where n is divided by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if aspect == "mix":
            return 1 / np.maximum(sums.whole, 0.5)
        relative = np.maximum(sums.squares, np.square(half)) / np.square(np.maximum(sums.part, half))
        if aspect == "volume":
            return np.asarray(np.nan_to_num(relative, posinf=1e6))
        return np.asarray(np.maximum(np.nan_to_num(relative - 1 / np.maximum(sums.whole, 0.5), posinf=1e6), 0.0))


def _size(aspect: Aspect, before: Sums, after: Sums) -> Floats:
    """Return what one part adds on average to the sum of a slice."""
    if aspect == "mix":
        return np.ones(len(before.whole))
    with np.errstate(invalid="ignore", divide="ignore"):
        size = (before.squares + after.squares) / (before.part + after.part)
    return np.where(np.isfinite(size) & (size > 0), size, 0.0)


def _parts(aspect: Aspect, sums: Sums) -> Floats:
    """Return of how many parts of equal size a sum might be made."""
    if aspect != "volume":
        return sums.whole
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.square(sums.part) / sums.squares)


def _finite_median(values: Floats) -> Floats:
    if not values.shape[1]:
        return np.zeros(len(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a row of nothing has no median
        return np.asarray(np.nan_to_num(np.nanmedian(np.where(np.isfinite(values), values, np.nan), axis=1)))
