"""Which products customers bought on which days, as numbers: what recommendations are learned from and tested on.

In: lines of customers, products and days. Out: `Bought`, cut at a day, and `Owned`, what each customer had by then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
# Days in which what sells is what sells now.
RECENT_DAYS = 30
# A rate of a product with few buyers is drawn to everybody's as if so many more buyers had that one.
_SHRINK = 20.0


@dataclass(frozen=True)
class Owned:
    """What each customer has bought: the products of customer c stand at `start[c]` to `start[c + 1]`, with the days each was bought on."""

    start: Ints
    product: Ints
    times: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def of(self, customers: Ints) -> Owned:
        """Return the same of some customers, in the order asked for."""
        lengths = np.diff(self.start)[customers]
        start = np.concatenate([[0], np.cumsum(lengths)])
        place = np.arange(start[-1]) + np.repeat(self.start[customers] - start[:-1], lengths)
        return Owned(start, self.product[place], self.times[place])

    def renumbered(self, number: Ints) -> Owned:
        """Return the same of products that have a number (0 and more), by it."""
        product = number[self.product]
        kept = product >= 0
        start = np.concatenate([[0], np.cumsum(kept)])[self.start]
        return Owned(start, product[kept], self.times[kept])

    def matrix(self, products: int) -> Any:
        """Return a sparse 0/1 matrix: a row per customer, a column per product."""
        from scipy.sparse import csr_matrix  # imported late, as all of SciPy

        ones = np.ones(len(self.product), np.float32)
        return csr_matrix((ones, self.product, self.start), shape=(len(self), products))


@dataclass(frozen=True)
class Bought:
    """Days on which a customer bought a product: one entry each, `day` counted from 1970-01-01."""

    customer: Ints
    product: Ints
    day: Ints
    customers: int
    products: int

    def until(self, day: int) -> Bought:
        """Return what was known at the end of a day."""
        return self._where(self.day <= day)

    def within(self, day: int, horizon: int) -> Bought:
        """Return what came in so many days after a day."""
        return self._where((self.day > day) & (self.day <= day + horizon))

    def owned(self) -> Owned:
        """Return what each customer bought and how often."""
        pair, times = np.unique(self.customer * self.products + self.product, return_counts=True)
        start = np.searchsorted(pair, np.arange(self.customers + 1) * self.products)
        return Owned(start, pair % self.products, times)

    def buyers(self) -> Ints:
        """Return by product the customers who bought it."""
        pair = np.unique(self.customer * self.products + self.product)
        return np.bincount(pair % self.products, minlength=self.products)

    def sold_since(self, day: int) -> Ints:
        """Return by product how often it was bought after a day."""
        return np.bincount(self.product[self.day > day], minlength=self.products)

    def renumbered(self, number: Ints) -> Bought:
        """Return the purchases of products that have a number (0 and more), by it."""
        kept = self._where(number[self.product] >= 0)
        return replace(kept, product=number[kept.product], products=int(number.max(initial=-1)) + 1)

    def _where(self, those: NDArray[np.bool_]) -> Bought:
        return replace(self, customer=self.customer[those], product=self.product[those], day=self.day[those])


def rebuy_rates(owned: Owned, products: int) -> NDArray[np.float64]:
    """Return by product the share of its buyers who bought it on another day too, drawn to the share over all products."""
    buyers = np.bincount(owned.product, minlength=products)
    again = np.bincount(owned.product[owned.times > 1], minlength=products)
    overall = again.sum() / max(buyers.sum(), 1)
    return np.asarray((again + _SHRINK * overall) / (buyers + _SHRINK))
