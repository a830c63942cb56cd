"""Distributions: how any feature of the customers is spread, with the customers behind every bar."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import Query

from zhike.describe.directory.labels import label_of, value_in_words
from zhike.describe.distributions import TOPICS, Bin, Distribution, Summary, distribution, features
from zhike.describe.periods import as_of
from zhike.engine import Column
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.words import _

room = Room("distributions")


@dataclass(frozen=True)
class Topic:
    """A group of features: (name, label) of each."""

    label: str
    features: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DistributionsPage:
    """One feature: its meaning and unit, its summary, its histogram, and the customers that stand beside it."""

    title: str
    sentence: str
    feature: str
    label: str
    meaning: str
    unit: str
    topics: tuple[Topic, ...]
    summary: Summary
    chart: Chart
    zeros: int | None
    zeros_link: str
    missing_link: str


@room.page("/analysis/distributions", template="analysis/distributions.html")
def distributions(ask: Question, feature: Annotated[str, Query(max_length=60)] = "revenue") -> DistributionsPage:
    """Show how the values of one feature are spread over the customers."""
    found, column, currency = distribution(ask.shop, feature), features()[feature], ask.shop.settings.currency
    day = formats.day(as_of(ask.shop))
    return DistributionsPage(
        title=_("Distributions"),
        sentence=_said(found, column, day=day, currency=currency),
        feature=feature,
        label=label_of(feature),
        meaning=_(column.meaning),
        unit=column.unit,
        topics=tuple(Topic(_(label), tuple((n, label_of(n)) for n in names)) for label, names in TOPICS.items()),
        summary=found.summary,
        chart=_chart(found, column, day=day, currency=currency),
        zeros=found.zeros,
        zeros_link=customers_with(f"{feature}:is:0") if found.zeros else "",
        missing_link=customers_with(f"{feature}:missing:") if found.summary.missing else "",
    )


def _said(found: Distribution, column: Column, *, day: str, currency: str) -> str:
    s = found.summary
    if not s.count:
        return _("No customer has a value of this feature yet.")
    said = _(
        "{label}: the median of {count} customers is {median}; nine in ten lie between {low} and {high}. As of {day}."
    )
    low, median, high = (formats.shown(_rounded(v), column.unit, currency=currency) for v in (s.p05, s.median, s.p95))
    return said.format(label=label_of(found.feature), count=formats.number(s.count), median=median, low=low, high=high, day=day)  # fmt: skip


def _chart(found: Distribution, column: Column, *, day: str, currency: str) -> Chart:
    label = label_of(found.feature)
    names = [_bin_name(b, found, column, currency) for b in found.bins]
    return Chart(
        id=f"distribution-{found.feature.replace('_', '-')}", kind="histogram", title=label,
        sentence=_chart_said(found, column, day=day, currency=currency), unit="count", categories=names,
        series=[Series(_("Customers"), [b.customers for b in found.bins], [_behind(b, found.feature) for b in found.bins])] if found.bins else [],
        over=label, definition=f"customer_features.{found.feature}", height=360, ticks=_ticks(found, names, column, currency),
        note=_(column.meaning),
    )  # fmt: skip


def _chart_said(found: Distribution, column: Column, *, day: str, currency: str) -> str:
    if not found.bins:
        return ""
    most = max(found.bins, key=lambda b: b.customers)
    counted = sum(b.customers for b in found.bins)
    said = _("The fullest bar is {bin}: {count} of {counted} customers, {share}. As of {day}.")
    text = said.format(
        bin=_bin_name(most, found, column, currency), count=formats.number(most.customers), counted=formats.number(counted),
        share=formats.percent(most.customers / counted if counted else None), day=day,
    )  # fmt: skip
    if found.zeros is None:
        return text
    zeros = _("{count} customers with 0 ({share}) are not in the bars.")
    share = formats.percent(found.summary.zero_share)
    return f"{zeros.format(count=formats.number(found.zeros), share=share)} {text}"


def _bin_name(b: Bin, found: Distribution, column: Column, currency: str) -> str:
    """Return a bin as people say it: one value where it holds one, else from and to."""
    low, high = (
        None if v is None else formats.shown(_rounded(v), column.unit, currency=currency) for v in (b.low, b.high)
    )
    if low is None:
        return _("below {high}").format(high=high)
    if _holds_one(b, found):
        return value_in_words(found.feature, int(b.low or 0)) if found.feature == "favourite_weekday" else low
    return (
        _("{low} and more").format(low=low) if high is None else _("{low} to below {high}").format(low=low, high=high)
    )


def _holds_one(b: Bin, found: Distribution) -> bool:
    """Whether all values of a bin are the same: a whole number, or the greatest there is."""
    if b.low is None:
        return False
    if b.high is None:
        return found.summary.maximum is not None and Decimal(repr(found.summary.maximum)) == b.low
    return found.whole and b.high - b.low == 1


def _ticks(found: Distribution, names: list[str], column: Column, currency: str) -> list[str]:
    """Return where each bar begins; every second or third one where they are many."""
    if all(_holds_one(b, found) for b in found.bins[:-1]) and len(names) <= 12:
        return names
    each = 1 if len(names) <= 12 else 2 if len(names) <= 20 else 3
    ticks = ["" if at % each or b.low is None else _brief(b.low, column, currency) for at, b in enumerate(found.bins)]
    last = found.bins[-1].low
    # The last bar is open: it says so, and its neighbour gives it the room.
    return [*ticks[:-2], "", f"≥ {_brief(last, column, currency)}"] if last is not None and len(ticks) > 2 else ticks


def _brief(value: Decimal, column: Column, currency: str) -> str:
    if column.unit == "share":
        return formats.percent(value, 0)
    return formats.short_money(value, currency) if column.unit == "money" else formats.short(value)


def _behind(b: Bin, feature: str) -> str:
    """Return the address of the customers in a bin."""
    if not b.customers:
        return ""
    low = [] if b.low is None else [f"{feature}:at_least:{b.low.normalize():f}"]
    high = [] if b.high is None else [f"{feature}:less_than:{b.high.normalize():f}"]
    return customers_with(*low, *high)


def _rounded(value: float | Decimal | None) -> float | None:
    return None if value is None else round(float(value), 2 if abs(float(value)) >= 1 else 4)
