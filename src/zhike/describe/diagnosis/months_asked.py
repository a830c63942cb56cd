"""The periods that are compared: whole months, as 2025-05 or 2025-01..2025-03."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from zhike.errors import WrongUseError
from zhike.words import _


@dataclass(frozen=True)
class Months:
    """Some months one after the other, counted as year × 12 + month − 1, so that the month before is one less."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """Return how many months they are."""
        return self.last - self.first + 1

    @property
    def days(self) -> tuple[date, date]:
        """Return the first days of the first and the last month."""
        return day_one(self.first), day_one(self.last)

    @property
    def text(self) -> str:
        """Return them as somebody would type them."""
        first, last = (f"{d:%Y-%m}" for d in self.days)
        return first if first == last else f"{first}..{last}"


def months_asked(text: str) -> Months:
    """Return the months that somebody typed, or raise WrongUseError."""
    found = re.fullmatch(r"(\d{4})-(\d\d?)(?:\.\.(\d{4})-(\d\d?))?", text.strip(), re.ASCII)
    if not found or not all(1 <= int(m) <= 12 for m in found.groups()[1::2] if m):
        raise WrongUseError(detail=_("{value!r} are no months; write 2025-05, or 2025-01..2025-03").format(value=text[:40]))  # fmt: skip
    year, month, last_year, last_month = found.groups()
    first = int(year) * 12 + int(month) - 1
    last = int(last_year) * 12 + int(last_month) - 1 if last_year else first
    if last < first or int(year) < 1 or last >= 9999 * 12:
        raise WrongUseError(detail=_("{value!r} ends before it begins").format(value=text[:40]))
    return Months(first, last)


def month_no(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * 12 + day.month - 1


def day_one(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)
