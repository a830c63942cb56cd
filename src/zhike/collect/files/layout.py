"""What a file is found to be (Layout), and what became of it once it was received (Received)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Layout:
    """One file as it was found: its form, its columns, a sample of its rows, and what the user should know.

    `format` is delimited, excel, json, jsonlines or parquet. `delimiter` " " means runs of blanks. `first_row` is
    the number of the header's row, or of the first row where there is no header. `notes` are
    sentences in the user's language.
    """

    path: Path
    name: str
    format: str
    columns: tuple[str, ...]
    sample: tuple[tuple[str | None, ...], ...]
    bytes: int
    sha256: str
    compression: str | None = None
    member: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    newline: str | None = None
    has_header: bool = True
    first_row: int = 1
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    modified_ns: int = 0
    notes: tuple[str, ...] = ()

    @property
    def first_line(self) -> int:
        """The number that a spreadsheet gives the first row of data."""
        return self.first_row + self.has_header

    def as_json(self) -> str:
        """Return the layout as JSON text, for the way between processes."""
        return json.dumps({**asdict(self), "path": str(self.path)})

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Return the layout that `as_json` wrote."""
        given: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **given,
                "path": Path(given["path"]),
                "columns": tuple(given["columns"]),
                "sample": tuple(tuple(row) for row in given["sample"]),
                "sheets": tuple(given["sheets"]),
                "notes": tuple(given["notes"]),
            }
        )


@dataclass(frozen=True)
class Received:
    """What came of receiving a file: rows that can be read, rows that cannot, and the two Parquet files."""

    rows: int
    rejected: int
    path: Path
    rejected_path: Path
    notes: tuple[str, ...] = ()
