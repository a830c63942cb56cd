"""The threshold: from which probability on two records are linked, so that the stated share of links is right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Whatever precision is asked for, a pair that is more likely two people than one is no link.
LEAST = 0.5
# Fewer answers than this move nothing: they may be the odd ones.
ENOUGH_REVIEWS = 20
# How far answers may move the odds, before there are many: one unit of the natural logarithm is a factor of 2.7.
_PRIOR_SHIFT = 1.0


def floor(shift: float) -> float:
    """Return the least probability of a link: below it the pair is more likely two people, by itself or by people's answers."""
    return max(LEAST, float(moved(np.array([LEAST]), -shift)[0]))


def threshold(probabilities: Floats, *, precision: float, shift: float = 0.0) -> float:
    """Return the least probability above which links are right in the stated share, as far as they know; the floor or more.

    `probabilities` are those of links that would join two groups; `shift` moves the odds by what people answered (`shift_of`).
    Where not even the surest is sure enough, it is 1: nothing is linked.
    """
    least = floor(shift)
    likely = np.sort(probabilities[probabilities >= least])[::-1]
    if not len(likely):
        return least
    mean = np.cumsum(moved(likely, shift)) / np.arange(1, len(likely) + 1)
    fine = np.flatnonzero(mean >= precision)
    return least if len(fine) and fine[-1] == len(likely) - 1 else float(likely[fine[-1]]) if len(fine) else 1.0


def moved(probabilities: Floats, shift: float) -> Floats:
    """Return the probabilities with their log-odds moved."""
    inside = np.clip(probabilities, 1e-12, 1 - 1e-12)
    return np.asarray(1 / (1 + (1 - inside) / inside * np.exp(-shift)))


def shift_of(probabilities: Floats, same: NDArray[np.bool_]) -> float:
    """Return how far reviewed pairs move the log-odds: the most likely shift under a normal prior of deviation 1.

    0 with fewer than 20 answers. Newton's method on the concave log-posterior of a logistic model with an offset.
    """
    if len(same) < ENOUGH_REVIEWS:
        return 0.0
    shift = 0.0
    for _ in range(50):
        now = moved(probabilities, shift)
        slope = float((same - now).sum() - shift / _PRIOR_SHIFT**2)
        bend = float((now * (1 - now)).sum() + 1 / _PRIOR_SHIFT**2)
        shift += slope / bend
        if abs(slope / bend) < 1e-9:
            break
    return shift


def interval(right: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if of == 0:
        return 0.0, 1.0
    z = 1.959964
    middle, spread = (
        (right + z * z / 2) / (of + z * z),
        z * np.sqrt(right * (of - right) / of + z * z / 4) / (of + z * z),
    )
    return float(max(middle - spread, 0.0)), float(min(middle + spread, 1.0))
