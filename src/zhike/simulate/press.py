"""The press: writes tables as files through DuckDB, byte for byte the same whatever the number of threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import xlsxwriter

from zhike.simulate.chance import Ints

# The world itself takes about 1.7 GB at a million people; together they stay below 4 GB.
MEMORY = "1500MB"
FORMATS = {".csv": "FORMAT csv, HEADER", ".jsonl": "FORMAT json", ".parquet": "FORMAT parquet"}
# Workbooks carry the date on which they were made; a fixed one lets their bytes repeat.
MADE = datetime(2025, 7, 1, tzinfo=UTC)


@dataclass
class Press:
    """A DuckDB connection that writes into one folder, and the list of the rows it broke on purpose."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    broken: list[dict[str, Any]] = field(default_factory=list)

    @staticmethod
    @contextmanager
    def open(folder: Path, *, threads: int | None = None) -> Iterator[Press]:
        """Give a press for one folder; `threads` are all of the machine's when left out."""
        config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": str(folder / ".spill")}
        if threads is not None:
            config["threads"] = threads
        with duckdb.connect(":memory:", config=config) as connection:
            # Rows leave in the order in which they came in: that is what makes the bytes repeat.
            connection.execute("SET preserve_insertion_order = true")
            connection.execute("SET enable_progress_bar = false")  # standard output belongs to the caller
            connection.execute(_sql("formats"))
            yield Press(connection, folder)

    def print(self, rows: pa.Table, *, path: str, sql: str | None = None) -> Path:
        """Write a table to `path`, shaped by the SELECT in deliveries/`sql`.sql, which reads from `rows`.

        The ending of the path says how: CSV with a header, JSON Lines, Parquet or Excel.
        """
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.connection.register("rows", rows)
        select = _sql(sql) if sql else "SELECT * FROM rows"
        if target.suffix == ".xlsx":
            _bind(self.connection.sql(select), target)
        else:
            quoted = str(target).replace("'", "''")
            self.connection.execute(f"COPY ({select}) TO '{quoted}' ({FORMATS[target.suffix]})")
        self.connection.unregister("rows")
        return target

    def note_broken(self, path: str, bad: Ints, *, breaks: tuple[str, ...]) -> None:
        """Remember which rows of a file were broken (1-based, the header not counted) and how."""
        self.broken += [
            {"file": path, "row": int(i) + 1, "reason": breaks[int(bad[i]) - 1]} for i in np.flatnonzero(bad)
        ]


def table(columns: Mapping[str, Any]) -> pa.Table:
    """Return a table of the columns given: NumPy arrays or Arrow arrays of equal length."""
    return pa.table(dict(columns))


def words(codes: Ints, names: list[str] | tuple[str, ...]) -> pa.DictionaryArray:
    """Return a column of words from their codes; -1 is an empty cell. Each word is kept once."""
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32), mask=codes < 0), pa.array(list(names), type=pa.string())
    )


def recode(path: Path, *, encoding: str) -> None:
    """Rewrite a UTF-8 file in another encoding, a piece at a time, with the line ends of Windows."""
    draft = path.with_suffix(".recoded")
    with path.open(encoding="utf-8", newline="") as old, draft.open("w", encoding=encoding, newline="") as new:
        while piece := old.read(1 << 22):
            new.write(piece.replace("\n", "\r\n"))
    draft.replace(path)


def _bind(rows: duckdb.DuckDBPyRelation, target: Path) -> None:
    """Write a workbook of one sheet; all cells are text or numbers, as a ticket system exports them."""
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("服务记录")
        sheet.write_row(0, 0, rows.columns)
        for i, row in enumerate(rows.fetchall(), start=1):
            sheet.write_row(i, 0, row)


def _sql(name: str) -> str:
    return files("zhike.simulate").joinpath(f"deliveries/{name}.sql").read_text(encoding="utf-8")
