import numpy as np
import pytest

from zhike.simulate.accounts import (
    ADDRESS_SHARES,
    ALONE,
    BIRTH_SHARES,
    CRM,
    EMAIL_SHARES,
    NAME_SHARES,
    PAIRS,
    PHONE_SHARES,
    PHONE_WAYS,
    SELLING,
    SYSTEMS,
    TILL,
    TRIPLES,
    WEB,
)


def test_everybody_has_an_account(world):
    assert set(world.accounts.person.tolist()) == set(range(20_000))


def test_a_third_uses_two_systems_and_a_tenth_three(world):
    used = (world.accounts.original >= 0).sum(axis=1)
    assert np.mean(used == 2) == pytest.approx(0.35, abs=0.015)
    assert np.mean(used == 3) == pytest.approx(0.10, abs=0.01)


def test_a_bit_more_than_half_are_till_members(world):
    assert np.mean(world.accounts.original[:, TILL] >= 0) == pytest.approx(0.55, abs=0.015)


def test_one_record_in_nine_is_the_crms(world):
    assert np.mean(world.accounts.system == CRM) == pytest.approx(1 / 9, abs=0.01)


def test_whoever_is_in_the_crm_is_also_where_one_can_buy(world):
    assert np.all((world.accounts.original[:, SELLING] >= 0).any(axis=1))
    assert set(world.accounts.favourite.tolist()) == set(SELLING)


def test_a_person_has_a_bit_more_than_one_and_a_half_records(world):
    assert len(world.accounts) / 20_000 == pytest.approx(1.6, abs=0.02)


def test_some_register_twice_in_one_system(world):
    known = world.accounts
    assert known.duplicate.mean() == pytest.approx(0.03, abs=0.005)
    twice = np.flatnonzero(known.duplicate)
    first = known.original[known.person[twice], known.system[twice]]
    assert np.all(first >= 0)
    assert np.all(known.opened[twice] >= known.opened[first])


def test_numbers_of_a_system_follow_the_day_of_opening(world):
    for system in range(len(SYSTEMS)):
        rows = world.accounts.of(system)
        assert world.accounts.number[rows].tolist() == list(range(1, len(rows) + 1))
        assert np.all(np.diff(world.accounts.opened[rows]) >= 0)


def test_no_account_is_opened_before_its_person_was_won_or_after_the_last_day(world):
    known = world.accounts
    assert np.all(known.opened >= world.habits.acquired[known.person])
    assert known.opened.max() <= world.seasons.last_second


def test_accounts_do_not_heap_up_at_the_last_second(world):
    assert np.count_nonzero(world.accounts.opened == world.seasons.last_second) <= 1


def test_the_favourite_account_is_the_first(world):
    known = world.accounts
    people = np.arange(20_000)
    assert np.array_equal(known.opened[known.original[people, known.favourite]], world.habits.acquired)


def test_shares_of_ways_add_up():
    for shares in (*NAME_SHARES, *PHONE_SHARES, *EMAIL_SHARES, *BIRTH_SHARES, *ADDRESS_SHARES):
        assert sum(shares) == pytest.approx(1)
    for shares in (ALONE, PAIRS.values(), TRIPLES.values()):
        assert sum(shares) == pytest.approx(1)


def test_fields_are_written_in_the_ways_of_their_system(world):
    rows = world.accounts.of(WEB)
    missing = np.mean(world.accounts.phone_way[rows] == PHONE_WAYS.index("missing"))
    assert missing == pytest.approx(PHONE_SHARES[WEB][PHONE_WAYS.index("missing")], abs=0.015)
