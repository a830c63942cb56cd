"""Declared tables: the head of a table's SQL file says its grain, key, columns, units and personal data.

The form is fixed (docs/tables.md shows every table made from it):

    -- One row per thing: what it tells.
    -- key: a, b
    -- sorted by: a
    -- before: thing
    -- per customer: yes
    -- apart by: a
    -- columns:
    --   a | VARCHAR | - | what it is
    --   b | INTEGER | days | what it is | personal
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.errors import ZhikeError
from zhike.words import N_

# The types that tables made in Python have, as Arrow names them.
_ARROW = {
    "BIGINT": pa.int64(), "INTEGER": pa.int32(), "TINYINT": pa.int8(), "UBIGINT": pa.uint64(), "DOUBLE": pa.float64(),
    "FLOAT": pa.float32(), "BOOLEAN": pa.bool_(), "VARCHAR": pa.string(), "DATE": pa.date32(),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, unit ("" when it has none), meaning, and whether it is personal data."""

    name: str
    type: str
    unit: str
    meaning: str
    personal: bool = False


@dataclass(frozen=True)
class Table:
    """One declared table; `sql` is its SELECT, or "" for a table that a Python function makes.

    `before` names tables of the run before that the SELECT may read, each as NAME_before: empty in the first run.
    `apart_by` is the column whose groups of rows hang on no other group of it.
    """

    name: str
    room: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...] = ()
    per_customer: bool = False
    before: tuple[str, ...] = ()
    apart_by: str = ""
    sql: str = field(default="", repr=False)

    @property
    def is_history(self) -> bool:
        """Whether the table continues what runs before said, and so is no function of the data alone."""
        return bool(self.before)

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None."""
        return next((c for c in self.columns if c.name == name), None)

    def arrow(self, values: Mapping[str, Any]) -> pa.Table:
        """Return rows of this table from the values of each column, in the declared order and types."""
        return pa.table({c.name: pa.array(values[c.name], _ARROW[c.type]) for c in self.columns})


class WrongDeclarationError(ZhikeError, ValueError):
    """A table whose head cannot be read, or whose result is not what the head says."""

    code = "wrong_declaration"
    exit_code = 1
    sentence = N_("The declaration of table {table!r} is wrong: {detail}")


def read_table(path: Path) -> Table:
    """Return the table that an SQL file declares; its name is the file's, its room the folder's."""
    head, body = _split(path.read_text("utf-8"))
    fields = {
        k.strip(): v.strip() for k, _, v in (line.partition(":") for line in head if ":" in line and "|" not in line)
    }
    columns = tuple(_column(line, path.stem) for line in head if "|" in line)
    table = Table(
        name=path.stem,
        room=path.parent.name,
        grain=" ".join(_grain(head)),
        key=_names(fields.get("key", "")),
        columns=columns,
        sorted_by=_names(fields.get("sorted by", "")),
        per_customer=fields.get("per customer") == "yes",
        before=_names(fields.get("before", "")),
        apart_by=fields.get("apart by", ""),
        sql=body.strip().rstrip(";"),
    )
    return checked(table)


def checked(table: Table) -> Table:
    """Return the table when its declaration is whole, else raise."""
    names = [c.name for c in table.columns]
    lost = [n for n in (*table.key, *table.sorted_by, *filter(None, [table.apart_by])) if n not in names]
    if not table.grain or not table.key or not names or lost or len(set(names)) < len(names):
        detail = f"grain={table.grain!r}, key={table.key!r}, columns={len(names)}, not declared={lost!r}"
        raise WrongDeclarationError(table=table.name, detail=detail)
    return table


def _split(text: str) -> tuple[list[str], str]:
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return [line.removeprefix("--").strip() for line in lines[:end]], "\n".join(lines[end:])


def _grain(head: list[str]) -> list[str]:
    """Return the lines before the first `key:` line: the sentence that says what one row is."""
    end = next((i for i, line in enumerate(head) if line.startswith("key:")), len(head))
    return head[:end]


def _names(text: str) -> tuple[str, ...]:
    return tuple(n.strip() for n in text.split(",") if n.strip())


def _column(line: str, table: str) -> Column:
    parts = [p.strip() for p in line.split("|")]
    if len(parts) not in {4, 5} or (len(parts) == 5 and parts[4] != "personal"):
        raise WrongDeclarationError(table=table, detail=line)
    return Column(parts[0], parts[1], "" if parts[2] == "-" else parts[2], parts[3], personal=len(parts) == 5)
