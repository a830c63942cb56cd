from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from zhike.simulate.accounts import APP, TILL, WEB
from zhike.simulate.behaviour import Behaviour
from zhike.simulate.purchases import CANCELLED, COMPLETED, DAY, REFUNDED, buying_share
from zhike.simulate.world import make_world

AS_OF = date(2025, 6, 30)


def _sales(world):
    return (world.orders.returns < 0) & (world.orders.person >= 0)


def test_orders_have_exactly_the_lines_asked_for(world):
    assert world.orders.lines.sum() == 200_000
    assert world.orders.lines.min() >= 1


def test_orders_are_in_the_order_of_time_and_within_the_period(world):
    at = world.orders.at
    assert np.all(np.diff(at) >= 0)
    assert world.seasons.midnight <= at[0]
    assert at[-1] <= world.seasons.last_second


def test_people_buy_as_often_as_their_rates_say(world):
    people, year = world.habits, world.seasons
    start = (people.acquired - year.midnight) / DAY
    lived = year.season_time(np.minimum(start + people.alive_days, year.days)) - year.season_time(start)
    expected = (people.rate * world.rate_factor * lived)[people.buys]
    counts = np.bincount(world.orders.person[_sales(world)], minlength=len(people.buys))[people.buys]
    # Every buyer has one order at the start that is not part of the process.
    assert counts.sum() - people.buys.sum() == pytest.approx(expected.sum(), rel=0.02)
    frequent = expected > np.quantile(expected, 0.9)
    assert counts[frequent].mean() - 1 == pytest.approx(expected[frequent].mean(), rel=0.03)


def test_nobody_buys_after_dropping_out_or_before_being_known(world):
    rows = np.flatnonzero(_sales(world))
    person, at = world.orders.person[rows], world.orders.at[rows]
    gone = world.habits.acquired[person] + world.habits.alive_days[person] * DAY
    # The time of day is drawn after the day.
    assert np.all(at <= gone + DAY)
    assert np.all(at >= world.habits.acquired[person])


def test_those_who_never_buy_never_buy(world):
    assert np.all(world.habits.buys[world.orders.person[world.orders.person >= 0]])


def test_orders_come_through_an_account_of_the_buyer_that_is_open(world):
    rows = np.flatnonzero(_sales(world))
    account = world.orders.account[rows]
    assert np.array_equal(world.accounts.person[account], world.orders.person[rows])
    assert np.array_equal(world.accounts.system[account], world.orders.system[rows])
    assert np.all(world.accounts.opened[account] <= world.orders.at[rows])


def test_about_eight_percent_of_till_orders_have_no_member(world):
    till = (world.orders.system == TILL) & (world.orders.returns < 0)
    assert np.mean(world.orders.person[till] < 0) == pytest.approx(0.08, abs=0.01)
    assert np.all(world.orders.person[world.orders.system != TILL] >= 0)


def test_returns_at_the_till_are_orders_of_their_own_after_the_sale(world):
    back = np.flatnonzero(world.orders.returns >= 0)
    sale = world.orders.returns[back]
    assert np.all(world.orders.system[back] == TILL)
    wait = world.orders.at[back] - world.orders.at[sale]
    assert DAY <= wait.min() <= wait.max() <= 14 * DAY
    assert np.array_equal(world.orders.person[back], world.orders.person[sale])
    assert np.all(world.orders.returns[sale] == -1)


def test_each_system_treats_returns_in_its_own_way(world):
    orders = world.orders
    assert set(orders.system[orders.status == REFUNDED].tolist()) == {WEB}
    assert set(orders.system[orders.takes_back].tolist()) == {APP}
    for system, shown in ((TILL, orders.returns >= 0), (WEB, orders.status == REFUNDED), (APP, orders.takes_back)):
        assert np.mean(shown[orders.system == system]) == pytest.approx(0.033, abs=0.008)


def test_nothing_cancelled_comes_back(world):
    assert np.all(world.orders.status[world.orders.takes_back] == COMPLETED)
    assert np.mean(world.orders.status[world.orders.system != TILL] == CANCELLED) == pytest.approx(0.03, abs=0.006)


def test_november_and_june_are_the_strongest_months(world):
    month = world.seasons.month[(world.orders.at - world.seasons.midnight) // DAY]
    second_year = (world.orders.at - world.seasons.midnight) // (365 * DAY) == 1
    counts = np.bincount(month[second_year], minlength=12)
    assert set(np.argsort(counts)[-3:].tolist()) & {10, 5}
    assert counts[1] == counts.min() or counts[6] == counts.min()


def test_a_shifted_rate_is_that_of_all_customers_from_a_day_on():
    def late_to_early(shift):
        world = make_world(
            4000, 40_000, seed=5, as_of=AS_OF, behaviour=Behaviour(rate_shift=shift, rate_shift_days=200)
        )
        orders = world.orders
        person = np.where(orders.returns < 0, orders.person, -1)
        again = (person >= 0) & ~np.isin(np.arange(len(person)), np.unique(person, return_index=True)[1])
        late = orders.at[again] > world.seasons.last_second - 200 * DAY
        return late.mean() / (1 - late.mean())

    assert late_to_early(0.5) / late_to_early(1.0) == pytest.approx(0.5, rel=0.08)


def test_a_quarter_to_two_fifths_of_one_months_buyers_buy_in_the_next(world):
    month = ((world.orders.at - world.seasons.midnight) // DAY // 30.5).astype(int)
    rows = _sales(world)
    buyers = [set(world.orders.person[rows & (month == m)].tolist()) for m in range(24, 36)]
    kept = [len(a & b) / len(a) for a, b in pairwise(buyers)]
    assert 0.25 < np.mean(kept) < 0.40


def test_fewer_people_buy_when_there_are_few_lines(world):
    assert buying_share(100, order_lines=1000, behaviour=world.behaviour) == world.behaviour.buying_share
    assert buying_share(100, order_lines=100, behaviour=world.behaviour) < 0.2


def test_orders_do_not_wait_for_another_account_to_be_opened(world):
    rows = np.flatnonzero(_sales(world))
    account = world.orders.account[rows]
    other = world.accounts.system[account] != world.accounts.favourite[world.orders.person[rows]]
    waited = world.orders.at[rows] - world.accounts.opened[account]
    assert np.mean(waited[other] < 3600) < 0.02
