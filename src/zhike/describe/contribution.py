"""Contribution read back: how much of the revenue comes from how few customers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhike.workspace import Workspace


@dataclass(frozen=True)
class Point:
    """The best customers down to a revenue: their share of customers and of revenue."""

    customer_share: float
    revenue_share: float
    least_revenue: Decimal


@dataclass(frozen=True)
class Decile:
    """A tenth of the customers, the best first; `cumulative_share` is that of this tenth and all before."""

    decile: int
    customers: int
    revenue: float
    revenue_share: float
    cumulative_share: float
    least_revenue: float


@dataclass(frozen=True)
class ParetoClass:
    """Customers who bring the first 80 % of revenue (A), the next 15 % (B), the rest (C)."""

    name: str
    customers: int
    customer_share: float
    revenue: float
    revenue_share: float


@dataclass(frozen=True)
class Concentration:
    """How revenue is spread over the customers whose orders moved money."""

    customers: int
    gini: float | None
    points: tuple[Point, ...]
    deciles: tuple[Decile, ...]
    classes: tuple[ParetoClass, ...]

    def share_of_best(self, share: float) -> Point | None:
        """Return the last point at which no more than this share of customers stands."""
        return max((p for p in self.points if p.customer_share <= share + 1e-9), key=lambda p: p.customer_share, default=None)  # fmt: skip


def concentration(shop: Workspace) -> Concentration:
    """Return the curve, the tenths and the classes A, B, C."""
    return shop.now.kept("concentration", lambda: _read(shop))  # type: ignore[no-any-return]


def _read(shop: Workspace) -> Concentration:
    rows = {sql: shop.now.rows(sql, reads=["contribution"]) for sql in (_WHOLE, _POINTS, _DECILES, _CLASSES)}
    [whole] = rows[_WHOLE]
    return Concentration(
        customers=whole["customers"],
        gini=whole["gini"],
        points=tuple(Point(**row) for row in rows[_POINTS]),
        deciles=tuple(Decile(**row) for row in rows[_DECILES]),
        classes=tuple(ParetoClass(**row) for row in rows[_CLASSES]),
    )


_WHOLE = "select count(*) as customers, any_value(gini) as gini from contribution"

# One point for each hundredth of customers: the last one within it. Customers without revenue add nothing to the curve.
_POINTS = """
    select max(customer_share) as customer_share, max(cumulative_share) as revenue_share, min(revenue) as least_revenue
    from contribution where revenue > 0
    group by ceil(customer_share * 100 - 1e-9) order by 1
"""
_DECILES = """
    with tenths as (
        select decile, count(*) as customers, sum(revenue)::double as revenue,
               coalesce(sum(revenue_share), 0) as revenue_share, min(revenue) as least_revenue
        from contribution group by 1
    )
    select decile, customers, revenue, revenue_share,
           sum(revenue_share) over (order by decile) as cumulative_share, least_revenue::double as least_revenue
    from tenths order by decile
"""
_CLASSES = """
    select pareto_class as name, count(*) as customers, count(*) / sum(count(*)) over () as customer_share,
           sum(revenue)::double as revenue, coalesce(sum(revenue_share), 0) as revenue_share
    from contribution group by 1 order by 1
"""


@dataclass(frozen=True)
class Product:
    """One product and its part of the revenue; `cumulative_share` is that of it and all with as much or more."""

    sku: str
    name: str
    category: str | None
    revenue: float
    units: float
    lines: int
    revenue_share: float | None
    cumulative_share: float | None
    pareto_class: str


@dataclass(frozen=True)
class ProductShares:
    """How revenue is spread over products: points of the Lorenz curve (share of products, share of revenue), the best first."""

    count: int
    gini: float | None
    class_a: int
    points: tuple[tuple[float, float], ...]
    products: tuple[Product, ...]


def product_shares(shop: Workspace) -> ProductShares:
    """Return the curve, how many products make class A, and the best two hundred products."""
    return shop.now.kept("product shares", lambda: _read_products(shop))  # type: ignore[no-any-return]


def _read_products(shop: Workspace) -> ProductShares:
    rows = {sql: shop.now.rows(sql, reads=["product_contribution"]) for sql in (_PRODUCTS, _PRODUCT_POINTS, _BEST)}
    [whole] = rows[_PRODUCTS]
    points = tuple((float(r["share"]), float(r["revenue_share"])) for r in rows[_PRODUCT_POINTS])
    return ProductShares(**whole, points=points, products=tuple(Product(**r) for r in rows[_BEST]))


_PRODUCTS = """
    select count(*) as count, any_value(gini) as gini, count(*) filter (where pareto_class = 'A') as class_a
    from product_contribution
"""
_PRODUCT_POINTS = """
    select max(product_share) as share, max(cumulative_share) as revenue_share from product_contribution
    where cumulative_share is not null
    group by ceil(product_share * 100 - 1e-9) order by 1
"""
_BEST = """
    select sku, coalesce(product_name, sku) as name, category, revenue::double as revenue, units::double as units, lines,
           revenue_share, cumulative_share, pareto_class
    from product_contribution order by rank, sku limit 200
"""
