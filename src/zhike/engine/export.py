"""Write rows as CSV that Excel opens right, as XLSX with typed cells, or as Parquet; batch by batch, so that memory is bounded.

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

from zhike.engine.lake import whole
from zhike.errors import UnknownNameError
from zhike.words import N_, _

# Excel's own limit, less the header.
_ROWS_PER_SHEET = 1_048_575
# Rows that are in memory at once.
_BATCH = 10_000
# Rows that a group of a Parquet file has.
_ROW_GROUP = 120_000
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


def export(rows: pa.Table | pa.RecordBatchReader, to: Path) -> int:
    """Write Arrow rows to a .csv, .xlsx or .parquet file and return how many; the file appears whole or not at all."""
    write = _WRITERS.get(to.suffix.lower())
    if write is None:
        raise UnknownNameError(what=N_("file type"), value=to.suffix or str(to), known=_WRITERS)
    given = rows.to_reader(max_chunksize=_BATCH) if isinstance(rows, pa.Table) else rows
    with whole(to) as partial:
        return write(given, partial)


def sheets_for(rows: int) -> int:
    """Return how many sheets of Excel so many rows take."""
    return max(1, -(-rows // _ROWS_PER_SHEET))


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


def _csv(rows: pa.RecordBatchReader, to: Path) -> int:
    count = 0
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defused(h) for h in rows.schema.names])
        for batch in rows:
            writer.writerows(zip(*map(_said, batch.columns), strict=True))
            count += batch.num_rows
    return count


def _said(column: pa.Array) -> Sequence[Any]:
    """Return a column as CSV has it; what begins with a letter or a digit is no formula, and most texts do."""
    values: list[Any] = column.to_pylist()
    if pa.types.is_string(column.type):
        return [v if not v or v[0].isalnum() else defused(v) for v in values]
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_date(column.type):
        return values
    return [defused(_text(v)) for v in values]


def _parquet(rows: pa.RecordBatchReader, to: Path) -> int:
    count = 0
    with pq.ParquetWriter(to, rows.schema, compression="zstd") as writer:
        for group in _gathered(rows):
            writer.write_table(group)
            count += group.num_rows
    return count


def _gathered(rows: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Return the rows in groups of a size that is read and packed well."""
    waiting: list[pa.RecordBatch] = []
    for batch in rows:
        waiting.append(batch)
        if sum(b.num_rows for b in waiting) >= _ROW_GROUP:
            yield pa.Table.from_batches(waiting, rows.schema)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, rows.schema)


def _xlsx(rows: pa.RecordBatchReader, to: Path) -> int:
    book = xlsxwriter.Workbook(
        str(to),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    formats = {
        "head": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    count = 0
    sheet = _sheet(book, rows.schema.names, formats)
    for batch in rows:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if count and count % _ROWS_PER_SHEET == 0:
                sheet = _sheet(book, rows.schema.names, formats)
            for place, value in enumerate(row):
                _cell(sheet, (count % _ROWS_PER_SHEET + 1, place), value, formats)
            count += 1
    book.close()
    return count


def _sheet(book: Any, names: Sequence[str], formats: dict[str, Any]) -> Any:
    """Return the next sheet, with its header."""
    sheet = book.add_worksheet(str(len(book.worksheets()) + 1))
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, formats["head"])
    return sheet


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


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


_WRITERS: dict[str, Callable[[pa.RecordBatchReader, Path], int]] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
