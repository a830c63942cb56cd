"""Excel workbooks: .xlsx, .xlsb, .xls and OpenDocument sheets, one sheet at a time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import python_calamine

from zhike.collect.files import archive, table
from zhike.collect.files.excel_errors import error_cells
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import (
    BrokenFileError,
    EmptyFileError,
    EncryptedFileError,
    SheetMissingError,
    TooLargeError,
)
from zhike.collect.files.sink import Sink
from zhike.words import N_, _

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
# The name of the stream in which an encrypted workbook keeps its content, as OLE directories spell it.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_HEAD_ROWS = 221


def is_workbook(path: Path, *, limits: Limits) -> bool:
    """Whether a ZIP file is a workbook, by its parts."""
    return any(entry.filename in _WORKBOOK_PARTS for entry in archive.check_directory(path, limits=limits))


def look(facts: dict[str, Any], *, sheet: str | None, has_header: bool | None, limits: Limits) -> Layout:
    """Return the layout of one sheet, the first that holds anything unless one is named."""
    book = _book(facts["path"], facts["compression"], member=facts["member"], limits=limits)
    sheets = tuple(book.sheet_names)
    if sheet is not None and sheet not in sheets:
        raise SheetMissingError(name=facts["name"], value=sheet, known=sheets, names=", ".join(sheets))
    chosen = sheet or next((name for name in sheets if book.get_sheet_by_name(name).height), None)
    rows = _rows(book, chosen, facts=facts, limits=limits) if chosen else []
    if not any(any(row) for row in rows):
        raise EmptyFileError(name=facts["name"])
    start, headed, columns, notes = table.header(rows[:_HEAD_ROWS], has_header=has_header)
    if chosen and len(sheets) > 1:
        notes.append(_(N_("Sheet {sheet} of {count} was read.")).format(sheet=chosen, count=len(sheets)))
    return Layout(
        **facts,
        format="excel",
        sheet=chosen,
        sheets=sheets,
        columns=columns,
        sample=table.sample(rows[start + headed :]),
        has_header=headed,
        first_row=start + 1,
        notes=tuple(notes),
    )


def receive(
    layout: Layout, columns: Mapping[str, str], *, folder: Path, hash_key: bytes, limits: Limits
) -> tuple[int, int, list[str]]:
    """Write the two Parquet files; returns rows, rejected rows and notes."""
    book = _book(layout.path, layout.compression, member=layout.member, limits=limits)
    facts = {"name": layout.name, "path": layout.path, "compression": layout.compression}
    rows = _rows(book, layout.sheet or "", facts=facts, limits=limits)
    start = layout.first_line - 1
    with Sink(folder, fields=list(columns.values()), hash_key=hash_key) as writer:
        blank = table.write(enumerate(rows[start:], start + 1), writer, columns=layout.columns, mapping=columns)
    return writer.rows, 0, [_(N_("{count} blank lines were skipped.")).format(count=blank)] if blank else []


def _book(path: Path, packing: str | None, *, member: str | None, limits: Limits) -> python_calamine.CalamineWorkbook:
    data = archive.in_memory(path, packing=packing, member=member, limits=limits) if packing else path.read_bytes()
    if len(data) > limits.in_memory_bytes:
        raise TooLargeError(
            name=path.name, what=_(N_("the size of the workbook")), value=len(data), limit=limits.in_memory_bytes
        )
    if data.startswith(OLE_MAGIC) and _ENCRYPTED_STREAM in data:
        raise EncryptedFileError(name=path.name)
    _check_unpacked(path, data, limits=limits)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise EncryptedFileError(name=path.name) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BrokenFileError(name=path.name, format="Excel", detail=str(error)) from error


def _check_unpacked(path: Path, data: bytes, *, limits: Limits) -> None:
    """Unpack every part once and count: what the directory of a hostile workbook states is not to be believed."""
    if not data.startswith(archive.ZIP_MAGIC):
        return
    with archive.opened_zip(io.BytesIO(data), name=path.name) as book:
        taken = 0
        for entry in book.infolist():
            with archive.opened_entry(book, entry, name=path.name) as part:
                while block := part.read(archive.BLOCK):
                    taken += len(block)
                    archive.check_unpacked(path.name, packed=len(data), unpacked=taken, limits=limits)


def _rows(
    book: python_calamine.CalamineWorkbook, sheet: str, *, facts: dict[str, Any], limits: Limits
) -> list[table.Row]:
    """Return all rows of a sheet as text, from its first row on."""
    try:
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BrokenFileError(name=facts["name"], format="Excel", detail=str(error)) from error
    if cells and len(cells[0]) > limits.columns:
        raise TooLargeError(
            name=facts["name"], what=_(N_("the number of columns")), value=len(cells[0]), limit=limits.columns
        )
    rows = [[table.text(value) for value in row] for row in cells]
    if facts["compression"] is None:
        for row, column, shown in error_cells(facts["path"], sheet):
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = shown
    return _without_empty_columns(rows)


def _without_empty_columns(rows: list[table.Row]) -> list[table.Row]:
    """Cut columns at the right that hold nothing: formats reach further than values."""
    width = max((at + 1 for row in rows for at, value in enumerate(row) if value is not None), default=0)
    return [row[:width] for row in rows]
