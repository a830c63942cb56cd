"""The rows of JSON text, one flat row per object, read as a stream."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhike.collect.files import json_blocks
from zhike.collect.files.chunks import Chunk, Chunks
from zhike.collect.files.json_shapes import Shape
from zhike.collect.files.json_values import DECODER, DEPTH, text
from zhike.collect.files.limits import Limits

Flat = dict[str, str | None]
_BETWEEN = re.compile(r"[\s,]*")
_BROKEN = re.compile("[\udc80-\udcff]")
_KEPT_TEXT = 10_000


@dataclass(frozen=True)
class Row:
    """One object, flattened; or why it is none."""

    line: int
    values: Flat = field(default_factory=dict)
    reason: str | None = None
    detail: str = ""
    text: str = ""

    @property
    def columns(self) -> Iterable[str]:
        """The columns that the object has."""
        return self.values

    def __len__(self) -> int:
        return 1


def form(text: str) -> str:
    """Return json or jsonlines for the beginning of a JSON text."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return "json"
    lines = [line for line in start.split("\n")[:20] if line.strip()]
    whole = [value for line in lines if isinstance(value := _decoded(line), dict)]
    if len(lines) == 1 and whole and any(_is_rows(value) for value in whole[0].values()):
        return "json"
    return "jsonlines" if whole else "json"


def lines(blocks: Iterable[bytes], *, limits: Limits, exactly: bool = False) -> Iterator[json_blocks.Block | Row]:
    """Yield the rows of JSON Lines, numbered by line; blank lines are no rows.

    Unless all are wanted `exactly`, one by one, they come many at once where nothing is odd.
    """
    number = 1
    parts = Chunks(blocks, limits=limits)
    shape = Shape()
    for chunk in parts:
        block = None if exactly or chunk.is_long else _block(chunk.data, number, shape=shape)
        if block:
            yield block
            number += block.height
        elif exactly or not parts.split(chunk):
            yield from _lines(chunk, number, limits=limits)
            number += 1 if chunk.is_long else len(chunk.data.splitlines())


def _block(data: bytes, first: int, *, shape: Shape) -> json_blocks.Block | None:
    known = shape.read(data, first_line=first)
    if known:
        return known
    block = json_blocks.read(data, first_line=first)
    if block:
        shape.learn(block)
    return block


def _lines(chunk: Chunk, first: int, *, limits: Limits) -> Iterator[Row]:
    if chunk.is_long:
        detail = f"a line of more than {limits.line_bytes:,} bytes"
        yield _fault(first, "too_long", detail=detail, text=chunk.data.decode("utf-8", "replace"))
        return
    for number, line in enumerate(chunk.data.splitlines(), first):
        if line.strip():
            yield _of_line(number, line)


def array(blocks: Iterable[bytes], *, limits: Limits) -> Iterator[Row]:
    """Yield the rows of an array of objects, or of the first such array in an object, numbered from 1."""
    source = _Source(blocks, limits=limits)
    source.to_first_row()
    number = 0
    while source.more():
        number += 1
        try:
            value, text = source.value()
        except _BrokenError as error:
            # What follows a broken object cannot be told apart any more: it is one rejected row.
            yield _fault(number, "bad_json", detail=str(error), text=source.rest())
            return
        yield _of_value(number, value, text=text)


def flat(value: dict[str, object], prefix: str = "", *, depth: int = 0) -> Flat:
    """Return an object as one level of texts: address.city for nested ones, JSON text for lists."""
    found: Flat = {}
    for key, part in value.items():
        name = prefix + key
        if isinstance(part, dict) and part and depth < DEPTH:
            found.update(flat(part, f"{name}.", depth=depth + 1))
        else:
            found[name] = text(part)
    return found


class _BrokenError(Exception):
    """Text that is no JSON."""


class _Source:
    """A window on the text that is read on as values need it."""

    def __init__(self, blocks: Iterable[bytes], *, limits: Limits) -> None:
        self._blocks = iter(blocks)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._limits = limits
        self._text = ""
        self._at = 0
        self._ended = False

    def to_first_row(self) -> None:
        """Go to the first object of the array; into the first array of objects when an object holds it."""
        self._skip()
        if self._text.startswith("[", self._at):
            self._at += 1
            return
        start = self._at
        found = re.compile(r'"(?:[^"\\]|\\.)*+"\s*:\s*\[\s*(?=\{)').search(self._text, start)
        if found:
            self._at = found.end()

    def more(self) -> bool:
        """Whether another value follows in the array."""
        self._skip()
        return self._at < len(self._text) and self._text[self._at] not in "]}"

    def value(self) -> tuple[object, str]:
        """Return the next value and its text."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._at > self._limits.line_bytes or not self._read():
                    raise _BrokenError(f"no JSON object ({error})") from error
                continue
            text = self._text[self._at : end]
            self._at = end
            return value, text

    def rest(self) -> str:
        """Return the beginning of what was not understood."""
        return self._text[self._at : self._at + _KEPT_TEXT]

    def _skip(self) -> None:
        while True:
            match = _BETWEEN.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or not self._read():
                return

    def _read(self) -> bool:
        """Read on; False at the end of the file."""
        if self._ended:
            return False
        block = next(self._blocks, None)
        self._ended = block is None
        self._text = self._text[self._at :] + self._decoder.decode(block or b"", final=self._ended)
        self._at = 0
        return True


def _of_line(number: int, line: bytes) -> Row:
    text = line.decode("utf-8", "surrogateescape")
    value = _decoded(text)
    if value is _NOTHING:
        return _fault(
            number,
            "bad_encoding" if _BROKEN.search(text) else "bad_json",
            detail="no JSON object in the line",
            text=text,
        )
    return _of_value(number, value, text=text)


def _of_value(number: int, value: object, *, text: str) -> Row:
    if _BROKEN.search(text):
        return _fault(number, "bad_encoding", detail="a byte that is no character of the file's encoding", text=text)
    if not isinstance(value, dict):
        return _fault(number, "bad_json", detail="a value where an object is needed", text=text)
    try:
        values = flat(value)
        "".join(part for part in values.values() if part).encode()
    except (UnicodeEncodeError, RecursionError):
        return _fault(number, "bad_json", detail="half of a character (a lone surrogate)", text=text)
    if any(part and "\0" in part for part in values.values()):
        return _fault(number, "nul_byte", detail="a NUL character in a value", text=text)
    return Row(number, values)


_NOTHING = object()


def _decoded(text: str) -> object:
    try:
        value, end = DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return _NOTHING
    return value if end == len(text.strip()) else _NOTHING


def _fault(number: int, reason: str, *, detail: str, text: str) -> Row:
    readable = text[:_KEPT_TEXT].encode("utf-8", "replace").decode()
    return Row(number, reason=reason, detail=detail, text=readable)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
