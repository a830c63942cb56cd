"""Drift: how far the inputs of today lie from those the model was trained on.

The population stability index: Σ (today − then) · log(today / then) over ten groups of equal size then, and one for empty
values (Siddiqi 2006, chapter 8). Below 0.1 nothing has changed, above 0.25 the model sees other customers than it knows.
"""

from __future__ import annotations

import numpy as np

from zhike.predict.additive import Floats

_GROUPS = 10
LARGE = 0.25
# A group that nobody is in would make the index infinite.
_LEAST = 1e-4


def drift(then: Floats, today: Floats) -> float:
    """Return the population stability index of one input, NaN being an empty value; 0 when nothing changed."""
    if not len(then) or not len(today):
        return 0.0
    filled = then[~np.isnan(then)]
    bounds = np.unique(np.quantile(filled, np.arange(1, _GROUPS) / _GROUPS)) if len(filled) else np.zeros(0)
    one, other = (_shares(values, bounds) for values in (then, today))
    return float(np.sum((other - one) * np.log(other / one)))


def _shares(values: Floats, bounds: Floats) -> Floats:
    group = np.where(np.isnan(values), len(bounds) + 1, np.searchsorted(bounds, values))
    return np.maximum(np.bincount(group, minlength=len(bounds) + 2) / len(values), _LEAST)
