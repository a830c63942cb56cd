"""The exact reader of delimited text: records one after the other, with the number and the fault of each.

Whole chunks without a fault go through Python's csv reader; a chunk in which anything is odd is read record by
record. A quote that never closes, or closes in the middle of a value, costs its own line and no other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhike.collect.files.limits import Limits

BLANKS = " "  # the delimiter that stands for runs of blanks
_BLANK_RUN = re.compile(r"[ \t]+")
_KEPT_OF_LONG_LINE = 10_000
_STRAY = {"reason": "stray_quote", "detail": "a quote closes in the middle of a value"}
_UNCLOSED = {"reason": "unclosed_quote", "detail": "a quote opens and never closes"}


@dataclass(frozen=True)
class Dialect:
    """How values stand in a line, and how many there must be; width 0 takes any number."""

    delimiter: str
    quote: str | None
    width: int = 0


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


@dataclass(frozen=True)
class Chunk:
    """Whole lines of a file, or the beginning of one line that is over the limit."""

    data: bytes
    is_long: bool = False


class _OpenQuoteError(Exception):
    """The record goes on in the next line."""


class _StrayQuoteError(Exception):
    """A quote closes in the middle of a value."""


def records(blocks: Iterable[bytes], dialect: Dialect, *, limits: Limits) -> Iterator[Rows | Record]:
    """Yield all records of UTF-8 blocks in file order; the first has number 1."""
    parts = chunks(blocks, limits=limits)
    line = 1
    for chunk in parts:
        if rows := None if chunk.is_long else _clean_rows(chunk.data, dialect, limits=limits):
            yield Rows(line, rows)
            line += len(rows)
            continue
        for record in _Exact(chunk, parts, dialect=dialect, limits=limits).records(line):
            yield record
            line = record.line + 1


def chunks(blocks: Iterable[bytes], *, limits: Limits) -> Iterator[Chunk]:
    """Yield blocks cut after a line's end; a line over the limit becomes a chunk of its own, cut short."""
    rest = b""
    long_head = b""
    for block in blocks:
        data = rest + block
        end = _last_break(data)
        if end:
            if long_head:
                first = _first_break(data)
                yield Chunk(long_head, is_long=True)
                data, end, long_head = data[first:], end - first, b""
            if end:
                yield Chunk(data[:end])
            rest = data[end:]
        else:
            rest = data
        if long_head or len(rest) > limits.line_bytes:
            long_head = long_head or rest[:_KEPT_OF_LONG_LINE]
            rest = rest[-1:] if rest.endswith(b"\r") else b""
    if long_head:
        yield Chunk(long_head, is_long=True)
    elif rest:
        yield Chunk(rest)


def _last_break(data: bytes) -> int:
    """Return where the last whole line ends; a final CR may be half of CR LF, so it waits."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1 if data else 0


def _first_break(data: bytes) -> int:
    return len(data.splitlines(keepends=True)[0])


def _clean_rows(data: bytes, dialect: Dialect, *, limits: Limits) -> list[list[str]] | None:
    """Return the rows of a chunk when there is nothing odd in it, else None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text or (dialect.quote and f" {dialect.quote}" in text):
        return None
    rows = _split_all(text, dialect, limits=limits)
    return rows if rows and set(map(len, rows)) == {dialect.width} and dialect.width > 1 else None


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
            data = first.data if isinstance(first, Chunk) else first[:_KEPT_OF_LONG_LINE]
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
