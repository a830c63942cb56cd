import numpy as np
import pytest
from scipy.stats import gamma, kstest, spearmanr

from zhike.simulate.people import PREFIXES


def test_rates_of_dropping_out_are_gamma_whatever_people_feel(world):
    ways = world.behaviour
    asked = gamma(ways.dropout_shape, scale=1 / ways.dropout_scale_days)
    assert kstest(world.habits.dropout_rate, asked.cdf).statistic < 0.015


def test_the_dissatisfied_leave_sooner_but_not_for_certain(world):
    tie = spearmanr(world.habits.satisfaction, world.habits.dropout_rate).statistic
    assert -0.65 < tie < -0.4


def test_problems_lower_satisfaction(world):
    people = world.habits
    with_problem = people.satisfaction[people.problems > 0].mean()
    assert with_problem < people.satisfaction[people.problems == 0].mean() - 0.5


def test_the_company_grows(world):
    acquired = (world.habits.acquired - world.seasons.midnight) / 86_400
    first, last = np.mean(acquired < 365), np.mean(acquired >= world.seasons.days - 365)
    assert 1.4 < last / first < 2.4


def test_only_families_share_a_phone(world):
    who = world.identity
    alone = who.household == np.arange(len(who.household))
    assert len(np.unique(who.phone[alone])) == alone.sum()
    assert np.array_equal(who.phone, who.phone[who.household])
    assert (~alone).mean() == pytest.approx(world.behaviour.household_share, abs=0.01)


def test_the_head_of_a_household_follows_nobody(world):
    household = world.identity.household
    assert np.array_equal(household[household], household)


def test_no_phone_was_ever_somebody_elses(world):
    who = world.identity
    assert not np.intersect1d(who.phone, who.old_phone).size


def test_phones_have_prefixes_that_networks_give(world):
    prefixes = {int(prefix) for prefix in PREFIXES.split()}
    assert set((world.identity.phone // 10**8).tolist()) <= prefixes
    assert all(prefix in prefixes for prefix in (world.identity.old_phone // 10**8).tolist())


def test_email_numbers_are_unique(world):
    assert len(np.unique(world.identity.email_number)) == len(world.identity.email_number)


def test_one_in_ten_is_foreign(world):
    assert world.identity.foreign.mean() == pytest.approx(0.10, abs=0.01)


def test_nobody_is_younger_than_sixteen_or_older_than_ninety(world):
    year = 1970 + world.identity.born / 365.25
    assert 1933 < year.min() < year.max() < 2008
