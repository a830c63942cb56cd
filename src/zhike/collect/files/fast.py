"""The fast reader of delimited text: DuckDB, on all cores, for files in which nothing is odd.

It gives up at the first oddity; the exact reader (records.py) then reads the whole file instead.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from zhike.collect.files import duck, identity, sink
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.records import BLANKS

_WATCH_SECONDS = 0.25


def can_read(layout: Layout, columns: Mapping[str, str]) -> bool:
    """Whether the fast reader may try: plain UTF-8, a table from line 1, and nothing to hash on the way."""
    return (
        layout.plain
        and layout.compression is None
        and layout.delimiter != BLANKS
        and len(layout.columns) > 1
        and layout.first_row == 1
        and bool(columns)
        and identity.NAME not in columns.values()
    )


def receive(
    layout: Layout, columns: Mapping[str, str], *, folder: Path, limits: Limits, progress: Callable[[float], None]
) -> int | None:
    """Write the mapped columns as Parquet and return the number of rows; None when the file is not for this reader."""
    target = folder / sink.RECEIVED
    with duck.opened(layout.path, limits=limits, folder=folder) as (session, path):
        sql = _copy_sql(layout, columns, path=path, target=target, limits=limits)
        try:
            with _watched(session, progress):
                (rows,) = session.execute(sql).fetchall()[0]
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            target.unlink(missing_ok=True)
            return None
    if layout.lines is not None and rows != layout.lines - layout.has_header:
        target.unlink()
        return None
    sink.write_no_rejects(folder)
    return int(rows)


@contextmanager
def _watched(session: duckdb.DuckDBPyConnection, progress: Callable[[float], None]) -> Iterator[None]:
    """Report how far the session's query has come, from a thread beside it."""
    done = threading.Event()

    def watch() -> None:
        progress(0.0)
        while not done.wait(_WATCH_SECONDS):
            progress(max(session.query_progress(), 0.0) / 100)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _copy_sql(layout: Layout, columns: Mapping[str, str], *, path: str, target: Path, limits: Limits) -> str:
    places = {column: f"c{place}" for place, column in enumerate(layout.columns)}
    types = ", ".join(f"'{place}': 'VARCHAR'" for place in places.values())
    wanted = ", ".join(f"{places[column]} AS {duck.name(field)}" for column, field in columns.items())
    return f"""
        COPY (
            SELECT {wanted}
            FROM read_csv(
                {path}, columns = {{{types}}}, auto_detect = false, strict_mode = true, encoding = 'utf-8', compression = 'none',
                header = {str(layout.has_header).lower()}, delim = {duck.literal(layout.delimiter or ",")},
                quote = {duck.literal(layout.quote or "")}, escape = {duck.literal(layout.quote or "")},
                max_line_size = {limits.line_bytes}
            )
        ) TO {duck.literal(str(target))} (
            FORMAT parquet, COMPRESSION {sink.COMPRESSION}, KV_METADATA {{{sink.FIRST_LINE}: '{layout.first_line}'}}
        )
    """
