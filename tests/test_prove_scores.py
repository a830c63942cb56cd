"""The proofs of churn and reasons in the size of a test suite, and that each of their bounds can break."""

from dataclasses import replace

import numpy as np
import pytest

from zhike.errors import BrokenPromiseError
from zhike.predict.leaks import Leak
from zhike.prove import churn, reasons
from zhike.prove.churn import Foretold, members, prove_churn
from zhike.prove.proof import Proof
from zhike.prove.reasons import judge_causes, judge_sums, prove_reasons, world


@pytest.fixture
def proof():
    return Proof("churn", "")


@pytest.fixture(scope="module")
def good():
    chance = np.random.default_rng(1)
    p = chance.random(4000)
    return Foretold(
        p, chance.permutation(90.0 * p), (chance.random(4000) < p).astype(float), "shown", 5.0, 5000, 5000, 0
    )


def quiet(_):
    """Say nothing."""


@pytest.mark.slow
def test_a_small_company_is_foretold_as_promised():
    figures = prove_churn(small=True, progress=quiet).figures
    assert figures["verdict"] == "shown"
    assert figures["inputs refused: last_call"] == ["last_call"]


def test_small_reasons_are_the_true_ones():
    figures = prove_reasons(small=True, progress=quiet).figures
    assert figures["trees of pairs: customers explained"] == 20_000
    assert figures["trees of pairs: largest |base + contributions - logit|"] < 1e-6


def test_what_is_foretold_as_promised_passes(proof, good):
    churn._judge(proof, good, customers=100_000)
    assert proof.figures["scored, not lapsed"] == 4000


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"verdict": "withheld"}, "verdict"),
        ({"rows": 4999}, "buyers without a row"),
        ({"refused": 1}, "rows of people who refused profiling"),
        ({"seconds": 60.1}, "seconds of the table"),
    ],
)
def test_what_is_missing_or_slow_breaks_the_promise(proof, good, wrong, what):
    with pytest.raises(BrokenPromiseError, match=what):
        churn._judge(proof, replace(good, **wrong), customers=1_000_000)


def test_a_score_of_chance_breaks_the_promise(proof, good):
    shuffled = replace(good, probability=np.random.default_rng(2).permutation(good.probability))
    with pytest.raises(BrokenPromiseError, match="area under the ROC curve"):
        churn._judge(proof, shuffled, customers=1000)


def test_a_score_that_states_too_much_breaks_the_promise(proof, good):
    with pytest.raises(BrokenPromiseError, match=r"calibration error|log loss"):
        churn._judge(proof, replace(good, probability=good.probability**3), customers=1000)


def test_a_leak_that_is_not_named_breaks_the_promise(monkeypatch, good):
    monkeypatch.setattr(churn, "foretold", lambda *_, **__: good)
    monkeypatch.setattr("zhike.predict.any_table.leaks", lambda *_, **__: ())
    with pytest.raises(BrokenPromiseError, match="inputs refused: reason_for_leaving"):
        prove_churn(small=True, progress=quiet)


def test_an_honest_input_that_is_refused_breaks_the_promise(monkeypatch, good):
    monkeypatch.setattr(churn, "foretold", lambda *_, **__: good)
    monkeypatch.setattr("zhike.predict.any_table.leaks", lambda *_, **__: (Leak("visits", "alone", 1.0),))
    with pytest.raises(BrokenPromiseError, match="inputs refused: none planted"):
        prove_churn(small=True, progress=quiet)


def test_the_planted_columns_are_the_only_difference():
    tables = members(1)
    assert set(tables["last_call"].column_names) - set(tables["none planted"].column_names) == {"last_call"}


@pytest.fixture(scope="module")
def explained():
    learned, asked = world(8000, seed=1), world(3000, seed=2)
    score = reasons.Boosted(depth=2).fit(learned.x, learned.y, reasons.NAMES)
    return score, asked, reasons.reasons(score, asked.x)


def test_a_rest_that_does_not_add_up_breaks_the_promise(proof, explained):
    score, asked, found = explained
    judge_sums(proof, "trees", score, asked, found)
    with pytest.raises(BrokenPromiseError, match="contributions - logit"):
        judge_sums(proof, "trees", score, asked, replace(found, rest=found.rest + 2e-6))


def test_reasons_of_somebody_else_break_the_promise(proof, explained):
    score, asked, found = explained
    with pytest.raises(BrokenPromiseError, match="correlation"):
        judge_causes(proof, score, replace(asked, true=asked.true[::-1]), found)
    with pytest.raises(BrokenPromiseError, match="told this cause first"):
        judge_causes(proof, score, asked, replace(found, place=found.place[:, ::-1]))
