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
