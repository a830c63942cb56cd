"""Baskets: what is bought together more often than by chance, and whether that lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.periods import as_of
from zhike.describe.together import Course, Pair, courses, pairs
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import Choice, choices
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("baskets")

_LEVELS = {"product": N_("Products"), "category": N_("Categories")}
_SHOWN, _CHORDS, _CURVES, _BARS = 100, 24, 5, 15


@dataclass(frozen=True)
class PairRow:
    """One pair and the address of the customers who bought both in one order."""

    figures: Pair
    link: str


@dataclass(frozen=True)
class BasketsPage:
    """The rules as a table, the pairs as a chord, the largest lifts, and the course of the best pairs."""

    title: str
    sentence: str
    levels: tuple[Choice, ...]
    lifts: Chart
    chord: Chart
    trends: Chart | None
    rows: tuple[PairRow, ...]
    total: int


@room.page("/analysis/baskets", template="analysis/baskets.html")
def baskets_page(ask: Question, level: Annotated[str, Query(max_length=20)] = "product") -> BasketsPage:
    """Show what is bought together."""
    found, day = pairs(ask.shop, level), formats.day(as_of(ask.shop))
    return BasketsPage(
        title=_("Baskets"),
        sentence=baskets_said(found, day=day),
        levels=choices(ask.request, "level", {k: _(v) for k, v in _LEVELS.items()}, chosen=level),
        lifts=lifts_chart(found, level=level, day=day),
        chord=chord_chart(found, level=level, day=day),
        trends=trends_chart(courses(ask.shop, found[:_CURVES]), found, day=day) if level == "product" else None,
        rows=tuple(PairRow(p, _link(p, level)) for p in found[:_SHOWN]),
        total=len(found),
    )


def baskets_said(found: Sequence[Pair], *, day: str) -> str:
    """Return the sentence about the pair with most baskets above chance."""
    if not found:
        return _("No two items go together more often than by chance: each pair needs ten orders at least, and orders need more than one line.")  # fmt: skip
    best = found[0]
    said = _(
        "{item} and {other} stand in {count} orders together, {lift} times as often as by chance; of the orders with {other}, {confidence} have both. Last two years, as of {day}."
    )
    return said.format(
        item=best.item_name, other=best.other_name, count=formats.number(best.baskets), lift=formats.number(best.lift, 1),
        confidence=formats.percent(best.back), day=day,
    )  # fmt: skip


def pair_name(pair: Pair) -> str:
    """Return both names."""
    return f"{pair.item_name} + {pair.other_name}"


def lifts_chart(found: Sequence[Pair], *, level: str, day: str) -> Chart:
    """Return the lift of the best pairs."""
    top = found[:_BARS]
    said = _("{count} pairs pass the test. As of {day}.").format(count=formats.number(len(found)), day=day)
    return Chart(
        id="lifts", kind="rows", title=_("Lift of the pairs with most orders above chance"), sentence=said, unit="number",
        categories=[pair_name(p) for p in top], series=[Series(_("Lift"), [round(p.lift, 2) for p in top], [_link(p, level) for p in top])],
        over=_("Pair"), definition="basket_rules.lift", height=height_for(len(top)),
    )  # fmt: skip


def chord_chart(found: Sequence[Pair], *, level: str, day: str) -> Chart:
    """Return the best pairs as bands between their items."""
    top = found[:_CHORDS]
    said = _("Bands are orders with both; the {count} pairs with most orders above chance. As of {day}.")
    return Chart(
        id="chord", kind="chord", title=_("What goes with what"), sentence=said.format(count=len(top), day=day), unit="count",
        categories=[f"{p.item_name} → {p.other_name}" for p in top],
        series=[Series(_("Orders with both"), [p.baskets for p in top], [_link(p, level) for p in top])],
        over=_("Pair"), definition="basket_rules.baskets", height=440,
    )  # fmt: skip


def trends_chart(found: Sequence[Course], known: Sequence[Pair], *, day: str) -> Chart:
    """Return how often the best pairs went together, quarter by quarter."""
    names = {(p.item, p.other): pair_name(p) for p in known}
    quarters = found[0].quarters if found else ()
    said = _("Share of all orders, by three months counted back from {day}.").format(day=day)
    return Chart(
        id="pair-trends", kind="lines", title=_("The best pairs over time"), sentence=said, unit="share",
        categories=[formats.day(q) for q in quarters], ticks=[formats.month(q) for q in quarters] if len(quarters) < 5 else [],
        series=[Series(names[c.item, c.other], c.shares) for c in found], over=_("Three months from"), definition="basket_trends.share", height=360,
    )  # fmt: skip


def _link(pair: Pair, level: str) -> str:
    deed = "bought_together" if level == "product" else "categories_together"
    return customers_with(whose(deed, f"{pair.item}|{pair.other}"))
