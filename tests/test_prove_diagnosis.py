"""The proof of diagnosis in the size of a test suite, and that it breaks when it must."""

import pytest

from zhike.engine import Session
from zhike.errors import BrokenPromiseError
from zhike.prove import diagnosis
from zhike.prove.proof import Proof
from zhike.prove.worlds import world


@pytest.fixture(scope="module")
def session():
    with Session(timezone="UTC", threads=2) as opened:
        yield opened


def seen(session, seed, *, caused):
    made = world(seed, caused=caused)
    return made, diagnosis.look_at(session, made)


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_planted_cause_is_found_first(session, seed):
    made, found = seen(session, seed, caused=True)
    assert found.verdict == "unusual"
    assert diagnosis.is_first(found, made.planted)


@pytest.mark.parametrize("seed", [1, 3])
def test_where_nothing_happened_nothing_is_claimed(session, seed):
    _made, found = seen(session, seed, caused=False)
    assert (found.verdict, found.causes) == ("usual", ())


def test_another_cause_than_the_planted_one_does_not_count(session):
    _made, found = seen(session, 1, caused=True)
    assert not diagnosis.is_first(found, {"channel": "channel 99"})


def test_a_diagnosis_that_claims_causes_everywhere_breaks_the_promise(monkeypatch):
    _claims = [True, False]
    monkeypatch.setattr(diagnosis, "SMALL", 2)
    monkeypatch.setattr(diagnosis, "_judged", lambda *_a, caused, **_k: caused)
    with pytest.raises(BrokenPromiseError, match="nothing is claimed"):
        diagnosis.prove_diagnosis(small=True, progress=lambda _said: None)


def test_a_seed_makes_the_same_world():
    assert world(5, caused=True).orders.equals(world(5, caused=True).orders)


def test_a_proof_notes_what_it_missed(session, monkeypatch):
    proof = Proof("diagnosis", "")
    monkeypatch.setattr(diagnosis, "is_first", lambda *_: False)
    assert not diagnosis._judged(session, proof, 1, caused=True, progress=lambda _said: None)
    assert "planted" in next(iter(proof.figures.values()))
