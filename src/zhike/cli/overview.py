"""The overview as a page in the terminal, with small bar charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from zhike.cli.printing import out, say
from zhike.describe.overview import Bar, Overview
from zhike.describe.rfm import GROUPS
from zhike.describe.state import people_said, rows_said
from zhike.words import _, language

_WIDTH = 28
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def print_overview(found: Overview) -> None:
    """Print the page."""
    out.rule(f"[bold]{found.name or 'Zhike'}[/] · {_('as of {day}').format(day=found.as_of)}")
    for sentence in _sentences(found):
        say(f"• {sentence}")
    chart(_("Revenue by month"), found.months, value=lambda b: money(b.value, found.currency))
    chart(_("Who your buyers are (RFM groups)"), found.rfm_groups, value=lambda b: f"{count(b.value)}  {b.share:5.1%}", name=lambda b: _(GROUPS.get(b.name, b.name)))  # fmt: skip
    chart(_("Share of new buyers who buy again, by month after the first purchase"), found.retention, value=lambda b: f"{b.share:.1%}", name=lambda b: _("month {n}").format(n=b.name))  # fmt: skip
    chart(_("Revenue by channel"), found.channels, value=lambda b: f"{money(b.value, found.currency)}  {b.share:5.1%}")
    out.print()


def chart(
    title: str, bars: Sequence[Bar], *, value: Callable[[Bar], str], name: Callable[[Bar], str] = lambda b: b.name
) -> None:
    """Print a small horizontal bar chart; the longest bar is the greatest share, and bars begin at zero."""
    if not bars:
        return
    out.print(f"\n[bold]{title}[/]")
    most = max(b.share for b in bars) or 1.0
    names = [name(b) for b in bars]
    wide = max(_cells(n) for n in names)
    for label, bar in zip(names, bars, strict=True):
        drawn = _bar(max(bar.share, 0.0) / most)
        out.print(f"  {label}{' ' * (wide - _cells(label))}  [cyan]{drawn}[/] {value(bar)}", soft_wrap=True)


def money(value: float | Decimal, currency: str) -> str:
    """Return an amount as people say it: 万 and 亿 in Chinese, thousands separators in English."""
    return f"{_SYMBOLS.get(currency, currency + ' ')}{count(value)}"


def count(value: float | Decimal) -> str:
    """Return a number as people say it, rounded to what the eye can use."""
    number = float(value)
    if language() == "zh":
        for unit, word in ((1e8, "亿"), (1e4, "万")):
            if abs(number) >= unit:
                return f"{number / unit:,.1f}{word}"
    return f"{number:,.0f}"


def _sentences(found: Overview) -> list[str]:
    said = [
        people_said(found.state),
        rows_said(found.state),
        _("{buyers} of them bought: {orders} orders, {revenue} in all, {basket} an order.").format(
            buyers=f"{found.buyers:,}", orders=f"{found.orders:,}",
            revenue=money(found.revenue, found.currency), basket=money(found.average_order_value or 0, found.currency),
        ),
    ]  # fmt: skip
    if found.revenue_year_before > 0:
        change = float(found.revenue_year / found.revenue_year_before) - 1
        said.append(_("The last 365 days brought {revenue}, {change:+.1%} on the 365 before.").format(revenue=money(found.revenue_year, found.currency), change=change))  # fmt: skip
    if found.top_fifth_share is not None:
        said.append(_("The best fifth of customers brings {share:.0%} of the revenue (Gini {gini:.2f}).").format(share=found.top_fifth_share, gini=found.gini or 0))  # fmt: skip
    return said


def _bar(share: float) -> str:
    """Draw a bar in eighths of a character, so that small differences show."""
    eighths = round(share * _WIDTH * 8)
    return ("█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8]).rstrip().ljust(_WIDTH)


def _cells(text: str) -> int:
    """Return how many terminal cells a text takes: Chinese characters take two."""
    return sum(2 if ord(c) >= 0x1100 else 1 for c in text)
