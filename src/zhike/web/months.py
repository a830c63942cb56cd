"""Months along an axis: their full names for the table, short ones for the eye, and the months of a period in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhike.describe.months import Month
from zhike.describe.periods import Period
from zhike.web import formats
from zhike.words import _, language

_SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def month_names(months: Sequence[Month]) -> list[str]:
    """Return the months in full; one that had not ended says so."""
    return [formats.month(m.month) if m.is_complete else _("{month}, so far").format(month=formats.month(m.month)) for m in months]  # fmt: skip


def month_ticks(months: Sequence[date]) -> list[str]:
    """Return short names for an axis: the year stands under the first month and every January; "" where there is no room."""
    step = 1 if len(months) <= 13 else 3 if len(months) <= 40 else 12
    named = [m for m in months if step == 1 or (m.month - 1) % step == 0]
    shown = {m: _tick(m, with_year=m.month == 1 or at == 0) for at, m in enumerate(named)}
    return [shown.get(m, "") for m in months]


def span(first: date, last: date) -> str:
    """Return two months and what lies between them in words."""
    if first == last:
        return formats.month(first)
    return _("{first} to {last}").format(first=formats.month(first), last=formats.month(last))


def period_said(period: Period) -> str:
    """Return the months of a period in words."""
    return span(period.first, period.last)


def _tick(month: date, *, with_year: bool) -> str:
    zh = language() == "zh"
    short = f"{month.month}月" if zh else _SHORT[month.month - 1]
    year = f"{month.year}年" if zh else str(month.year)
    return f"{short}\n{year}" if with_year else short
