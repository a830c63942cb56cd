"""Days as numbers, as arrays of days have them: counted from 1970-01-01."""

from __future__ import annotations

from datetime import date, timedelta
from typing import SupportsInt

_FIRST = date(1970, 1, 1)


def number_of(day: date) -> int:
    """Return the number of a day."""
    return (day - _FIRST).days


def day_of(number: SupportsInt) -> date:
    """Return the day of a number."""
    return _FIRST + timedelta(days=int(number))
