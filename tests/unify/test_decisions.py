"""What people decide about who is who holds over keys and matches, and can be undone."""

import pytest

from zhike.errors import UnknownNameError
from zhike.govern import Actor
from zhike.store import open_store
from zhike.unify.decisions import Record, Sides, decide, decided, decision, decisions

ANA = Actor("ana")
ONE, TWO, THREE = Record("till", "1"), Record("till", "2"), Record("till", "3")


@pytest.fixture
def store(tmp_path):
    found = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    yield found
    found.close()


@pytest.fixture
def customers(unified, store):
    """Return the customers of three records, of which two share a card, under what was decided."""
    rows = [
        {"record_id": "1", "member_no": "x", "name": "Ana"},
        {"record_id": "2", "member_no": "x", "name": "Ana"},
        {"record_id": "3", "name": "Chloe"},
    ]
    return lambda: unified(customers=rows, decided=decided(store).select).customers()


def sets(*groups):
    return {frozenset(g) for g in groups}


ALONE = sets({"till:1", "till:2"}, {"till:3"})


def test_a_merge_by_hand_joins_what_nothing_else_does_and_its_undo_parts_it(store, customers):
    made = decide(store, "merge", Sides([ONE], [THREE]), because="the same face", by=ANA)
    assert customers() == sets({"till:1", "till:2", "till:3"})
    undo = decide(store, "undo", Sides(), because="no, her sister", by=ANA, undoes=made)
    assert customers() == ALONE
    decide(store, "undo", Sides(), because="it was her", by=ANA, undoes=undo)
    assert customers() == sets({"till:1", "till:2", "till:3"})


def test_records_kept_apart_stay_apart_in_spite_of_a_key(store, customers):
    decide(store, "apart", Sides([ONE], [TWO]), because="mother and daughter", by=ANA)
    assert customers() == sets({"till:1"}, {"till:2"}, {"till:3"})


def test_a_split_keeps_the_chosen_records_together(store, customers):
    decide(store, "split", Sides([TWO, THREE], [ONE]), because="two people", by=ANA)
    assert customers() == sets({"till:1"}, {"till:2", "till:3"})


def test_a_later_decision_wins(store, customers):
    decide(store, "apart", Sides([ONE], [THREE]), because="two people", by=ANA)
    decide(store, "merge", Sides([ONE], [THREE]), because="one after all", by=ANA)
    assert customers() == sets({"till:1", "till:2", "till:3"})


def test_a_decision_says_who_when_and_why_and_whether_it_counts(store):
    made = decide(store, "reject", Sides([ONE], [TWO]), because=" not the same ", by=ANA, probability=0.7)
    decide(store, "undo", Sides(), because="", by=ANA, undoes=made)
    found = decision(store, made)
    assert (found.by, found.because, found.probability, found.counts) == ("ana", "not the same", 0.7, False)
    assert (found.a, found.b) == ((ONE,), (TWO,))
    assert [d.kind for d in decisions(store)] == ["reject", "undo"]
    assert decided(store).fingerprint == "none"


def test_an_unknown_decision_is_an_error(store):
    with pytest.raises(UnknownNameError, match="D404"):
        decision(store, "D404")


def test_two_who_share_a_key_stay_together_when_the_third_is_pulled_out(store, unified):
    rows = [{"record_id": str(n), "member_no": "x", "name": "Ana"} for n in (1, 2, 3)]
    decide(store, "apart", Sides([ONE], [TWO, THREE]), because="the card was lent", by=ANA)
    found = unified(customers=rows, decided=decided(store).select)
    assert found.customers() == sets({"till:1"}, {"till:2", "till:3"})
    outcomes = {(r["id_a"] % 10, r["id_b"] % 10): r["outcome"] for r in found.rows("identity_links")}
    assert outcomes == {(1, 2): "decision", (1, 3): "decision", (2, 3): "joined"}
