"""How many clusters there are, and whether there are any.

The rule. For each number k from 2 to 8: how much fits to two halves of a sample agree (adjusted Rand index), and by how much
the mean silhouette exceeds that of clouds without clusters. Of the numbers whose fits agree by 0.8 the one is chosen for which the
two, multiplied, are most: either alone would cut a tight cluster once more. It must exceed by 0.08, and no cloud may exceed the mean of the clouds as far with any k (1 of 20 by chance, p 0.05);
else the customers are one cloud, and nothing is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict import Remark
from zhike.segment.clusters import separation
from zhike.segment.clusters.cloud import clouds
from zhike.segment.clusters.scaled import Floats

KS = tuple(range(2, 9))
LEAST_STABILITY, LEAST_EXCESS = 0.8, 0.08
# Customers among whom fits are compared: distances between all pairs are needed, and more change the figures by hundredths.
_SAMPLE = 1_000
# 19 clouds, so that by chance the customers are above all of them once in 20 times; the first few often suffice to see nothing.
CLOUDS, _FIRST = 19, 4


@dataclass(frozen=True)
class Choice:
    """The number of clusters, its figures, and what speaks against showing them (nothing when they are shown)."""

    k: int
    silhouette: float
    cloud: float
    stability: float
    p: float
    missing: tuple[Remark, ...] = ()


def choose(x: Floats, *, seed: int = 0) -> Choice:
    """Return the number of clusters of scaled customers, who stand in an order that says nothing about them."""
    chance = np.random.default_rng(seed)
    some = x[:_SAMPLE]
    # More clusters than different customers would leave some empty.
    tried = tuple(k for k in KS if k < len(np.unique(some, axis=0))) or KS[:1]
    stable = separation.stability(some, tried, chance)
    if stable.max() < LEAST_STABILITY:
        best = int(stable.argmax())
        told = {"k": tried[best], "stability": float(stable[best]), "least": LEAST_STABILITY}
        return Choice(
            tried[best], float("nan"), float("nan"), float(stable[best]), 1.0, (Remark("not_found_again", told),)
        )
    steady = np.flatnonzero(stable >= LEAST_STABILITY)
    ks = [tried[place] for place in steady]
    own = separation.silhouettes(some, ks, chance)
    drawn = clouds(some, CLOUDS, chance)
    apart = np.stack([separation.silhouettes(cloud, ks, chance) for cloud in drawn[:_FIRST]])
    if (own - apart.mean(axis=0)).max() >= LEAST_EXCESS / 2:
        apart = np.concatenate([apart, [separation.silhouettes(cloud, ks, chance) for cloud in drawn[_FIRST:]]])
    return _judged(ks, own, apart, stable[steady])


def _judged(ks: Sequence[int], own: Floats, apart: Floats, stable: Floats) -> Choice:
    exceeds = own - apart.mean(axis=0)
    best = int((exceeds * stable).argmax())
    by_chance = (apart - apart.mean(axis=0)).max(axis=1)
    p = (1 + int((by_chance >= exceeds[best]).sum())) / (1 + len(apart))
    value, cloud = float(own[best]), float(apart[:, best].mean())
    is_found = exceeds[best] >= LEAST_EXCESS and p <= 1 / (1 + CLOUDS)
    told = {"k": ks[best], "value": value, "cloud": cloud, "least": LEAST_EXCESS}
    return Choice(ks[best], value, cloud, float(stable[best]), p, () if is_found else (Remark("one_cloud", told),))
