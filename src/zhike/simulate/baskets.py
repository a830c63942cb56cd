"""What lies in the orders: a product, a quantity and an amount per line, and the sums per order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.simulate.behaviour import Behaviour
from zhike.simulate.chance import Chance, Flags, Floats, Ints, stream
from zhike.simulate.people import Habits
from zhike.simulate.products import CATEGORIES, Products
from zhike.simulate.purchases import DAY, Orders
from zhike.simulate.seasons import PROMOTION_RATES, Seasons

# Coupons: from this amount on, so much off (fen).
COUPONS = ((50_000, 6_000), (20_000, 2_000))


@dataclass(frozen=True)
class Baskets:
    """All order lines, in the order of the orders; amounts in fen, those of a return negative."""

    order: Ints
    line_no: Ints
    product: Ints
    quantity: Ints
    net: Ints  # after discounts
    # One entry per order:
    gross: Ints
    discount: Ints
    paid: Ints
    coupon: Ints  # index into COUPONS, -1 for none
    promoted: Flags


def baskets(
    orders: Orders, people: Habits, *, goods: Products, seed: int, seasons: Seasons, behaviour: Behaviour
) -> Baskets:
    """Return the lines of all orders; what comes back has the product, quantity and amount of the first line sold."""
    chance = stream(seed, "baskets")
    start = np.concatenate([[0], np.cumsum(orders.lines)[:-1]]).astype(np.int64)
    order = np.repeat(np.arange(len(orders)), orders.lines)
    line_no = np.arange(len(order)) - start[order] + 1
    product = _products(chance, orders, people, order=order, goods=goods, seasons=seasons, behaviour=behaviour)
    _add_companions(chance, product, line_no=line_no, goods=goods, share=behaviour.companion_share)
    quantity = 1 + np.searchsorted([0.80, 0.95, 0.985], chance.random(len(order)))
    sent_back = _sent_back(orders, start)
    sold = np.ones(len(order), dtype=np.bool_)
    sold[sent_back[0]] = False
    list_price = np.where(sold, goods.price[product] * quantity, 0)
    total = _sums(order, list_price, len(orders))
    promoted = (orders.promotion > 0) & (chance.random(len(orders)) < _uptake(orders, people, behaviour=behaviour))
    coupon = _coupons(chance, orders, people, total=total, promoted=promoted, behaviour=behaviour)
    net = _net(
        order,
        list_price,
        start=start,
        total=total,
        off=_discounts(chance, orders, total=total, promoted=promoted, coupon=coupon),
    )
    for values, sign in ((product, 1), (quantity, -1), (net, -1)):
        values[sent_back[0]] = sign * values[sent_back[1]]
    gross = _sums(order, goods.price[product] * quantity, len(orders))
    paid = _sums(order, net, len(orders))
    return Baskets(
        order=order,
        line_no=line_no,
        product=product,
        quantity=quantity,
        net=net,
        gross=gross,
        discount=gross - paid,
        paid=paid,
        coupon=coupon,
        promoted=promoted,
    )


def _products(
    chance: Chance,
    orders: Orders,
    people: Habits,
    *,
    order: Ints,
    goods: Products,
    seasons: Seasons,
    behaviour: Behaviour,
) -> Ints:
    """Return each line's product. Those who spend much take the dearer of two that they like, the others the cheaper."""
    person = orders.person[order]
    month = seasons.month[(orders.at - seasons.midnight) // DAY][order]
    category = np.searchsorted(goods.month_ladder, month + chance.random(len(order)), side="right") % len(CATEGORIES)
    liked = (chance.random(len(order)) < behaviour.favourite_category) & (person >= 0)
    favourite = np.where(chance.random(len(order)) < 0.65, people.first_choice[person], people.second_choice[person])
    category = np.where(liked, favourite, category)
    one, two = (goods.draw(category, chance.random(len(order))) for _ in range(2))
    dear = chance.random(len(order)) < np.where(person >= 0, people.spend[person] / (0.9 + people.spend[person]), 0.45)
    return np.asarray(np.where((goods.price[one] > goods.price[two]) == dear, one, two))


def _add_companions(chance: Chance, product: Ints, *, line_no: Ints, goods: Products, share: float) -> None:
    second = np.flatnonzero((line_no == 2) & (chance.random(len(product)) < share))
    product[second] = goods.companion[product[second - 1]]


def _sent_back(orders: Orders, start: Ints) -> tuple[Ints, Ints]:
    """Return the lines that send something back and, for each, the line that sold it."""
    till = np.flatnonzero(orders.returns >= 0)
    app = np.flatnonzero(orders.takes_back)
    return (
        np.concatenate([start[till], start[app] + orders.lines[app] - 1]),
        np.concatenate([start[orders.returns[till]], start[app]]),
    )


def _uptake(orders: Orders, people: Habits, *, behaviour: Behaviour) -> Floats:
    liking = np.where(orders.person >= 0, people.deals[orders.person], 1.0)
    return np.asarray(1 - (1 - behaviour.promotion_uptake) ** liking)


def _coupons(
    chance: Chance, orders: Orders, people: Habits, *, total: Ints, promoted: Flags, behaviour: Behaviour
) -> Ints:
    """Return the coupon used, an index into COUPONS: only by known customers, and not on top of a promotion."""
    known = orders.person >= 0
    uses = chance.random(len(orders)) < behaviour.coupon_share * np.where(known, people.deals[orders.person], 0.0)
    coupon = np.full(len(orders), -1, dtype=np.int64)
    for i, (threshold, _) in reversed(list(enumerate(COUPONS))):
        coupon[uses & ~promoted & (total >= threshold)] = i
    return coupon


def _discounts(chance: Chance, orders: Orders, *, total: Ints, promoted: Flags, coupon: Ints) -> Ints:
    """Return what each order is reduced by, in fen."""
    rate = np.array(PROMOTION_RATES)[orders.promotion] * chance.choice([0.75, 1.0, 1.5], len(orders))
    promotion = np.where(promoted, np.rint(total * rate), 0).astype(np.int64)
    worth = np.array([off for _, off in COUPONS] + [0])
    return np.asarray(promotion + worth[coupon])


def _net(order: Ints, list_price: Ints, *, start: Ints, total: Ints, off: Ints) -> Ints:
    """Return the amount of each line: its part of the discount taken off, and what rounding leaves on the first line."""
    factor = 1 - off / np.maximum(total, 1)
    net = np.rint(list_price * factor[order]).astype(np.int64)
    net[start] += np.where(total > 0, total - off - _sums(order, net, len(start)), 0)
    return net


def _sums(order: Ints, values: Ints, count: int) -> Ints:
    # Exact: fen of one order stay far below 2⁵³.
    return np.bincount(order, weights=values, minlength=count).astype(np.int64)
