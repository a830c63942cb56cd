import numpy as np
import pyarrow as pa
import pytest

from zhike.predict.any_table import learn
from zhike.predict.leaks import leaks


@pytest.fixture(scope="module")
def members():
    """A gym's members: who comes seldom leaves, and nothing else is known that tells more."""
    chance = np.random.default_rng(5)
    n = 4000
    visits, age = chance.poisson(4, n), chance.integers(18, 70, n).astype(float)
    plan = chance.choice(["month", "year", "family"], n)
    logit = 1.2 - 0.6 * visits + (plan == "month") * 1.0
    left = chance.random(n) < 1 / (1 + np.exp(-logit))
    age[chance.random(n) < 0.1] = np.nan
    return {"visits": visits.astype(float), "age": age, "plan": plan, "left": left}


def table(members, **more):
    columns = {**members, "left": np.where(members["left"], "Yes", "No"), **more}
    return pa.table({name: pa.array(v, from_pandas=True) for name, v in columns.items()})


def refused(members, **more):
    return {leak.name: leak.sign for leak in learn(table(members, **more), label="left").refused}


def test_honest_inputs_are_all_used_even_where_one_tells_most(members):
    found = learn(table(members), label="left")
    assert found.refused == ()
    assert 0.75 < found.auc < 0.9
    assert found.calibration_error < 0.03


def test_a_reason_for_leaving_is_written_down_when_somebody_has_left(members):
    chance = np.random.default_rng(1)
    reason = np.where(members["left"] & (chance.random(4000) < 0.5), "moved away", None)
    assert refused(members, leaving_reason=reason) == {"leaving_reason": "after"}


def test_a_day_that_only_those_have_who_stayed_is_a_leak_too(members):
    renewed = np.where(~members["left"] & (np.arange(4000) % 3 == 0), 1.0, np.nan)
    assert refused(members, renewed=renewed) == {"renewed": "after"}


def test_a_category_that_only_those_have_who_left_is_a_leak(members):
    status = np.where(members["left"] & (np.arange(4000) % 4 == 0), "closed", "open")
    assert refused(members, status=status) == {"status": "after"}


def test_an_input_that_tells_nearly_everything_is_a_leak_whatever_its_direction(members):
    shadow = -(members["left"] + np.random.default_rng(2).normal(0, 0.25, 4000))
    assert refused(members, shadow=shadow) == {"shadow": "alone"}


def test_a_noisy_shadow_that_lifts_the_others_by_a_leap_is_a_leak(members):
    shadow = members["left"] + np.random.default_rng(2).normal(0, 0.6, 4000)
    assert refused(members, shadow=shadow) == {"shadow": "others"}


def test_the_leak_is_not_used_and_the_rest_is_as_good_as_without_it(members):
    reason = np.where(members["left"], "moved away", None)
    with_leak = learn(table(members, leaving_reason=reason), label="left")
    assert "leaving_reason" not in with_leak.encoding.inputs
    assert with_leak.auc == pytest.approx(learn(table(members), label="left").auc)


def test_a_few_customers_with_a_mark_are_no_sign():
    y = np.repeat([0.0, 1.0], [900, 100])
    rare = np.where(np.arange(1000) >= 980, 1.0, np.nan)
    assert leaks({"rare": rare}, y) == ()
