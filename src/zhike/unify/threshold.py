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


def threshold(probabilities: Floats, *, precision: float, shift: float = 0.0) -> float:
    """Return the least probability, 0.5 or more, above which links are right in the stated share as far as they know.

    `shift` moves the odds by what people answered (`shift_of`).
    """
    likely = np.sort(probabilities[probabilities >= 1e-3])[::-1]
    if not len(likely):
        return LEAST
    right = moved(likely, shift)
    mean = np.cumsum(right) / np.arange(1, len(right) + 1)
    fine = np.flatnonzero(mean >= precision)
    # Where not even the surest pair is sure enough, nothing is linked.
    # As people's answers have it, too, the pair must be more likely one person than two.
    return max(float(likely[fine[-1]]), LEAST, float(moved(np.array([LEAST]), -shift)[0])) if len(fine) else 1.0


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
