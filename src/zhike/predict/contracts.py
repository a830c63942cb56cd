"""Contracts as of a day: which run, how many months each has, and which ended at which of their chances.

Of a contract from the 15th, the first month is the one to the 14th of the next, and ends with the first chance to end it. Some
sources give the 14th as the end, some the 15th, the day of the renewal that did not come: both are the first chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from zhike.predict.sbg import Durations
from zhike.predict.states import Places

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Contracts:
    """First and last day of every contract; no last day (NaT) while it runs."""

    started: Days
    ended: Days

    def running(self, day: date) -> npt.NDArray[np.bool_]:
        """Return which contracts ran at the end of a day."""
        now = np.datetime64(day)
        # NaT is neither before nor after any day.
        return np.asarray((self.started <= now) & ~(self.ended <= now))

    def months(self, day: date) -> Places:
        """Return the whole months that each contract had run on a day: so many chances to end it had passed."""
        return _whole_months(self.started, np.datetime64(day))

    def known(self, day: date) -> Durations:
        """Return what was known of all contracts at the end of a day, and nothing after it.

        An end inside a month that is not over by then still counts as running: those who stay in that month do not count it yet.
        """
        now = np.datetime64(day)
        there, passed = self.started <= now, self.months(day)
        ended_at = _whole_months(self.started, np.where(self.ended <= now, self.ended - 1, now)) + 1
        has_ended = ended_at <= passed
        periods = np.where(has_ended, ended_at, passed)
        return Durations.of(periods[there], has_ended[there])

    def ended_within(self, day: date, last: date) -> npt.NDArray[np.bool_]:
        """Return which contracts ended after a day, until another one."""
        return np.asarray((self.ended > np.datetime64(day)) & (self.ended <= np.datetime64(last)))


def _whole_months(begin: Days, end: Any) -> Places:
    """Return the months from a day to another that are over: from the 15th to the 14th of the next month none is."""
    first, last = begin.astype("M8[M]"), np.asarray(end).astype("M8[M]")
    months = (last - first).astype(np.int64)
    is_short = (np.asarray(end) - last.astype("M8[D]")) < (begin - first.astype("M8[D]"))
    return np.asarray(np.maximum(months - is_short, 0), np.int64)
