"""History: who bought on which days, and from it what was known on any past day and what came after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.predict.states import Floats, Places

# Purchases of so many last days are "recent".
RECENT_DAYS = 90


@dataclass(frozen=True)
class History:
    """Purchase days, sorted by customer and day: customers as numbers from 0, days as days since 1970, what was spent."""

    customer: Places
    day: Places
    spent: Floats

    @property
    def first_day(self) -> int:
        """The first day on which anybody bought."""
        return int(self.day.min())


@dataclass(frozen=True)
class Known:
    """What is known of each customer who had bought by a day, one entry each.

    `x`, `t_x`, `age`: repeat purchase days, days to the last one, days since the first purchase. `spent` is the sum of all
    purchases, `spent_first` of those of the first day, `spent_recent` of the last RECENT_DAYS, on `recent` days. `window` is how
    many days the shop has been known for.
    """

    customer: Places
    x: Floats
    t_x: Floats
    age: Floats
    spent: Floats
    spent_first: Floats
    spent_recent: Floats
    recent: Floats
    day: int
    window: int

    def __len__(self) -> int:
        return len(self.x)

    @property
    def purchases(self) -> Floats:
        """Days with a purchase, the first among them."""
        return self.x + 1

    @property
    def later_mean(self) -> Floats:
        """What a day with a purchase brought in the mean, the first day aside; 0 for who bought on one day alone."""
        return (self.spent - self.spent_first) / np.maximum(self.x, 1)

    @property
    def mean_spent(self) -> Floats:
        """What a day with a purchase brought in the mean."""
        return self.spent / self.purchases


def known(history: History, day: int) -> Known:
    """Return what was known at the end of that day, of customers who had bought by then."""
    before = history.day <= day
    who, days, spent = history.customer[before], history.day[before], history.spent[before]
    begins = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else np.zeros(0, dtype=np.int64)
    ends = np.r_[begins[1:], len(who)] - 1 if len(who) else begins
    first, last = days[begins], days[ends]
    new = days > day - RECENT_DAYS
    recent = np.r_[0, np.cumsum(new)]
    return Known(
        customer=who[begins],
        x=(ends - begins).astype(np.float64),
        t_x=(last - first).astype(np.float64),
        age=(day - first).astype(np.float64),
        spent=np.add.reduceat(spent, begins) if len(who) else spent,
        spent_first=spent[begins],
        spent_recent=np.add.reduceat(spent * new, begins) if len(who) else spent,
        recent=(recent[ends + 1] - recent[begins]).astype(np.float64),
        day=day,
        window=max(day - history.first_day, 1) if len(history.day) else 1,
    )


def came(history: History, since: Known, *, horizon: int) -> tuple[Floats, Floats]:
    """Return for each known customer the purchase days in the horizon after that day, and what was spent on them."""
    after = (history.day > since.day) & (history.day <= since.day + horizon)
    size = int(history.customer.max()) + 1 if len(history.customer) else 0
    orders = np.bincount(history.customer[after], minlength=size)[since.customer]
    spent = np.bincount(history.customer[after], weights=history.spent[after], minlength=size)[since.customer]
    return orders.astype(np.float64), spent.astype(np.float64)
