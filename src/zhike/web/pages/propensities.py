"""Propensity: of which categories how many customers will likely buy, who they are, and how well that was known on past days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import Query

from zhike.engine import literal
from zhike.predict.read_back import (
    CALIBRATION,
    GAIN,
    LikelyCategory,
    ModelCard,
    cards_of,
    customers_likely,
    likely_categories,
    pooled,
    spots,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.web.scores import PAGES, WithheldScore, calibration_chart, gain_chart, withheld_said, withheld_scores
from zhike.words import _, ngettext

room = Room("propensities")

# The probability from which on customers are counted, until somebody asks for another one.
_LEAST = 0.2


@dataclass(frozen=True)
class CategoryRow:
    """One category: its figures, the addresses of its customers, and the rule of those probable enough."""

    figures: LikelyCategory
    likeliest: str
    listed: str
    probable: str
    rule: str


@dataclass(frozen=True)
class PropensityPage:
    """Categories by the customers who will likely buy of them, and how the score did on past days.

    `at_least` is the probability that was asked for; `numbers` are the rows as numbers for a file.
    """

    title: str
    sentence: str
    at_least: float
    horizon_days: int
    rows: tuple[CategoryRow, ...]
    categories: Chart
    tested: tuple[Chart, ...]
    numbers: Chart
    withheld: tuple[WithheldScore, ...]


@room.page(PAGES["propensity"], template="prediction/propensity.html")
def propensity(ask: Question, at_least: Annotated[float, Query(ge=0, le=1)] = _LEAST) -> PropensityPage:
    """Show of which categories how many customers will likely buy."""
    card = next((c for c in cards_of(ask.shop, "propensity") if c.is_shown), None)
    found, withheld = likely_categories(ask.shop, at_least=at_least), withheld_of(ask.shop, ["propensity"])
    rows = tuple(_row(c, at_least) for c in found)
    return PropensityPage(
        title=_("Propensity"),
        sentence=_said(card, found, customers_likely(ask.shop)) if card and found else withheld_said(withheld),
        at_least=at_least,
        horizon_days=card.horizon_days if card else 0,
        rows=rows,
        categories=_chart(rows),
        tested=_tested(ask, card) if card else (),
        numbers=_numbers(found, at_least),
        withheld=withheld_scores(withheld),
    )


def _said(card: ModelCard, found: Sequence[LikelyCategory], customers: int) -> str:
    first = max(found, key=lambda c: c.likeliest)
    said = ngettext(
        "In the next {days} day, {first} is the likeliest category of most customers: of {count} among {customers}. As of {day}.",
        "In the next {days} days, {first} is the likeliest category of most customers: of {count} among {customers}. As of {day}.",
        card.horizon_days,
    )
    return said.format(
        customers=formats.number(customers), first=first.name, days=card.horizon_days, count=formats.number(first.likeliest), day=formats.day(card.as_of),
    )  # fmt: skip


def _row(found: LikelyCategory, at_least: float) -> CategoryRow:
    # A filter reads plain decimals: 0.00001 and not 1e-05.
    name, least = found.name, f"{Decimal(str(at_least)):f}"
    return CategoryRow(
        found,
        customers_with(whose("likeliest_category", name)) if found.likeliest else "",
        customers_with(whose("likely_category", name)),
        customers_with(whose("likely_category", f"{name}|{least}")) if found.probable else "",
        f"likely({literal(name)}, probability >= {least})",
    )


def _chart(rows: Sequence[CategoryRow]) -> Chart:
    """Return by category the customers of whom it is the likeliest, and those of whom it is among the three likeliest."""
    found = [r.figures for r in rows]
    most = max(found, key=lambda c: c.buyers, default=None)
    said = _(
        "{category} stands among the three likeliest of {count} customers; about {buyers} of them are to be expected to buy of it."
    )
    return Chart(
        id="likely-categories", kind="rows", title=_("Customers by likely category"), unit="count",
        sentence=said.format(category=most.name, count=formats.number(most.listed), buyers=formats.number(most.buyers, 0)) if most else "",
        categories=[c.name for c in found],
        series=[
            Series(_("Likeliest of all"), [c.likeliest for c in found], [r.likeliest for r in rows], colour="returning"),
            Series(_("Among the three likeliest"), [c.listed for c in found], [r.listed for r in rows], colour="anonymous"),
        ] if found else [],
        over=_("Category"), definition="propensity.category", height=height_for(len(found), 36),
        note=_("Up to three categories of each customer are counted."),
    )  # fmt: skip


def _tested(ask: Asked, card: ModelCard) -> tuple[Chart, ...]:
    found = _("What came: customers who bought of the category.")
    return (
        calibration_chart(card, pooled(spots(ask.shop, card, CALIBRATION))),
        gain_chart(card, pooled(spots(ask.shop, card, GAIN)), found=found),
    )


def _numbers(found: Sequence[LikelyCategory], at_least: float) -> Chart:
    """Return every category as numbers for a file."""
    columns: dict[str, Sequence[float]] = {
        _("Customers with at least {probability}").format(probability=formats.percent(at_least, 0)): [c.probable for c in found],
        _("Likeliest of all"): [c.likeliest for c in found], _("Among the three likeliest"): [c.listed for c in found],
        _("New to them"): [c.new for c in found], _("Mean probability"): [c.probability for c in found],
        _("Expected buyers"): [c.buyers for c in found],
    }  # fmt: skip
    return Chart(
        id="propensity-by-category", kind="rows", title=_("Categories"), sentence="", unit="number", over=_("Category"), definition="propensity",
        categories=[c.name for c in found], series=[Series(name, values) for name, values in columns.items()],
    )  # fmt: skip
