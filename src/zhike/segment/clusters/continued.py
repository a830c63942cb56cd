"""Which of the clusters of before a cluster of today continues, so that it keeps its number and, while it is true, its name.

Today's customers are given to the centres of before, in today's scale; the clusters of today are then matched to those of
before so that as many customers as possible are in both (the assignment problem, Kuhn 1955). A match counts when it holds
more than half of either cluster's customers; numbers of clusters that ended are not used again.
"""

from __future__ import annotations

import numpy as np

from zhike.segment.clusters.kmeans import Labels, nearest
from zhike.segment.clusters.scaled import Floats


def continues(x: Floats, labels: Labels, centres: Floats, k: int) -> dict[int, int]:
    """Return for places of today's clusters the place of the cluster of before that each continues."""
    from scipy.optimize import linear_sum_assignment  # heavy: only a run needs it

    if not len(centres):
        return {}
    shared = np.zeros((k, len(centres)), np.int64)
    np.add.at(shared, (labels, nearest(x, centres)), 1)
    now, then = shared.sum(axis=1), shared.sum(axis=0)
    pairs = zip(*linear_sum_assignment(-shared), strict=True)
    return {int(i): int(j) for i, j in pairs if 2 * shared[i, j] > now[i] and 2 * shared[i, j] > then[j]}
