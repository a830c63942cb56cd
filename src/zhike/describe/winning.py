"""Acquisition read back: what each channel's customers cost, what they bring, and after how many months that pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhike.describe.periods import month_end, period_of
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Channel:
    """One channel in a period; `cost` is None where none is known, `payback_months` where it has not paid back yet."""

    name: str
    customers: int
    buyers: int
    cost: float | None
    revenue: float
    margin: float | None
    payback_months: int | None
    watched_months: int

    @property
    def cac(self) -> float | None:
        """Return what one customer cost; None when nothing was spent or nobody came."""
        return self.cost / self.customers if self.cost and self.customers else None


@dataclass(frozen=True)
class Months:
    """The months in which customers were won: the first days of the first and of the last."""

    first: date
    last: date

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return month_end(self.last)


@dataclass(frozen=True)
class Payback:
    """What each customer of a channel has left after so many months: margin, 0 for the first month they were won in."""

    name: str
    customers: tuple[int, ...]
    margin: tuple[float | None, ...]
    revenue: tuple[float, ...]


def months_won(shop: Workspace, name: str) -> Months | None:
    """Return the months of a choice of `PERIODS`; "all" begins with the first customer won, who may not have bought at once."""
    period = period_of(shop, name)
    if period is None or name != "all":
        return Months(period.first, period.last) if period else None
    earliest = shop.now.value("select min(month) from acquisition", reads=["acquisition"])
    return Months(min(earliest or period.first, period.first), period.last)


def channels(shop: Workspace, period: Months) -> tuple[Channel, ...]:
    """Return what each channel brought and cost in a period, the one with most customers first."""
    asked = {"first": period.first, "last": period.last}
    curves = {p.name: p for p in paybacks(shop)}
    return tuple(
        _channel(row, curves.get(row["name"])) for row in shop.now.rows(_CHANNELS, asked, reads=["acquisition"])
    )


def paybacks(shop: Workspace) -> tuple[Payback, ...]:
    """Return the curves of all channels."""
    found: dict[str, list[tuple[int, float | None, float]]] = {}
    for row in shop.now.kept("payback", lambda: shop.now.rows(_PAYBACK, reads=["payback"])):
        found.setdefault(row["channel"], []).append((row["customers"], row["margin"], float(row["revenue"])))
    return tuple(Payback(name, *zip(*rows, strict=True)) for name, rows in found.items())


def _channel(row: dict[str, object], curve: Payback | None) -> Channel:
    found = Channel(**row, payback_months=None, watched_months=len(curve.margin) if curve else 0)  # type: ignore[arg-type]
    if curve is None or found.cac is None:
        return found
    cac = found.cac
    paid = next((n for n, m in enumerate(curve.margin) if m is not None and m >= cac), None)
    return Channel(**row, payback_months=paid, watched_months=len(curve.margin))  # type: ignore[arg-type]


_CHANNELS = """
    select channel as name, sum(customers)::bigint as customers, sum(buyers)::bigint as buyers, sum(cost)::double as cost,
           sum(revenue)::double as revenue, sum(margin)::double as margin
    from acquisition where month between $first and $last
    group by channel order by customers desc, channel
"""
_PAYBACK = "select channel, months_since, customers, revenue, margin from payback order by channel, months_since"
