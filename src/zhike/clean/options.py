"""What cleaning must know about an import: its time zone, its currency, the formats of its dates, and its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhike.errors import ZhikeError
from zhike.words import N_

ORDERS = ("day-first", "month-first")


class UnknownTimezoneError(ZhikeError, ValueError):
    """A time zone that is not in the IANA list."""

    code = "unknown_timezone"
    sentence = N_("{value!r} is not a time zone. Use an IANA name such as Asia/Shanghai or Europe/London.")


class UnusableFormatError(ZhikeError, ValueError):
    """A date format of a mapping file that is neither an order nor a strptime format."""

    code = "unusable_format"
    sentence = N_(
        "The format {value!r} of {field} cannot be used. "
        "Use day-first, month-first or a pattern such as %d.%m.%Y %H:%M (see docs/cleaning.md)."
    )


@dataclass(frozen=True)
class CleanOptions:
    """How one import is to be read.

    `timezone` is the zone of instants without one; `currency` the workspace's; `formats` gives, per field,
    "day-first", "month-first" or a strptime pattern; `received_on` is the day from which ages are counted and after
    which (plus a year) instants cannot lie.
    """

    received_on: date
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    formats: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as failure:
            raise UnknownTimezoneError(value=self.timezone) from failure
        for name, pattern in self.formats.items():
            if pattern not in ORDERS and "%" not in pattern:
                raise UnusableFormatError(value=pattern, field=name, known=ORDERS)
