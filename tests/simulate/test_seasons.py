from datetime import date

import numpy as np
import pytest

from zhike.simulate.chance import stream
from zhike.simulate.seasons import PROMOTIONS, seasons, time_of_day


@pytest.fixture(scope="module")
def year():
    return seasons(date(2025, 6, 30), years=3)


def _index(year, day):
    return (day - year.first).days


def test_three_years_end_with_the_day_asked_for(year):
    assert year.first == date(2022, 7, 1)
    assert year.days == 1096
    assert year.last_second - year.midnight == 1096 * 86_400 - 1


def test_strength_is_one_on_average(year):
    assert year.strength.mean() == pytest.approx(1)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 11, 11), "双11"),
        (date(2024, 6, 18), "618"),
        (date(2025, 1, 18), "年货节"),
        (date(2024, 3, 8), "会员日"),
    ],
)
def test_promotions_are_on_their_days_and_people_buy_more(year, day, name):
    assert PROMOTIONS[year.promotion[_index(year, day)]] == name
    assert year.strength[_index(year, day)] > 1.1


def test_the_spring_festival_is_quiet(year):
    assert year.strength[_index(year, date(2025, 1, 29))] < 0.7


def test_season_time_and_days_are_inverse(year):
    days = np.linspace(0, year.days, 400)
    assert np.allclose(year.day_at(year.season_time(days)), days)


def test_a_leap_day_ends_three_whole_years():
    assert seasons(date(2024, 2, 28), years=3).first == date(2021, 2, 28)
    assert seasons(date(2024, 2, 29), years=3).first == date(2021, 3, 1)


def test_shops_are_closed_at_night_and_phones_are_not():
    chance = stream(1, "hours")
    shop = time_of_day(chance, online=np.zeros(5_000, dtype=bool)) // 3600
    web = time_of_day(chance, online=np.ones(5_000, dtype=bool)) // 3600
    assert (shop.min(), shop.max()) == (10, 21)
    assert set(web.tolist()) == set(range(24))
