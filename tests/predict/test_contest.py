from datetime import date

import numpy as np
import pytest

from zhike.predict import contest
from zhike.predict.contest import LOGISTIC, PAIRS, SINGLES, Table, best, compete, fit_winner, fitters
from zhike.predict.logistic import simulate
from zhike.predict.measures import probability
from zhike.predict.timetable import Timetable

NAMES = ("a", "b", "c")
TIMES = Timetable(date(2025, 6, 30), 90, 90, 1, 3)


def tables(shift, *, n=1500, pair=0.0):
    """Return the panels of all places; `shift(place)` moves everybody's logit on that day."""
    found = {}
    for place in range(TIMES.oldest + 1):
        x, _ = simulate((0.0, 1.0, -0.5, 0.0), n, seed=place)
        logit = x[:, 0] - 0.5 * x[:, 1] + pair * (x[:, 1] > 0) * (x[:, 2] > 0) + shift(place)
        y = (np.random.default_rng(100 + place).random(n) < probability(logit)).astype(float)
        found[place] = Table(x, y, np.ones(n, bool))
    return found


def entries(of, **more):
    return {(e.model, e.is_calibrated): e for e in compete(of, NAMES, times=TIMES, **more)}


def test_every_model_competes_plain_and_calibrated_on_every_test():
    of = tables(lambda _: 0.0)
    found = entries(of)
    assert set(found) == {(m, c) for m in (LOGISTIC, SINGLES, PAIRS) for c in (False, True)}
    assert all(set(e.logits) == {0, 1, 2} for e in found.values())


def test_where_the_world_is_linear_the_logistic_regression_wins():
    of = tables(lambda _: 0.0)
    assert best(list(entries(of).values()), of).model == LOGISTIC


def test_where_two_inputs_work_together_pairs_win():
    of = tables(lambda _: 0.0, n=4000, pair=3.0)
    assert best(list(entries(of).values()), of).model == PAIRS


def test_calibrating_on_old_days_is_left_where_every_other_day_is_unlike_the_one_before():
    # A season that turns with every horizon: what was stated too low yesterday will be stated too high tomorrow.
    of = tables(lambda place: 0.8 if place % 2 else -0.8)
    found = entries(of)
    assert found[LOGISTIC, True].loss(of) > found[LOGISTIC, False].loss(of)
    assert not best(list(found.values()), of).is_calibrated


def test_calibrating_is_done_where_the_rate_moves_on_and_on(monkeypatch):
    monkeypatch.setattr(contest, "available", lambda: False)
    of = tables(lambda place: -0.5 * place)
    winner = best(list(entries(of).values()), of)
    assert winner.is_calibrated
    score = fit_winner(winner, of, NAMES, times=TIMES)
    assert score.kind == "calibrated logistic"


def test_without_lightgbm_or_with_few_customers_the_logistic_regression_competes_alone(monkeypatch):
    assert set(fitters(499)) == {LOGISTIC}
    assert set(fitters(500)) == {LOGISTIC, SINGLES, PAIRS}
    monkeypatch.setattr(contest, "available", lambda: False)
    assert set(fitters(5000)) == {LOGISTIC}


def test_the_winner_is_fitted_to_the_newest_outcomes():
    of = tables(lambda place: -2.0 if place > 1 else 1.0)
    plain = next(e for e in compete(of, NAMES, times=TIMES) if e.model == LOGISTIC and not e.is_calibrated)
    score = fit_winner(plain, of, NAMES, times=TIMES)
    assert score.base == pytest.approx(1.0, abs=0.2)
