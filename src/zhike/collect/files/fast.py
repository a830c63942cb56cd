"""The fast reader of delimited text: PyArrow, for chunks in which nothing is odd.

It takes a chunk only when it would read it as the exact reader (records.py) does; otherwise it gives up, and the exact
reader takes that chunk alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from zhike.collect.files.dialect import BLANKS, Dialect
from zhike.collect.files.encoding import UTF8_MARK, is_utf8
from zhike.collect.files.limits import Limits

_RETURN, _NEWLINE = b"\r\n"


@dataclass(frozen=True)
class Block:
    """Many records without a fault: the number of the first, and the wanted values as Arrow columns, empty ones null."""

    first_line: int
    columns: pa.RecordBatch

    def __len__(self) -> int:
        return int(self.columns.num_rows)


def read(
    data: bytes, dialect: Dialect, *, line: int, wanted: Sequence[int], limits: Limits
) -> tuple[Block, bytes] | None:
    """Return the records of a chunk, and the beginning of one whose quote is open at the end; None if anything is odd."""
    if not _can_read(data, dialect, limits=limits):
        return None
    quote = (dialect.quote or "").encode()
    closed = _closed(data, quote) if quote and quote in data else len(data)
    if not closed or len(data) - closed > limits.line_bytes:
        return None
    head = data[:closed]
    if quote and quote in head and not _are_quotes_in_place(head, quote, delimiter=dialect.delimiter):
        return None
    columns = _parsed(head, dialect, wanted=wanted, has_quotes=bool(quote and quote in head))
    return None if columns is None else (Block(line, columns), data[closed:])


def _can_read(data: bytes, dialect: Dialect, *, limits: Limits) -> bool:
    return (
        dialect.width > 1
        and dialect.delimiter != BLANKS
        and dialect.delimiter.isascii()
        and b"\0" not in data
        and not data.startswith(UTF8_MARK)  # PyArrow would drop it
        and not _has_odd_breaks(data, limits)
        and is_utf8(data)
    )


def _has_odd_breaks(data: bytes, limits: Limits) -> bool:
    """Whether there is a blank line, which PyArrow takes for a row of nothing, a line over the limit, or a CR alone."""
    signs = np.frombuffer(data, np.uint8)
    breaks = np.flatnonzero(signs == _NEWLINE)
    ends = breaks if data.endswith(b"\n") else np.append(breaks, len(data))
    lengths = np.diff(ends, prepend=-1)
    returns = np.flatnonzero(signs == _RETURN) if b"\r" in data else breaks[:0]
    shortest = 3 if len(returns) else 2  # a delimiter and a break
    return bool(
        lengths.min() < shortest
        or lengths.max() > limits.line_bytes
        or not np.isin(returns + 1, breaks, assume_unique=True).all()
    )


def _closed(data: bytes, quote: bytes) -> int:
    """Return where the last record ends of which no quote is open."""
    end = len(data)
    opened = _count(data, quote) % 2
    while end and opened:
        start = data.rfind(b"\n", 0, data.rfind(quote, 0, end)) + 1
        opened = (opened + data.count(quote, start, end)) % 2
        end = start
    return end


def _count(data: bytes, quote: bytes) -> int:
    # NumPy counts four times as fast as bytes.count, which stops at every hit.
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == quote[0]))


def _are_quotes_in_place(data: bytes, quote: bytes, *, delimiter: str) -> bool:
    """Whether quotes, in turn, open at the beginning of a value and close at its end; a doubled one does both."""
    signs = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(signs == quote[0])
    opening, closing = places[0::2], places[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    edges = np.array([ord(delimiter), _RETURN, _NEWLINE], np.uint8)
    begins = _is_edge(signs, opening[1:] - 1, edges=edges) | doubled
    ends = _is_edge(signs, closing[:-1] + 1, edges=edges) | doubled
    first, last = int(opening[0]), int(closing[-1])
    return (
        bool(begins.all() and ends.all())
        and (first == 0 or signs[first - 1] in edges)
        and (last == len(data) - 1 or signs[last + 1] in edges)
    )


def _is_edge(
    signs: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], *, edges: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    return np.isin(signs[places], edges)


def _parsed(data: bytes, dialect: Dialect, *, wanted: Sequence[int], has_quotes: bool) -> pa.RecordBatch | None:
    """Return the wanted columns; None when a line has another number of values, as a blank one has."""
    names = [str(place) for place in range(dialect.width)]
    chosen = [str(place) for place in wanted]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            # One block: a value with a line break could otherwise be cut.
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote if has_quotes and dialect.quote else False,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(chosen, pa.string()),
                include_columns=chosen,
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,  # done for the whole chunk, columns that are not wanted included
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.combine_chunks().to_batches()[0]
