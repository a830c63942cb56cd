import numpy as np
import pytest

from zhike.predict.calibrated import Calibrated, fit_line
from zhike.predict.centred import centred
from zhike.predict.logistic import Logistic, Weights, maximum, simulate
from zhike.predict.measures import logit_of, probability

NAMES = ("a", "b")


def test_planted_weights_are_recovered_within_five_percent():
    x, y = simulate((-1.0, 0.8, -0.5), 60_000, seed=3)
    found = Logistic(penalty=1e-6).fit(x, y, NAMES)
    assert found.weight / found.deviation == pytest.approx([0.8, -0.5], rel=0.05)
    assert found.base == pytest.approx(-1.0 + 0.8 * x[:, 0].mean() - 0.5 * x[:, 1].mean(), rel=0.05)


def test_the_maximum_is_that_of_a_general_optimiser():
    from scipy.optimize import minimize

    x, y = simulate((0.3, 1.0, 2.0), 500, seed=1)
    design = np.column_stack([np.ones(len(y)), x])

    def loss(w):
        return np.sum(np.logaddexp(0, design @ w) - y * (design @ w)) + 1.5 * (w[1:] @ w[1:])

    wanted = minimize(loss, np.zeros(3), tol=1e-12).x
    assert maximum(design, y, penalty=3.0) == pytest.approx(wanted, abs=1e-4)


def test_outcomes_that_are_separated_do_not_run_away():
    x = np.linspace(-1, 1, 200)[:, None]
    found = Logistic().fit(x, (x[:, 0] > 0).astype(float), ("a",))
    assert np.isfinite(found.weight).all()
    assert 0 < found.weight[0] < 20


def test_being_empty_has_a_weight_of_its_own():
    x, y = simulate((0.0, 1.0, 0.0), 5000, seed=2)
    gone = np.random.default_rng(0).random(5000) < 0.3
    x[gone, 0] = np.nan
    y[gone] = 1.0
    found = Logistic().fit(x, y, NAMES)
    empty, usual = found.contributions(np.array([[np.nan, 0.0], [0.0, 0.0]]))
    assert empty[0] > usual[0] + 2


def test_weights_come_back_from_their_text():
    x, y = simulate((0.0, 1.0, 0.5), 500, seed=4)
    found = Logistic().fit(x, y, NAMES)
    assert (Weights.read(found.text()).contributions(x) == found.contributions(x)).all()


def test_a_line_mends_what_is_stated_too_boldly_and_stays_additive():
    x, y = simulate((0.0, 1.0, 0.0), 40_000, seed=5)
    bold = Weights(NAMES, 1.0, (False, False), np.zeros(2), np.ones(2), np.array([2.0, 0.0]), np.zeros(2), np.zeros(2))
    line = fit_line(bold.base + bold.contributions(x).sum(1), y)
    assert line.spread == pytest.approx(0.5, abs=0.03)
    assert line.shift == pytest.approx(-0.5, abs=0.05)
    mended = Calibrated(bold, line)
    logit = mended.base + mended.contributions(x).sum(1)
    assert logit == pytest.approx(line.of(bold.base + bold.contributions(x).sum(1)))
    assert '"kind": "calibrated"' in mended.text()


def test_logits_and_probabilities_are_inverse_and_do_not_overflow():
    assert probability(logit_of(np.array([0.1, 0.9]))) == pytest.approx([0.1, 0.9])
    assert probability(np.array([-1e4, 1e4])) == pytest.approx([0.0, 1.0])


def test_one_input_asked_alone_adds_what_it_adds_among_all():
    x, y = simulate([-0.5, 1.0, 0.7], 2_000, seed=4)
    plain = Logistic().fit(x, y, ("a", "b"))
    score = centred(Calibrated(plain, fit_line(plain.base + plain.contributions(x).sum(axis=1), y)), x)
    for place in range(2):
        assert np.allclose(score.one(place, x[:, place]), score.contributions(x)[:, place], atol=1e-12)
