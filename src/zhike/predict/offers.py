"""Offers: from how products go together to the best few for each customer, new ones and ones to buy again, with the reason.

In: `Owned` and a fitted `Recommender`. Out: `Lists`, two lists per customer. A million customers are done in chunks of like
size on all cores with sparse products and partial sorts: no compiler has to come with the package for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.predict.bought import RECENT_DAYS, Bought, Ints, Owned, rebuy_rates
from zhike.predict.item_item import Matrix

Scores = NDArray[np.float32]
# How many of each kind a customer gets; the metric looks at as many.
LISTED = 10
# A product has so many related ones: more of them change no list that a test could see, and cost as many times the time.
_RELATED = 30
# Enough popular products that some are left for who has bought many.
_POPULAR = 60
# Products beyond the most bought ones have too few buyers to say what goes with them, and the square of all would be large.
_MOST = 3000
# One buyer of twenty buys it again: less is chance, or a second gift.
BOUGHT_AGAIN = 0.05
_CHUNK = 2_000_000
_OWN = np.float32(-1e9)
# The columns of `Lists`: numbers are kept small, there are ten million of each.
_KINDS: tuple[Any, ...] = (np.int32, np.float32, np.int32, np.int32, np.float32, np.int32)


@dataclass(frozen=True)
class Recommender:
    """What is known of products: `related` [i, j] is what i adds to j's score; `popular` how often each sold of late; `rebuy` the share of buyers who buy it again."""

    related: Matrix
    popular: Scores
    rebuy: NDArray[np.float64]

    def scoring(self) -> Any:
        """Return the sparse matrix that scores products: a row per product and one that stands for everybody, for what is popular."""
        from scipy.sparse import csr_matrix, vstack  # imported late, as all of SciPy

        own = self.related.copy()
        np.fill_diagonal(own, _OWN)
        # What sells now is a hint that only counts where nothing else does.
        hint = np.zeros((1, len(own)), np.float32)
        best = np.argsort(-self.popular, kind="stable")[:_POPULAR]
        hint[0, best] = self.popular[best] / max(float(self.popular.max(initial=0)), 1) * 1e-6
        return vstack([csr_matrix(own), csr_matrix(hint)], format="csr")


@dataclass(frozen=True)
class Lists:
    """Products by customer, best first, -1 where there is none: `new` with `score` and `cause` (-1: it is popular), `again` with `again_score` and `times`."""

    new: Ints
    score: Scores
    cause: Ints
    again: Ints
    again_score: Scores
    times: Ints


def recommender(related: Matrix, known: Bought, day: int, *, leaning: bool) -> Recommender:
    """Return what recommends as of a day; a `leaning` one prefers what has sold of late to what used to."""
    sold = known.sold_since(day - RECENT_DAYS)
    if leaning:
        related = related * np.sqrt((sold + 1) / (known.sold_since(-1) + 5)).astype(np.float32)
    return Recommender(_strongest(related), sold.astype(np.float32), rebuy_rates(known.owned(), known.products))


def most_bought(known: Bought) -> Ints:
    """Return by product its number among the 3,000 that most customers bought; -1 for the others."""
    kept = np.zeros(known.products, np.bool_)
    kept[np.argsort(-known.buyers(), kind="stable")[:_MOST]] = True
    return np.where(kept, np.cumsum(kept) - 1, -1)


def lists(owned: Owned, by: Recommender) -> Lists:
    """Return every customer's lists."""
    scoring = by.scoring()
    found = Lists(*(np.full((len(owned), LISTED), -1, kind) for kind in _KINDS))

    def work(customers: Ints) -> None:
        some = owned.of(customers)
        new, score = _new(some, scoring)
        found.new[customers], found.score[customers] = new, score
        found.cause[customers] = _causes(some, new, by.related)
        found.again[customers], found.again_score[customers], found.times[customers] = _again(some, by)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _chunks(np.diff(owned.start))))
    return found


def _strongest(related: Matrix) -> Matrix:
    """Return the matrix with the strongest related products of each, and nothing for the others."""
    if len(related) <= _RELATED:
        return np.maximum(related, 0)
    least = -np.partition(-related, _RELATED - 1, axis=1)[:, _RELATED - 1 : _RELATED]
    return np.where(related >= np.maximum(least, 1e-12), related, np.float32(0))


def _chunks(lengths: Ints) -> Iterator[Ints]:
    """Return customers in chunks who bought about as many products, so that a table of them has few empty cells."""
    order = np.argsort(lengths, kind="stable")
    work = np.cumsum((lengths[order] + 1) * (LISTED + _RELATED))
    for chunk in np.split(order, np.searchsorted(work, np.arange(_CHUNK, work[-1], _CHUNK))) if len(order) else []:
        if len(chunk):
            yield chunk


def _new(owned: Owned, scoring: Any) -> tuple[Ints, Scores]:
    """Return the best products that a customer has not bought."""
    from scipy.sparse import csr_matrix  # imported late, as all of SciPy

    lengths = np.diff(owned.start)
    everybody = scoring.shape[0] - 1
    columns = np.insert(owned.product, owned.start[1:], everybody)
    bought = csr_matrix(
        (np.ones(len(columns), np.float32), columns, owned.start + np.arange(len(lengths) + 1)), shape=(len(lengths), everybody + 1)
    )  # fmt: skip
    scored = bought @ scoring
    cells, place = _table(scored.data, scored.indptr, fill=np.float32(0))
    top, score = _best(cells)
    product = scored.indices[np.minimum(place[:, None] + top, len(scored.indices) - 1)]
    return np.where(score > 0, product, -1), np.where(score > 0, score, -1)


def _causes(owned: Owned, new: Ints, related: Matrix) -> Ints:
    """Return for each product offered which bought one speaks for it most; -1 where none does."""
    bought, _place = _table(owned.product, owned.start, fill=np.int64(-1))
    speaks = related[bought[:, :, None], new[:, None, :]]
    speaks[bought < 0] = 0
    best = speaks.argmax(axis=1)
    said = np.take_along_axis(speaks, best[:, None, :], axis=1)[:, 0, :] > 0
    return np.where(said & (new >= 0), np.take_along_axis(bought, best, axis=1), -1)


def _again(owned: Owned, by: Recommender) -> tuple[Ints, Scores, Ints]:
    """Return of what is bought again what a customer bought on most days; of equal ones, what sells now."""
    weight = owned.times + by.popular[owned.product] / (by.popular.max(initial=0) + 1)
    cells, place = _table(
        np.where(by.rebuy[owned.product] >= BOUGHT_AGAIN, weight, 0).astype(np.float32), owned.start, fill=np.float32(0)
    )
    top, score = _best(cells)
    at = np.minimum(place[:, None] + top, max(len(owned.product) - 1, 0))
    none = score <= 0
    return np.where(none, -1, owned.product[at]), np.where(none, -1, score), np.where(none, -1, owned.times[at])


def _table(values: NDArray[Any], start: Ints, *, fill: Any) -> tuple[NDArray[Any], Ints]:
    """Return a row per customer with their values, then `fill`; and where each customer's values began."""
    lengths = np.diff(start)
    cells = np.full((len(lengths), max(int(lengths.max(initial=0)), LISTED)), fill)
    cells[np.arange(cells.shape[1]) < lengths[:, None]] = values
    return cells, start[:-1]


def _best(cells: Scores) -> tuple[Ints, Scores]:
    """Return where the largest values of each row stand, and the values, largest first."""
    some = np.argpartition(cells, cells.shape[1] - LISTED, axis=1)[:, -LISTED:]
    values = np.take_along_axis(cells, some, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1), np.take_along_axis(values, order, axis=1)
