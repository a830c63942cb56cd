"""How far apart clusters stand, and whether they are found again: silhouette and adjusted Rand index.

The silhouette (Rousseeuw 1987) of a customer is (b - a) / max(a, b), a the mean distance to the others of the own cluster, b
to those of the nearest other one; 1 is far apart, 0 is on the border. The adjusted Rand index (Hubert & Arabie 1985) says how
much two divisions of the same customers agree: 1 wholly, 0 as by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhike.segment.clusters.kmeans import Labels, fit, nearest
from zhike.segment.clusters.scaled import Floats

# Pairs of halves that are compared for each number of clusters, and starts of a fit that is only compared. Halves need more of
# them: where a fit got stuck, they would disagree about clusters that are there.
_PAIRS, _STARTS, _STARTS_OF_HALVES = 5, 3, 6


def silhouettes(x: Floats, ks: Sequence[int], chance: np.random.Generator) -> Floats:
    """Return the mean silhouette of the best fit with each number of clusters."""
    squares = (x * x).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2.0 * (x @ x.T), 0.0))
    return np.array([silhouette(distances, nearest(x, fit(x, k, chance, starts=_STARTS)), k) for k in ks])


def silhouette(distances: Floats, labels: Labels, k: int) -> float:
    """Return the mean silhouette of a division into k; whoever is alone in a cluster has 0."""
    each = np.arange(len(labels))
    within = (labels[:, None] == np.arange(k)).astype(np.float64)
    count, sums = within.sum(axis=0), distances @ within
    own = sums[each, labels] / np.maximum(count[labels] - 1.0, 1.0)
    means = np.where(count > 0, sums / np.maximum(count, 1.0), np.inf)
    means[each, labels] = np.inf
    other = means.min(axis=1)
    values = (other - own) / np.maximum(np.maximum(other, own), 1e-12)
    # Roots are not exact, so that the last digits depend on the order of adding: they are left off.
    return round(float(np.where((count[labels] > 1) & np.isfinite(other), values, 0.0).mean()), 6)


def stability(x: Floats, ks: Sequence[int], chance: np.random.Generator) -> Floats:
    """Return for each number of clusters how much fits to two halves of the customers agree about all of them: a mean."""
    found = np.zeros(len(ks))
    for _ in range(_PAIRS):
        order = chance.permutation(len(x))
        halves = x[order[: len(x) // 2]], x[order[len(x) // 2 :]]
        for place, k in enumerate(ks):
            one, other = (nearest(x, fit(half, k, chance, starts=_STARTS_OF_HALVES)) for half in halves)
            found[place] += agreement(one, other) / _PAIRS
    return found


def agreement(one: Labels, other: Labels) -> float:
    """Return the adjusted Rand index of two divisions of the same customers."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns, every = (_pairs(part) for part in (table, table.sum(axis=1), table.sum(axis=0), np.array([len(one)])))  # fmt: skip
    chance, most = rows * columns / max(every, 1.0), (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _pairs(counts: Floats) -> float:
    return float((counts * (counts - 1) / 2).sum())
