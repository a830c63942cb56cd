"""Recommendations read back: which products are offered to how many, what goes with them, and whether they are bought again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from zhike.workspace import Workspace

# Parts of the curves of concentration.
_PARTS = 40


@dataclass(frozen=True)
class OfferedProduct:
    """A product that known customers bought: to how many it is offered, for which reasons, and how many bought it again."""

    sku: str
    name: str
    category: str | None
    customers: int
    since_bought: int
    bought_again: int
    sells_now: int
    buyers: int
    rebuyers: int
    rebuy_rate: float
    is_bought_again: bool


@dataclass(frozen=True)
class Companion:
    """A product that goes with another one: its strength, and orders with both where the pair stands in basket_rules."""

    sku: str
    name: str
    strength: float
    baskets: int | None


@dataclass(frozen=True)
class Concentrated:
    """Down to a share of products, the most first: the share that they hold of all offers, and of all buyers."""

    share: float
    offers: float
    buyers: float


def offered(shop: Workspace) -> tuple[OfferedProduct, ...]:
    """Return all products that known customers bought, the most offered first; nothing in a run of an older version."""
    if "recommendations" not in shop.now.tables:
        return ()
    found: tuple[OfferedProduct, ...] = shop.now.kept("offered products", lambda: _read(shop))
    return found


def customers_offered(shop: Workspace) -> int:
    """Return how many customers have something to be offered."""
    if "recommendations" not in shop.now.tables:
        return 0
    # Everybody's list begins with rank 1.
    wanted = "select count(*) from recommendations where rank = 1"
    return int(shop.now.kept("customers offered", lambda: shop.now.value(wanted, reads=["recommendations"])))


def companions(shop: Workspace, skus: Collection[str]) -> dict[str, tuple[Companion, ...]]:
    """Return by product what goes with it, the best first; products that nothing goes with are left out."""
    if "related_products" not in shop.now.tables:
        return {}
    rows = shop.now.rows(_COMPANIONS, {"skus": list(skus)}, reads=["related_products", "products", "basket_rules"])
    found: dict[str, list[Companion]] = defaultdict(list)
    for row in rows:
        found[row.pop("of")].append(Companion(**row))
    return {sku: tuple(list_) for sku, list_ in found.items()}


def concentrated(products: Sequence[OfferedProduct]) -> tuple[Concentrated, ...]:
    """Return how offers and buyers are spread over the products, from 0 to all of them; nothing where nothing is offered."""
    offers, buyers = (
        _cumulated(sorted((getattr(p, n) for p in products), reverse=True)) for n in ("customers", "buyers")
    )
    if not offers or not offers[-1] or not buyers[-1]:
        return ()
    places = [round(k * len(products) / _PARTS) for k in range(_PARTS + 1)]
    return tuple(Concentrated(at / len(products), offers[at] / offers[-1], buyers[at] / buyers[-1]) for at in dict.fromkeys(places))  # fmt: skip


def _cumulated(values: Sequence[int]) -> list[int]:
    return [0, *accumulate(values)]


def _read(shop: Workspace) -> tuple[OfferedProduct, ...]:
    rows: list[dict[str, Any]] = shop.now.rows(_PRODUCTS, reads=["recommendations", "product_rebuys", "products"])
    return tuple(OfferedProduct(**row) for row in rows)


_PRODUCTS = """
    with offers as (
        select sku, count(*) as customers, count(*) filter (where reason = 'since_bought') as since_bought,
               count(*) filter (where reason = 'bought_again') as bought_again, count(*) filter (where reason = 'sells_now') as sells_now
        from recommendations group by sku
    )
    select r.sku, coalesce(p.product_name, r.sku) as name, p.category,
           coalesce(o.customers, 0) as customers, coalesce(o.since_bought, 0) as since_bought,
           coalesce(o.bought_again, 0) as bought_again, coalesce(o.sells_now, 0) as sells_now,
           r.buyers, r.rebuyers, r.rebuy_rate, r.is_bought_again
    from product_rebuys r left join offers o on r.sku = o.sku left join products p on r.sku = p.sku
    order by 4 desc, r.buyers desc, r.sku
"""
_COMPANIONS = """
    select r.sku as of, r.related_sku as sku, coalesce(p.product_name, r.related_sku) as name, r.strength, b.baskets
    from (select * from related_products where list_contains($skus::varchar[], sku)) r
    left join products p on r.related_sku = p.sku
    left join (select item, other, baskets from basket_rules where level = 'product') b on r.sku = b.item and r.related_sku = b.other
    order by r.sku, r.rank
"""
