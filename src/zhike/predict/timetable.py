"""The past days of a model that learns from outcomes: when it is trained, when it is tested, so that nothing knows the future.

All days lie one step apart, going back from the newest day whose outcome is known. Place 0 is that day; a model that is
tested at place k is trained at places k + apart and earlier, whose outcomes were known on the day of place k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Places that a model is trained on together: the second one tells what is true of more than one season's day.
TOGETHER = 2
# A step of days is a part of the horizon: the smaller, the more the tests overlap; below a week they would be one test.
_MOST_PARTS, _SHORTEST_STEP = 6, 7
# Horizons that are tried where the one asked for has no past days.
_SHORTER = (60, 45, 30)


@dataclass(frozen=True)
class Timetable:
    """Days of panels by place: `tests` of them are tests, `apart` steps are one horizon or a little more.

    A model learns from `together` places; `spare` earlier tests' worth of places are there to learn a calibration with.
    """

    as_of: date
    horizon_days: int
    step_days: int
    apart: int
    tests: int
    together: int = TOGETHER
    spare: int = 1

    def day(self, place: int) -> date:
        """Return the cut-off day of a place; the outcome of place 0 is known on the as-of day."""
        return self.as_of - timedelta(days=self.horizon_days + self.step_days * place)

    @property
    def tested(self) -> range:
        """Places of the tests, newest first."""
        return range(self.tests)

    def learned(self, place: int) -> range:
        """Places that a model is trained on that is used at a place; -`apart` is the as-of day itself."""
        return range(place + self.apart, place + self.apart + self.together)

    @property
    def oldest(self) -> int:
        """The last place: the model that a test's calibration is learned with starts there."""
        return self.tests + self.spare + self.apart + self.together - 2


def timetable(
    first: date,
    as_of: date,
    *,
    horizon_days: int,
    tests: int,
    history_days: int,
    together: int = TOGETHER,
    spare: int = 1,
) -> Timetable | None:
    """Return the days that fit between the first purchase and `as_of`, the furthest apart that fit; None when none do."""
    tried = _tried(as_of, horizon_days=horizon_days, tests=tests, together=together, spare=spare)
    return next((t for t in tried if t.day(t.oldest) >= first + timedelta(days=history_days)), None)


def days_missing(
    first: date,
    as_of: date,
    *,
    horizon_days: int,
    tests: int,
    history_days: int,
    together: int = TOGETHER,
    spare: int = 1,
) -> int:
    """Return how many more days of data there must be until `timetable` finds its days; 0 when it does."""
    tried = _tried(as_of, horizon_days=horizon_days, tests=tests, together=together, spare=spare)
    return max(min((first + timedelta(days=history_days) - t.day(t.oldest)).days for t in tried), 0)


def horizons(longest: int) -> tuple[int, ...]:
    """Return the horizon that is asked for and the shorter ones that are tried after it."""
    return (longest, *(h for h in _SHORTER if h < longest))


def longest(
    first: date,
    as_of: date,
    *,
    horizons: Sequence[int],
    tests: int,
    history_days: int,
    together: int = TOGETHER,
    spare: int = 1,
) -> Timetable | int:
    """Return the days of the first of these horizons that has some; where none has, how many months the last one lacks."""
    for horizon in horizons:
        found = timetable(first, as_of, horizon_days=horizon, tests=tests, history_days=history_days, together=together, spare=spare)  # fmt: skip
        if found is not None:
            return found
    missing = days_missing(first, as_of, horizon_days=horizons[-1], tests=tests, history_days=history_days, together=together, spare=spare)  # fmt: skip
    return -(-missing // 30)


def _tried(as_of: date, *, horizon_days: int, tests: int, together: int, spare: int) -> list[Timetable]:
    """Return the timetables of all steps that are not too short, the longest step first."""
    steps = [(-(-horizon_days // parts), parts) for parts in range(1, _MOST_PARTS + 1)]
    least = min(_SHORTEST_STEP, horizon_days)
    return [
        Timetable(as_of, horizon_days, step, parts, tests, together, spare) for step, parts in steps if step >= least
    ]
