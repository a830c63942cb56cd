"""k-means: each customer belongs to the nearest of k centres, and each centre is the mean of its customers.

Lloyd's algorithm (1982) from starts by k-means++ (Arthur & Vassilvitskii 2007); of several starts the one with the least
sum of squared distances counts. All arithmetic is exact (see scaled.py), so nothing depends on threads or on an order of
adding, as a library's would.

When not to use it: clusters that are long, curved, or within one another are cut into pieces.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zhike.segment.clusters.scaled import Floats, on_grid

Labels = NDArray[np.int64]
_ROUNDS = 100
# Rows at once, so that a million customers need no second matrix of their size.
_CHUNK = 100_000


def fit(x: Floats, k: int, chance: np.random.Generator, *, starts: int) -> Floats:
    """Return the k centres with the least sum of squared distances among some starts, as rows."""
    found = [_settled(x, _spread(x, k, chance)) for _ in range(starts)]
    return min(found, key=lambda pair: pair[0])[1]


def nearest(x: Floats, centres: Floats) -> Labels:
    """Return the place of the nearest centre for every row; of equally near ones the first."""
    return np.concatenate([_gaps(part, centres).argmin(axis=1) for part in _parts(x)])


def fits(x: Floats, centres: Floats) -> Floats:
    """Return for every row how clearly it belongs: 1 less the distance to its centre over that to the second nearest."""
    found = []
    for part in _parts(x):
        squares = np.sort(_gaps(part, centres) + (part * part).sum(axis=1, keepdims=True), axis=1)[:, :2]
        found.append(1.0 - np.sqrt(squares[:, 0] / np.maximum(squares[:, 1], 1e-12)))
    return np.round(np.concatenate(found), 4)


def _parts(x: Floats) -> list[Floats]:
    return [x[at : at + _CHUNK] for at in range(0, max(len(x), 1), _CHUNK)]


def _gaps(x: Floats, centres: Floats) -> Floats:
    """Return squared distances to the centres, less the row's own square, which is the same for all of them."""
    return np.asarray((centres * centres).sum(axis=1) - 2.0 * (x @ centres.T))


def _spread(x: Floats, k: int, chance: np.random.Generator) -> Floats:
    """Return k rows to begin with, each chosen by its squared distance from those before."""
    chosen = [x[chance.integers(len(x))]]
    left = ((x - chosen[0]) ** 2).sum(axis=1)
    for _ in range(k - 1):
        place = np.searchsorted(np.cumsum(left), chance.random() * left.sum(), side="right")
        chosen.append(x[min(int(place), len(x) - 1)])
        left = np.minimum(left, ((x - chosen[-1]) ** 2).sum(axis=1))
    return np.stack(chosen)


def _settled(x: Floats, centres: Floats) -> tuple[float, Floats]:
    """Return the sum of squared distances (less a constant) and the centres after moving them until nobody changes."""
    labels = None
    for _ in range(_ROUNDS):
        gaps = _gaps(x, centres)
        now = gaps.argmin(axis=1)
        if labels is not None and bool((now == labels).all()):
            break
        labels = now
        within = (now[:, None] == np.arange(len(centres))).astype(np.float64)
        count = within.sum(axis=0)[:, None]
        centres = np.where(count > 0, on_grid((within.T @ x) / np.maximum(count, 1.0)), centres)
    return float(_gaps(x, centres).min(axis=1).sum()), centres
