"""The table `paths`: what visitors do one after the other, journey by journey, the most common sequences first.

A journey ends with an order or a week of silence; an act repeated at once is one step; only the first six steps are
told. A journey that is nothing but an order is left out: no way to it is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhike.describe.visits import ORDER, Ints, Visits, journeys
from zhike.engine import Column, Table

_STEPS, _MOST = 6, 200
ARROW = " > "

PATHS = Table(
    name="paths",
    room="describe",
    grain="One row per path: a sequence of steps that journeys began with, the 200 most common ones.",
    key=("path",),
    columns=(
        Column("path", "VARCHAR", "", "the first six steps, as product_view > add_to_cart > order"),
        Column("rank", "INTEGER", "", "1 for the most common one"),
        Column("steps", "INTEGER", "", "how many steps the path has"),
        Column("journeys", "BIGINT", "journeys", "journeys that began so and, below six steps, ended there"),
        Column("share", "DOUBLE", "share", "these as a share of all journeys, those of rarer paths too"),
        Column("customers", "BIGINT", "customers", "known customers whose last journey it was"),
        Column("ends_in_order", "BOOLEAN", "", "whether the last of the steps is an order"),
    ),
)


@dataclass(frozen=True)
class Paths:
    """The table, and the path of each visitor's last journey, in their order (none for a rarer one)."""

    table: pa.Table
    last: pa.Array


def paths_of(visits: Visits) -> Paths:
    """Return the most common paths."""
    code, visitor = _coded(visits)
    if not len(code):
        return Paths(
            PATHS.arrow({c.name: [] for c in PATHS.columns}), pa.nulls(int(visits.is_first.sum()), pa.string())
        )
    found, count = np.unique(code, return_counts=True)
    names = [_name(int(one), visits.names) for one in found]
    best = sorted(range(len(found)), key=lambda at: (-count[at], names[at]))[:_MOST]
    last = _last(code, visitor, visits)
    place = {int(found[at]): at for at in best}
    customers = _customers(last, visits)
    text = pa.array([names[place[int(one)]] if int(one) in place else None for one in found], pa.string())
    at = np.searchsorted(found, last)
    rows = {
        "path": [names[b] for b in best],
        "rank": list(range(1, len(best) + 1)),
        "steps": [names[b].count(ARROW) + 1 for b in best],
        "journeys": [int(count[b]) for b in best],
        "share": [float(count[b] / len(code)) for b in best],
        "customers": [customers.get(int(found[b]), 0) for b in best],
        "ends_in_order": [names[b].split(ARROW)[-1] == ORDER for b in best],
    }
    return Paths(PATHS.arrow(rows), text.take(pa.array(at, mask=last < 0)))


def _coded(visits: Visits) -> tuple[Ints, Ints]:
    """Return each journey's path as a number (base: the number of names and one), and the place of its visitor."""
    if not len(visits.at):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    journey = journeys(visits)
    # What is repeated at once within a journey is one step.
    step = np.r_[True, (visits.event[1:] != visits.event[:-1]) | (journey[1:] != journey[:-1])]
    event, of = visits.event[step], journey[step]
    begins = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    place = np.arange(len(of)) - np.repeat(begins, np.diff(np.r_[begins, len(of)]))
    base = len(visits.names) + 1
    kept = place < min(_STEPS, int(62 / np.log2(base)))
    code = np.zeros(len(begins), np.int64)
    np.add.at(code, of[kept], (event[kept] + 1) * base ** place[kept])
    visitor = (np.cumsum(visits.is_first) - 1)[step][begins]
    alone = visits.names.index(ORDER) + 1 if ORDER in visits.names else -1
    return code[code != alone], visitor[code != alone]


def _name(code: int, names: list[str]) -> str:
    said = []
    while code:
        code, event = divmod(code, len(names) + 1)
        said.append(names[event - 1])
    return ARROW.join(said)


def _last(code: Ints, visitor: Ints, visits: Visits) -> Ints:
    """Return the code of each visitor's last journey; -1 for none."""
    found = np.full(int(visits.is_first.sum()), -1, np.int64)
    found[visitor] = code  # in the order of time: the last one stays
    return found


def _customers(last: Ints, visits: Visits) -> dict[int, int]:
    """Return path → how many known customers had it last."""
    first = np.flatnonzero(visits.is_first)
    known = visits.customer_id.take(pa.array(first)).is_valid().to_numpy(zero_copy_only=False)
    found, count = np.unique(last[known & (last >= 0)], return_counts=True)
    return dict(zip(found.tolist(), count.tolist(), strict=True))
