"""Write a query's result as CSV that Excel opens right, as XLSX with typed cells, or as Parquet.

Nothing is cut silently: a sheet that is full goes on in the next. A text that a spreadsheet would run as a formula gets an
apostrophe before it, after whatever white space it hides behind.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from zhike.errors import UnknownNameError
from zhike.words import N_, _

# Excel's own limit, less the header.
_ROWS_PER_SHEET = 1_048_575
# The characters a cell of Excel holds, and the number below which it keeps every digit.
_CELL, _EXACT = 32_767, 1e15
# What makes a spreadsheet take a text for a formula, half and full width, behind spaces and control characters. A plain
# number or phone number (digits, spaces, dashes, one sign) stays itself.
_FORMULA = re.compile(r"^[\s\x00-\x1f\u3000\ufeff\u200b]*[=+\-@＝＋－＠]")
_PLAIN = re.compile(r"^[+-]?[\d ().,-]*\d[\d ().,%-]*$")


def defused(value: Any) -> Any:
    """Return a value as a spreadsheet may show it: a text that would run as a formula gets an apostrophe."""
    if isinstance(value, str) and _FORMULA.match(value) and not _PLAIN.match(value):
        return f"'{value}"
    return value


def export(table: pa.Table, to: Path) -> int:
    """Write an Arrow table to a .csv, .xlsx or .parquet file and return its rows; the file appears whole or not at all."""
    write = _WRITERS.get(to.suffix.lower())
    if write is None:
        raise UnknownNameError(what=N_("file type"), value=to.suffix or str(to), known=_WRITERS)
    to.parent.mkdir(parents=True, exist_ok=True)
    partial = to.with_name(f".{to.name}.partial")
    try:
        write(table, partial)
        partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)
    return int(table.num_rows)


def write_csv_rows(to: Path, header: Sequence[str], rows: Iterator[Sequence[Any]], *, bom: bool = True) -> int:
    """Write rows as CSV with a BOM (so that Excel reads UTF-8) and return how many."""
    count = 0
    with to.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defused(h) for h in header])
        for row in rows:
            writer.writerow([defused(_text(v)) for v in row])
            count += 1
    return count


def _csv(table: pa.Table, to: Path) -> None:
    write_csv_rows(to, table.column_names, _rows(table))


def _parquet(table: pa.Table, to: Path) -> None:
    pq.write_table(table, to, compression="zstd")


def _xlsx(table: pa.Table, to: Path) -> None:
    book = xlsxwriter.Workbook(
        str(to),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    formats = {
        "head": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for number, start in enumerate(range(0, max(table.num_rows, 1), _ROWS_PER_SHEET), 1):
        sheet = book.add_worksheet(str(number))
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(table.column_names):
            sheet.write_string(0, place, name, formats["head"])
        for line, row in enumerate(_rows(table.slice(start, _ROWS_PER_SHEET)), 1):
            for place, value in enumerate(row):
                _cell(sheet, (line, place), value, formats)
    book.close()


def _cell(sheet: Any, at: tuple[int, int], value: Any, formats: dict[str, Any]) -> None:
    """Write one typed cell; a text is always a text, so nothing in it can run."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(*at, value.replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(
            *at, datetime(value.year, value.month, value.day, tzinfo=UTC).replace(tzinfo=None), formats["date"]
        )
    elif isinstance(value, int | float | Decimal) and math.isfinite(value) and abs(float(value)) < _EXACT:
        sheet.write_number(*at, float(value))
    else:
        sheet.write_string(*at, _within_cell(str(_text(value))))


def _within_cell(text: str) -> str:
    """Return the text as a cell can hold it; what does not fit is said in the cell, never lost in silence."""
    if len(text) <= _CELL:
        return text
    said = _(" … [{count} characters in all]").format(count=len(text))
    return text[: _CELL - len(said)] + said


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=50_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
