"""One order for two lists, products to buy again and new ones; and how likely each is bought in the days ahead.

Either what was bought before stands first, or the likelier offer, whichever served customers better on past days. The likelihood
is counted, not modelled: of what was offered on a past day with a score as high, the share that was bought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.predict.bought import Ints
from zhike.predict.offers import LISTED, Lists

Floats = NDArray[np.float64]
# Groups of like scores: each has thousands of offers where there are many customers, and a dozen where there are few.
_GROUPS = 20


@dataclass(frozen=True)
class Steps:
    """How likely at which score: a line through the groups' means, never falling."""

    score: Floats
    share: Floats

    def of(self, scores: NDArray[Any]) -> Floats:
        """Return the likelihood of each score."""
        return np.asarray(np.interp(scores, self.score, self.share))


@dataclass(frozen=True)
class Likelihoods:
    """How likely an offer is bought: by the score of a new product, and by that of one bought before."""

    new: Steps
    again: Steps


@dataclass(frozen=True)
class Ranked:
    """Both lists of every customer in one order; `product` is -1 where there is nothing, which stands last."""

    product: Ints
    likelihood: Floats
    is_new: NDArray[np.bool_]
    cause: Ints
    times: Ints

    def first(self, count: int) -> Ints:
        """Return the first products."""
        return self.product[:, :count]


def likelihoods(offered: Lists, hits: Callable[[Ints], Any]) -> Likelihoods:
    """Return what a past day taught."""
    return Likelihoods(
        _steps(offered.score[offered.new >= 0], hits(offered.new)[offered.new >= 0]),
        _steps(offered.again_score[offered.again >= 0], hits(offered.again)[offered.again >= 0]),
    )


def ranked(offered: Lists, learned: Likelihoods, *, likeliest_first: bool) -> Ranked:
    """Return the customers' lists in one order: the likeliest first, or what was bought before first."""
    product = np.concatenate([offered.again, offered.new], axis=1)
    likely = np.concatenate([learned.again.of(offered.again_score), learned.new.of(offered.score)], axis=1)
    order = np.argsort(np.where(product < 0, 2.0, -likely if likeliest_first else 0.0), axis=1, kind="stable")
    nothing = np.full_like(offered.new, -1)

    def sorted_(again: NDArray[Any], new: NDArray[Any]) -> Any:
        return np.take_along_axis(np.concatenate([again, new], axis=1), order, axis=1)

    return Ranked(
        np.take_along_axis(product, order, axis=1), np.take_along_axis(likely, order, axis=1),
        order >= LISTED, sorted_(nothing, offered.cause), sorted_(offered.times, nothing),
    )  # fmt: skip


def _steps(score: NDArray[Any], hit: NDArray[Any]) -> Steps:
    if not len(score):
        return Steps(np.zeros(1), np.zeros(1))
    order = np.argsort(score, kind="stable")
    groups = [g for g in np.array_split(order, _GROUPS) if len(g)]
    middle = np.array([score[g].mean() for g in groups])
    # Groups of one score are one group.
    at, place = np.unique(middle, return_inverse=True)
    sizes = np.array([len(g) for g in groups])
    share = np.bincount(place, weights=[hit[g].sum() for g in groups]) / np.bincount(place, weights=sizes)
    return Steps(at, np.maximum.accumulate(share))
