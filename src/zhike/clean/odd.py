"""The odd values: looked for once, read in Python once each, and kept in a temporary table for the join."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import duckdb
import pyarrow as pa

from zhike.clean.kind import Reading, quoted

# Of every temporary table of this room.
PREFIX = "zhike_clean_"
# Bounds the memory of a column in which every value is odd: 50,000 values at a time are Python objects.
_BATCH = 50_000

# DuckDB type of a field → Arrow type of its side table.
ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
    "DATE": pa.date32(),
    "DECIMAL(18,4)": pa.decimal128(18, 4),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
}


def read_odd(
    con: duckdb.DuckDBPyConnection, keys: str, *, read: Callable[[str], Reading], type_: str
) -> tuple[str, bool]:
    """Return the name of a temporary table (key, value, repair, problem) and whether any value has a problem.

    `keys` is the table of the odd raw values; each is read once, and the table is dropped.
    """
    schema = pa.schema(
        [("key", pa.string()), ("value", ARROW_TYPES[type_]), ("repair", pa.string()), ("problem", pa.string())]
    )
    rows = ((key, found.value, found.repair, found.problem) for key in _keys(con, keys) for found in (read(key),))
    side = keep(con, rows, schema=schema, problem_column=3)
    con.execute(f"DROP TABLE {quoted(keys)}")
    return side


def keep(
    con: duckdb.DuckDBPyConnection,
    rows: Iterable[tuple[object, ...]],
    *,
    schema: pa.Schema,
    problem_column: int | None = None,
) -> tuple[str, bool]:
    """Write rows to a temporary table of a name of its own; return the name and whether any row has a problem."""
    batches, has_problem, iterator = [], False, iter(rows)
    while chunk := list(islice(iterator, _BATCH)):
        columns = list(zip(*chunk, strict=True))
        has_problem |= problem_column is not None and any(columns[problem_column])
        batches.append(
            pa.record_batch([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
        )
    name = f"{PREFIX}{uuid.uuid4().hex}"
    con.register(f"{name}_arrow", pa.Table.from_batches(batches, schema=schema))
    con.execute(f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM {quoted(name + '_arrow')}")
    con.unregister(f"{name}_arrow")
    return name, has_problem


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop every temporary table that `cleaned_sql` made on this connection."""
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, ?)", [PREFIX]
    )
    for (name,) in found.fetchall():
        con.execute(f"DROP TABLE {quoted(name)}")


def _keys(con: duckdb.DuckDBPyConnection, keys: str) -> Iterator[str]:
    found = con.execute(f"SELECT key FROM {quoted(keys)}")
    while rows := found.fetchmany(_BATCH):
        yield from (key for (key,) in rows if key is not None)
