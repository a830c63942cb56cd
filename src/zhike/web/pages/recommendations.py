"""Recommendations: what is offered to how many, what goes with it, and how much of what came had been offered on past days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.periods import as_of
from zhike.errors import UnknownNameError
from zhike.predict.read_back import (
    ALL_PRODUCTS,
    NEW_PRODUCTS,
    Companion,
    ModelCard,
    OfferedProduct,
    cards_of,
    companions,
    concentrated,
    customers_offered,
    offered,
    tests,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.web.scores import PAGES, WithheldScore, model_said, product_page, withheld_said, withheld_scores
from zhike.words import N_, _, ngettext, sentences

room = Room("recommendations")

_BARS, _SHOWN, _BESIDE = 15, 50, 3
_REASONS = {
    "since_bought": N_("goes with what they bought"), "bought_again": N_("they buy it again and again"), "sells_now": N_("many buy it now"),
}  # fmt: skip


@dataclass(frozen=True)
class ProductRow:
    """One product: its figures, what goes with it, the page about it, whom it is offered to and who bought it."""

    figures: OfferedProduct
    beside: tuple[Companion, ...]
    page: str
    offered_to: str
    bought_by: str


@dataclass(frozen=True)
class CompanionRow:
    """A product that goes with the chosen one, its page, and the customers who bought both in one order ("" for none)."""

    figures: Companion
    page: str
    bought_both: str


@dataclass(frozen=True)
class RecommendationsPage:
    """What is offered, how it did on past days, and the products; `chosen` is one of them with its `companions`.

    `numbers` are those of all products that the search finds, for a download; `rows` are the first of them.
    """

    title: str
    sentence: str
    q: str
    past_days: tuple[Chart, ...]
    most: Chart
    coverage: Chart
    reasons: Chart
    chosen: ProductRow | None
    companions: tuple[CompanionRow, ...]
    rows: tuple[ProductRow, ...]
    total: int
    numbers: Chart
    withheld: tuple[WithheldScore, ...]


@room.page(PAGES["recommendations"], template="prediction/recommendations.html")
def recommendations(
    ask: Question,
    q: Annotated[str, Query(max_length=100)] = "",
    product: Annotated[str | None, Query(max_length=200)] = None,
) -> RecommendationsPage:
    """Show what is offered to whom, and what goes with a product."""
    products, cards = offered(ask.shop), [c for c in cards_of(ask.shop, "recommendations") if c.is_shown]
    found = [p for p in products if not q or q.lower() in f"{p.name} {p.sku} {p.category or ''}".lower()]
    withheld = withheld_of(ask.shop, ["recommendations"])
    chosen = _chosen(products, product) if product else None
    beside = companions(ask.shop, [p.sku for p in (*found[:_SHOWN], *([chosen] if chosen else []))])
    return RecommendationsPage(
        title=_("Recommendations"),
        sentence=_said(ask, products, cards) if cards else withheld_said(withheld),
        q=q,
        past_days=tuple(_past_days(ask, c) for c in cards),
        most=_most_chart(products),
        coverage=_coverage_chart(products),
        reasons=_reasons_chart(products),
        chosen=_row(chosen, beside) if chosen else None,
        companions=tuple(_companion(chosen.sku, c) for c in beside.get(chosen.sku, ())) if chosen else (),
        rows=tuple(_row(p, beside) for p in found[:_SHOWN]),
        total=len(found),
        numbers=_numbers(found),
        withheld=withheld_scores(withheld),
    )


def _chosen(products: Sequence[OfferedProduct], sku: str) -> OfferedProduct:
    of = {p.sku: p for p in products}
    if sku not in of:
        raise UnknownNameError(what=N_("product"), value=sku, known=of)
    return of[sku]


def _said(ask: Asked, products: Sequence[OfferedProduct], cards: Sequence[ModelCard]) -> str:
    """Return for how many there is something to offer, and what it was worth on the past days."""
    there = sum(p.customers > 0 for p in products)
    count = customers_offered(ask.shop)
    said = ngettext(
        "For {count} customer there are products to offer: {there} of {all} products are offered to somebody. As of {day}.",
        "For {count} customers there are products to offer: {there} of {all} products are offered to somebody. As of {day}.",
        count,
    ).format(count=formats.number(count), there=formats.number(there), all=formats.number(len(products)), day=formats.day(as_of(ask.shop)))  # fmt: skip
    return sentences(said, *(_recall_said(c) for c in cards[:1]))


def _recall_said(card: ModelCard) -> str:
    """Return how much of what came had been offered on the past days."""
    said = {
        NEW_PRODUCTS: _("On the past days {value} of the new products that a customer bought in the next {days} days had stood among the ten offered, in the mean; by {baseline} {naive}."),
        ALL_PRODUCTS: _("On the past days {value} of all products that a customer bought in the next {days} days had stood among the ten offered, in the mean; by {baseline} {naive}."),
    }[card.target]  # fmt: skip
    return said.format(
        days=card.horizon_days, value=formats.percent(card.value), baseline=model_said(card.baseline), naive=formats.percent(card.baseline_value),
    )  # fmt: skip


def _past_days(ask: Asked, card: ModelCard) -> Chart:
    """Return the recall of the model that is used and of the baseline, past day by past day."""
    of = {
        name: {t.cutoff: t.value for t in tests(ask.shop, card) if (t.model, t.metric) == (name, card.metric)}
        for name in (card.model, card.baseline)
    }
    days = sorted(of[card.model])
    return Chart(
        id="recall-" + card.target.split()[0], kind="bars", title=_("Found on past days: {what}").format(what=_(card.target)), sentence=_recall_said(card), unit="share",
        categories=[formats.day(d) for d in days],
        series=[
            Series(model_said(card.model), [of[card.model][d] for d in days], colour="returning"),
            Series(model_said(card.baseline), [of[card.baseline].get(d) for d in days], colour="new"),
        ],
        over=_("Past day"), definition="model_charts.recall", height=320,
        note=_("Recall at 10: for each customer the share of what they then bought that stood among the ten offered; the mean of all who bought."),
    )  # fmt: skip


def _most_chart(products: Sequence[OfferedProduct]) -> Chart:
    """Return the products that are offered most, beside how many bought them so far."""
    top = [p for p in products[:_BARS] if p.customers]
    said = _("{product} is offered to most: {count} customers. {buyers} have bought it so far.")
    return Chart(
        id="most-offered", kind="rows", title=_("Offered most, and bought so far"), unit="count",
        sentence=said.format(product=top[0].name, count=formats.number(top[0].customers), buyers=formats.number(top[0].buyers)) if top else "",
        categories=[p.name for p in top],
        series=[
            Series(_("Customers it is offered to"), [p.customers for p in top], [_offered_to(p) for p in top], colour="returning"),
            Series(_("Customers who bought it"), [p.buyers for p in top], [_bought_by(p) for p in top], colour="anonymous"),
        ] if top else [],
        over=_("Product"), definition="recommendations", height=height_for(len(top), 36),
    )  # fmt: skip


def _coverage_chart(products: Sequence[OfferedProduct]) -> Chart:
    """Return how much of all offers falls on how few products, beside how buyers are spread over them."""
    points = concentrated(products)
    at = next((p for p in points if p.share >= 0.1), None)
    said = _(
        "{there} of {all} products ({share}) are offered to somebody; a tenth of the products has {offers} of the offers and {buyers} of the buyers."
    )
    there = sum(p.customers > 0 for p in products)
    return Chart(
        id="coverage", kind="curve", title=_("How much of the range is offered"), unit="share",
        sentence=said.format(there=formats.number(there), all=formats.number(len(products)), share=formats.percent(there / len(products)), offers=formats.percent(at.offers), buyers=formats.percent(at.buyers)) if at else "",
        categories=[formats.percent(p.share, 0) for p in points],
        series=[
            Series(_("Share of offers"), [p.offers for p in points], colour="returning"),
            Series(_("Share of buyers"), [p.buyers for p in points], colour="new"),
            Series(_("If all were alike"), [p.share for p in points], colour="equality"),
        ] if points else [],
        over=_("Share of products, the most first"), definition="model_charts.coverage", height=320,
    )  # fmt: skip


def _reasons_chart(products: Sequence[OfferedProduct]) -> Chart:
    """Return all offers by their reason."""
    counts = [sum(getattr(p, name) for p in products) for name in _REASONS]
    said = _("{share} of the offers go with something that the customer bought.")
    return Chart(
        id="offer-reasons", kind="rows", title=_("Why it is offered"), unit="count",
        sentence=said.format(share=formats.percent(counts[0] / sum(counts))) if sum(counts) else "",
        categories=[_(name) for name in _REASONS.values()] if sum(counts) else [], series=[Series(_("Offers"), counts)] if sum(counts) else [],
        over=_("Reason"), definition="recommendations.reason", height=200,
    )  # fmt: skip


def _numbers(found: Sequence[OfferedProduct]) -> Chart:
    """Return every product that was looked for as numbers for a file."""
    columns: Iterator[tuple[str, Sequence[float]]] = iter((
        (_("Customers it is offered to"), [p.customers for p in found]), (_("Customers who bought it"), [p.buyers for p in found]),
        (_("Customers who bought it again"), [p.rebuyers for p in found]), (_("Share bought again"), [p.rebuy_rate for p in found]),
    ))  # fmt: skip
    return Chart(
        id="products-offered", kind="rows", title=_("Products"), sentence="", unit="number", over=_("Product"), definition="recommendations",
        categories=[f"{p.name} ({p.sku})" if p.name != p.sku else p.sku for p in found], series=[Series(name, values) for name, values in columns],
    )  # fmt: skip


def _row(product: OfferedProduct, beside: Mapping[str, tuple[Companion, ...]]) -> ProductRow:
    return ProductRow(product, beside.get(product.sku, ())[:_BESIDE], product_page(product.sku), _offered_to(product), _bought_by(product))  # fmt: skip


def _companion(sku: str, found: Companion) -> CompanionRow:
    both = customers_with(whose("bought_together", f"{sku}|{found.sku}")) if found.baskets else ""
    return CompanionRow(found, product_page(found.sku), both)


def _offered_to(product: OfferedProduct) -> str:
    return customers_with(whose("recommended_product", product.sku)) if product.customers else ""


def _bought_by(product: OfferedProduct) -> str:
    return customers_with(whose("bought_product", product.sku)) if product.buyers else ""
