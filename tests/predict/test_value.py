"""The procedure of value: what is known and what came, plain rates and their blend, intervals, and the choice on past days."""

from datetime import date, timedelta

import numpy as np
import pytest

from zhike.predict import bgnbd
from zhike.predict.bgnbd import FittedBGNBD
from zhike.predict.history import History, came, known
from zhike.predict.intervals import coverage, intervals
from zhike.predict.outlook import BLEND, Outlook
from zhike.predict.rates import blended, order_columns, same_rate, spend_columns, textbook
from zhike.predict.value import ORDERS, SPEND, SQUARED, Rehearsals, _factor, rehearsed

EPOCH = date(1970, 1, 1)
# Ana buys on days 0, 10, 20 and 40, Ben on day 15 alone, Cem on day 35.
PAST = History(
    np.array([0, 0, 0, 0, 1, 2]), np.array([0, 10, 20, 40, 15, 35]), np.array([5.0, 10.0, 20.0, 40.0, 7.0, 9.0])
)


def simulated(seed=1, customers=2_500):
    """Return two years of a shop that is as BG/NBD says, each purchase of 10 to 30."""
    chance = np.random.default_rng(seed)
    rate, leaving = chance.gamma(0.7, 1 / 40, customers), chance.beta(0.8, 4.0, customers)
    who, day = [], []
    for one, first in enumerate(chance.integers(0, 600, customers)):
        now = float(first)
        while now < 730:
            who.append(one)
            day.append(int(now))
            if len(who) > 1 and who[-2] == one and chance.random() < leaving[one]:
                break
            now += 1 + chance.exponential(1 / rate[one])
    return History(np.array(who), np.array(day), chance.uniform(10, 30, len(who)))


@pytest.fixture(scope="module")
def shop():
    return Rehearsals(simulated(), 90)


@pytest.fixture(scope="module")
def verdict(shop):
    return rehearsed(shop, [EPOCH + timedelta(days=d) for d in (580, 610, 640)], step=30)


def test_on_a_past_day_nothing_later_is_known():
    then = known(PAST, 20)
    assert then.customer.tolist() == [0, 1]
    assert (then.x.tolist(), then.t_x.tolist(), then.age.tolist()) == ([2, 0], [20, 0], [20, 5])
    assert (then.spent.tolist(), then.spent_first.tolist()) == ([35, 7], [5, 7])
    assert then.later_mean.tolist() == [15, 0]
    assert then.window == 20


def test_what_came_is_of_the_horizon_alone_and_of_customers_known_then():
    then = known(PAST, 20)
    assert [a.tolist() for a in came(PAST, then, horizon=20)] == [[1, 0], [40, 0]]
    assert [a.tolist() for a in came(PAST, then, horizon=19)] == [[0, 0], [0, 0]]


def test_the_same_rate_and_the_textbook_worked_out_by_hand():
    orders, spend = same_rate(known(PAST, 20), 10)
    assert (orders.tolist(), spend.tolist()) == ([1, 0], [15, 0])
    orders, spend = textbook(known(PAST, 20), 10)
    assert (orders.tolist(), spend.tolist()) == ([1.5, 0.5], [17.5, 3.5])


def test_a_blend_finds_the_column_that_is_right_and_never_counts_one_against():
    of = known(simulated(), 600)
    right = np.random.default_rng(1).gamma(1.0, 1.0, len(of))
    assert blended(order_columns(of, 90, right), right) == pytest.approx([0, 0, 0, 1], abs=0.02)
    weights = blended(spend_columns(of, 90, right), right * 2, money=True)
    assert weights.sum() == pytest.approx(1)
    assert weights.min() >= 0


def test_intervals_hold_four_of_five_for_customers_like_those_they_were_learned_from():
    chance = np.random.default_rng(3)
    mean = chance.gamma(2.0, 4.0, 20_000)
    each = np.full(20_000, 10.0)
    orders = chance.poisson(mean).astype(float)
    found = intervals(mean[:10_000], orders[:10_000], orders[:10_000] * 10, each=each[:10_000])
    low, high = found.orders(mean[10_000:])
    assert (low == np.round(low)).all()
    assert (low <= high).all()
    assert 0.8 <= coverage((low, high), orders[10_000:]) < 0.88


def test_intervals_of_half_the_width_hold_fewer():
    chance = np.random.default_rng(3)
    mean = chance.gamma(2.0, 4.0, 10_000)
    orders = chance.poisson(mean).astype(float)
    low, high = intervals(mean, orders, orders, each=np.ones(10_000)).orders(mean)
    middle = (low + high) / 2
    assert coverage(((low + middle) / 2, (high + middle) / 2), orders) < 0.7


def test_the_chosen_model_beats_both_baselines_on_every_past_day(verdict):
    rows = verdict.of(ORDERS, SQUARED)
    assert len(rows) == 3
    assert all(row.is_better for row in rows)
    assert verdict.model != "textbook value"


def test_every_candidate_and_baseline_has_a_row_for_each_day_target_and_metric(verdict):
    counted = {(b.model, b.cutoff, b.target, b.metric) for b in verdict.backtests}
    assert len(counted) == len(verdict.backtests) == 6 * 3 * 2 * 2


def test_the_winner_has_the_least_error_of_all_candidates(verdict):
    mean = {
        m: np.mean([b.value for b in verdict.backtests if (b.model, b.target, b.metric) == (m, ORDERS, SQUARED)])
        for m in {b.model for b in verdict.backtests}
    }
    assert min(mean, key=mean.get) == verdict.model


def test_the_intervals_of_a_rehearsal_were_learned_without_its_future(shop):
    day = EPOCH + timedelta(days=610)
    before = History(
        *(a[shop.history.day <= 610] for a in (shop.history.customer, shop.history.day, shop.history.spent))
    )
    blind = Rehearsals(before, 90).lesson(BLEND, day, step=30)
    seeing = shop.lesson(BLEND, day, step=30)
    assert blind.weights.orders.tolist() == seeing.weights.orders.tolist()
    assert blind.intervals.high.tolist() == seeing.intervals.high.tolist()


def test_what_is_expected_lies_within_its_bounds(shop):
    day = EPOCH + timedelta(days=640)
    look, lesson = shop.on(day), shop.lesson("mbgnbd", day, step=30)
    orders, spend = look.orders("mbgnbd", 90), look.spend("mbgnbd", 90)
    for values, (low, high) in zip((orders, spend), lesson.bounds(orders, spend, each=look.each), strict=True):
        assert ((low <= values) & (values <= high)).all()


def test_without_a_past_day_to_learn_from_intervals_come_from_the_models_own_futures(shop):
    day = EPOCH + timedelta(days=100)
    lesson = shop.lesson("bgnbd", day, step=30)
    assert lesson.weights is None
    expected = shop.on(day).orders("bgnbd", 90)
    assert 0.7 < coverage(lesson.intervals.orders(expected), shop.outcome(day)[0]) < 0.95


def test_a_total_that_is_always_off_alike_is_corrected_and_one_that_is_not_is_left():
    assert _factor([-0.2, -0.22, -0.18]) == pytest.approx(1.25, rel=0.02)
    assert _factor([-0.2, 0.1, -0.3]) == 1
    assert _factor([-0.2, -0.2]) == 1
    assert _factor([0.01, 0.01, 0.01]) == 1


def test_futures_of_an_outlook_have_the_mean_that_is_expected():
    chance = np.random.default_rng(9)
    age = chance.integers(30, 400, 20_000).astype(float)
    x, t_x = bgnbd.simulate(FittedBGNBD(0.7, 40.0, 0.8, 4.0), age=age, seed=9)
    who = np.repeat(np.arange(20_000), (x > 0) + 1)
    days = np.concatenate(
        [[400 - a] + ([400 - a + t] if n else []) for a, t, n in zip(age, np.ceil(t_x), x, strict=True)]
    )
    look = Outlook(known(History(who, days.astype(int), np.full(len(who), 20.0) + chance.random(len(who))), 400))
    orders, spent = look.future("bgnbd", 90)
    assert orders.mean() == pytest.approx(look.orders("bgnbd", 90).mean(), rel=0.05)
    assert spent.mean() == pytest.approx(look.spend("bgnbd", 90).mean(), rel=0.06)
    assert SPEND == "spend"
