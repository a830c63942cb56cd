"""What runs said of segments: their members now, and their size run by run."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhike.workspace import NoRunError, Workspace


def computed(shop: Workspace, segment_id: str) -> dict[str, Any] | None:
    """Return the segment's row of the current run's table `segments`; None when no run has computed it."""
    rows = _rows(shop, "segments", "select * from segments where segment_id = $id", segment_id)
    return rows[0] if rows else None


def sizes(shop: Workspace, segment_id: str) -> list[dict[str, Any]]:
    """Return how many customers a segment had, one row for each day as of which a run counted, the oldest first.

    Of several runs as of one day the last one counts.
    """
    sql = """
        select as_of, arg_max(members, run_id) as members, arg_max(customers, run_id) as customers
        from segment_sizes where segment_id = $id group by as_of order by as_of
    """
    return _rows(shop, "segment_sizes", sql, segment_id)


def belonging(shop: Workspace, customer_id: str) -> dict[str, date]:
    """Return by segment the day since when runs find a customer in it."""
    sql = "select segment_id, entered_on from segment_members where customer_id = $id"
    return {r["segment_id"]: r["entered_on"] for r in _rows(shop, "segment_members", sql, customer_id)}


def moves(shop: Workspace, segment_id: str) -> dict[str, int]:
    """Return how many customers entered and left a segment in the last run that found a change of it."""
    sql = """
        select count(*) filter (where what = 'entered') as entered, count(*) filter (where what = 'left') as left_it
        from segment_changes where segment_id = $id and run_id = (select max(run_id) from segment_changes where segment_id = $id)
    """
    rows = _rows(shop, "segment_changes", sql, segment_id)
    return {"entered": rows[0]["entered"], "left": rows[0]["left_it"]} if rows else {"entered": 0, "left": 0}


def _rows(shop: Workspace, table: str, sql: str, wanted: str) -> list[dict[str, Any]]:
    try:
        reader = shop.now
    except NoRunError:
        return []
    # A run of an older version has no segments.
    return reader.rows(sql, {"id": wanted}, reads=[table]) if table in reader.tables else []
