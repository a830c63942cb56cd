"""What runs said of segments: their members now, and their size run by run."""

from __future__ import annotations

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


def _rows(shop: Workspace, table: str, sql: str, segment_id: str) -> list[dict[str, Any]]:
    try:
        reader = shop.now
    except NoRunError:
        return []
    # A run of an older version has no segments.
    return reader.rows(sql, {"id": segment_id}, reads=[table]) if table in reader.tables else []
