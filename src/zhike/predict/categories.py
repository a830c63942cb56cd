"""What customers bought of which category until a day, as arrays: the inputs of `propensity`, for past days and for today alike.

In: lines of customers, categories and days. Out: `Held` as of a day, from which inputs and outcomes are made; nothing after the
day is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.predict.additive import Floats
from zhike.predict.bought import Ints
from zhike.predict.measures import logit_of
from zhike.words import N_

# Inputs by name, in the order of the model's columns, with what they are in words; the reasons of a row use them.
CATEGORY_INPUTS: dict[str, str] = {
    "days": N_("days with a purchase so far"),
    "recency_days": N_("days since the last purchase"),
    "recent_days": N_("days with a purchase lately"),
    "popularity": N_("share of customers who bought of the category lately"),
    "category_days": N_("days on which they bought of the category"),
    "category_recency_days": N_("days since they last bought of the category"),
    "category_recent_days": N_("days on which they bought of the category lately"),
    "category_share": N_("share of the category in their purchases, in times of everybody's"),
    "goes_with": N_("how often buyers of their other categories buy of it, in times of everybody"),
}
# The model takes a share as its logit and times as their logarithm: twice as often and half as often are as far from once.
SHARE, TIMES = "popularity", ("category_share", "goes_with")
# So many usual purchases beside the customer's own, and customers beside those of a category: few of either prove little.
_OWN, _BUYERS = 5.0, 20.0
NEVER = -1
# Categories that are foretold: rarer ones than the most bought share one column.
MOST = 24


@dataclass(frozen=True)
class Held:
    """As of a day, by customer (rows) and category (columns): days with a purchase, those of the last `horizon` days, the last day.

    The last column is all other categories together. A day is a number since 1970-01-01, NEVER where there is none; `first` is
    the first one of all purchases.
    """

    day: int
    horizon: int
    first: int
    days: Floats
    recent: Floats
    last: Floats

    def __len__(self) -> int:
        return len(self.days)

    @property
    def categories(self) -> int:
        """The number of categories that have a column of their own."""
        return int(self.days.shape[1]) - 1

    def of(self, rows: Any) -> Held:
        """Return the same of some customers."""
        return Held(self.day, self.horizon, self.first, self.days[rows], self.recent[rows], self.last[rows])


@dataclass(frozen=True)
class CategoryDays:
    """Days on which a customer bought of a category: one entry each; the number `categories` stands for all others."""

    customer: Ints
    category: Ints
    day: Ints
    customers: int
    categories: int

    @property
    def first(self) -> int:
        """The first day of all."""
        return int(self.day.min(initial=2**31))

    def chosen(self, day: int) -> Ints:
        """Return the categories that are foretold on a day: the most bought until then, so that no past day knows what sells later."""
        days = np.bincount(self.category[self.day <= day], minlength=self.categories + 1)[:-1]
        most = np.argsort(-days, kind="stable")[:MOST]
        return np.sort(most[days[most] > 0])

    def of(self, categories: Ints) -> CategoryDays:
        """Return the same with these categories alone, numbered as they stand there; all others of a day are one."""
        number = np.full(self.categories + 1, len(categories))
        number[categories] = np.arange(len(categories))
        customer, category, day = np.unique([self.customer, number[self.category], self.day], axis=1)
        return CategoryDays(customer, category, day, self.customers, len(categories))

    def held(self, day: int, horizon: int) -> Held:
        """Return what was known at the end of a day, of all customers, those who had not bought yet too."""
        known = self.day <= day
        place, days = self._place(known), self.day[known]
        shape = (self.customers, self.categories + 1)
        last = np.full(shape[0] * shape[1], NEVER, np.float64)
        np.maximum.at(last, place, days)
        recent = self._counted(known & (self.day > day - horizon))
        return Held(day, horizon, self.first, self._counted(known), recent, last.reshape(shape))

    def came(self, day: int, horizon: int) -> NDArray[np.bool_]:
        """Return by customer and category whether it was bought in the days after."""
        after = (self.day > day) & (self.day <= day + horizon)
        return self._counted(after)[:, :-1] > 0

    def _counted(self, those: NDArray[np.bool_]) -> Floats:
        shape = (self.customers, self.categories + 1)
        return np.bincount(self._place(those), minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)

    def _place(self, those: NDArray[np.bool_]) -> Ints:
        return self.customer[those] * (self.categories + 1) + self.category[those]


@dataclass(frozen=True)
class Crowd:
    """What is true of all customers as of a day: the share who bought of each category lately, the share who ever did, the category's part of all purchases, and (row, column) how often buyers of one bought of another."""

    popularity: Floats
    ever: Floats
    part: Floats
    together: Floats


def crowd(held: Held) -> Crowd:
    """Return what is true of these customers, who had all bought."""
    owned = (held.days[:, :-1] > 0).astype(np.float64)
    buyers = owned.sum(axis=0)
    base = (buyers + 1) / (len(owned) + 2)
    together = (owned.T @ owned + _BUYERS * base) / (buyers[:, None] + _BUYERS)
    np.fill_diagonal(together, 0)
    popularity = ((held.recent[:, :-1] > 0).sum(axis=0) + 1) / (len(owned) + 2)
    return Crowd(popularity, base, (held.days[:, :-1].sum(axis=0) + 1) / (held.days.sum() + 2), together)


def inputs(held: Held, known: Crowd) -> Mapping[str, Floats]:
    """Return every input as an array that fits (customers × categories): a column for customers, a row for categories, or both."""
    days, recent, last = (a[:, :-1] for a in (held.days, held.recent, held.last))
    whole = held.days.sum(axis=1, keepdims=True)
    owned = (days > 0).astype(np.float64)
    others = owned.sum(axis=1, keepdims=True) - owned
    goes_with = np.where(others > 0, (owned @ known.together) / np.maximum(others, 1), known.ever)
    return {
        "days": whole,
        "recency_days": held.day - held.last.max(axis=1, keepdims=True),
        "recent_days": held.recent.sum(axis=1, keepdims=True),
        "popularity": logit_of(known.popularity)[None, :],
        "category_days": days,
        "category_recency_days": np.where(last >= 0, held.day - last, np.nan),
        "category_recent_days": recent,
        "category_share": np.log((days / known.part + _OWN) / (whole + _OWN)),
        "goes_with": np.log(goes_with / known.ever),
    }


def own_rate(held: Held, known: Crowd) -> Floats:
    """Return the logit of a purchase within the horizon at the customer's own rate, drawn to everybody's as if one more horizon had passed at that."""
    span = max(held.day - held.first + 1, held.horizon)
    rate = (held.days[:, :-1] - np.log1p(-known.popularity)) / (span + held.horizon)
    return logit_of(-np.expm1(-rate * held.horizon))


def matrix(named: Mapping[str, Floats], customers: int, categories: int) -> Floats:
    """Return the inputs as a row per customer and category, customer by customer."""
    whole = [np.broadcast_to(named[n], (customers, categories)).ravel() for n in CATEGORY_INPUTS]
    return np.column_stack(whole)


def simulate(customers: int, *, seed: int, days: int = 720, categories: int = 6, taste: float = 0.4) -> CategoryDays:
    """Return customers who buy once in five weeks, each with a taste of their own: the smaller `taste`, the more they stay with few categories."""
    chance = np.random.default_rng(seed)
    usual = chance.dirichlet(np.full(categories, 3.0))
    own = chance.dirichlet(usual * categories * taste, customers)
    bought = chance.poisson(days / 35, customers)
    who = np.repeat(np.arange(customers), bought)
    day = chance.integers(0, days, len(who)) + 18_000
    pick = (own.cumsum(axis=1)[who] < chance.random(len(who))[:, None]).sum(axis=1)
    who, pick, day = np.unique([who, np.minimum(pick, categories - 1), day], axis=1)
    return CategoryDays(who, pick, day, customers, categories)
