"""The proof of value in the size of a test suite, and that it breaks when it must."""

from dataclasses import replace

import numpy as np
import pytest

from zhike.errors import BrokenPromiseError
from zhike.predict.history import History
from zhike.prove import value
from zhike.prove.proof import Proof
from zhike.simulate.buyers import buyers

COUNT = 2_500


@pytest.fixture
def proof():
    return Proof("clv", "")


def test_the_future_of_a_small_shop_comes_as_expected(proof):
    value._futures(proof, buyers(COUNT, seed=7), most=value.BIAS_SMALL)
    assert proof.figures["orders: error as a share of the naive one"] < 0.95
    assert 0.75 <= proof.figures["spend: within the 80 % interval, at least"] <= 0.95


def test_a_future_that_is_another_breaks_the_promise(proof):
    truth = buyers(COUNT, seed=7)
    # After the as-of day half of the customers stay away: no model can know it, and the proof must see it.
    stays = (truth.whole.day <= truth.past.day.max()) | (truth.whole.customer % 2 == 0)
    changed = History(truth.whole.customer[stays], truth.whole.day[stays], truth.whole.spent[stays])
    with pytest.raises(BrokenPromiseError, match="total off by"):
        value._futures(proof, replace(truth, whole=changed), most=value.BIAS_SMALL)


def test_parameters_that_are_not_recovered_break_the_promise(proof):
    with pytest.raises(BrokenPromiseError, match="largest error of a parameter"):
        value._parameters(proof, 300, most=0.05, seed=7)


def test_where_all_are_alike_nothing_tells_them_apart(proof):
    value._no_signal(proof, buyers(COUNT, seed=7, alike=True))
    assert proof.figures["all alike: error as a share of that of one number for all, at least"] >= 0.98


def test_a_score_that_knows_the_future_breaks_the_promise(proof):
    truth = buyers(COUNT, seed=7, alike=True)
    # Who will buy has bought the day before: what is known then tells of what comes, as a leak does.
    later = np.unique(truth.whole.customer[truth.whole.day > truth.past.day.max()])
    who = np.r_[truth.whole.customer, np.repeat(later, 6)]
    day = np.r_[truth.whole.day, np.tile(truth.past.day.max() - np.arange(6), len(later))]
    order = np.unique(who * 100_000 + day)
    leaked = History(order // 100_000, order % 100_000, np.full(len(order), 40.0))
    known = leaked.day <= truth.past.day.max()
    past = History(leaked.customer[known], leaked.day[known], leaked.spent[known])
    with pytest.raises(BrokenPromiseError, match="all alike"):
        value._no_signal(proof, replace(truth, past=past, whole=leaked))
