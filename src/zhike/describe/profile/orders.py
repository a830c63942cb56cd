"""One customer's orders with their lines, and the products in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhike.describe.profile.whose import whose
from zhike.workspace import Workspace

PAGE, PRODUCTS = 20, 20


@dataclass(frozen=True)
class Bought:
    """One page of a customer's orders, the newest first, each with its lines; and the products bought most."""

    orders: tuple[dict[str, Any], ...]
    total: int
    page: int
    products: tuple[dict[str, Any], ...]
    categories: tuple[tuple[str, float], ...]

    @property
    def pages(self) -> int:
        """Return how many pages of orders there are."""
        return max(1, -(-self.total // PAGE))


def bought(shop: Workspace, customer_id: str, *, page: int = 1) -> Bought:
    """Return what one customer bought; who may see the customer is asked before."""
    reader, mine = shop.now, whose(shop, customer_id)
    who = mine.values
    span = {"first": (page - 1) * PAGE + 1, "last": page * PAGE}
    orders = reader.arrow(mine.of(_ORDERS), {**who, **span}, reads=["orders"]).to_pylist()
    lines = (
        reader.rows(mine.of(_LINES), {**who, "orders": [o["order_id"] for o in orders]}, reads=["order_lines"])
        if orders
        else []
    )
    total = orders[0]["total"] if orders else reader.value(mine.of(_COUNT), who)
    products = reader.rows(mine.of(_PRODUCTS), who, reads=["order_lines"])
    categories: dict[str, float] = {}
    for product in products:
        if product["category"] and product["revenue"] > 0:
            categories[product["category"]] = categories.get(product["category"], 0.0) + float(product["revenue"])
    return Bought(
        tuple(_with_lines(o, lines) for o in orders), int(total), page, tuple(products[:PRODUCTS]),
        tuple(sorted(categories.items(), key=lambda pair: (-pair[1], pair[0]))),
    )  # fmt: skip


def _with_lines(order: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [line for line in lines if (line["source"], line["order_id"]) == (order["source"], order["order_id"])]
    return {**{n: v for n, v in order.items() if n not in {"total", "place"}}, "lines": mine}


_ORDERS = """
    select source, order_id, ordered_at, ordered_on, status, channel, store, revenue, net_amount, discount_amount,
           returned_amount, coupon, is_purchase, is_return, count(*) over () as total,
           row_number() over (order by ordered_at desc nulls last, source, order_id) as place
    from orders where $mine
    -- A window, not a limit: for that the engine would read the file twice.
    qualify place between $first and $last
    order by place
"""
_COUNT = "select count(*) from orders where $mine"
_LINES = """
    select source, order_id, line_no, sku, product_name, category, quantity, unit_price, line_amount, is_return
    from order_lines where $mine and list_contains($orders, order_id)
    order by source, order_id, try_cast(line_no as integer) nulls last, line_no
"""
_PRODUCTS = """
    select sku, any_value(product_name) as product_name, any_value(category) as category, sum(quantity) as quantity,
           sum(revenue) as revenue, count(distinct (source, order_id)) filter (where not is_return) as orders,
           max(ordered_on) as last_on
    from order_lines where $mine and sku is not null
    group by sku order by revenue desc nulls last, sku
"""
