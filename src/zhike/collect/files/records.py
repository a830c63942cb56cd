"""The exact reader of delimited text: records one after the other, with the number and the fault of each.

Whole chunks without a fault go through PyArrow (fast.py) or Python's csv reader; a chunk in which anything is odd is
cut into pieces, and the odd piece is read record by record. A quote that never closes, or closes in the middle of a value, costs its own line and no other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhike.collect.files import fast
from zhike.collect.files.chunks import KEPT_OF_LONG_LINE, Chunk, Chunks
from zhike.collect.files.dialect import BLANKS, Dialect
from zhike.collect.files.limits import Limits

_BLANK_RUN = re.compile(r"[ \t]+")
_STRAY = {"reason": "stray_quote", "detail": "a quote closes in the middle of a value"}
_UNCLOSED = {"reason": "unclosed_quote", "detail": "a quote opens and never closes"}


@dataclass(frozen=True)
class Record:
    """One record: its number in the file, its values, and its fault if it has one."""

    line: int
    values: list[str]
    text: str = ""
    reason: str | None = None
    detail: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it: no row, but a line that counts."""
        return self.reason is None and (not self.values or (len(self.values) == 1 and not self.values[0].strip()))


@dataclass(frozen=True)
class Rows:
    """Many records without a fault, with the number of the first; blank ones are left out."""

    first_line: int
    values: list[list[str]]

    def __len__(self) -> int:
        return len(self.values)


class _OpenQuoteError(Exception):
    """The record goes on in the next line."""


class _StrayQuoteError(Exception):
    """A quote closes in the middle of a value."""


def records(
    blocks: Iterable[bytes], dialect: Dialect, *, limits: Limits, wanted: Sequence[int] | None = None
) -> Iterator[fast.Block | Rows | Record]:
    """Yield all records of UTF-8 blocks in file order; the first has number 1.

    With `wanted`, the places of the values that are needed, they come as Arrow columns wherever nothing is odd.
    """
    parts = Chunks(blocks, limits=limits)
    line = 1
    for chunk in parts:
        found = None if chunk.is_long else _whole(chunk.data, dialect, line=line, wanted=wanted, limits=limits)
        if found:
            block, rest = found
            if not rest or parts.prepend(rest):
                yield block
                line += len(block)
                continue
        if wanted is not None and parts.split(chunk):
            continue
        for record in _Exact(chunk, parts, dialect=dialect, limits=limits).records(line):
            yield record
            line = record.line + 1


def _whole(
    data: bytes, dialect: Dialect, *, line: int, wanted: Sequence[int] | None, limits: Limits
) -> tuple[fast.Block | Rows, bytes] | None:
    """Return the rows of a chunk without a fault, and the beginning of a record that goes on in the next; else None."""
    if wanted is not None and (found := fast.read(data, dialect, line=line, wanted=wanted, limits=limits)):
        return found
    rows = _clean_rows(data, dialect, limits=limits)
    return (Rows(line, rows), b"") if rows else None


def _clean_rows(data: bytes, dialect: Dialect, *, limits: Limits) -> list[list[str]] | None:
    """Return the rows of a chunk when there is nothing odd in it, else None."""
    if dialect.width < 2:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text or (dialect.quote and f" {dialect.quote}" in text):
        return None
    rows = _split_all(text, dialect, limits=limits)
    return rows if rows and set(map(len, rows)) == {dialect.width} else None


def _split_all(text: str, dialect: Dialect, *, limits: Limits) -> list[list[str]] | None:
    lines = io.StringIO(text, newline="")
    if dialect.delimiter == BLANKS:
        return [_split_blanks(line) for line in lines]
    csv.field_size_limit(limits.line_bytes)
    if dialect.quote is None:
        reader = csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
    try:
        return list(reader)
    except csv.Error:
        return None


def _split_blanks(line: str) -> list[str]:
    stripped = line.strip(" \t\r\n")
    return _BLANK_RUN.split(stripped) if stripped else []


class _Exact:
    """Reads one chunk record by record, and takes further chunks while a quote is open."""

    def __init__(self, chunk: Chunk, more: Iterator[Chunk], *, dialect: Dialect, limits: Limits) -> None:
        self._more, self._dialect, self._limits = more, dialect, limits
        self._lines: list[bytes | Chunk] = []
        self._take(chunk)
        self._quoted = _pattern(dialect)

    def records(self, line: int) -> Iterator[Record]:
        """Yield the records, numbered from `line`."""
        at = 0
        while at < len(self._lines):
            record, used = self._record(at, line)
            yield record
            at += used
            line += 1
            if at > 10_000:  # what is done need not be kept
                del self._lines[:at]
                at = 0

    def _take(self, chunk: Chunk) -> None:
        self._lines += [chunk] if chunk.is_long else chunk.data.splitlines(keepends=True)

    def _record(self, at: int, line: int) -> tuple[Record, int]:
        """Return the record that begins with line `at`, and how many lines it takes."""
        first = self._lines[at]
        if isinstance(first, Chunk) or len(first) > self._limits.line_bytes:
            data = first.data if isinstance(first, Chunk) else first[:KEPT_OF_LONG_LINE]
            return _too_long(line, data, limits=self._limits), 1
        data, used = first, 1
        while True:
            text = data.decode("utf-8", "replace").rstrip("\r\n")
            try:
                values = self._values(text)
                return self._checked(line, values, data=data), used
            except _StrayQuoteError:
                return (_faulty(line, first, **_STRAY) if used == 1 else _faulty(line, first, **_UNCLOSED)), 1
            except _OpenQuoteError:
                longer = self._until_quote(at + used)
            if (
                longer is None
                or len(data) + len(longer[0]) > self._limits.line_bytes
                or used + longer[1] > self._limits.record_lines
            ):
                return _faulty(line, first, **_UNCLOSED), 1
            data, used = data + longer[0], used + longer[1]

    def _until_quote(self, at: int) -> tuple[bytes, int] | None:
        """Return the next lines up to one that has a quote, and their number; None at the end or over the limits."""
        taken: list[bytes] = []
        size = 0
        quote = (self._dialect.quote or "").encode()
        while size <= self._limits.line_bytes and len(taken) <= self._limits.record_lines:
            if at + len(taken) >= len(self._lines):
                following = next(self._more, None)
                if following is None:
                    return None
                self._take(following)
            nearest = self._lines[at + len(taken)]
            if isinstance(nearest, Chunk):
                return None
            taken.append(nearest)
            size += len(nearest)
            if quote in nearest:
                return b"".join(taken), len(taken)
        return None

    def _values(self, text: str) -> list[str]:
        dialect = self._dialect
        if dialect.delimiter == BLANKS:
            return _split_blanks(text)
        if not dialect.quote or dialect.quote not in text:
            return text.split(dialect.delimiter) if text else []
        return self._quoted_values(text, dialect.quote)

    def _quoted_values(self, text: str, quote: str) -> list[str]:
        values: list[str] = []
        at = 0
        while True:
            match = self._quoted.match(text, at)
            end = match.end() if match else _until(text, self._dialect.delimiter, at=at)
            if match is None and text[at:end].lstrip(" ").startswith(quote):
                raise _StrayQuoteError if self._closes(text, at, quote=quote) else _OpenQuoteError
            values.append(match[1].replace(quote * 2, quote) if match else text[at:end])
            if end >= len(text):
                return values
            at = end + 1

    def _closes(self, text: str, at: int, *, quote: str) -> bool:
        opened = text.index(quote, at) + 1
        return quote in text[opened:].replace(quote * 2, "")

    def _checked(self, line: int, values: list[str], *, data: bytes) -> Record:
        """Return the record with its fault, if it has one."""
        text = data.decode("utf-8", "replace").rstrip("\r\n")
        values = _without_empty_tail(values, self._dialect.width)
        record = Record(line, values, text)
        if b"\0" in data:
            return _with_fault(record, "nul_byte", detail=f"{data.count(0)} NUL bytes in the line")
        if (bad := _bad_bytes(data)) is not None:
            return _with_fault(
                record, "bad_encoding", detail=f"byte 0x{bad:02X} is no character of the file's encoding"
            )
        if self._dialect.width and len(values) != self._dialect.width and not record.is_blank:
            return _with_fault(
                record, "ragged_row", detail=f"{len(values)} values where the header has {self._dialect.width}"
            )
        return record


def _pattern(dialect: Dialect) -> re.Pattern[str]:
    quote, delimiter = re.escape(dialect.quote or '"'), re.escape(dialect.delimiter)
    # Possessive repeats: no text can make the match go back and forth.
    return re.compile(rf" *+{quote}((?:[^{quote}]++|{quote}{quote})*+){quote} *+(?={delimiter}|\Z)")


def _until(text: str, delimiter: str, *, at: int) -> int:
    found = text.find(delimiter, at)
    return len(text) if found < 0 else found


def _without_empty_tail(values: list[str], width: int) -> list[str]:
    """Drop empty values beyond the width: many programs end each line with a delimiter."""
    return values[:width] if width and len(values) > width and not any(values[width:]) else values


def _bad_bytes(data: bytes) -> int | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data[error.start]
    return None


def _too_long(line: int, head: bytes, *, limits: Limits) -> Record:
    text = head.decode("utf-8", "replace")
    return Record(line, [], text, "too_long", f"a line of more than {limits.line_bytes:,} bytes")


def _faulty(line: int, data: bytes, *, reason: str, detail: str) -> Record:
    return Record(line, [], data.decode("utf-8", "replace").rstrip("\r\n"), reason, detail)


def _with_fault(record: Record, reason: str, *, detail: str) -> Record:
    return Record(record.line, record.values, record.text, reason, detail)
