"""The answer to a statement as a page shows it: the first rows as text, exactly as they are, and a chart of two columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from zhike.errors import UnknownNameError
from zhike.query import Answer
from zhike.web.charts import Chart, Kind, Series
from zhike.web.formats import number
from zhike.words import N_, _

_ROWS, _POINTS = 1_000, 200
_LONGEST = 500
_KINDS: tuple[Kind, ...] = ("bars", "lines")


@dataclass(frozen=True)
class ShownColumn:
    """One column of the answer: its name and whether it holds numbers."""

    name: str
    is_number: bool


@dataclass(frozen=True)
class ShownAnswer:
    """The first rows as text (None for nothing), how many there are in all, and the seconds that it took."""

    columns: tuple[ShownColumn, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: int
    seconds: float


def shown(answer: Answer) -> ShownAnswer:
    """Return the first rows of an answer."""
    table = answer.table
    columns = tuple(ShownColumn(f.name, is_number=_is_number(f.type)) for f in table.schema)
    # By place, not by name: two columns of an answer may have the same name.
    values = [table.column(place).slice(0, _ROWS).to_pylist() for place in range(table.num_columns)]
    rows = tuple(tuple(_text(v) for v in row) for row in zip(*values, strict=True))
    return ShownAnswer(columns, rows, answer.rows, answer.seconds)


def choices_of(table: pa.Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that a chart can have along, and those that it can have up."""
    return tuple(table.column_names), tuple(f.name for f in table.schema if _is_number(f.type))


def chart_of(table: pa.Table, *, x: str = "", y: str = "", kind: str = "bars") -> Chart | None:
    """Return a chart of column y over column x; without choice the first columns that fit, None when none do."""
    along, up = choices_of(table)
    for wanted, known in ((x, along), (y, up), (kind, _KINDS)):
        if wanted and wanted not in known:
            raise UnknownNameError(what=N_("column"), value=wanted, known=known)
    over = x or next((name for name in along if name not in up), along[0] if along else "")
    value = y or next((name for name in up if name != over), "")
    if not over or not value or not table.num_rows:
        return None
    return _chart(table, over, value, "lines" if kind == "lines" else "bars")


def _chart(table: pa.Table, over: str, value: str, kind: Kind) -> Chart:
    first = table.slice(0, _POINTS)
    names = [_text(v) or "—" for v in first.column(first.column_names.index(over)).to_pylist()]
    values = [_float(v) for v in first.column(first.column_names.index(value)).to_pylist()]
    said = _("{y} for each {x}: {count} points.").format(y=value, x=over, count=number(len(names)))
    if table.num_rows > _POINTS:
        said = _("{y} for each {x}: the first {count} of {total} rows.").format(
            y=value, x=over, count=number(_POINTS), total=number(table.num_rows)
        )
    return Chart(
        id="answer_chart",
        kind=kind,
        title=_("{y} by {x}").format(y=value, x=over),
        sentence=said,
        unit="number",
        categories=names,
        series=(Series(value, values),),
        over=over,
        height=320,
    )


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_))


def _float(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _text(value: Any) -> str | None:
    """Return a value as it is, without separators or rounding that a reader would have to undo."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
