"""How values stand in a delimited text: delimiter, quote, header, and rows above the header that are a title."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from zhike.collect.files import names
from zhike.collect.files.dialect import BLANKS, Dialect
from zhike.collect.files.kinds import is_header
from zhike.collect.files.limits import Limits
from zhike.collect.files.records import Record, records
from zhike.words import N_, _

DELIMITERS = ("\t", ";", "|", ",")
SAMPLE_ROWS = 200
_TITLE_ROWS = 20
_BLOCK = 1 << 16
# A delimiter that nearly all lines have in the same number; files with some ragged rows still pass.
_CONSISTENT = 0.9


@dataclass(frozen=True)
class Sniffed:
    """What the beginning of a text shows."""

    dialect: Dialect
    columns: tuple[str, ...]
    has_header: bool
    first_row: int
    sample: tuple[tuple[str | None, ...], ...]
    notes: list[str] = field(default_factory=list)


def sniff(text: str, *, limits: Limits, delimiter: str | None = None, has_header: bool | None = None) -> Sniffed:
    """Return how the values of a text stand; what the caller knows better is not guessed."""
    chosen = delimiter or _delimiter(text)
    quote = None if chosen == BLANKS else _quote(text, chosen, limits=limits)
    found = [record for record in _read(text, Dialect(chosen, quote), limits=limits) if not record.is_blank]
    if not found or found[0].reason == "too_long":
        return Sniffed(Dialect(chosen, quote), (), has_header=False, first_row=1, sample=())
    return _with_header(found, Dialect(chosen, quote), has_header=has_header)


def _delimiter(text: str) -> str:
    counts = {name: _widths(text, name) for name in DELIMITERS}
    scores = {name: _score(widths) for name, widths in counts.items()}
    steady = [name for name in DELIMITERS if scores[name][0] >= _CONSISTENT and scores[name][1] > 1]
    if steady:
        # "1;2,5" has both: a semicolon in every line is no accident.
        return ";" if ";" in steady and scores[";"][0] == 1 else max(steady, key=lambda name: scores[name][1])
    blanks = _score([len(line.split()) for line in text.splitlines()[:SAMPLE_ROWS] if line.strip()])
    if blanks[0] >= 0.95 and blanks[1] > 1 and all(scores[name][1] <= 1 for name in DELIMITERS):
        return BLANKS
    best = max(DELIMITERS, key=lambda name: scores[name][0] * (scores[name][1] > 1))
    return best if scores[best][1] > 1 else _in_header(text)


def _widths(text: str, delimiter: str) -> list[int]:
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_ROWS))
    except csv.Error:
        return []
    return [len(row) for row in rows if any(cell.strip() for cell in row)]


def _score(widths: list[int]) -> tuple[float, int]:
    """Return the share of lines that have the usual number of values, and that number."""
    if not widths:
        return 0.0, 0
    width, count = Counter(widths).most_common(1)[0]
    return count / len(widths), width


def _in_header(text: str) -> str:
    """Return the delimiter that the first line alone has, else the comma."""
    first = text.lstrip().split("\n", 1)[0]
    best = max(DELIMITERS, key=first.count)
    return best if first.count(best) else ","


def _quote(text: str, delimiter: str, *, limits: Limits) -> str | None:
    """Return the quote, or None where quotes are just characters: more of them break than hold."""
    found = [record for record in _read(text, Dialect(delimiter, '"'), limits=limits) if '"' in record.text]
    broken = sum(record.reason in {"stray_quote", "unclosed_quote"} for record in found)
    return None if broken * 2 > len(found) else '"'


def _read(text: str, dialect: Dialect, *, limits: Limits) -> list[Record]:
    data = text.encode("utf-8", "surrogateescape")
    # In small blocks: of a text of megabytes, a few hundred lines are read.
    blocks = (data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK))
    read = records(blocks, dialect, limits=limits)
    found = [record for record in islice(read, SAMPLE_ROWS + _TITLE_ROWS + 1) if isinstance(record, Record)]
    # The text may have been cut, and its last record with it.
    return found[:-1] if len(found) > 1 and found[-1].reason in {"unclosed_quote", "bad_encoding"} else found


def _with_header(found: list[Record], dialect: Dialect, *, has_header: bool | None) -> Sniffed:
    notes: list[str] = []
    usual = _score([len(record.values) for record in found[1:] or found if record.reason is None])[1]
    found = _without_title(found, usual, dialect=dialect, notes=notes)
    first = _unquoted(found[0], usual, dialect=dialect, notes=notes)
    rest = [record.values for record in found[1:] if record.reason is None and not record.is_blank]
    headed = is_header(first, [row for row in rest if len(row) == usual]) if has_header is None else has_header
    columns, width = _columns(first, rest, usual=usual, notes=notes) if headed else (names.numbered(usual), usual)
    sample = [row for row in (rest if headed else [first, *rest]) if len(row) >= width and not any(row[width:])]
    return Sniffed(
        Dialect(dialect.delimiter, dialect.quote, width),
        columns,
        has_header=headed,
        first_row=found[0].line,
        sample=tuple(tuple(value or None for value in row[:width]) for row in sample[:SAMPLE_ROWS]),
        notes=notes,
    )


def _without_title(found: list[Record], usual: int, *, dialect: Dialect, notes: list[str]) -> list[Record]:
    """Drop lines above the header that hold a title: one value where the rows have several."""
    start = next((at for at, record in enumerate(found) if not _is_title(record, usual, dialect=dialect)), 0)
    if not start or start > _TITLE_ROWS:
        return found
    notes.append(_(N_("{count} lines above the header were skipped.")).format(count=found[start].line - 1))
    return found[start:]


def _is_title(record: Record, usual: int, *, dialect: Dialect) -> bool:
    filled = sum(bool(value.strip()) for value in record.values)
    is_quoted_header = len(record.values) == 1 and len(_split(record, dialect)) == usual
    return usual > 2 and filled <= 1 and not is_quoted_header


def _unquoted(record: Record, usual: int, *, dialect: Dialect, notes: list[str]) -> list[str]:
    """Return the values of the first record, split once more when one pair of quotes holds them all."""
    split = _split(record, dialect)
    if len(record.values) == 1 and usual > 1 and len(split) == usual:
        notes.append(
            _(N_("The header stands in one pair of quotes; it was split into {count} names.")).format(count=usual)
        )
        return split
    return record.values


def _split(record: Record, dialect: Dialect) -> list[str]:
    return record.values[0].split(dialect.delimiter) if len(record.values) == 1 else record.values


def _columns(first: list[str], rest: list[list[str]], *, usual: int, notes: list[str]) -> tuple[tuple[str, ...], int]:
    """Return the columns' names and their number, where header and rows may differ by empty or unnamed ones."""
    width = len(first)
    while width > 1 and not first[width - 1].strip() and not any(len(row) >= width and row[width - 1] for row in rest):
        width -= 1
    header = [
        *first[:width],
        *[""] * (usual - width if usual > width and any(any(row[width:]) for row in rest if len(row) == usual) else 0),
    ]
    columns, changed = names.distinct(header)
    notes += changed
    return columns, len(columns)
