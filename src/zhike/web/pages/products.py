"""Product contribution: how much of the revenue comes from how few products."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.describe.contribution import Product, ProductShares, product_shares
from zhike.describe.periods import as_of
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.words import _

room = Room("products")

_BARS, _SHOWN = 15, 100


@dataclass(frozen=True)
class ProductRow:
    """One product and the address of those who bought it."""

    figures: Product
    link: str


@dataclass(frozen=True)
class ProductsPage:
    """The Lorenz curve over products, the best of them, and the table."""

    title: str
    sentence: str
    lorenz: Chart
    best: Chart
    rows: tuple[ProductRow, ...]
    total: int


@room.page("/analysis/products", template="analysis/products.html")
def products_page(ask: Question) -> ProductsPage:
    """Show how revenue is spread over the products."""
    found, day = product_shares(ask.shop), formats.day(as_of(ask.shop))
    said = products_said(found, day=day)
    return ProductsPage(
        title=_("Product contribution"), sentence=said, lorenz=_lorenz(found, said), best=_best(found, day),
        rows=tuple(ProductRow(p, _link(p)) for p in found.products[:_SHOWN]), total=found.count,
    )  # fmt: skip


def products_said(found: ProductShares, *, day: str) -> str:
    """Return the sentence about the products of class A."""
    if found.gini is None:
        return _("No product has brought revenue yet.")
    said = _("{count} of {products} products, {share}, bring the first 80% of the revenue (Gini {gini}). As of {day}.")
    return said.format(
        count=formats.number(found.class_a), products=formats.number(found.count), share=formats.percent(found.class_a / found.count),
        gini=formats.number(found.gini, 2), day=day,
    )  # fmt: skip


def _lorenz(found: ProductShares, said: str) -> Chart:
    shares = [0.0, *(s for s, _r in found.points)] if found.gini is not None else []
    curve = [0.0, *(r for _s, r in found.points)] if shares else []
    return Chart(
        id="product-lorenz", kind="lorenz", title=_("Lorenz curve of revenue over products"), sentence=said, unit="share",
        categories=[formats.percent(s) for s in shares],
        series=[Series(_("Share of revenue"), curve, colour="returning"), Series(_("If all brought the same"), shares, colour="equality")],
        over=_("Share of products, the best first"), definition="product_contribution.gini", height=360,
    )  # fmt: skip


def _best(found: ProductShares, day: str) -> Chart:
    top = found.products[:_BARS] if found.gini is not None else ()
    said = _("The best {count} bring {share} of the revenue. As of {day}.").format(
        count=len(top), share=formats.percent(top[-1].cumulative_share if top else None), day=day
    )
    return Chart(
        id="best-products", kind="rows", title=_("Products with most revenue"), sentence=said, unit="money",
        categories=[p.name for p in top], series=[Series(_("Revenue"), [round(p.revenue, 2) for p in top], [_link(p) for p in top])],
        over=_("Product"), definition="product_contribution.revenue", height=height_for(len(top)),
    )  # fmt: skip


def _link(product: Product) -> str:
    return customers_with(whose("bought_product", product.sku)) if product.lines else ""
