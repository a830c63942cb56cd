"""Values as people write them in their language: 1.2万 and 2025年6月30日, or 12,345 and 30 Jun 2025; "—" for nothing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhike.words import _, language

NOTHING = "—"
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "¥"}
# The first mark that stands in a user agent counts: Edge also says Chrome, and all of them say Safari.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def number(value: Any, digits: int | None = None) -> str:
    """Return a number with separators; without `digits`, as many decimals as it takes, two at most."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    if not exact.is_finite():
        return NOTHING
    if digits is None:
        digits = next((n for n in (0, 1) if exact == round(exact, n)), 2)
    return f"{exact:,.{digits}f}"


def short(value: Any, figures: int = 3) -> str:
    """Return a number as it is said, with so many figures at least: 12.3万 and 4.56亿 in Chinese, 123K and 45.6M in English."""
    if value is None:
        return NOTHING
    size = float(value)
    units = ((1e8, "亿"), (1e4, "万")) if language() == "zh" else ((1e9, "B"), (1e6, "M"), (1e4, "K"))
    for unit, word in units:
        if abs(size) >= unit:
            scaled = size / (1e3 if word == "K" else unit)
            return f"{scaled:,.{max(0, figures - len(str(int(abs(scaled)))))}f}{word}"
    return number(round(size) if abs(size) >= 100 else round(size, 2))


def money(value: Any, currency: str = "CNY") -> str:
    """Return an amount in full, to the cent where it has cents."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    return _signed(number(value, 0 if exact.is_finite() and exact == exact.to_integral_value() else 2), currency)


def short_money(value: Any, currency: str = "CNY", figures: int = 3) -> str:
    """Return an amount as it is said."""
    return NOTHING if value is None else _signed(short(value, figures), currency)


def percent(value: Any, digits: int = 1) -> str:
    """Return a share (0.123) as 12.3%."""
    return NOTHING if value is None else f"{float(value) * 100:,.{digits}f}%"


def change(value: Any) -> str:
    """Return a relative change with its sign: +12.3%."""
    return NOTHING if value is None else f"{float(value) * 100:+,.1f}%".replace("-", "−")


def points(value: Any) -> str:
    """Return the difference of two shares in percentage points, with its sign: +1.2."""
    return NOTHING if value is None else f"{float(value) * 100:+,.1f}".replace("-", "−")


def day(value: date | None) -> str:
    """Return a day as people write it."""
    if value is None:
        return NOTHING
    if language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date | None) -> str:
    """Return a month as people write it."""
    if value is None:
        return NOTHING
    return f"{value.year}年{value.month}月" if language() == "zh" else f"{_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None, timezone: str) -> str:
    """Return an instant as a day and a time in the workspace's time zone."""
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(timezone))
    return f"{day(local.date())} {local:%H:%M}"


def day_of(value: datetime, timezone: str) -> str:
    """Return the day of an instant in the workspace's time zone."""
    return day(value.astimezone(ZoneInfo(timezone)).date())


def seconds(value: float | None) -> str:
    """Return how long something took."""
    if value is None:
        return NOTHING
    if value < 90:
        return _("{count} s").format(count=f"{value:.1f}")
    return _("{count} min").format(count=f"{value / 60:.1f}")


def size(value: float | None) -> str:
    """Return a number of bytes."""
    if value is None:
        return NOTHING
    for unit, word in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if value >= unit:
            return f"{value / unit:.1f} {word}"
    return f"{value:.0f} B"


def browser(agent: str | None) -> str:
    """Return which browser on which system a user agent names: "Chrome · Windows"; the text itself when it is neither."""
    named = [next((word for mark, word in marks if mark in (agent or "")), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, named)) or agent or NOTHING


def shown(value: Any, unit: str = "", *, currency: str = "CNY", timezone: str = "UTC") -> str:
    """Return any value of a table by its type and the unit its column declares."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value, timezone)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float | Decimal):
        return {"money": lambda: money(value, currency), "share": lambda: percent(value)}.get(
            unit, lambda: number(value)
        )()
    return str(value)


def _signed(text: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"−{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"
