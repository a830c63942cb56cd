"""Delimited text: CSV, TSV, TXT in any of the known encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from zhike.collect.files import archive, encoding, fast, identity, sink
from zhike.collect.files.dialect import Dialect
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.records import Record, Rows, records
from zhike.collect.files.refusals import EmptyFileError, TooLargeError
from zhike.collect.files.scan import Scan, scan
from zhike.collect.files.sniff import sniff
from zhike.words import N_, _

_HEAD = 1 << 20
_DIGITS_OF_AN_ID = 6  # fewer do not identify anybody


def look(
    facts: dict[str, Any], *, limits: Limits, encoding_given: str | None, delimiter: str | None, has_header: bool | None
) -> Layout:
    """Return the layout of a delimited text; `facts` are those of the file itself (path, name, bytes, …)."""
    scanned = _scanned(facts, limits=limits)
    chosen = encoding_given or scanned.encoding
    sniffed = sniff(
        _head(facts, chosen, scanned=scanned, limits=limits), limits=limits, delimiter=delimiter, has_header=has_header
    )
    _check(facts["name"], scanned, columns=len(sniffed.columns), limits=limits)
    notes = [*sniffed.notes]
    if chosen.startswith("utf-8") and scanned.broken:
        notes.append(
            _(N_("{count} places are not valid UTF-8; their rows cannot be read.")).format(count=scanned.broken)
        )
    return Layout(
        **facts,
        format="delimited",
        encoding=chosen,
        delimiter=sniffed.dialect.delimiter,
        quote=sniffed.dialect.quote,
        columns=sniffed.columns,
        sample=sniffed.sample,
        has_header=sniffed.has_header,
        first_row=sniffed.first_row,
        notes=tuple(notes),
    )


def receive(
    layout: Layout,
    columns: Mapping[str, str],
    *,
    folder: Path,
    hash_key: bytes,
    limits: Limits,
    progress: Callable[[float], None],
) -> tuple[int, int, list[str]]:
    """Write the two Parquet files; returns rows, rejected rows and notes."""
    with sink.Sink(folder, fields=list(columns.values()), hash_key=hash_key) as writer:
        reader = _Reader(layout, columns, writer=writer)
        with archive.opened(layout.path, packing=layout.compression, member=layout.member, limits=limits) as stream:
            blocks = _reported(encoding.as_utf8(stream, layout.encoding or "utf-8"), layout, progress=progress)
            reader.read(blocks, limits=limits)
    return writer.rows, writer.rejected, reader.notes()


class _Reader:
    """Takes records to the sink."""

    def __init__(self, layout: Layout, columns: Mapping[str, str], *, writer: sink.Sink) -> None:
        self._layout, self._columns, self._writer = layout, columns, writer
        self._places = [layout.columns.index(column) for column in columns]
        self._lines: list[int] = []
        self._rows: list[list[str]] = []
        self._blank = self._blank_at_end = 0

    def read(self, blocks: Iterable[bytes], *, limits: Limits) -> None:
        layout = self._layout
        dialect = Dialect(layout.delimiter or ",", layout.quote, len(layout.columns))
        for found in records(blocks, dialect, limits=limits, wanted=self._places):
            if isinstance(found, fast.Block):
                self._take_block(found)
            elif isinstance(found, Rows):
                self._take_rows(found)
            elif found.line >= layout.first_line:
                self._take_record(found)
        self._flush()

    def notes(self) -> list[str]:
        return [_(N_("{count} blank lines were skipped.")).format(count=self._blank)] if self._blank else []

    def _take_block(self, block: fast.Block) -> None:
        skip = max(self._layout.first_line - block.first_line, 0)
        self._not_at_end()
        self._flush()
        lines = range(block.first_line + skip, block.first_line + len(block))
        self._writer.add(lines, block.columns.slice(skip).columns)

    def _take_rows(self, rows: Rows) -> None:
        skip = max(self._layout.first_line - rows.first_line, 0)
        self._not_at_end()
        self._lines += range(rows.first_line + skip, rows.first_line + len(rows.values))
        self._rows += rows.values[skip:] if skip else rows.values
        self._flush()

    def _take_record(self, record: Record) -> None:
        if record.is_blank:
            self._blank_at_end += 1
            return
        self._not_at_end()
        if record.reason is not None:
            self._reject(record)
            return
        self._lines.append(record.line)
        self._rows.append(record.values)
        if len(self._rows) >= 10_000:
            self._flush()

    def _not_at_end(self) -> None:
        self._blank, self._blank_at_end = self._blank + self._blank_at_end, 0

    def _reject(self, record: Record) -> None:
        known = {
            field: record.values[place]
            for field, place in zip(self._columns.values(), self._places, strict=True)
            if place < len(record.values)
        }
        self._writer.reject(
            record.line,
            reason=record.reason or "",
            detail=record.detail,
            values=known,
            text=record.text,
            hide=self._slipped(record),
        )

    def _slipped(self, record: Record) -> list[str]:
        """Return values that may be identity numbers: a row of the wrong width has them in another place."""
        place = next(
            (at for field, at in zip(self._columns.values(), self._places, strict=True) if field == identity.NAME), None
        )
        if place is None:
            return []
        values = record.values or record.text.split(self._layout.delimiter)
        off = abs(len(values) - len(self._layout.columns))
        near = values[max(place - off, 0) : place + off + 1]
        return [value.strip('" ') for value in near if sum(map(str.isdigit, value)) >= _DIGITS_OF_AN_ID]

    def _flush(self) -> None:
        if self._rows:
            transposed = list(zip(*self._rows, strict=True))
            self._writer.add(self._lines, [transposed[place] for place in self._places])
            self._lines, self._rows = [], []


def _scanned(facts: dict[str, Any], *, limits: Limits) -> Scan:
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        scanned = scan(stream)
    if not scanned.head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise EmptyFileError(name=facts["name"])
    return scanned


def _head(facts: dict[str, Any], chosen: str, *, scanned: Scan, limits: Limits) -> str:
    """Return the beginning of the text, cut after a whole line."""
    with archive.opened(facts["path"], packing=facts["compression"], member=facts["member"], limits=limits) as stream:
        data = b"".join(_first(encoding.as_utf8(stream, chosen), limits.line_bytes + _HEAD))
    whole = scanned.size <= _HEAD
    cut = data if whole else data[: data.rfind(b"\n") + 1] or data[: data.rfind(b"\r") + 1] or data
    return cut.decode("utf-8", "surrogateescape")


def _first(blocks: Iterator[bytes], size: int) -> Iterator[bytes]:
    for block in blocks:
        yield block
        size -= len(block)
        if size <= 0:
            return


def _check(name: str, scanned: Scan, *, columns: int, limits: Limits) -> None:
    if not columns:
        raise TooLargeError(
            name=name, what=_(N_("the first line, in bytes,")), value=scanned.size, limit=limits.line_bytes
        )
    if columns > limits.columns:
        raise TooLargeError(name=name, what=_(N_("the number of columns")), value=columns, limit=limits.columns)


def _reported(blocks: Iterable[bytes], layout: Layout, *, progress: Callable[[float], None]) -> Iterator[bytes]:
    taken = 0
    for block in blocks:
        yield block
        taken += len(block)
        progress(min(taken / max(layout.bytes, 1), 1.0))
