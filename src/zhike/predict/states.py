"""States: what a buy-till-you-die model needs to know of a customer, grouped so that customers who are alike are counted once.

A customer's state is (x, t_x, T) of the papers: days with a purchase after the first, days from the first purchase to the
last, days from the first purchase to the as-of day. A million customers of three years have some hundred thousand states.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.errors import WrongUseError
from zhike.words import _

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class States:
    """Different states with the number of customers in each: `x` repeat purchases, `t_x` and `age` (the papers' T) in one unit of time."""

    x: Floats
    t_x: Floats
    age: Floats
    customers: Floats

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def distinct_x(self) -> tuple[Floats, Places]:
        """Return the different values of x, and for each state which of them it has: what depends on x alone is computed once."""
        found, place = np.unique(self.x, return_inverse=True)
        return found, place.astype(np.int64)


def grouped(x: Any, t_x: Any, age: Any) -> tuple[States, Places]:
    """Return the states of customers (checked arrays, one entry each), and for each customer the place of its state."""
    x, t_x, age = (np.asarray(a, dtype=np.float64) for a in (x, t_x, age))
    _check(x, t_x, age)
    if not len(x):
        return States(x, t_x, age, x), np.zeros(0, dtype=np.int64)
    order = np.lexsort((age, t_x, x))
    x, t_x, age = x[order], t_x[order], age[order]
    new = np.ones(len(x), dtype=np.bool_)
    new[1:] = (np.diff(x) != 0) | (np.diff(t_x) != 0) | (np.diff(age) != 0)
    number = np.cumsum(new) - 1
    place = np.empty(len(x), dtype=np.int64)
    place[order] = number
    return States(x[new], t_x[new], age[new], np.bincount(number).astype(np.float64)), place


def coarse(states: States, *, most: int) -> States:
    """Return the states with time rounded to longer and longer units until there are at most so many; few enough stay as they are.

    Rounding is to either side alike, so that a fit hardly moves: a week is the unit of most published fits.
    """
    unit = 1.0
    while len(states) > most:
        unit *= 2
        age = np.round(states.age / unit) * unit
        t_x = np.minimum(np.round(states.t_x / unit) * unit, age)
        states = _summed(states.x, t_x, age, states.customers)
    return states


def _summed(x: Floats, t_x: Floats, age: Floats, customers: Floats) -> States:
    whole, place = grouped(x, t_x, age)
    return States(
        whole.x, whole.t_x, whole.age, np.bincount(place, weights=customers, minlength=len(whole)).astype(np.float64)
    )


def _check(x: Floats, t_x: Floats, age: Floats) -> None:
    """Refuse what no customer can be, with the first customer that is so."""
    wrong = ~(np.isfinite(x) & np.isfinite(t_x) & np.isfinite(age)) | (x < 0) | (t_x < 0) | (t_x > age)
    wrong |= (x == 0) & (t_x > 0)
    if wrong.any():
        first = int(np.argmax(wrong))
        said = _(
            "customer {place} has x={x:g}, t_x={t_x:g}, T={age:g}; expected x ≥ 0, 0 ≤ t_x ≤ T, and t_x = 0 where x = 0"
        )
        raise WrongUseError(detail=said.format(place=first, x=x[first], t_x=t_x[first], age=age[first]))
