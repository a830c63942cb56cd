from datetime import date, timedelta

import pytest

from zhike.predict.timetable import days_missing, horizons, longest, timetable

FIRST, AS_OF = date(2024, 1, 1), date(2025, 6, 30)
ASKED = {"horizon_days": 90, "tests": 3, "history_days": 60}


def test_no_model_is_trained_on_an_outcome_that_was_not_known_on_the_day_of_its_test():
    times = timetable(FIRST, AS_OF, **ASKED)
    for place in (*times.tested, times.tests, -times.apart):
        learned = times.learned(place)
        assert all(times.day(i) + timedelta(days=90) <= times.day(place) for i in learned)
        assert learned.stop <= times.oldest + 1


def test_the_outcome_of_the_newest_test_is_known_on_the_as_of_day():
    times = timetable(FIRST, AS_OF, **ASKED)
    assert times.day(0) == AS_OF - timedelta(days=90)
    assert times.day(-times.apart) == AS_OF


def test_the_oldest_day_leaves_the_history_that_was_asked_for():
    times = timetable(FIRST, AS_OF, **ASKED)
    assert times.day(times.oldest) >= FIRST + timedelta(days=60)
    assert times.step_days * times.apart >= 90


def test_a_long_history_has_tests_a_whole_horizon_apart():
    assert timetable(date(2020, 1, 1), AS_OF, **ASKED).apart == 1


def test_a_short_history_says_how_many_days_it_lacks():
    late = date(2025, 1, 1)
    assert timetable(late, AS_OF, **ASKED) is None
    lacking = days_missing(late, AS_OF, **ASKED)
    assert lacking > 0
    assert timetable(late - timedelta(days=lacking), AS_OF, **ASKED)
    assert timetable(late - timedelta(days=lacking - 1), AS_OF, **ASKED) is None
    assert days_missing(FIRST, AS_OF, **ASKED) == 0


@pytest.mark.parametrize("horizon", [14, 28, 91, 365])
def test_every_horizon_has_days_when_there_is_history_enough(horizon):
    times = timetable(date(2010, 1, 1), AS_OF, horizon_days=horizon, tests=5, history_days=60)
    assert len({times.day(k) for k in times.tested}) == 5


def test_the_first_horizon_that_has_days_is_taken_and_none_is_longer_than_asked_for():
    asked = {"tests": 3, "history_days": 60}
    assert horizons(90) == (90, 60, 45, 30)
    assert horizons(40) == (40, 30)
    assert longest(FIRST, AS_OF, horizons=horizons(90), **asked).horizon_days == 90
    short = AS_OF - timedelta(days=200)
    assert timetable(short, AS_OF, horizon_days=60, **asked) is None
    assert longest(short, AS_OF, horizons=horizons(90), **asked).horizon_days == 45


def test_where_no_horizon_has_days_the_months_that_the_shortest_lacks_are_told():
    late = AS_OF - timedelta(days=70)
    months = longest(late, AS_OF, horizons=horizons(90), tests=3, history_days=60)
    lacking = days_missing(late, AS_OF, horizon_days=30, tests=3, history_days=60)
    assert 30 * (months - 1) < lacking <= 30 * months
