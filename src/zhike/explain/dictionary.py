"""The data dictionary: every table of the current run, its columns with their meaning and what they hold, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select

from zhike import pipeline
from zhike.engine import Column, Origin, Table, name_of
from zhike.errors import UnknownNameError
from zhike.explain.anchors import anchor_of
from zhike.explain.lineage import Graph, graph, origin
from zhike.store import run_tables
from zhike.words import N_, _
from zhike.workspace import NoRunError, Workspace

_TOP = 12
_COUNTED = ("VARCHAR", "BOOLEAN")


@dataclass(frozen=True)
class TableEntry:
    """One table: what one row is, the room that makes it, its rows in the current run (None before there is one)."""

    name: str
    grain: str
    room: str
    columns: int
    personal: int
    per_customer: bool
    rows: int | None


@dataclass(frozen=True)
class ColumnEntry:
    """One column: its declaration in words, its definition's anchor, and what the table's file says of its values.

    `filled` is a share; `low` and `high` are the smallest and largest value, never of personal or text columns.
    """

    name: str
    type: str
    unit: str
    meaning: str
    personal: bool
    is_key: bool
    anchor: str
    filled: float | None
    low: Any
    high: Any


@dataclass(frozen=True)
class TableInFull:
    """A table with its columns, its SQL (none where Python makes it), what it reads and what reads it."""

    entry: TableEntry
    key: tuple[str, ...]
    columns: tuple[ColumnEntry, ...]
    sql: tuple[str, ...]
    reads: tuple[str, ...]
    read_by: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """How a column's values are spread: different ones (about), the most frequent with their counts, or the quantiles."""

    different: int
    frequent: tuple[tuple[str, int], ...]
    quantiles: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class ColumnInFull:
    """A column, its table, where it comes from, and how its values are spread (None before there is a run)."""

    table: TableInFull
    entry: ColumnEntry
    origin: Origin
    graph: Graph
    spread: Spread | None


def dictionary(shop: Workspace) -> list[TableEntry]:
    """Return every declared table, in the order in which a run makes them."""
    rows = _rows_of(shop)
    declared = pipeline.tables()
    order = {name: place for place, name in enumerate(rows)}
    return [_entry(declared[name], rows) for name in sorted(declared, key=lambda n: order.get(n, len(order)))]


def table_in_full(shop: Workspace, name: str) -> TableInFull:
    """Return one table."""
    declared = pipeline.tables()
    if name not in declared:
        raise UnknownNameError(what=N_("table"), value=name, known=declared)
    table, rows = declared[name], _rows_of(shop)
    held = _held(shop, name) if name in rows else {}
    return TableInFull(
        entry=_entry(table, rows),
        key=table.key,
        columns=tuple(_column(table, c, held.get(c.name)) for c in table.columns),
        sql=tuple(table.sql.splitlines()),
        reads=tuple(sorted(pipeline.reads()[table.name])),
        read_by=tuple(sorted(other.name for other in declared.values() if name in pipeline.reads()[other.name])),
    )


def column_in_full(shop: Workspace, table: str, column: str) -> ColumnInFull:
    """Return one column."""
    whole = table_in_full(shop, table)
    found = {c.name: c for c in whole.columns}
    if column not in found:
        raise UnknownNameError(what=N_("column"), value=column, known=found)
    spread = None
    if whole.entry.rows is not None:
        spread = shop.now.kept(("spread", table, column), lambda: _spread(shop, table, found[column]))
    return ColumnInFull(whole, found[column], origin(table, column), graph(table, column), spread)


def _rows_of(shop: Workspace) -> dict[str, int]:
    """Return the rows of each table of the current run, in the order they were made; nothing before the first run."""
    try:
        run = shop.current_run()
    except NoRunError:
        return {}
    statement = select(run_tables.c.table, run_tables.c.rows).where(run_tables.c.run_id == run)
    with shop.store.reading() as connection:
        found = connection.execute(statement.order_by(run_tables.c.position))
        return {row.table: row.rows for row in found}


def _entry(table: Table, rows: dict[str, int]) -> TableEntry:
    personal = sum(c.personal for c in table.columns)
    return TableEntry(
        table.name, _(table.grain), table.room, len(table.columns), personal, table.per_customer, rows.get(table.name)
    )


def _column(table: Table, column: Column, held: tuple[float, Any, Any] | None) -> ColumnEntry:
    filled, low, high = held or (None, None, None)
    shows = not column.personal and not column.type.startswith(_COUNTED)
    return ColumnEntry(
        column.name, column.type, column.unit, _(column.meaning), column.personal, column.name in table.key,
        anchor_of(table.name, column.name), filled, low if shows else None, high if shows else None,
    )  # fmt: skip


def _held(shop: Workspace, name: str) -> dict[str, tuple[float, Any, Any]]:
    """Return column → (share that is filled, smallest, largest), from the footer of the file: no row is read."""
    return shop.now.kept(("held", name), lambda: _footer(pq.read_metadata(shop.now.tables[name])))  # type: ignore[no-any-return]


def _footer(meta: Any) -> dict[str, tuple[float, Any, Any]]:
    found = {}
    groups = [meta.row_group(n) for n in range(meta.num_row_groups)]
    for place in range(meta.num_columns):
        stats = [g.column(place).statistics for g in groups]
        if not groups or any(s is None or s.null_count is None for s in stats):
            continue
        ends = [s for s in stats if s.has_min_max]
        low = min((s.min for s in ends), default=None)
        high = max((s.max for s in ends), default=None)
        empty = sum(s.null_count for s in stats)
        found[meta.schema.column(place).path] = (1 - empty / max(meta.num_rows, 1), low, high)
    return found


def _spread(shop: Workspace, table: str, column: ColumnEntry) -> Spread:
    """Return how the values are spread; of personal columns only how many different ones there are."""
    name = name_of(column.name)
    source = f"from {name_of(table)} where {name} is not null"
    different = int(shop.now.value(f"select approx_count_distinct({name}) {source}", reads=[table]) or 0)
    if column.personal:
        return Spread(different, (), ())
    if column.type in _COUNTED:
        counts = f"select cast({name} as varchar) as value, count(*) as rows {source} group by 1 order by 2 desc, 1 limit {_TOP}"  # fmt: skip
        rows = shop.now.rows(counts, reads=[table])
        return Spread(different, tuple((r["value"], r["rows"]) for r in rows), ())
    return Spread(different, (), _quantiles(shop, table, column) if _is_number(column.type) else ())


def _quantiles(shop: Workspace, table: str, column: ColumnEntry) -> tuple[tuple[str, float], ...]:
    shares = {"5%": 0.05, "25%": 0.25, "50%": 0.5, "75%": 0.75, "95%": 0.95}
    name = name_of(column.name)
    sql = f"select approx_quantile(cast({name} as double), {list(shares.values())}) from {name_of(table)} where {name} is not null"
    found = shop.now.value(sql, reads=[table])
    return tuple(zip(shares, map(float, found), strict=True)) if found else ()


def _is_number(type_: str) -> bool:
    return type_.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "SMALLINT"))
