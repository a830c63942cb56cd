import numpy as np
import pytest

from zhike.predict import measures
from zhike.predict.centred import centred
from zhike.predict.drift import LARGE, drift
from zhike.predict.logistic import Logistic, simulate
from zhike.predict.reasons import _AT_ONCE, reasons, strongest
from zhike.predict.recency_rule import RecencyRule


@pytest.fixture(scope="module")
def fitted():
    x, y = simulate((0.2, 0.1, -3.0, 1.0, 0.0), 3000, seed=1)
    return Logistic().fit(x, y, tuple("abcd")), x


def test_base_three_reasons_and_the_rest_are_the_logit(fitted):
    score, x = fitted
    found = reasons(score, x)
    assert score.base + found.contribution.sum(1) + found.rest == pytest.approx(found.logit, abs=1e-12)
    assert found.logit == pytest.approx(score.base + score.contributions(x).sum(1), abs=1e-12)


def test_the_strongest_come_first_in_either_direction():
    assert strongest(np.array([[0.1, -3.0, 2.0, 0.0], [1.0, 1.0, 1.0, -2.0]])).tolist() == [[1, 2, 0], [3, 0, 1]]


def test_customers_at_a_time_are_the_same_as_all_at_once(fitted):
    score, x = fitted
    many = np.tile(x, (_AT_ONCE // 3000 + 2, 1))
    found = reasons(score, many)
    assert found.logit[-3000:] == pytest.approx(reasons(score, x).logit)
    assert (found.place[-3000:] == reasons(score, x).place).all()


def test_parts_of_one_input_are_one_reason(fitted):
    score, x = fitted
    found = reasons(score, x, groups=[0, 1, 1, 2])
    assert found.place.max() == 2
    row = dict(zip(found.place[0], found.contribution[0], strict=True))
    assert row[1] == pytest.approx(score.contributions(x)[0, 1:3].sum())


def test_reasons_against_some_customers_have_mean_zero_over_them_and_leave_the_score_as_it_is(fitted):
    score, x = fitted
    few = x[x[:, 1] > 0.5]
    told = centred(score, few)
    assert told.contributions(few).mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert told.base + told.contributions(x).sum(1) == pytest.approx(score.base + score.contributions(x).sum(1))
    assert (told.names, told.kind) == (score.names, score.kind)
    assert '"kind": "centred"' in told.text()


def test_nobody_has_no_reasons(fitted):
    assert len(reasons(fitted[0], np.zeros((0, 4))).logit) == 0


def test_the_index_of_drift_is_zero_for_the_same_and_large_for_others():
    then = np.random.default_rng(1).normal(size=4000)
    assert drift(then, then[::-1]) == pytest.approx(0)
    assert drift(then, then + 1.0) > LARGE
    assert drift(then, np.where(np.arange(4000) % 2, then, np.nan)) > LARGE
    assert drift(then, then[:2000]) < 0.1


def test_the_rule_by_recency_says_the_share_of_each_group():
    days = np.repeat(np.arange(10.0), 100)
    y = (np.tile(np.arange(100), 10) < days.repeat(1) * 10).astype(float)
    rule = RecencyRule.fit(days, y)
    assert measures.probability(rule.logit(np.array([0.0, 9.0, 99.0]))) == pytest.approx([0.0098, 0.89, 0.89], abs=0.01)


def test_measures_of_a_ranking_worked_out_by_hand():
    y = np.array([1.0, 0.0, 1.0, 0.0])
    assert measures.auc(np.array([4.0, 3.0, 2.0, 1.0]), y) == 0.75
    assert measures.auc(np.zeros(4), y) == 0.5
    assert np.isnan(measures.auc(np.zeros(4), np.ones(4)))
    assert measures.log_loss(np.zeros(4), y) == pytest.approx(np.log(2))
    assert measures.calibration_error(np.zeros(4), y, bins=1) == 0
    assert measures.calibration_error(np.full(4, 100.0), y, bins=2) == pytest.approx(0.5)


def test_pinball_loss_and_coverage_worked_out_by_hand():
    actual, quantile = np.array([10.0, 20.0]), np.array([12.0, 12.0])
    assert measures.pinball(actual, quantile, 0.9) == pytest.approx((0.1 * 2 + 0.9 * 8) / 2)
    assert measures.coverage(actual, np.array([10.0, 0.0]), np.array([11.0, 19.0])) == 0.5
