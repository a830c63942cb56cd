"""Dates and times as people write them → a datetime and what it took to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as read: naive when the text named no zone; `repair` says what reading it took."""

    at: datetime
    repair: str | None = None


class AmbiguousOrderError(ValueError):
    """5/3/2024, and nothing says which number is the month. Caught by the kinds; no user sees it."""


_TIME = re.compile(
    r"""[\sT,]*(?:\(?(?:星期|周)[一二三四五六日天]\)?\s*)?
    (?:(?P<half>上午|下午|晚上|凌晨|早上|中午|傍晚|[ap]\.?m\.?)\s*)?
    (?P<hour>\d{1,2})\s*[:点时]\s*(?P<minute>\d{1,2}|半|整)?分?(?:[:\s]?(?P<second>\d{1,2})秒?(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:\s*(?P<after>[ap]\.?m\.?))?\s*(?P<zone>z|utc|gmt|(?:gmt|utc)?\s?[+-]\d{1,2}:?\d{0,2}|cst|北京时间)?\s*(?:\([\w\s]*\))?""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*(?P<sign>[-/.年\s])\s*(?P<month>\d{1,2})\s*[-/.月\s]\s*(?P<day>\d{1,2})\s*[日号]?(?P<rest>(?:[^\d].*)?)",
    re.DOTALL,
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)[T\s]?(?:(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?)?(?:\.0)?(?P<zone>Z)?"
)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)(?P<rest>(?:[^\d].*)?)",
    re.DOTALL,
)
_DAY_NAME = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-\s./]*(?:of\s)?(?P<name>[a-z]{3,9})\.?,?[-\s./]*(?P<year>\d{4}|\d\d)(?P<rest>(?:[^\d].*)?)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"(?P<name>[a-z]{3,9})\.?[-\s]*(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[-\s]+(?P<year>\d{4})(?P<rest>(?:[^\d].*)?)",
    re.IGNORECASE,
)
_C_TIME = re.compile(
    r"(?P<name>[a-z]{3})\s+(?P<day>\d{1,2})\s+(?P<rest>\d\d:\d\d:\d\d)\s+(?:[a-z]{3,4}\s+)?(?P<year>\d{4})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

# Serial 1 is 1900-01-01 and 60 a day that never was, so that from 61 on the count starts at 1899-12-30.
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall-clock reading, the zone comes later


def moment(text: str, *, order: str | None, latest: date) -> Moment | None:
    """Return what a folded text says; None when it is no date.

    `order` is "day-first" or "month-first" where known; `latest` the last plausible day, which decides the century of
    a two-digit year. Raises AmbiguousOrderError where day and month cannot be told apart.
    """
    try:
        return (
            _year_first(text)
            or _compact(text)
            or _year_last(text, order=order, latest=latest)
            or _with_month_name(_DAY_NAME.sub("", text), latest=latest)
            or _number(text)
        )
    except AmbiguousOrderError:
        raise
    except (ValueError, OverflowError):  # the 30th of February, hour 25
        return None


def aware(found: Moment, zone: ZoneInfo) -> datetime:
    """Return the moment as an aware UTC instant; a naive one is in `zone`."""
    at = found.at if found.at.tzinfo else found.at.replace(tzinfo=zone)
    return at.astimezone(UTC)


def _year_first(text: str) -> Moment | None:
    if not (match := _YEAR_FIRST.fullmatch(text)):
        return None
    day = _day(match["year"], match["month"], match["day"])
    return _at(day, match["rest"], repair="chinese_date" if match["sign"] == "年" else None)


def _compact(text: str) -> Moment | None:
    if not (match := _COMPACT.fullmatch(text)):
        return None
    hour, minute, second = (int(part or 0) for part in match.group("hour", "minute", "second"))
    day = _day(match["year"], match["month"], match["day"])
    at = day.replace(hour=hour, minute=minute, second=second, tzinfo=UTC if match["zone"] else None)
    return Moment(at, "excel_number" if text.endswith(".0") else None)


def _year_last(text: str, *, order: str | None, latest: date) -> Moment | None:
    if not (match := _YEAR_LAST.fullmatch(text)):
        return None
    first, second = int(match["first"]), int(match["second"])
    if first > 31:  # 98/12/25
        return _at(
            _day(_century(match["first"], latest), match["second"], match["year"]),
            match["rest"],
            repair="two_digit_year",
        )
    day_first = _is_day_first(first, second, order=order)
    day, month = (first, second) if day_first else (second, first)
    repair = "two_digit_year" if len(match["year"]) == 2 else ("day_first" if day_first else "month_first")
    return _at(_day(_century(match["year"], latest), month, day), match["rest"], repair=repair)


def _is_day_first(first: int, second: int, *, order: str | None) -> bool:
    if first > 12 or second > 12:
        return first > 12
    if first == second:
        return order == "day-first"
    if order is None:
        raise AmbiguousOrderError
    return order == "day-first"


def _with_month_name(text: str, *, latest: date) -> Moment | None:
    for shape in (_DAY_MONTH, _MONTH_DAY, _C_TIME):
        match = shape.fullmatch(text)
        if match and (month := MONTHS.get(match["name"][:3].lower())):
            return _at(_day(_century(match["year"], latest), month, match["day"]), match["rest"], repair="month_name")
    return None


def _number(text: str) -> Moment | None:
    """Return an Excel serial (five digits: 1927 to 2119), or Unix seconds, milliseconds or microseconds."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, value = text.partition(".")[0], float(text)
    if len(whole) == 5 and 10_000 <= value < 80_000:
        # A second is 1/86400 of a day: Excel's own rounding error is below that, so seconds are what it meant.
        return Moment(_EXCEL_EPOCH + timedelta(seconds=round(value * 86_400)), "excel_serial")
    scale = {10: 1, 13: 1_000, 16: 1_000_000}.get(len(whole))
    return Moment(datetime.fromtimestamp(value / scale, UTC), "unix_time") if scale else None


def _century(year: str, latest: date) -> str:
    """Return four digits for a two-digit year: the latest year of that ending that is not in the future."""
    if len(year) == 4:
        return year
    full = latest.year // 100 * 100 + int(year)
    return str(full if full <= latest.year else full - 100)


def _day(*parts: str | int) -> datetime:
    year, month, day = (int(part) for part in parts)
    return datetime(year, month, day)  # noqa: DTZ001 - a wall-clock reading, the zone comes later


def _at(day: datetime, rest: str, *, repair: str | None) -> Moment | None:
    """Return the day with the time of day in `rest`; None when `rest` says something else."""
    bare = re.sub(r"^[\s,(]*(?:星期|周)[一二三四五六日天]\)?", "", rest).strip().lstrip(" ,T")
    if not bare:
        return Moment(day, repair)
    if not (match := _TIME.fullmatch(bare)):
        return None
    minute = {"半": 30, "整": 0, None: 0}.get(match["minute"], match["minute"])
    hour = _hour(int(match["hour"]), half=(match["half"] or match["after"] or "").lower())
    # 24:00 is the end of the day, as timetables and DuckDB have it.
    overflow, hour = divmod(hour, 24) if hour == 24 else (0, hour)
    fraction = int((match["fraction"] or "").ljust(6, "0")[:6])
    at = day.replace(hour=hour, minute=int(minute or 0), second=int(match["second"] or 0), microsecond=fraction)
    return Moment((at + timedelta(days=overflow)).replace(tzinfo=_zone(match["zone"])), repair)


def _hour(hour: int, *, half: str) -> int:
    if half in {"下午", "晚上", "傍晚"} or half.startswith("p"):
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    return 0 if hour == 12 and half else hour


def _zone(text: str | None) -> tzinfo | None:
    """Return the zone a text names; None for none and for CST, which is China's time or Chicago's: the workspace's."""
    name = re.sub(r"^(?:gmt|utc)\s?(?=[+-])", "", (text or "").lower())
    special: dict[str, Callable[[], tzinfo | None]] = {
        "": lambda: None,
        "cst": lambda: None,
        "北京时间": lambda: timezone(timedelta(hours=8)),
        **dict.fromkeys(("z", "utc", "gmt"), lambda: UTC),
    }
    if name in special:
        return special[name]()
    digits = name[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if name[0] == "-" else offset)
