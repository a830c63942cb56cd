"""Buyers: the purchase days of customers whose rates and lifetimes are drawn, with the future that a model is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from zhike.predict.days import number_of
from zhike.predict.history import History
from zhike.predict.states import Floats, Places

_AS_OF = date(2025, 6, 30)
# Two years are known, a quarter more is simulated.
_DAYS, _AHEAD = 730, 120


@dataclass(frozen=True)
class Truth:
    """What is known up to the as-of day, and the whole story."""

    past: History
    whole: History
    as_of: date


def buyers(customers: int, *, seed: int, alike: bool = False) -> Truth:
    """Return so many customers, who come within the first 700 days: each buys at a rate of its own until it leaves.

    Rates are gamma, leaving is exponential with a rate of its own, each purchase varies around the customer's mean. When all are
    `alike`, they have one rate, never leave and spend the same in the mean: then nothing that is known tells one from another.
    """
    chance = np.random.default_rng(seed)
    first = chance.integers(0, 700, customers).astype(np.float64)
    rate = np.full(customers, 1 / 45) if alike else chance.gamma(0.8, 1 / 35, customers)
    leaving = chance.gamma(0.9, 1 / 250, customers)
    until = np.full(customers, np.inf) if alike else first + chance.exponential(1.0, customers) / leaving
    usual = np.full(customers, 40.0) if alike else 15 / chance.gamma(4.0, 1.0, customers) * 8
    who, day = _moments(chance, first, rate, until)
    whole = _days(who, day, usual[who] * chance.gamma(6.0, 1 / 6.0, len(who)))
    known = whole.day <= number_of(_AS_OF)
    return Truth(History(whole.customer[known], whole.day[known], whole.spent[known]), whole, _AS_OF)


def _moments(chance: np.random.Generator, first: Floats, rate: Floats, until: Floats) -> tuple[Places, Floats]:
    """Return customer and moment of every purchase: the first one, and later ones until the customer has left or the story ends."""
    who, when = [np.arange(len(first))], [first]
    now, there = first, np.ones(len(first), dtype=np.bool_)
    while there.any():
        now = now + chance.exponential(1.0, len(first)) / np.maximum(rate, 1e-9)
        there &= (now < until) & (now < _DAYS + _AHEAD)
        who.append(np.flatnonzero(there))
        when.append(now[there])
    return np.concatenate(who).astype(np.int64), np.concatenate(when)


def _days(who: Places, when: Floats, spent: Floats) -> History:
    """Return purchase days: what falls on one day of a customer is one."""
    day = np.floor(when).astype(np.int64) + number_of(_AS_OF) - _DAYS
    key, place = np.unique(who * 100_000 + day, return_inverse=True)
    return History(key // 100_000, key % 100_000, np.bincount(place, weights=spent).astype(np.float64))
