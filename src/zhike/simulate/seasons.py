"""The company's year: how strongly people buy on each day, and which promotion runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from zhike.simulate.chance import Chance, Floats, Ints, at

# First day of the lunar year, from the official calendar; other years take the middle of the possible range.
LUNAR_NEW_YEAR = {
    2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
MONTHS = (0.96, 0.86, 0.94, 0.95, 1.02, 1.06, 0.93, 0.95, 1.02, 1.04, 1.12, 1.10)
WEEKDAYS = (0.90, 0.88, 0.90, 0.94, 1.08, 1.20, 1.14)  # Monday to Sunday
PROMOTIONS = ("", "会员日", "年货节", "618", "双11", "双12")
PROMOTION_RATES = (0.0, 0.08, 0.10, 0.18, 0.20, 0.12)  # mean discount of each
# Weight of each hour of the day: shops are open from 10 to 22, phones are busiest between 20 and 23.
SHOP_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 6, 8, 6, 6, 7, 8, 9, 10, 11, 9, 5, 0, 0)
ONLINE_HOURS = (3, 1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 5, 6, 6, 7, 6, 5, 5, 5, 5, 6, 7, 10, 11, 10, 6)


@dataclass(frozen=True)
class Seasons:
    """The days of the simulated years: `strength` has mean 1, `promotion` is an index into PROMOTIONS."""

    first: date
    strength: Floats
    promotion: Ints
    month: Ints
    elapsed: Floats

    @property
    def days(self) -> int:
        """How many days there are."""
        return len(self.strength)

    @property
    def midnight(self) -> int:
        """The first moment of the first day: wall-clock seconds since 1970."""
        return (self.first - date(1970, 1, 1)).days * 86_400

    @property
    def last_second(self) -> int:
        """The last moment of the last day: wall-clock seconds since 1970."""
        return self.midnight + self.days * 86_400 - 1

    def season_time(self, day: Floats) -> Floats:
        """Return the season time that has passed by a day; it runs fast when people buy much, as fast as days on average."""
        return np.interp(day, np.arange(self.days + 1), self.elapsed)

    def day_at(self, season_time: Floats) -> Floats:
        """Return the day at which a season time is reached: the inverse of `season_time`."""
        return np.interp(season_time, self.elapsed, np.arange(self.days + 1))


def seasons(as_of: date, *, years: int, shift: float = 1.0, shift_days: int = 0) -> Seasons:
    """Return the calendar of the years that end with the day `as_of`.

    In the last `shift_days` season time runs `shift` times as fast: who is a customer buys so many times as often, and as many
    new customers come as before.
    """
    day_after = as_of + timedelta(days=1)
    # The 29th of February has no counterpart in other years.
    first = day_after.replace(year=day_after.year - years, day=min(day_after.day, 28 if day_after.month == 2 else 31))
    calendar = [first + timedelta(days=i) for i in range((as_of - first).days + 1)]
    raw = np.array([MONTHS[d.month - 1] * WEEKDAYS[d.weekday()] * _festival(d) for d in calendar])
    strength = raw / raw.mean()
    is_shifted = np.arange(len(raw)) >= len(raw) - shift_days
    return Seasons(
        first=first,
        strength=strength,
        promotion=np.array([_promotion(d) for d in calendar], dtype=np.int64),
        month=np.array([d.month - 1 for d in calendar], dtype=np.int64),
        elapsed=np.concatenate([[0.0], np.cumsum(np.where(is_shifted, shift, 1.0) * strength)]),
    )


def time_of_day(chance: Chance, *, online: np.ndarray) -> Ints:
    """Return a second of the day for each row: shop hours, or those of people with a phone in their hand."""
    shop, web = (np.cumsum(hours) / np.sum(hours) for hours in (SHOP_HOURS, ONLINE_HOURS))
    uniform = chance.random(len(online))
    hour = np.where(online, at(web, uniform), at(shop, uniform))
    return np.asarray(hour * 3600 + chance.integers(0, 3600, len(online)), dtype=np.int64)


def _new_year_distance(day: date) -> int:
    month, dom = LUNAR_NEW_YEAR.get(day.year, (2, 4))
    return (day - date(day.year, month, dom)).days


def _promotion(day: date) -> int:
    if -21 <= _new_year_distance(day) <= -4:
        return PROMOTIONS.index("年货节")
    if day.month == 6 and 1 <= day.day <= 18:
        return PROMOTIONS.index("618")
    if day.month == 11 and 1 <= day.day <= 11:
        return PROMOTIONS.index("双11")
    if day.month == 12 and 10 <= day.day <= 12:
        return PROMOTIONS.index("双12")
    return PROMOTIONS.index("会员日") if day.day == 8 else 0


def _festival(day: date) -> float:
    # Parcels stop and shops close around the Spring Festival; the peaks are the last days of each promotion.
    if -3 <= _new_year_distance(day) <= 6:
        return 0.55
    peak = {(11, 11): 4.0, (11, 1): 2.2, (6, 18): 3.2, (6, 1): 1.8, (12, 12): 2.0, (1, 1): 1.5, (10, 1): 1.4}
    lift = {"": 1.0, "会员日": 1.5, "年货节": 1.25, "618": 1.25, "双11": 1.4, "双12": 1.2}
    return peak.get((day.month, day.day), lift[PROMOTIONS[_promotion(day)]])
