"""The proofs of the matching in the size of a test suite, and that each of their bounds can break."""

import pytest

from zhike.errors import BrokenPromiseError
from zhike.program import Done
from zhike.prove import hostile, match
from zhike.prove.match import prove_match
from zhike.prove.proof import Proof
from zhike.prove.quality import Band, Quality


@pytest.fixture
def proof():
    return Proof("match", "")


def said(**wrong):
    right = {"records": 100_000, "true_pairs": 50_000, "found_pairs": 48_000, "right_pairs": 47_800}
    return Quality(**{**right, "bands": (Band(6, 40_000, 0.999, 0.998),), **wrong})


def test_a_small_company_is_linked_as_promised():
    found = prove_match(small=True, records=2_000, progress=lambda _: None).figures
    assert found["sources"] == 4
    assert found["pairwise precision"] >= 0.98
    assert found["pairwise recall"] >= 0.92
    assert found["records added"] > 10
    assert found["identity tables that differ from a run from scratch"] == []
    assert found["identity tables compared"] > 8


def test_what_is_as_promised_passes(proof, monkeypatch, tmp_path):
    monkeypatch.setattr(match, "quality", lambda *_, **__: said())
    match._quality(proof, match._Shops(tmp_path, tmp_path, tmp_path))
    assert proof.figures["F1"] == pytest.approx(0.9755, abs=1e-4)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"right_pairs": 46_000}, "precision"),
        ({"true_pairs": 60_000}, "recall"),
        ({"bands": (Band(5, 1_000, 0.95, 0.89),)}, "stated probability"),
    ],
)
def test_a_worse_matching_breaks_the_promise(proof, monkeypatch, tmp_path, wrong, what):
    monkeypatch.setattr(match, "quality", lambda *_, **__: said(**wrong))
    with pytest.raises(BrokenPromiseError, match=what) as broken:
        match._quality(proof, match._Shops(tmp_path, tmp_path, tmp_path))
    assert broken.value.values["figures"]["records"] == 100_000


def test_a_band_of_few_pairs_is_shown_but_not_judged(proof):
    match._calibration(proof, said(bands=(Band(2, 999, 0.4, 0.6),)))
    assert "too few to judge" in proof.figures["pairs stated 0.3 to 0.5"]


@pytest.mark.parametrize(("seconds", "gigabytes"), [(20.1, 1.0), (1.0, 4.1)])
def test_a_million_records_that_take_too_long_or_too_much_break_the_promise(proof, seconds, gigabytes):
    done = Done({"identity_candidates": seconds, "customers": 100.0}, 1.0, gigabytes)
    with pytest.raises(BrokenPromiseError, match="promised at most"):
        match._speed(proof, done, records=1_000_000)


def test_a_crowd_with_one_phone_stays_a_crowd_and_the_phone_is_said_to_be_left_out(monkeypatch):
    [first, *_] = hostile._cases(300)
    monkeypatch.setattr(hostile, "_cases", lambda _count: iter([first]))
    figures = hostile.prove_hostile(small=True, progress=lambda _: None).figures
    assert figures["one phone on all records: customers"] == 300
    assert "phone: 1 on 300 records" in figures["one phone on all records: values left out, as too many share them"]


def test_people_of_the_hostile_cases_are_all_different():
    for case in hostile._cases(3_000):
        people = [row[1:3] for rows in case.files.values() for row in rows]
        assert len(people) == case.customers
        assert case.name == "names of emoji" or len({name for name, _ in people}) == case.customers
