"""Values month by month, and the level on which they are forecast: per day, and as logarithms where all are above zero.

A month of 31 days sells a tenth more than one of 28; a shop that grows by a tenth grows by as much from any size. On the level
both are a plain sum. Where a month had nothing, or returns above its sales, there is no logarithm and the level is the value.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
YEAR = 12


@dataclass(frozen=True)
class Scale:
    """How values become levels: of `odds` the logarithm, of `logs` the logarithm, else themselves; `daily` ones are per day first.

    `floor` is the least that a value can be: nothing is negative that never was.
    """

    daily: bool
    logs: bool
    odds: bool
    floor: float

    def level(self, values: Floats, days: Floats) -> Floats:
        """Return the levels of values of months of so many days."""
        each = values / days if self.daily else values
        if self.odds:
            return np.asarray(np.log(each / (1 - each)))
        return np.asarray(np.log(each) if self.logs else each)

    def value(self, levels: Floats, days: Floats) -> Floats:
        """Return the values of levels."""
        if self.odds:
            return np.asarray(np.exp(-np.logaddexp(0, -levels)))
        each = np.exp(np.minimum(levels, 700.0)) if self.logs else levels
        return np.asarray(np.maximum(each * days if self.daily else each, self.floor))

    def onto(self, other: Scale, levels: Floats, days: Floats) -> Floats:
        """Return levels of this scale as those of another one."""
        return levels if self == other else other.level(self.value(levels, days), days)


@dataclass(frozen=True)
class Monthly:
    """A KPI of whole months without a gap, oldest first: the first month, its values and their unit, the days of each month, its scale."""

    first: date
    values: Floats
    unit: str
    days: Floats
    scale: Scale

    def __len__(self) -> int:
        return len(self.values)

    @property
    def levels(self) -> Floats:
        """The values as levels."""
        return self.scale.level(self.values, self.days)

    def until(self, months: int) -> Monthly:
        """Return the first so many months, on the scale that they alone call for: what was known at the end of the last of them."""
        return monthly(self.first, self.values[:months], unit=self.unit)

    def month(self, place: int) -> date:
        """Return the first day of a month by its place, also of one to come."""
        return month_after(self.first, place)

    def days_from(self, place: int, months: int) -> Floats:
        """Return the days of so many months from a place on."""
        return _days(self.month(place), months)


def monthly(first: date, values: Floats, *, unit: str) -> Monthly:
    """Return values of a KPI of this unit (money, count, share or mean) as a series; without values it is empty."""
    positive = bool(len(values)) and bool((values > 0).all())
    odds = unit == "share" and positive and bool((values < 1).all())
    floor = 0.0 if len(values) and (values >= 0).all() else -np.inf
    scale = Scale(daily=unit in {"money", "count"}, logs=positive and unit != "share", odds=odds, floor=floor)
    return Monthly(first, values, unit, _days(first, len(values)), scale)


def month_after(first: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    year, month = divmod(first.year * YEAR + first.month - 1 + months, YEAR)
    return date(year, month + 1, 1)


def _days(first: date, months: int) -> Floats:
    each = [month_after(first, k) for k in range(months)]
    return np.array([monthrange(m.year, m.month)[1] for m in each], np.float64)
