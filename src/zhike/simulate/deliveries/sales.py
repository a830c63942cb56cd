"""The rows of the product, order and order line files."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import SELLING
from zhike.simulate.chance import Ints, stream
from zhike.simulate.deliveries.broken import broken
from zhike.simulate.places import SHOPS
from zhike.simulate.press import table, words
from zhike.simulate.products import BRANDS, CATEGORIES
from zhike.simulate.purchases import STATUSES
from zhike.simulate.seasons import PROMOTIONS
from zhike.simulate.world import World

ORDER_BREAKS = ("unreadable date", "text in an amount", "missing key")
LINE_BREAKS = ("text in an amount", "missing key")
COUPON_CODES = ("满500减60", "满200减20")
CATEGORY_NAMES = [category.name for category in CATEGORIES]


def products(world: World) -> pa.Table:
    """Return one row per product."""
    goods = world.goods
    return table(
        {
            "sku": goods.sku,
            "product_name": goods.name,
            "category": words(goods.category, CATEGORY_NAMES),
            "brand": words(goods.brand, BRANDS.split()),
            "price": goods.price,
            "cost": goods.cost,
        }
    )


def orders(world: World, *, system: int) -> pa.Table:
    """Return one row per order of one system, in the order of time; amounts in fen."""
    sold, basket = world.orders, world.baskets
    rows = np.flatnonzero(sold.system == system)
    chance = stream(world.seed, f"orders {system}")
    year = world.seasons.first.year + np.arange(world.behaviour.years + 1)
    # "2024双11": a campaign has the year in its name.
    campaigns = [f"{y}{name}" for y in year for name in PROMOTIONS]
    code = (_year(sold.at[rows]) - world.seasons.first.year) * len(PROMOTIONS) + sold.promotion[rows]
    return table(
        {
            "number": np.arange(len(rows)) + 1,
            "buyer": buyer(world, rows),
            "moment": sold.at[rows],
            "is_return": sold.returns[rows] >= 0,
            "status": words(sold.status[rows], STATUSES),
            "shop": words(_shop(world, rows), list(SHOPS.values())),
            "gross": basket.gross[rows],
            "discount": basket.discount[rows],
            "paid": basket.paid[rows],
            "cost": _costs(world)[rows],
            "coupon": words(basket.coupon[rows], COUPON_CODES),
            "campaign": words(np.where(basket.promoted[rows], code, -1), campaigns),
            "bad": broken(chance, len(rows), world=world, breaks=ORDER_BREAKS),
        }
    )


def lines(world: World, *, system: int) -> pa.Table:
    """Return one row per order line of one system; `number` is that of the order, amounts are in fen."""
    basket, goods = world.baskets, world.goods
    rows = np.flatnonzero(world.orders.system[basket.order] == system)
    product, quantity = basket.product[rows], basket.quantity[rows]
    chance = stream(world.seed, f"lines {system}")
    return table(
        {
            "number": order_numbers(world)[basket.order[rows]],
            "line_no": basket.line_no[rows],
            "sku": words(product, goods.sku),
            "product_name": words(product, goods.name),
            "category": words(goods.category[product], CATEGORY_NAMES),
            "quantity": quantity,
            "price": goods.price[product],
            "net": basket.net[rows],
            "cost": goods.cost[product] * quantity,
            "bad": broken(chance, len(rows), world=world, breaks=LINE_BREAKS),
        }
    )


def buyer(world: World, orders: Ints) -> Ints:
    """Return the number, within its system, of the account that each order names; 0 when it names none."""
    account = world.orders.account[orders]
    return np.where(account >= 0, world.accounts.number[account], 0)


def order_numbers(world: World) -> Ints:
    """Return the number of each order within its system: 1, 2, … in the order of time."""
    numbers = np.zeros(len(world.orders), dtype=np.int64)
    for system in SELLING:
        rows = np.flatnonzero(world.orders.system == system)
        numbers[rows] = np.arange(len(rows)) + 1
    return numbers


def _costs(world: World) -> Ints:
    basket = world.baskets
    cost = world.goods.cost[basket.product] * basket.quantity
    return np.bincount(basket.order, weights=cost, minlength=len(world.orders)).astype(np.int64)


def _shop(world: World, orders: Ints) -> Ints:
    """Return the shop nearest to the buyer's home; strangers come to each alike."""
    person = world.orders.person[orders]
    nearest = np.array(world.places.shop)[world.identity.place[person]]
    return np.where(person >= 0, nearest, orders % len(SHOPS))


def _year(seconds: Ints) -> Ints:
    return seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


till_orders, shop_orders, app_orders = (partial(orders, system=system) for system in SELLING)
till_lines, shop_lines, app_lines = (partial(lines, system=system) for system in SELLING)
