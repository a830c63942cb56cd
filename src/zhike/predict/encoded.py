"""Columns of any table as numbers: numbers as they are, days as days since 1970, categories as a column of 0 and 1 per value.

In: an Arrow table. Out: an `Encoding`, which turns any table with the same columns into the same matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.predict.additive import Floats

# Of a column with more values only these are told apart; the rest are no value's.
_MOST_VALUES = 30
# A text whose values nearly all differ is a name or a number of something: it says nothing of the next customer.
_TOO_MANY = 0.5
# So many of the filled cells must read as numbers for a text column to be one of numbers.
_NUMBERS = 0.99


@dataclass(frozen=True)
class Encoding:
    """By input: its values when it is a category, or nothing when it is a number."""

    categories: dict[str, tuple[str, ...]]

    @property
    def inputs(self) -> list[str]:
        """The inputs, in order."""
        return list(self.categories)

    @property
    def columns(self) -> list[str]:
        """The columns of the matrix, in order: `input`, or `input=value`."""
        return [name for of in self.categories for name in self._columns(of)]

    @property
    def groups(self) -> list[int]:
        """By column the place of its input."""
        return [place for place, of in enumerate(self.categories) for _ in self._columns(of)]

    def only(self, inputs: Sequence[str]) -> Encoding:
        """Return the encoding of some of the inputs."""
        return Encoding({n: self.categories[n] for n in inputs})

    def by_input(self, table: pa.Table) -> dict[str, Floats]:
        """Return each input's numbers: one per row with NaN where empty, or for a category a matrix of 0 and 1."""
        return {name: _values(table[name], values) for name, values in self.categories.items()}

    def matrix(self, table: pa.Table) -> Floats:
        """Return a row per customer and a column per `columns`."""
        found = [v if v.ndim == 2 else v[:, None] for v in self.by_input(table).values()]
        return np.ascontiguousarray(np.hstack(found)) if found else np.zeros((len(table), 0))

    def _columns(self, name: str) -> list[str]:
        return [f"{name}={v}" for v in self.categories[name]] or [name]


def encode(table: pa.Table) -> Encoding:
    """Return the encoding of a table; columns that are the same for everybody or different for each are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name in table.column_names:
        column = table[name]
        numbers = _numbers(column)
        if numbers is not None:
            filled = numbers[~np.isnan(numbers)]
            if len(filled) and (len(filled) < len(numbers) or filled.min() < filled.max()):
                found[name] = ()
            continue
        counts = sorted(
            _texts(column).drop_null().value_counts().to_pylist(), key=lambda c: (-c["counts"], c["values"])
        )
        empty = len(column) - sum(c["counts"] for c in counts)
        if (len(counts) > 1 or empty) and 0 < len(counts) <= max(_TOO_MANY * (len(column) - empty), 2):
            found[name] = tuple(sorted(c["values"] for c in counts[:_MOST_VALUES]))
    return Encoding(found)


def _values(column: pa.ChunkedArray, values: tuple[str, ...]) -> Floats:
    if not values:
        numbers = _numbers(column, surely=True)
        return np.full(len(column), np.nan) if numbers is None else numbers
    place = pc.index_in(_texts(column), pa.array(values)).to_numpy(zero_copy_only=False)
    return np.stack([place == k for k in range(len(values))], axis=1).astype(np.float64)


def _numbers(column: pa.ChunkedArray, *, surely: bool = False) -> Floats | None:
    """Return a column as numbers, or None when it is not one; `surely` takes what does not read as a number for empty."""
    kind = column.type
    if pa.types.is_temporal(kind):
        return _floats(column.cast(pa.timestamp("us")).cast(pa.int64()).cast(pa.float64(), safe=False)) / 86_400e6
    if (
        pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
    ):
        return _floats(column.cast(pa.float64(), safe=False))
    texts = _texts(column)
    reads = pc.match_substring_regex(texts, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
    filled = len(texts) - texts.null_count
    if not surely and (not filled or (pc.sum(reads).as_py() or 0) < _NUMBERS * filled):
        return None
    return _floats(pc.if_else(pc.fill_null(reads, False), texts, None).cast(pa.float64()))


def _texts(column: pa.ChunkedArray) -> pa.Array:
    texts = pc.utf8_trim_whitespace(column.combine_chunks().cast(pa.string()))
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _floats(column: pa.Array | pa.ChunkedArray) -> Floats:
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return np.asarray(plain.to_numpy(zero_copy_only=False), np.float64)
