"""Parquet files, with every column as the text that a person would write for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhike.collect.files import archive, duck, identity, names, sink
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import BrokenFileError, EmptyFileError, TooLargeError
from zhike.collect.files.sniff import SAMPLE_ROWS
from zhike.words import N_, _

MAGIC = b"PAR1"
_BATCH_ROWS = 20_000
_FLOATS = ("FLOAT", "DOUBLE")
_NESTED = ("STRUCT", "MAP", "UNION")


def look(facts: dict[str, Any], *, limits: Limits) -> Layout:
    """Return the layout of a Parquet file."""
    with _opened(facts["path"], facts["compression"], member=facts["member"], limits=limits) as (session, source):
        types = _types(session, source)
        columns, notes = names.distinct([name for name, _type in types])
        if len(columns) > limits.columns:
            raise TooLargeError(
                name=facts["name"], what=_(N_("the number of columns")), value=len(columns), limit=limits.columns
            )
        texts = ", ".join(_as_text(name, kind) for name, kind in types)
        sample = session.execute(f"SELECT {texts} FROM {source} LIMIT {SAMPLE_ROWS}").fetchall()
    if not sample:
        raise EmptyFileError(name=facts["name"])
    rows = tuple(tuple(value or None for value in row) for row in sample)
    return Layout(**facts, format="parquet", columns=columns, sample=rows, notes=tuple(notes))


def receive(
    layout: Layout, columns: Mapping[str, str], *, folder: Path, hash_key: bytes, limits: Limits
) -> tuple[int, int, list[str]]:
    """Write the two Parquet files; returns rows, rejected rows and notes."""
    with _opened(layout.path, layout.compression, member=layout.member, limits=limits, folder=folder) as (
        session,
        source,
    ):
        select = _select(layout, columns, types=_types(session, source), source=source)
        if identity.NAME in columns.values():
            return _through_sink(
                session, select, columns=columns, folder=folder, hash_key=hash_key, first_line=layout.first_line
            )
        rows = _copied(session, select, folder=folder, first_line=layout.first_line)
    sink.write_no_rejects(folder)
    return rows, 0, []


@contextmanager
def _opened(
    path: Path, packing: str | None, *, member: str | None, limits: Limits, folder: Path | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Open a session and the SQL of the table in the file."""
    with duck.opened(path, limits=limits, folder=folder) as (session, link):
        try:
            if packing:
                data = archive.in_memory(path, packing=packing, member=member, limits=limits)
                session.register("given", pq.read_table(pa.BufferReader(data)))
                yield session, "given"
            else:
                yield session, f"read_parquet({link})"
        except (
            duckdb.InvalidInputException,
            duckdb.IOException,
            duckdb.SerializationException,
            pa.ArrowInvalid,
            OSError,
        ) as error:
            raise BrokenFileError(name=path.name, format="Parquet", detail=_first_sentence(error)) from error


def _types(session: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in session.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]


def _select(layout: Layout, columns: Mapping[str, str], *, types: list[tuple[str, str]], source: str) -> str:
    by_column = dict(zip(layout.columns, types, strict=True))
    wanted = ", ".join(
        f"nullif({_as_text(*by_column[column])}, '') AS {duck.name(field)}" for column, field in columns.items()
    )
    return f"SELECT {wanted} FROM {source}"


def _as_text(name: str, kind: str) -> str:
    """Return the SQL that writes one column as text, exactly."""
    column = duck.name(name)
    if kind in _FLOATS:
        return _float_as_text(column)
    if kind == "BLOB":
        return f"coalesce(TRY(decode({column})), hex({column}))"
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"to_json({column})::VARCHAR"
    return f"{column}::VARCHAR"


def _float_as_text(column: str) -> str:
    """Return the SQL for a float: whole ones lose their point ("17850"), none has an exponent, NaN is no value.

    The shortest text that gives the number back is DuckDB's own; from it a small one is spelled out as a decimal.
    """
    size = f"abs({column})"
    return f"""
        CASE
            WHEN isnan({column}) THEN NULL
            WHEN {column} = trunc({column}) AND {size} < 9e18 THEN {column}::BIGINT::VARCHAR
            WHEN {column} = trunc({column}) AND {size} < 1e38 THEN {column}::HUGEINT::VARCHAR
            WHEN {size} BETWEEN 1e-18 AND 1e-4 THEN rtrim({column}::VARCHAR::DECIMAL(38, 35)::VARCHAR, '0')
            ELSE {column}::VARCHAR
        END"""


def _copied(session: duckdb.DuckDBPyConnection, select: str, *, folder: Path, first_line: int) -> int:
    target = duck.literal(str(folder / sink.RECEIVED))
    options = f"FORMAT parquet, COMPRESSION {sink.COMPRESSION}, KV_METADATA {{{sink.FIRST_LINE}: '{first_line}'}}"
    (rows,) = session.execute(f"COPY ({select}) TO {target} ({options})").fetchall()[0]
    return int(rows)


def _through_sink(
    session: duckdb.DuckDBPyConnection,
    select: str,
    *,
    columns: Mapping[str, str],
    folder: Path,
    hash_key: bytes,
    first_line: int,
) -> tuple[int, int, list[str]]:
    line = first_line
    with sink.Sink(folder, fields=list(columns.values()), hash_key=hash_key) as writer:
        for batch in session.sql(select).to_arrow_reader(_BATCH_ROWS):
            writer.add(range(line, line + batch.num_rows), batch.columns)
            line += batch.num_rows
    return writer.rows, 0, []


def _first_sentence(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
