"""Periods of whole months, counted back from the last month that had ended by the as-of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from zhike.describe.months import Month, months
from zhike.errors import UnknownNameError
from zhike.store import runs
from zhike.words import N_
from zhike.workspace import Workspace

# How many months each choice takes; 0 takes all.
PERIODS = {"3m": 3, "6m": 6, "12m": 12, "24m": 24, "all": 0}


@dataclass(frozen=True)
class Period:
    """Some months one after the other: `first` and `last` are the first days of the first and the last of them."""

    name: str
    months: tuple[Month, ...]

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.months[0].month

    @property
    def last(self) -> date:
        """Return the first day of the last month."""
        return self.months[-1].month

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return month_end(self.last)


def as_of(shop: Workspace) -> date:
    """Return the as-of day of the current run."""
    run = shop.now.run_id
    with shop.store.reading() as connection:
        return connection.execute(select(runs.c.as_of).where(runs.c.id == run)).scalar_one()  # type: ignore[no-any-return]


def period_of(shop: Workspace, name: str) -> Period | None:
    """Return the last months of that choice; None when no month with orders has begun.

    Only months that had ended count; when none had, the month that runs is all there is.
    """
    if name not in PERIODS:
        raise UnknownNameError(what=N_("period"), value=name, known=PERIODS)
    every = months(shop)
    ended = tuple(m for m in every if m.is_complete) or every
    chosen = ended[-PERIODS[name] :] if PERIODS[name] else ended
    return Period(name, chosen) if chosen else None


def period_before(shop: Workspace, period: Period) -> Period | None:
    """Return as many months right before a period; None when there are not as many."""
    earlier = tuple(m for m in months(shop) if m.month < period.first)
    count = len(period.months)
    return Period(period.name, earlier[-count:]) if len(earlier) >= count else None


def month_end(month: date) -> date:
    """Return the last day of a day's month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
