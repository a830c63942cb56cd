"""Instants and dates: ISO and its relatives in SQL, every other way of writing them in Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from zhike.clean.kind import Context, Form, Kind, Reading, literal, unreadable
from zhike.clean.moments import AmbiguousOrderError, Moment, aware, moment

EARLIEST = date(1900, 1, 1)

# What systems write for "no date": zero dates, the first day of SQL Server, Excel and .NET, the end of time.
_NO_DATE = frozenset(
    {date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
    | {date(2099, 12, 31), date(2999, 12, 31), date(9999, 12, 31), date(9999, 1, 1)}
)
_ZERO = ("0000-00-00", "0000/00/00", "00000000", "00/00/0000", "0", "0.0")

# DuckDB reads these as strptime does. Its cast alone is no test: it drops zones, and what follows a stray blank.
_YEAR_FIRST = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?)?"
_ZONED = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,6})?(?:Z|[+-][01][0-9](?::[0-9]{2})?)"
_YEAR_LAST = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"


def instant_forms(x: str, context: Context) -> tuple[Form, ...]:
    """Return the usual ways of writing an instant, as TIMESTAMPTZ; implausible ones pass no test."""
    if context.pattern is not None and ("%z" in context.pattern or "%Z" in context.pattern):
        value = f"CAST(try_strptime({x}, {literal(context.pattern)}) AS TIMESTAMPTZ)"
        return (Form(_plausible(value, context, zoned=True), value),)
    zone = literal(context.options.timezone)
    naive = [replace(form, value=f"timezone({zone}, {form.value})") for form in _naive(x, context)]
    zoned = f"try_cast({x} AS TIMESTAMPTZ)"
    test = f"regexp_full_match({x}, '{_ZONED}') AND {_plausible(zoned, context, zoned=True)}"
    return tuple(naive) if context.pattern is not None else (naive[0], Form(test, zoned), *naive[1:])


def date_forms(x: str, context: Context, *, between: str | None = None) -> tuple[Form, ...]:
    """Return the usual ways of writing a day or a moment without a zone, as DATE.

    `between` is a SQL condition on a moment `{}` that stands for the plausible years.
    """
    return tuple(replace(form, value=f"CAST({form.value} AS DATE)") for form in _naive(x, context, between=between))


def read_instant(text: str, context: Context) -> Reading:
    """Read an instant as an aware UTC datetime, from 1900 to a year after the day the import was received."""
    found = found_in(text, context, problem="bad_instant")
    if isinstance(found, Reading):
        return found
    try:
        at = aware(found, context.zone)
    except (OverflowError, ValueError):
        return Reading(repair="invalid", problem="out_of_range")
    if not _is_plausible(at, context):
        return Reading(repair="invalid", problem="out_of_range")
    return Reading(at, "suspicious" if found.at.year == 1970 and found.at in _epochs(found) else found.repair)


def read_date(text: str, context: Context) -> Reading:
    """Read a day; a moment with a zone is the day it was in the workspace's zone."""
    found = found_in(text, context, problem="bad_date")
    if isinstance(found, Reading):
        return found
    day = day_of(found, context)
    if day is None or not EARLIEST <= day <= context.options.received_on + timedelta(days=366):
        return Reading(repair="invalid", problem="out_of_range")
    return Reading(day, found.repair)


def found_in(text: str, context: Context, *, problem: str) -> Moment | Reading:
    """Return the moment a text says, or the reading that takes its place: no date, unreadable, ambiguous."""
    if text in _ZERO:
        return Reading(repair="sentinel")
    try:
        found = _patterned(text, context) or moment(text, order=context.order, latest=context.options.received_on)
    except AmbiguousOrderError:
        return Reading(repair="invalid", problem="ambiguous_date")
    if found is None:
        return unreadable(problem)
    if found.at.date() not in _NO_DATE:
        return found
    # Where a row must have a date, "the end of time" is a wrong one; elsewhere it says that there is none.
    return Reading(repair="invalid", problem="out_of_range") if context.must else Reading(repair="sentinel")


def day_of(found: Moment, context: Context) -> date | None:
    """Return the day of a moment in the workspace's zone; None at the ends of the calendar."""
    try:
        return (found.at.astimezone(context.zone) if found.at.tzinfo else found.at).date()
    except (OverflowError, ValueError):
        return None


def order_evidence(x: str) -> tuple[str, str]:
    """Return two SQL conditions: the value can only be day-first, only month-first."""
    first, second = r"[0-9]{1,2}[-/.]", r"(?:1[3-9]|2[0-9]|3[01])[-/.]"
    year = r"[0-9]{2,4}(?:[^0-9].*)?"
    return (f"regexp_full_match({x}, '{second}{first}{year}')", f"regexp_full_match({x}, '{first}{second}{year}')")


def _naive(x: str, context: Context, *, between: str | None = None) -> list[Form]:
    """Return the forms that name no zone, with a TIMESTAMP as value."""
    if context.pattern is not None:
        shapes = [("true", f"try_strptime({x}, {literal(context.pattern)})", "NULL")]
    else:
        shapes = [
            (f"regexp_full_match({x}, '{_YEAR_FIRST}')", f"try_cast({x} AS TIMESTAMP)", "NULL"),
            (f"regexp_full_match({x}, '(?:19|20)[0-9]{{6}}')", f"try_strptime({x}, '%Y%m%d')", "NULL"),
            (f"regexp_full_match({x}, '(?:19|20)[0-9]{{12}}')", f"try_strptime({x}, '%Y%m%d%H%M%S')", "NULL"),
            *_year_last(x, context),
        ]
    return [
        Form(
            f"{shape} AND {between.format(value) if between else _plausible(value, context, zoned=False)}",
            value,
            repair,
        )
        for shape, value, repair in shapes
    ]


def _year_last(x: str, context: Context) -> list[tuple[str, str, str]]:
    if context.order is None:
        return []
    day = "%d/%m/%Y" if context.order == "day-first" else "%m/%d/%Y"
    formats = ", ".join(literal(f"{day}{time}") for time in ("", " %H:%M", " %H:%M:%S"))
    repair = literal(context.order.replace("-", "_"))
    return [(f"regexp_full_match({x}, '{_YEAR_LAST}')", f"try_strptime({x}, [{formats}])", repair)]


def _plausible(value: str, context: Context, *, zoned: bool) -> str:
    """Return SQL: whether a moment lies well inside the range and is not the Unix epoch; the edges go to Python."""
    kind, suffix = ("TIMESTAMPTZ", "+00") if zoned else ("TIMESTAMP", "")
    last = context.options.received_on + timedelta(days=364)
    days = (date(1970, 1, 3), last, date(1900, 1, 3), date(1969, 12, 30))
    low, high, old, older = (f"{kind} '{day} 00:00:00{suffix}'" for day in days)
    # Nearly every moment is after 1970: the second half is then not computed.
    return f"({value} BETWEEN {low} AND {high} OR {value} BETWEEN {old} AND {older})"


def _patterned(text: str, context: Context) -> Moment | None:
    if context.pattern is None:
        return None
    try:
        return Moment(datetime.strptime(text, context.pattern))  # noqa: DTZ007 - the zone is the workspace's, added later
    except (ValueError, OverflowError):
        return None


def _is_plausible(at: datetime, context: Context) -> bool:
    last = context.options.received_on + timedelta(days=366)
    return EARLIEST <= at.date() <= last


def _epochs(found: Moment) -> tuple[datetime, ...]:
    """Return the moments that are Unix time 0, in UTC and as a clock in China shows it."""
    zero = datetime(1970, 1, 1, tzinfo=found.at.tzinfo)
    return (zero, zero + timedelta(hours=8)) if found.at.tzinfo in {None, UTC} else ()


INSTANT = Kind(read=read_instant, forms=instant_forms)
DATE = Kind(read=read_date, forms=date_forms)
