"""The fast reader of JSON Lines: a chunk of lines at once, column by column, where nothing is odd.

It takes a chunk only when it would read it as the exact reader (json_rows.py) does, with the same decoder and the same
texts; otherwise it gives up, and the exact reader takes that chunk line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import pyarrow as pa

from zhike.collect.files.json_values import DECODER, DEPTH, text

# Escapes that may stand for NUL or for half of a character; emojis are among them, and merely cost time.
ODD_ESCAPES = ("\\u0000", "\\ud", "\\uD")
_Object = Mapping[str, object]
Cells: TypeAlias = list[object] | pa.Array


@dataclass(frozen=True)
class Block:
    """Many objects without a fault: their line numbers, and the values of each column, flattened as in json_rows."""

    lines: Sequence[int]
    height: int
    columns: Mapping[str, Cells]

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, column: str) -> pa.Array:
        """Return a column as texts, null where an object does not have it."""
        values = self.columns.get(column)
        if values is None:
            return pa.nulls(len(self), pa.string())
        if isinstance(values, pa.Array):
            return values
        if not set(map(type, values)) <= {str, type(None)}:
            values = [text(value) for value in values]
        return pa.array(values, pa.string())


class _OddError(ValueError):
    """Something that only the exact reader reads right."""


def read(data: bytes, *, first_line: int) -> Block | None:
    """Return the objects of a chunk of lines, or None if anything is odd."""
    try:
        written = data.decode("utf-8")
        if any(escape in written for escape in ODD_ESCAPES) or written.count("\r") != written.count("\r\n"):
            return None
        lines = written.removesuffix("\n").split("\n")
        places = [place for place, line in enumerate(lines, first_line) if line.strip()]
        rows = [_object(line) for line in lines if line.strip()]
        return Block(places, len(lines), dict(_columns(rows))) if rows else None
    except (ValueError, RecursionError):
        return None


def _object(line: str) -> _Object:
    value, end = DECODER.raw_decode(line)
    if type(value) is not dict or (end != len(line) and line[end:].strip()):
        raise _OddError
    return value


def _columns(rows: Sequence[_Object], prefix: str = "", *, depth: int = 0) -> Iterator[tuple[str, list[object]]]:
    for name in dict.fromkeys(chain.from_iterable(rows)):
        # {"a.b": 1, "a": {"b": 2}} has one column twice; which of them counts is for the exact reader to say.
        if "." in name:
            raise _OddError
        values = [row.get(name) for row in rows]
        if dict in set(map(type, values)):
            inner = [value if isinstance(value, dict) else {} for value in values]
            if depth >= DEPTH:
                raise _OddError
            yield from _columns(inner, f"{prefix}{name}.", depth=depth + 1)
            if all(inside or name not in row for inside, row in zip(inner, rows, strict=True)):
                continue
            values = [None if inside else value for inside, value in zip(inner, values, strict=True)]
        yield prefix + name, values
