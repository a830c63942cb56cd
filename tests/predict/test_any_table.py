from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from zhike.errors import UnknownNameError, WrongUseError
from zhike.predict.any_table import learn
from zhike.predict.encoded import encode


def rows(count=400, **more):
    chance = np.random.default_rng(3)
    used = chance.normal(size=count)
    left = chance.random(count) < 1 / (1 + np.exp(-used))
    columns = {"used": used, "number": [f"N{i}" for i in range(count)], "left": np.where(left, "yes", "no")}
    return pa.table({**columns, **more})


def test_columns_are_read_as_what_they_hold():
    told = pa.table(
        {
            "amount": ["1.5", " ", "-2e3"], "plan": ["a", "b", "a"], "id": ["x1", "x2", "x3"], "same": [1, 1, 1],
            "since": [date(2025, 1, 1), None, date(2025, 1, 3)], "active": [True, False, None],
        }
    )  # fmt: skip
    found = encode(told)
    assert found.columns == ["amount", "plan=a", "plan=b", "since", "active"]
    assert found.groups == [0, 1, 1, 2, 3]
    assert found.matrix(told)[:, 0] == pytest.approx([1.5, np.nan, -2000], nan_ok=True)
    assert found.matrix(told)[:, 1].tolist() == [1, 0, 1]
    assert found.matrix(told)[2, 3] - found.matrix(told)[0, 3] == 2


def test_a_value_that_was_never_seen_is_no_value():
    found = encode(pa.table({"plan": ["a", "b", "a", "b", None], "amount": ["1", "2", "3", "4", "5"]}))
    assert found.matrix(pa.table({"plan": ["c"], "amount": ["many"]}))[0].tolist()[:2] == [0.0, 0.0]
    assert np.isnan(found.matrix(pa.table({"plan": ["c"], "amount": ["many"]}))[0, 2])


def test_a_name_that_is_different_for_everybody_is_not_used():
    found = learn(rows(), label="left")
    assert found.unused == ("number",)
    assert found.encoding.inputs == ["used"]


def test_scores_add_up_to_the_logit_of_the_probability():
    found = learn(rows(plan=["a", "b"] * 200, age=list(range(400))), label="left", key="number")
    scores = found.scores(rows(plan=["a", "b"] * 200, age=list(range(400))))
    said = scores["base"].to_numpy() + scores["contribution_rest"].to_numpy()
    said = said + sum(scores[f"contribution_{rank}"].to_numpy() for rank in (1, 2, 3))
    p = scores["probability"].to_numpy()
    assert said == pytest.approx(np.log(p / (1 - p)), abs=1e-9)
    assert set(scores["reason_1"].to_pylist()) <= {"used", "plan", "age"}


def test_a_label_of_other_values_is_named_with_what_it_has():
    with pytest.raises(WrongUseError, match="'number' must have two values"):
        learn(rows(), label="number")
    with pytest.raises(UnknownNameError, match="churned"):
        learn(rows(), label="churned")


def test_the_event_can_be_named():
    assert learn(rows(), label="left", event="no").events == 400 - learn(rows(), label="left").events


def test_a_handful_of_customers_is_too_few():
    with pytest.raises(WrongUseError, match="30 customers of either kind"):
        learn(rows(40), label="left")


@pytest.fixture(scope="module")
def telco(realdata):
    return pa_csv.read_csv(realdata / "telco_churn" / "Telco-Customer-Churn.csv")


@pytest.mark.realdata
def test_telco_is_ranked_as_well_as_honest_models_can_and_what_is_stated_comes_true(telco):
    found = learn(telco, label="Churn", key="customerID")
    assert (found.customers, found.events, found.refused) == (7043, 1869, ())
    assert 0.84 <= found.auc <= 0.86
    assert found.calibration_error <= 0.03


@pytest.mark.realdata
def test_a_leak_planted_in_telco_is_named_and_the_figures_stay_honest(telco):
    chance = np.random.default_rng(1)
    left = np.array([v == "Yes" for v in telco["Churn"].to_pylist()])
    planted = {
        "cancel_reason": np.where(left & (chance.random(len(left)) < 0.5), "price", None),
        "last_call": left + chance.normal(0, 0.5, len(left)),
    }
    for name, values in planted.items():
        found = learn(telco.append_column(name, pa.array(values)), label="Churn", key="customerID")
        assert [leak.name for leak in found.refused] == [name]
        assert 0.84 <= found.auc <= 0.86
