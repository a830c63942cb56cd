import numpy as np
import pytest

from zhike.simulate.purchases import CANCELLED, REFUNDED


def test_lines_of_an_order_add_up_to_what_is_paid(world):
    basket = world.baskets
    paid = np.zeros(len(world.orders), dtype=np.int64)
    np.add.at(paid, basket.order, basket.net)
    assert np.array_equal(paid, basket.paid)
    assert np.array_equal(basket.gross - basket.discount, basket.paid)


def test_lines_are_numbered_from_one_in_every_order(world):
    basket = world.baskets
    assert np.array_equal(np.bincount(basket.order), world.orders.lines)
    assert np.array_equal(basket.line_no[np.flatnonzero(np.diff(basket.order, prepend=-1))], np.ones(len(world.orders)))


def test_what_comes_back_was_sold_before_at_the_same_amount(world):
    basket, orders = world.baskets, world.orders
    start = np.concatenate([[0], np.cumsum(orders.lines)[:-1]])
    back = np.flatnonzero(orders.returns >= 0)
    sold = start[orders.returns[back]]
    assert np.array_equal(basket.product[start[back]], basket.product[sold])
    assert np.array_equal(basket.net[start[back]], -basket.net[sold])
    last = start[orders.takes_back] + orders.lines[orders.takes_back] - 1
    assert np.all(basket.quantity[last] < 0)


def test_only_returns_are_negative(world):
    basket, orders = world.baskets, world.orders
    negative = np.unique(basket.order[basket.quantity < 0])
    assert np.array_equal(negative, np.flatnonzero((orders.returns >= 0) | orders.takes_back))


def test_discounts_never_exceed_the_goods(world):
    sale = world.orders.returns < 0
    assert world.baskets.discount[sale].min() >= 0
    assert np.all(world.baskets.paid[sale] >= 0)


def test_a_coupon_takes_off_what_it_says(world):
    basket = world.baskets
    used = (basket.coupon == 1) & (world.orders.returns < 0) & ~world.orders.takes_back
    assert used.sum() > 100
    assert set(basket.discount[used].tolist()) == {2_000}
    assert basket.gross[used].min() >= 20_000


def test_the_average_basket_is_between_200_and_400_yuan(world):
    kept = ~np.isin(world.orders.status, (CANCELLED, REFUNDED)) & (world.orders.returns < 0)
    assert 200_00 < world.baskets.paid[kept].mean() < 400_00


def test_the_top_fifth_of_buyers_brings_sixty_to_seventy_percent(world):
    kept = ~np.isin(world.orders.status, (CANCELLED, REFUNDED)) & (world.orders.person >= 0)
    revenue = np.bincount(world.orders.person[kept], weights=world.baskets.paid[kept])
    revenue = np.sort(revenue[revenue > 0])[::-1]
    assert 0.60 < revenue[: len(revenue) // 5].sum() / revenue.sum() < 0.70


def test_people_buy_mostly_from_their_favourite_categories(world):
    basket = world.baskets
    person = world.orders.person[basket.order]
    known = person >= 0
    category = world.goods.category[basket.product]
    first = np.mean(category[known] == world.habits.first_choice[person[known]])
    assert 0.33 < first < 0.5
    assert np.mean(category[~known] == 0) < 0.3


def test_companions_are_bought_together_more_than_by_chance(world):
    basket, goods = world.baskets, world.goods
    second = np.flatnonzero((basket.line_no == 2) & (basket.quantity > 0))
    together = np.mean(basket.product[second] == goods.companion[basket.product[second - 1]])
    assert together == pytest.approx(world.behaviour.companion_share, abs=0.02)


def test_those_who_spend_more_buy_dearer_things(world):
    basket = world.baskets
    person = world.orders.person[basket.order]
    price = world.goods.price[basket.product]
    spend = world.habits.spend[person]
    assert price[(person >= 0) & (spend > 1.5)].mean() > 1.15 * price[(person >= 0) & (spend < 0.6)].mean()
