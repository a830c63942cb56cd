"""The table `funnel`: how many visitors took each step in order, how long it took them, and where they stopped.

Steps are names of events, and `order` for a purchase; those that never happened are left out, and with fewer than two
left there is no funnel. A visitor's attempt begins with any act of the first step; each further step must come after
the one before and within so many days of the first. Every visitor counts once, with the attempt that went furthest (the
earliest of equals), as in the closed funnels of analytics products.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from inspect import getsource

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhike.describe import paths, visits
from zhike.describe.paths import PATHS, paths_of
from zhike.describe.visits import ACTS, DAY_SECONDS, Ints, Visits, first_after, visits_of
from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows

FUNNEL = Table(
    name="funnel",
    room="describe",
    grain="One row per group and step of the funnel: how many came so far, and how long it took them.",
    key=("dimension", "group_name", "step"),
    columns=(
        Column("dimension", "VARCHAR", "", "what the group is one of: all, channel (of the first step) or month (of the first step)"),
        Column("group_name", "VARCHAR", "", "the group; empty text where the channel is not known, a month as 2025-03"),
        Column("step", "INTEGER", "", "1 for the first step"),
        Column("event", "VARCHAR", "", "what is done in this step: an event, or order for a purchase"),
        Column("visitors", "BIGINT", "visitors", "visitors who came so far, customers and unknown devices"),
        Column("customers", "BIGINT", "customers", "of these, the known customers"),
        Column("share_of_first", "DOUBLE", "share", "visitors / those of the first step"),
        Column("share_of_before", "DOUBLE", "share", "visitors / those of the step before; 1 for the first"),
        Column("hours_p25", "DOUBLE", "hours", "lower quartile of the time since the step before"),
        Column("hours_p50", "DOUBLE", "hours", "median of the time since the step before"),
        Column("hours_p75", "DOUBLE", "hours", "upper quartile of the time since the step before"),
        Column("hours_from_first", "DOUBLE", "hours", "median of the time since the first step"),
    ),
)  # fmt: skip
JOURNEYS = Table(
    name="journeys",
    room="describe",
    grain="One row per customer who left events: how far in the funnel, and the last path.",
    key=("customer_id",),
    sorted_by=("customer_id",),
    per_customer=True,
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("funnel_step", "INTEGER", "", "steps of the funnel that the customer took in the attempt that went furthest; 0 when never the first"),
        Column("funnel_entered_on", "DATE", "", "day of the first step of that attempt"),
        Column("funnel_channel", "VARCHAR", "", "channel of the first step of that attempt"),
        Column("last_path", "VARCHAR", "", "path of the last journey; empty when it is none of those in paths"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Attempts:
    """The best attempt of every visitor: the place of its first act, and the moment of each step (-1: not taken)."""

    start: Ints
    moments: Ints

    @property
    def depth(self) -> Ints:
        """How many steps were taken."""
        found: Ints = (self.moments >= 0).sum(axis=1)
        return found


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the funnel, the paths, and what both say of each customer."""
    found = visits_of(arrows["acts"])
    [asked] = arrows["asked"].to_pylist()
    steps = [s for s in dict.fromkeys(asked["steps"]) if s in found.names]
    attempts = best_attempts(found, steps if len(steps) > 1 else [], days=asked["days"])
    ways = paths_of(found)
    return {
        FUNNEL.name: _table(found, attempts, steps),
        PATHS.name: ways.table,
        JOURNEYS.name: _per_customer(found, attempts, ways.last),
    }


def best_attempts(visits: Visits, steps: Sequence[str], *, days: int) -> Attempts:
    """Return each visitor's attempt that went furthest, the earliest of equals; nobody's when there are no steps."""
    if not steps:
        return Attempts(np.zeros(0, np.int64), np.zeros((0, 0), np.int64))
    start = np.flatnonzero(visits.event == visits.names.index(steps[0]))
    moments = np.full((len(start), len(steps)), -1, np.int64)
    moments[:, 0] = visits.at[start]
    at, alive = start.copy(), np.ones(len(start), bool)
    for number, name in enumerate(steps[1:], 1):
        at = first_after(visits, name)[at]
        place = np.minimum(at, len(visits.at) - 1)
        alive &= (at < len(visits.at)) & (visits.visitor[place] == visits.visitor[start])
        alive &= visits.at[place] <= visits.at[start] + days * DAY_SECONDS
        moments[alive, number] = visits.at[place[alive]]
        at = np.where(alive, place, start)
    return _best(visits, Attempts(start, moments))


def _best(visits: Visits, every: Attempts) -> Attempts:
    """Return one attempt for each visitor; they stand in the order of visitors and time."""
    visitor = visits.visitor[every.start]
    order = np.lexsort((every.start, -every.depth, visitor))
    first = np.r_[True, visitor[order][1:] != visitor[order][:-1]]
    kept = order[first]
    return Attempts(every.start[kept], every.moments[kept])


def _table(visits: Visits, attempts: Attempts, steps: Sequence[str]) -> pa.Table:
    rows = [
        {"dimension": dimension, "group_name": group, **row}
        for dimension, group, members in _groups(visits, attempts)
        for row in _steps(visits, attempts, steps, members)
    ]
    return FUNNEL.arrow({c.name: [row[c.name] for row in rows] for c in FUNNEL.columns})


def _groups(visits: Visits, attempts: Attempts) -> Iterator[tuple[str, str, Ints]]:
    """Yield dimension, group, and the attempts that belong to it."""
    if not len(attempts.start):
        return
    yield "all", "all", np.arange(len(attempts.start))
    channel = visits.channel.indices.to_numpy()[attempts.start]
    month = visits.day[attempts.start].astype("datetime64[D]").astype("datetime64[M]")
    names = visits.channel.dictionary.to_pylist()
    yield from (("channel", names[code], np.flatnonzero(channel == code)) for code in np.unique(channel))
    yield from (("month", str(value), np.flatnonzero(month == value)) for value in np.unique(month))


def _steps(visits: Visits, attempts: Attempts, steps: Sequence[str], members: Ints) -> Iterator[dict[str, object]]:
    """Yield one row for each step of a group."""
    moments = attempts.moments[members]
    known = visits.customer_id.take(pa.array(attempts.start[members])).is_valid().to_numpy(zero_copy_only=False)
    before = len(members)
    for number, name in enumerate(steps):
        there = moments[:, number] >= 0
        count = int(there.sum())
        waited = _hours(moments, there, since=number - 1) if number else np.zeros(0)
        low, middle, high = np.percentile(waited, (25, 50, 75)).tolist() if len(waited) else (None, None, None)
        whole = _hours(moments[:, [0, number]], there, since=0) if number else np.zeros(0)
        yield {
            "step": number + 1, "event": name, "visitors": count, "customers": int((there & known).sum()),
            "share_of_first": count / len(members), "share_of_before": count / before if before else None,
            "hours_p25": low, "hours_p50": middle, "hours_p75": high,
            "hours_from_first": float(np.median(whole)) if len(whole) else None,
        }  # fmt: skip
        before = count


def _hours(moments: Ints, there: npt.NDArray[np.bool_], *, since: int) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = (moments[there, since + 1] - moments[there, since]) / 3600
    return found


def _per_customer(visits: Visits, attempts: Attempts, last: pa.Array) -> pa.Table:
    """Return the row of every customer among the visitors; `last` is the last path of each visitor, in their order."""
    first = np.flatnonzero(visits.is_first)
    step, start = np.zeros(len(first), np.int64), np.full(len(first), -1)
    there = np.searchsorted(visits.visitor[first], visits.visitor[attempts.start])
    step[there], start[there] = attempts.depth, attempts.start
    entered = pa.array(start, mask=start < 0)
    columns = {
        "customer_id": visits.customer_id.take(pa.array(first)),
        "funnel_step": pa.array(step, pa.int32()),
        "funnel_entered_on": pa.array(visits.day.astype(np.int32)).cast(pa.date32()).take(entered),
        "funnel_channel": visits.channel.cast(pa.string()).take(entered),
        "last_path": last,
    }
    found = pa.table({c.name: columns[c.name] for c in JOURNEYS.columns})
    return found.filter(found["customer_id"].is_valid())


FUNNELS = PythonTable(
    FUNNEL,
    {"acts": ACTS, "asked": "select $funnel as steps, $funnel_days as days"},
    make,
    more=(PATHS, JOURNEYS),
    text=getsource(paths) + getsource(visits),
)
