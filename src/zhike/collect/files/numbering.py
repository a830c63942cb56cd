"""The received rows with their place in the file, as SQL."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from zhike.collect.files import duck
from zhike.collect.files.sink import FIRST_LINE


def rows_sql(received_path: Path) -> str:
    """Return a SELECT that gives `line` (BIGINT, as a spreadsheet numbers rows) and all received columns.

    Where nothing was rejected or skipped the number follows from the place in the Parquet file, which keeps receiving
    parallel; otherwise it was written beside the row.
    """
    file = pq.read_metadata(received_path)
    columns = file.schema.to_arrow_schema().names
    source = duck.literal(_no_pattern(str(received_path)))
    if "line" in columns:
        names = ", ".join(duck.name(column) for column in columns if column != "line")
        return f"SELECT line, {names} FROM read_parquet({source})"
    first = int((file.metadata or {})[FIRST_LINE.encode()])
    names = ", ".join(duck.name(column) for column in columns)
    return f"SELECT file_row_number + {first} AS line, {names} FROM read_parquet({source}, file_row_number = true)"


def _no_pattern(path: str) -> str:
    """Return the path with the characters that DuckDB takes for patterns made plain."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in path)
