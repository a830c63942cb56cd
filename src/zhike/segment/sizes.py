"""What runs said of segments: their members now, the change since a month ago, their size run by run, who moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.segment.definition import Segment
from zhike.segment.kept import called, names_of, segments, shown
from zhike.workspace import NoRunError, Workspace

# A run of at least so many days before the newest one is a month ago: the same weekday, four weeks earlier.
_MONTH_DAYS = 28


@dataclass(frozen=True)
class Standing:
    """A kept segment, its rule as text ("" for a list), and what the current run says of it: None where it says nothing.

    `change` is that of its members since about a month ago; `is_current` says that the run computed this version.
    """

    segment: Segment
    said: str
    members: int | None
    share: float | None
    change: int | None
    state: str | None
    problem: str
    is_current: bool


def standings(shop: Workspace) -> tuple[Standing, ...]:
    """Return how every segment stands, by name."""
    there = segments(shop)
    names = names_of(shop)
    told = {r["segment_id"]: r for r in rows_of(shop, "segments", "select * from segments")}
    before = a_month_ago(shop)
    return tuple(_standing(s, names, told.get(s.id), before.get(s.id)) for s in there)


def sizes(shop: Workspace, wanted: str, *, noun: str = "segment") -> list[dict[str, Any]]:
    """Return how many customers a segment, or a tag, had, one row for each day as of which a run counted, the oldest first.

    Of several runs as of one day the last one counts.
    """
    sql = f"""
        select as_of, arg_max(members, run_id) as members, arg_max(customers, run_id) as customers
        from {noun}_sizes where {noun}_id = $id group by as_of order by as_of
    """
    return rows_of(shop, f"{noun}_sizes", sql, wanted)


def belonging(shop: Workspace, customer_id: str) -> dict[str, date]:
    """Return by segment the day since when runs find a customer in it."""
    sql = "select segment_id, entered_on from segment_members where customer_id = $id"
    return {r["segment_id"]: r["entered_on"] for r in rows_of(shop, "segment_members", sql, customer_id)}


def members_of(shop: Workspace, said: str) -> list[str]:
    """Return the customers in a segment as the current run has them."""
    sql = "select customer_id from segment_members where segment_id = $id order by customer_id"
    return [r["customer_id"] for r in rows_of(shop, "segment_members", sql, called(shop, said).id)]


def moves(shop: Workspace, wanted: str, *, noun: str = "segment") -> dict[str, int]:
    """Return how many customers entered and left a segment, or got and lost a tag, in the last run that found a change of it."""
    sql = f"""
        select count(*) filter (where what = 'entered') as entered, count(*) filter (where what = 'left') as left_it
        from {noun}_changes where {noun}_id = $id and run_id = (select max(run_id) from {noun}_changes where {noun}_id = $id)
    """
    rows = rows_of(shop, f"{noun}_changes", sql, wanted)
    return {"entered": rows[0]["entered"], "left": rows[0]["left_it"]} if rows else {"entered": 0, "left": 0}


def a_month_ago(shop: Workspace, *, noun: str = "segment") -> dict[str, int]:
    """Return by segment, or tag, how many customers it had about a month before the last day that was counted."""
    sql = f"""
        select {noun}_id as id, arg_max(members, (as_of, run_id)) as members from {noun}_sizes
        where as_of <= (select max(as_of) from {noun}_sizes) - {_MONTH_DAYS} group by {noun}_id
    """
    return {r["id"]: r["members"] for r in rows_of(shop, f"{noun}_sizes", sql)}


def _standing(one: Segment, names: dict[str, str], told: dict[str, Any] | None, before: int | None) -> Standing:
    said = shown(one.rule, names) if one.rule is not None else ""
    if told is None:
        return Standing(one, said, None, None, None, None, "", is_current=False)
    change = None if before is None else told["members"] - before
    current = told["version"] == one.version
    return Standing(one, said, told["members"], told["share"], change, told["state"], told["problem"], current)


def rows_of(shop: Workspace, table: str, sql: str, wanted: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of a table of the current run; none where no run has it."""
    try:
        reader = shop.now
    except NoRunError:
        return []
    # A run of an older version has no segments.
    return reader.rows(sql, {"id": wanted} if wanted else None, reads=[table]) if table in reader.tables else []
