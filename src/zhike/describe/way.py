"""The way to an order read back: the steps of the funnel, and the paths that journeys take."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from zhike.describe.habits import Group
from zhike.describe.paths import ARROW
from zhike.workspace import Workspace


@dataclass(frozen=True)
class FunnelStep:
    """One step: how many came so far, of them known customers, and the hours since the step before (quartiles)."""

    step: int
    event: str
    visitors: int
    customers: int
    share_of_first: float
    share_of_before: float | None
    hours_p25: float | None
    hours_p50: float | None
    hours_p75: float | None
    hours_from_first: float | None


@dataclass(frozen=True)
class Way:
    """One path: its journeys, their share of all, and the customers whose last journey it was."""

    path: str
    journeys: int
    share: float
    customers: int
    ends_in_order: bool


@dataclass(frozen=True)
class Turn:
    """How many journeys went from one step at a place of the path to the next; without a next one they ended."""

    place: int
    source: str
    target: str
    journeys: int


def funnel_groups(shop: Workspace) -> tuple[Group, ...]:
    """Return the groups that have a funnel: the whole, the channels by size, the newest month first."""
    rows = shop.now.kept("funnel groups", lambda: shop.now.rows(_GROUPS, reads=["funnel"]))
    return tuple(Group(r["dimension"], r["group_name"]) for r in rows)


def funnel(shop: Workspace, group: Group) -> tuple[FunnelStep, ...]:
    """Return the steps of a group's funnel; nothing when no two steps ever happened."""
    asked = {"dimension": group.dimension, "name": group.name}
    return tuple(FunnelStep(**row) for row in shop.now.rows(_FUNNEL, asked, reads=["funnel"]))


def known_events(shop: Workspace) -> tuple[str, ...]:
    """Return the names of the events that there are, the most frequent first."""
    rows = shop.now.kept("event names", lambda: shop.now.rows(_EVENTS, reads=["events"]))
    return tuple(r["event"] for r in rows)


def ways(shop: Workspace) -> tuple[Way, ...]:
    """Return the most common paths."""
    return tuple(Way(**row) for row in shop.now.kept("ways", lambda: shop.now.rows(_WAYS, reads=["paths"])))


def turns(found: tuple[Way, ...], *, steps: int = 4, least: float = 0.005) -> tuple[Turn, ...]:
    """Return how journeys flow from step to step; of all of them, flows of less than a share are left out."""
    counted: dict[tuple[int, str, str], int] = {}
    for way in found:
        for place, (source, target) in enumerate(pairwise(way.path.split(ARROW)[:steps]), 1):
            counted[place, source, target] = counted.get((place, source, target), 0) + way.journeys
    floor = least * sum(w.journeys for w in found)
    kept = [Turn(*key, count) for key, count in counted.items() if count >= floor]
    return tuple(sorted(kept, key=lambda t: (t.place, -t.journeys, t.source, t.target)))


_GROUPS = """
    select dimension, group_name from funnel where step = 1
    order by dimension <> 'all', dimension,
             case when dimension = 'month' then -cast(replace(group_name, '-', '') as integer) else -visitors end, group_name
"""
_FUNNEL = """
    select step, event, visitors, customers, share_of_first, share_of_before, hours_p25, hours_p50, hours_p75, hours_from_first
    from funnel where dimension = $dimension and group_name = $name order by step
"""
_EVENTS = "select event from events where event is not null group by event order by count(*) desc, event limit 50"
_WAYS = "select path, journeys, share, customers, ends_in_order from paths order by rank"
