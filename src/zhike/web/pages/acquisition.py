"""Acquisition: what customers cost by channel, what they bring, and after how many months that pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.periods import PERIODS, as_of
from zhike.describe.winning import Channel, Months, Payback, channels, months_won, paybacks
from zhike.predict.read_back import Worth, worth_by_channel
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import Choice, choices
from zhike.web.months import span
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("acquisition")

_PERIODS = {
    "3m": N_("3 months"),
    "6m": N_("6 months"),
    "12m": N_("12 months"),
    "24m": N_("24 months"),
    "all": N_("All time"),
}
_MOST = 8


@dataclass(frozen=True)
class ChannelRow:
    """One channel, its name in words, what a customer of it is worth, and the address of its customers."""

    name: str
    figures: Channel
    value: float | None
    clv_to_cac: float | None
    link: str


@dataclass(frozen=True)
class AcquisitionPage:
    """Customers and CAC by channel, the curves of payback, and the table of all figures."""

    title: str
    sentence: str
    periods: tuple[Choice, ...]
    won: Chart
    cac: Chart
    payback: Chart
    rows: tuple[ChannelRow, ...]
    horizon_days: int | None


@room.page("/analysis/acquisition", template="analysis/acquisition.html")
def acquisition_page(ask: Question, period: Annotated[str, Query(max_length=10)] = "12m") -> AcquisitionPage:
    """Show what customers cost and bring, by channel."""
    months, day = months_won(ask.shop, period), formats.day(as_of(ask.shop))
    found = channels(ask.shop, months) if months else ()
    worth = worth_by_channel(ask.shop, first=months.first, last=months.last) if months else {}
    rows = tuple(_row(c, worth, months) for c in found) if months else ()
    return AcquisitionPage(
        title=_("Acquisition"),
        sentence=acquisition_said(found, months, day=day, currency=ask.shop.settings.currency),
        periods=choices(ask.request, "period", {k: _(_PERIODS[k]) for k in PERIODS}, chosen=period),
        won=won_chart(rows, day=day), cac=cac_chart(rows, day=day), payback=payback_chart(paybacks(ask.shop), rows, day=day),
        rows=rows, horizon_days=next((w.horizon_days for w in worth.values()), None),
    )  # fmt: skip


def acquisition_said(found: Sequence[Channel], months: Months | None, *, day: str, currency: str) -> str:
    """Return the sentence about customers, cost and the cheapest channel."""
    won = sum(c.customers for c in found)
    if not won or months is None:
        return _("Nobody was won in this period.")
    said = _("{count} customers were won in {period}").format(
        count=formats.number(won), period=span(months.first, months.last)
    )
    paid = [c for c in found if c.cac is not None]
    if not paid:
        return _("{said}; what they cost is not known: import marketing costs by day and channel. As of {day}.").format(said=said, day=day)  # fmt: skip
    best = min(paid, key=lambda c: c.cac or 0)
    share = sum(c.cost or 0 for c in paid) / sum(c.customers for c in paid)
    cheapest = _("{said}; one of a paid channel costs {cac} on average, least over {channel} ({best}). As of {day}.")
    return cheapest.format(said=said, cac=formats.money(round(share, 2), currency), channel=_named(best.name), best=formats.money(round(best.cac or 0, 2), currency), day=day)  # fmt: skip


def won_chart(rows: Sequence[ChannelRow], *, day: str) -> Chart:
    """Return the customers won by channel, and those of them who have bought."""
    top = [r for r in rows if r.figures.customers][:_MOST]
    said = _("Registered in the period, or bought for the first time. As of {day}.").format(day=day)
    return Chart(
        id="customers-won", kind="rows", title=_("Customers won by channel"), sentence=said, unit="count", categories=[r.name for r in top],
        series=[
            Series(_("Customers"), [r.figures.customers for r in top], [r.link for r in top], colour="anonymous"),
            Series(_("Have bought"), [r.figures.buyers for r in top], [], colour="returning"),
        ],
        over=_("Acquisition channel"), definition="acquisition.customers", height=height_for(len(top), 48),
    )  # fmt: skip


def cac_chart(rows: Sequence[ChannelRow], *, day: str) -> Chart:
    """Return what one customer costs, and what one is worth, by channel."""
    top = [r for r in rows if r.figures.cac is not None][:_MOST]
    said = _("What one customer cost, beside the margin of one: left so far, and expected. As of {day}.").format(
        day=day
    )
    return Chart(
        id="cac", kind="rows", title=_("CAC and value by channel"), sentence=said, unit="money", categories=[r.name for r in top],
        series=[
            Series(_("CAC"), [_cents(r.figures.cac) for r in top], [r.link for r in top], colour="against"),
            Series(_("Value per customer"), [_cents(r.value) for r in top], [r.link for r in top], colour="for"),
        ],
        over=_("Acquisition channel"), definition="acquisition.cac", height=height_for(len(top), 48),
    )  # fmt: skip


def payback_chart(curves: Sequence[Payback], rows: Sequence[ChannelRow], *, day: str) -> Chart:
    """Return the margin per customer by months since they were won, of the channels with most customers."""
    known = {c.name: c for c in curves}
    shown = [(r.name, known[r.figures.name]) for r in rows if r.figures.name in known][:6]
    length = max((len(c.margin) for _name, c in shown), default=0)
    said = _(
        "Margin that one customer has left by then, before what it cost to win them; all months, as of {day}."
    ).format(day=day)
    return Chart(
        id="payback", kind="lines", title=_("Payback: margin per customer by months since they were won"), sentence=said, unit="money",
        categories=[str(n) for n in range(length)],
        series=[Series(name, [*map(_cents, c.margin), *[None] * (length - len(c.margin))]) for name, c in shown],
        over=_("Months since they were won"), definition="payback.margin", height=360,
    )  # fmt: skip


def _row(channel: Channel, worth: Mapping[str, Worth], months: Months) -> ChannelRow:
    expected = worth.get(channel.name)
    value = None
    if channel.margin is not None and channel.customers:
        value = (channel.margin + (expected.clv if expected else 0)) / channel.customers
    ratio = value / channel.cac if value is not None and channel.cac else None
    return ChannelRow(_named(channel.name), channel, value, ratio, _link(channel, months) if channel.customers else "")


def _link(channel: Channel, months: Months) -> str:
    """Return the address of the channel's customers who registered in the months; who never registered has no filter."""
    named = whose("acquisition_channel", channel.name) if channel.name else "acquisition_channel:missing:"
    return customers_with(named, f"registered_on:between:{months.first}..{months.last_day}")


def _named(channel: str) -> str:
    return channel or _("not known")


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
