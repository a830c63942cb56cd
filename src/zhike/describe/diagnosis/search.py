"""The fewest slices that explain a change: what is put back to where it was expected until little surprises any more.

A slice is one value of a dimension, or two values of two dimensions together. The true one is among many that moved because they
overlap it: a city with its province, every channel with a category that sold out. It is told from them as Squeeze does (Li and
others 2019, "Generic and robust localization of multi-dimensional root causes", the generalised ripple effect): if all parts of
the true slice are put back by the one factor, everything that overlaps it is where it should be. So the slice comes first whose
return takes most surprise away, over all values of all dimensions; surprise is the square of the deviation in standard deviations.
As in Adtributor (Bhagwan and others 2014, "Adtributor: revenue debugging in advertising systems") a slice must have both surprise
and explanatory power, the share of the unexpected change that it explains, and few slices are better than many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from zhike.describe.diagnosis.cells import Floats, Mask, Rows, Sums
from zhike.describe.diagnosis.contrast import Aspect, Contrast, Noise, contrast, pair_noise

# A slice explains at least so much of what is left to explain, and so many are named.
LEAST_POWER, MOST = 0.2, 4
# It is so surprising (standard deviations): of some hundred values and some thousand pairs, few by chance. That the whole moved
# unusually is known by then.
LEAST_SURPRISE, LEAST_SURPRISE_OF_PAIRS = 2.5, 4.0
# When so much is explained the search ends: the rest is smaller than what anybody acts on.
ENOUGH = 0.8
# Those whose surprise is looked into by putting them back; by more the same one comes first, only later.
_LOOKED_INTO = 14
# What two values explain better than one must be worth the many pairs that there are to choose from.
_PAIR_PRICE = 0.1
# More than the rest of what is put back by: a slice that explains twice the change explains something else.
_MOST_POWER = 2.0
_Place = tuple[int, int]
Noises = dict[Aspect, tuple[Noise, ...]]


@dataclass(frozen=True)
class Slice:
    """A candidate: (dimension, value) of one or two, the way in which it moved, and how surprising that is."""

    places: tuple[_Place, ...]
    aspect: Aspect
    factor: float
    surprise: float

    @property
    def factors(self) -> tuple[float, float]:
        """Return by what the KPI's part and what it is divided by moved away from the rest."""
        return self.factor, self.factor if self.aspect == "mix" else 1.0

    def mask(self, rows: Rows) -> Mask:
        """Return which rows are of the slice."""
        found = np.ones(len(rows.late), bool)
        for dimension, value in self.places:
            found &= rows.codes[dimension] == value
        return found

    def put_back(self, rows: Rows) -> Rows:
        """Return the rows as if the slice had moved as the rest did."""
        part, whole = self.factors
        return rows.scaled(self.mask(rows), part=1 / part, whole=1 / whole)


@dataclass(frozen=True)
class Found:
    """A slice that explains: by how much it moved the KPI, as an amount and as a share of the unexpected change."""

    slice: Slice
    effect: float
    power: float


def search(rows: Rows, noise: Noises, *, expected: float, is_ratio: bool) -> tuple[Found, ...]:
    """Return the slices that explain why the later period's KPI is not what was expected, the first cause first."""
    found: list[Found] = []
    surprising = value(rows, is_ratio=is_ratio) - expected
    while len(found) < MOST:
        one = _best(
            rows, noise, surprising=surprising, left=value(rows, is_ratio=is_ratio) - expected, is_ratio=is_ratio
        )
        if one is None:
            break
        found.append(one)
        rows = one.slice.put_back(rows)
        if sum(f.power for f in found) >= ENOUGH:
            break
    return tuple(found)


def value(rows: Rows, *, is_ratio: bool) -> float:
    """Return the KPI of the later period."""
    [part], [whole] = rows.part[None, rows.late].sum(axis=1), rows.whole[None, rows.late].sum(axis=1)
    return float(part / whole if whole else np.nan) if is_ratio else float(part)


def _best(rows: Rows, noise: Noises, *, surprising: float, left: float, is_ratio: bool) -> Found | None:
    """Return the slice whose return takes most surprise away, None where none is surprising and explains enough."""
    now, sums = value(rows, is_ratio=is_ratio), _all_sums(rows)
    before = _surprise(sums, noise)
    best: tuple[float, Found] | None = None
    for one in _candidates(rows, noise, sums):
        gone = rows.only(one.mask(rows) & rows.late)
        effect = now - _without(gone, sums, one, is_ratio=is_ratio)
        if not np.isfinite(effect) or not LEAST_POWER <= effect / left <= _MOST_POWER:
            continue
        left_over = _surprise([_put_back(one, pair, g) for pair, g in zip(sums, _all_sums(gone), strict=True)], noise)
        taken = (before - left_over) * (1 - _PAIR_PRICE * (len(one.places) - 1))
        if best is None or taken > best[0]:
            best = taken, Found(one, effect, effect / surprising)
    return best[1] if best and best[0] > 0 else None


def _all_sums(rows: Rows) -> list[tuple[Sums, Sums]]:
    """Return the sums of both periods by every dimension, and the totals at the end."""
    return [*(rows.sums(by) for by in range(len(rows.dimensions))), rows.totals()]


def _put_back(one: Slice, sums: tuple[Sums, Sums], of_slice: tuple[Sums, Sums]) -> tuple[Sums, Sums]:
    before, after = sums
    part, whole = one.factors
    gone = of_slice[1]
    return before, Sums(
        after.part - gone.part * (1 - 1 / part),
        after.squares - gone.squares * (1 - 1 / part**2),
        after.whole - gone.whole * (1 - 1 / whole),
    )


def _without(gone: Rows, sums: list[tuple[Sums, Sums]], one: Slice, *, is_ratio: bool) -> float:
    """Return the KPI of the later period if the slice had moved as the rest did."""
    _before, after = _put_back(one, sums[-1], gone.totals())
    return float(after.part[0] / after.whole[0]) if is_ratio else float(after.part[0])


def _surprise(sums: list[tuple[Sums, Sums]], noise: Noises) -> float:
    """Return the sum of squared surprise over all values of all dimensions."""
    *by_dimension, totals = sums
    return sum(
        float(np.square(contrast(aspect, pair, totals).surprise(of[by])).sum())
        for aspect, of in noise.items()
        for by, pair in enumerate(by_dimension)
    )


def _candidates(rows: Rows, noise: Noises, sums: list[tuple[Sums, Sums]]) -> list[Slice]:
    """Return the slices that stand out most: single values, and pairs of values."""
    singles: list[Slice] = []
    pairs: list[Slice] = []
    totals = sums[-1]
    for aspect, of in noise.items():
        for by in range(len(rows.dimensions)):
            found = contrast(aspect, sums[by], totals)
            singles += _slices(found, of[by], aspect, partial(_one, by))
            for other in range(by):
                pairs += _pairs(rows, by, other, aspect=aspect, noise=of, totals=totals)
    return [*_most_surprising(singles), *_most_surprising(pairs)]


def _pairs(
    rows: Rows, by: int, other: int, *, aspect: Aspect, noise: tuple[Noise, ...], totals: tuple[Sums, Sums]
) -> list[Slice]:
    across = len(rows.values[other])
    found = contrast(aspect, rows.pairs(by, other), totals)
    both = pair_noise(noise[by], noise[other])
    return _slices(found, both, aspect, partial(_two, by, other, across))


def _slices(found: Contrast, noise: Noise, aspect: Aspect, places: Callable[[int], tuple[_Place, ...]]) -> list[Slice]:
    z: Floats = found.surprise(noise)
    least = LEAST_SURPRISE if len(places(0)) == 1 else LEAST_SURPRISE_OF_PAIRS
    worth = np.flatnonzero(np.abs(z) >= least)
    # Of thousands of small cells only the most surprising can be the cause.
    worth = worth[np.argsort(-np.abs(z[worth]))][:_LOOKED_INTO]
    return [
        Slice(places(int(at)), aspect, float(np.exp(found.moved[at] - noise.expected[at])), float(z[at]))
        for at in worth
    ]


def _one(by: int, at: int) -> tuple[_Place, ...]:
    return ((by, at),)


def _two(by: int, other: int, across: int, at: int) -> tuple[_Place, ...]:
    return ((by, at // across), (other, at % across))


def _most_surprising(slices: list[Slice]) -> list[Slice]:
    return sorted(slices, key=lambda s: -abs(s.surprise))[:_LOOKED_INTO]
