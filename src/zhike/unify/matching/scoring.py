"""Scoring: the weight of each comparison of a pair, and the probability that the pair is one person.

A weight is log2(m / u): plus one doubles the odds. Where values are equal, u is how often that very value occurs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhike.unify.matching.comparisons import Comparison
from zhike.unify.matching.model import Floats, Model

Ways = NDArray[np.int8]


@dataclass(frozen=True)
class Scored:
    """Pairs with their probability, and the weight of each comparison (0 where one of the two has nothing)."""

    probability: Floats
    weights: Mapping[str, Floats]


def score(pairs: pa.Table, model: Model) -> Scored:
    """Return probability and weights of the pairs, which have for each comparison a way and how often its value occurs."""
    count = len(pairs)
    person, home = np.zeros(count), np.zeros(count)
    weights: dict[str, Floats] = {}
    for k, comparison in enumerate(model.comparisons):
        ways = pairs[comparison.name].to_numpy()
        often = pairs[f"{comparison.name}_often"].fill_null(0).to_numpy().astype(np.float64)
        u = _strangers(comparison, ways, often, model.u[k], model)
        known = ways >= 0
        place = np.maximum(ways, 0)
        weights[comparison.name] = np.where(known, np.log2(model.m[k][place] / u), 0.0)
        person += weights[comparison.name]
        # In a household what is shared is as rare as the value; the rest is as among strangers, value for value.
        at_home = model.h[k] is model.u[k]
        home += 0.0 if at_home else np.where(known, np.log2(model.h[k][place] / u), 0.0)
    within = pairs["within"].to_numpy(zero_copy_only=False).astype(np.int64)
    prior, home_prior = np.array(model.prior)[within], np.array(model.home_prior)[within]
    one = np.log2(prior) + person
    two = np.log2(home_prior) + home
    rest = np.log2(np.maximum(1 - prior - home_prior, 1e-9))
    most = np.maximum(np.maximum(one, two), rest)
    likely = [np.exp2(x - most) for x in (one, two, rest)]
    return Scored(likely[0] / (likely[0] + likely[1] + likely[2]), weights)


def _strangers(comparison: Comparison, ways: Ways, often: Floats, u: Floats, model: Model) -> Floats:
    """Return u of each pair's way: the frequency of the value where the way means an equal one."""
    found = u[np.maximum(ways, 0)]
    for place, level in enumerate(reversed(comparison.levels), start=1):
        if level.frequency:
            equal = np.flatnonzero((ways == place) & (often > 0))
            found[equal] = np.minimum(model.frequency(level.frequency, often[equal]), 0.9)
    return np.asarray(found)
