"""A grid of values (Excel, JSON) as rows of text: header, sample, and the way into Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from zhike.collect.files import names
from zhike.collect.files.kinds import is_header
from zhike.collect.files.sink import Sink
from zhike.collect.files.sniff import SAMPLE_ROWS
from zhike.words import N_, _

Row = list[str | None]
_BATCH_ROWS = 10_000
_TITLE_ROWS = 20


def text(value: object) -> str | None:
    """Return a cell as text: whole numbers without a point, other numbers exact, days and instants as ISO."""
    if value is None or value == "":
        return None
    spelled = next((spell for kind, spell in _SPELLED if isinstance(value, kind)), str)
    return spelled(value)


def number(value: float) -> str:
    """Return the shortest decimal that is exactly this number, never with an exponent."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - the test for "not a number"
        return str(value)
    if value.is_integer():
        return str(int(value))
    shortest = repr(value)
    return format(value, f".{_places(shortest)}f") if "e" in shortest else shortest


def header(rows: Sequence[Row], *, has_header: bool | None) -> tuple[int, bool, tuple[str, ...], list[str]]:
    """Return where the table begins (0 is the first row), whether a header stands there, the columns and notes."""
    start = _start(rows)
    width = max((len(row) for row in rows), default=0)
    first, rest = rows[start], [row for row in rows[start + 1 :] if any(row)]
    headed = is_header(first, rest) if has_header is None else has_header
    notes = [_(N_("{count} lines above the header were skipped.")).format(count=start)] if start else []
    if not headed:
        return start, False, names.numbered(width), notes
    columns, changed = names.distinct([*first, *[None] * (width - len(first))])
    return start, True, columns, notes + changed


def sample(rows: Iterable[Row]) -> tuple[tuple[str | None, ...], ...]:
    """Return the first rows that are not blank."""
    return tuple(tuple(row) for row in islice((row for row in rows if any(row)), SAMPLE_ROWS))


def write(
    numbered: Iterable[tuple[int, Row]], writer: Sink, *, columns: Sequence[str], mapping: Mapping[str, str]
) -> int:
    """Write rows with their numbers, without blank ones; returns how many blank ones stood between others."""
    places = [list(columns).index(column) for column in mapping]
    blank = blank_at_end = 0
    lines: list[int] = []
    rows: list[Row] = []
    for line, row in numbered:
        if not any(row):
            blank_at_end += 1
            continue
        blank, blank_at_end = blank + blank_at_end, 0
        lines.append(line)
        rows.append([row[place] for place in places])
        if len(rows) == _BATCH_ROWS:
            writer.add(lines, list(zip(*rows, strict=True)))
            lines, rows = [], []
    writer.add(lines, list(zip(*rows, strict=True)))
    return blank


def _start(rows: Sequence[Row]) -> int:
    """Return the first row that is filled like the table, not like a title above it."""
    filled = [sum(value is not None for value in row) for row in rows]
    usual = sorted(count for count in filled if count)[len([c for c in filled if c]) // 2]
    wanted = max(2, 0.6 * usual) if usual > 1 else 1
    first = next(at for at, count in enumerate(filled) if count)
    return next((at for at, count in enumerate(filled[: first + _TITLE_ROWS]) if count >= wanted), first)


def _places(shortest: str) -> int:
    digits, exponent = shortest.split("e")
    return max(len(digits.partition(".")[2]) - int(exponent), 0)


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


# The order counts: True is an int to Python, and an instant is a date.
_SPELLED: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, str),
    (bool, lambda value: str(value).lower()),
    (float, number),
    (datetime, lambda value: value.isoformat(sep=" ")),
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, _duration),
)
