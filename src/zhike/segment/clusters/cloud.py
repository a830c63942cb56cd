"""One cloud without clusters that looks like the customers feature by feature: what clusters must stand apart better than.

A Gaussian copula (Sklar 1959): every feature keeps its own distribution, with its tail and its many equal values, and every
pair of features its rank correlation; nothing else is left. Long tails, gradients and values that everybody shares are in
it, too, so that they are not taken for clusters.
"""

from __future__ import annotations

import numpy as np

from zhike.segment.clusters.scaled import Floats


def clouds(x: Floats, count: int, chance: np.random.Generator) -> list[Floats]:
    """Return so many clouds, each with as many rows as there are customers."""
    scores = np.stack([_normal_scores(column) for column in x.T], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.nan_to_num(
            np.atleast_2d(np.corrcoef(scores, rowvar=False))
        )  # a feature that never varies goes with none
    np.fill_diagonal(alike, 1.0)
    values, vectors = np.linalg.eigh(alike)
    # The symmetric root: it is one and the same, whichever eigenvectors a library gives for equal eigenvalues.
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return [_like(np.sort(x, axis=0), chance.standard_normal(x.shape) @ root) for _ in range(count)]


def _like(ordered: Floats, drawn: Floats) -> Floats:
    """Return the values of each feature in the order of what was drawn."""
    found = np.empty_like(ordered)
    np.put_along_axis(found, drawn.argsort(axis=0, kind="stable"), ordered, axis=0)
    return found


def _normal_scores(column: Floats) -> Floats:
    """Return the normal quantile of each value's rank; equal values share the mean of their ranks."""
    from scipy.special import ndtri  # heavy: only a run needs it

    _values, group, counts = np.unique(column, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts + 1) / 2 + 0.5
    return np.asarray(ndtri(ranks / len(column))[group])
