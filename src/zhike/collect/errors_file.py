"""The file of rows that could not be used: the original columns plus `reason`, to be mended and taken again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.collect.accepted import mended_lines, still_open
from zhike.collect.reasons import whole_sentence
from zhike.collect.receipts import Receipt
from zhike.engine import export
from zhike.words import _
from zhike.workspace import Workspace

_BATCH = 5_000


def write_errors(shop: Workspace, one: Receipt, *, to: Path) -> int:
    """Write an import's open errors to a .csv, .xlsx or .parquet file and return how many; columns that were not mapped stay empty."""
    with open_errors(shop, one) as rows:
        return export(rows, to)


@contextmanager
def open_errors(shop: Workspace, one: Receipt) -> Iterator[pa.RecordBatchReader]:
    """Give an import's open errors batch by batch: the columns of its file as texts, and the reason."""
    schema = pa.schema((name, pa.string()) for name in [*columns_of(one), "reason"])
    with shop.session() as session:
        found = session.connection.execute(waiting_sql(shop, one))

        def batches() -> Iterator[pa.RecordBatch]:
            while rows := found.fetchmany(_BATCH):
                columns = zip(*_rows(shop, one, rows), strict=True)
                yield pa.RecordBatch.from_arrays([pa.array(list(c), pa.string()) for c in columns], schema=schema)

        yield pa.RecordBatchReader.from_batches(schema, batches())


def waiting_sql(shop: Workspace, one: Receipt) -> str:
    """Return a SELECT of an import's open errors; `line` is the one of the first file, which a mended row speaks of."""
    first = "line"
    joined = ""
    if one.retry_of is not None:
        first, joined = "coalesce(m.first, line)", f"left join ({mended_lines(shop, one)}) m using (line)"
    return f"""
        select {first} as line, reason, field, value, detail, original, text
        from ({still_open(shop, one)}) {joined} order by 1
    """


def columns_of(one: Receipt) -> list[str]:
    """Return the columns of the file as it came, without the reason that a mended file has."""
    return [c for c in one.file_columns if one.retry_of is None or c != "reason"]


def _rows(shop: Workspace, one: Receipt, found: list[tuple[Any, ...]]) -> Iterator[list[str | None]]:
    mapping: dict[str, str] = dict(one.mapping["columns"])
    for line, reason, field, value, detail, original, text in found:
        values = json.loads(original) if original else {}
        why = whole_sentence(shop, reason, field=field, value=value, detail=detail)
        said = _("line {line}: {why}").format(line=line, why=why)
        if text and not values:
            said = f"{said} «{text}»"
        yield [*(values.get(mapping.get(c, "")) for c in columns_of(one)), said]
