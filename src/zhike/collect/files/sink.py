"""Where rows go: Parquet with every column as text, and the rows that cannot be read beside it.

Identity numbers are hashed here, before anything is written, for every format alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhike.collect.files import identity

RECEIVED = "received.parquet"
REJECTED = "rejected.parquet"
FIRST_LINE = "first_line"
COMPRESSION = "zstd"
# Rows come in no order of their values, so least and greatest ones would never let a reader skip anything; line
# numbers rise, and their differences take next to no space.
_WRITTEN: dict[str, Any] = {
    "compression": COMPRESSION,
    "compression_level": 1,
    "write_statistics": False,
    "dictionary_pagesize_limit": 1 << 18,
}
TEXT_CHARACTERS = 10_000

# As large as DuckDB's own row groups, so that reading back runs on all cores.
_GROUP_ROWS = 122_880
_REJECTS_ROWS = 10_000
_REJECTS = pa.schema(
    [
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("values", pa.string()),
        ("text", pa.string()),
    ]
)


class Sink:
    """Writes one delivery; use it in a `with` and read `rows` and `rejected` after it."""

    def __init__(self, folder: Path, *, fields: Sequence[str], hash_key: bytes) -> None:
        self.rows = 0
        self.rejected = 0
        self._fields = list(fields)
        self._key = hash_key
        self._schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in stored(fields))])
        texts = [name for name in self._schema.names if name != "line"]
        self._writer = pq.ParquetWriter(
            folder / RECEIVED,
            self._schema,
            use_dictionary=texts,
            column_encoding={"line": "DELTA_BINARY_PACKED"},
            **_WRITTEN,
        )
        self._rejects = pq.ParquetWriter(folder / REJECTED, _REJECTS, compression=COMPRESSION)
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        # One group is written while the next is read.
        self._beside = ThreadPoolExecutor(1)
        self._written: Future[None] | None = None
        self._waiting_rejects: list[dict[str, object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._beside:
            if kind is None:
                self._flush()
                self._flush_rejects()
        if kind is None and self._written:
            self._written.result()
        self._writer.close()
        self._rejects.close()

    def add(self, lines: Sequence[int], columns: Sequence[Sequence[str | None] | pa.Array]) -> None:
        """Take rows: their line numbers, and one column of texts for each field, in the order of the fields."""
        if not len(lines):
            return
        counted = np.arange(lines.start, lines.stop) if isinstance(lines, range) else lines
        arrays = [pa.array(counted, pa.int64())]
        for name, column in zip(self._fields, columns, strict=True):
            arrays += self._stored(name, column)
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self.rows += len(lines)
        self._waiting_rows += len(lines)
        if self._waiting_rows >= _GROUP_ROWS:
            self._flush()

    def reject(
        self, line: int, *, reason: str, detail: str, values: Mapping[str, str], text: str, hide: Sequence[str] = ()
    ) -> None:
        """Take one row that cannot be read: why, and what is known of it (field → text as given).

        `hide` are values that may be identity numbers which slipped into another column.
        """
        hidden = {value.strip() for value in (values.get(identity.NAME, ""), *hide)} - {""}
        self._waiting_rejects.append(
            {
                "line": line,
                "reason": reason,
                "detail": detail,
                "values": self._safe(values, hidden),
                "text": _hidden(text, hidden)[:TEXT_CHARACTERS],
            }
        )
        self.rejected += 1
        if len(self._waiting_rejects) >= _REJECTS_ROWS:
            self._flush_rejects()

    def _stored(self, name: str, column: Sequence[str | None] | pa.Array) -> list[pa.Array]:
        texts = column if isinstance(column, pa.Array) else pa.array(column, pa.string())
        if name == identity.NAME:
            return _identities(texts, self._key)
        if pc.min(pc.binary_length(texts)).as_py() != 0:
            return [texts]
        return [pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)]

    def _safe(self, values: Mapping[str, str], hidden: AbstractSet[str]) -> str:
        kept = {field: identity.HIDDEN if value.strip() in hidden else value for field, value in values.items()}
        if identity.NAME in kept:
            kept[identity.NAME] = identity.reference(values[identity.NAME], self._key)
        return json.dumps(kept, ensure_ascii=False)

    def _flush(self) -> None:
        if not self._waiting:
            return
        if self._written:
            self._written.result()
        group = pa.Table.from_batches(self._waiting)
        self._written = self._beside.submit(self._writer.write_table, group, row_group_size=_GROUP_ROWS)
        self._waiting, self._waiting_rows = [], 0

    def _flush_rejects(self) -> None:
        if self._waiting_rejects:
            self._rejects.write_table(pa.Table.from_pylist(self._waiting_rejects, schema=_REJECTS))
            self._waiting_rejects = []


def _identities(texts: pa.Array, key: bytes) -> list[pa.Array]:
    """Return the columns of identity.COLUMNS; each number is looked at once, and where there is none nothing is done."""
    different = texts.dictionary_encode()
    found = identity.columns(different.dictionary.to_pylist(), key)
    return [pa.array(values, pa.string()).take(different.indices) for values in found]


def _hidden(text: str, numbers: AbstractSet[str]) -> str:
    """Return the text without these values where they stand alone, and without what looks like a number."""
    for number in numbers:
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", lambda _match: identity.HIDDEN, text)
    return identity.hide(text)


def stored(fields: Sequence[str]) -> list[str]:
    """Return the names of the columns that are written for these fields."""
    return [name for field in fields for name in (identity.COLUMNS if field == identity.NAME else (field,))]


def write_no_rejects(folder: Path) -> None:
    """Write the file of rejected rows for a delivery that has none."""
    pq.write_table(_REJECTS.empty_table(), folder / REJECTED)
