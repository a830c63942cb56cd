"""What a run starts from: the rows of each entity as they now stand, the quarantine, and the quality of every import."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow.parquet as pq

from zhike.collect.entities import ENTITIES
from zhike.collect.files import rows_sql
from zhike.collect.outcomes import accepted_sql, keys_sql
from zhike.collect.receipts import Receipt, receipts
from zhike.collect.settle import MENDED
from zhike.engine import Column, Input, Table, literal, name_of, text_of
from zhike.workspace import Workspace

# The relation that holds an entity's rows is called collected_<entity>.
PREFIX = "collected_"

_QUARANTINE = (
    "line bigint, reason varchar, field varchar, value varchar, detail varchar, original varchar, text varchar"
)


def inputs(shop: Workspace) -> dict[str, Input]:
    """Return the relations a run may read: collected_<entity> for each entity, collected_rejects, collected_quality, collected_imports."""
    there = receipts(shop)
    found = {
        f"{PREFIX}{name}": Input(
            accepted(shop, name, there),
            _print([r for r in there if r.entity == name]),
        )
        for name in ENTITIES
    }
    found[f"{PREFIX}rejects"] = Input(_rejects(shop, there), _print(there))
    found[f"{PREFIX}quality"] = Input(_quality(shop, there), _print(there))
    found[f"{PREFIX}imports"] = Input(_imports(there), _print(there))
    return found


def accepted(shop: Workspace, entity: str, there: Sequence[Receipt]) -> str:
    """Return a SELECT of an entity's rows as they stood when these imports counted."""
    return accepted_sql(ENTITIES[entity], [r.delivery(shop) for r in there if r.entity == entity and r.usable])


def keys_of(shop: Workspace, there: Sequence[Receipt]) -> str:
    """Return a SELECT of (source, row_id): the keys of all usable rows that some imports brought, whichever has the last word."""
    some = [r.delivery(shop) for r in there if r.usable]
    parts = [f"select {literal(d.source)} as source, printf('%016x', key) as row_id from ({keys_sql(d)})" for d in some]
    return " union ".join(parts) or "select '' as source, '' as row_id where false"


def received_tables() -> dict[str, Table]:
    """Return collected_<entity> for each entity as a table without SQL: where the lineage of a column ends."""
    about = (("source", "VARCHAR"), ("import_id", "INTEGER"), ("arrived", "BIGINT"), ("row_id", "VARCHAR"))
    first = tuple(Column(name, kind, "", name) for name, kind in about)
    last = Column("attributes", "VARCHAR", "", "attributes", personal=True)
    return {
        f"{PREFIX}{name}": Table(
            f"{PREFIX}{name}", "collect", entity.meaning, ("source", "row_id"),
            (*first, *(Column(f.name, f.type, "", f.meaning, f.personal) for f in entity.fields), last),
        )
        for name, entity in ENTITIES.items()
    }  # fmt: skip


def still_open(shop: Workspace, one: Receipt) -> str:
    """Return a SELECT of an import's quarantined rows that no later mended file has taken up."""
    rows = f"select * from read_parquet({text_of(one.delivery(shop).quarantine)})"
    first = one.retry_of or one.id
    later = [r for r in receipts(shop, source=one.source) if r.retry_of == first and r.id > one.id]
    taken = [f"select first from ({mended_lines(shop, r)})" for r in later]
    if not taken:
        return rows
    taken_up = " union all ".join(taken)
    if one.retry_of is not None:
        taken_up = f"select line from ({mended_lines(shop, one)}) where first in ({taken_up})"
    return f"select * from ({rows}) where line not in ({taken_up})"


def mended_lines(shop: Workspace, one: Receipt) -> str:
    """Return a SELECT of (line, first): the lines of a mended file, and of the first file, by its `reason` column."""
    received = one.delivery(shop).received
    if MENDED not in pq.read_schema(received).names:  # a mended file may leave the reason out
        return "select null::bigint as line, null::bigint as first where false"
    first = rf"""try_cast(regexp_extract({name_of(MENDED)}, '^\D*(\d+)', 1) as bigint)"""
    return f"select line, {first} as first from ({rows_sql(received)}) where {first} is not null"


def _print(there: list[Receipt]) -> str:
    said = [f"{r.id}:{r.source}:{r.fingerprint}:{r.retry_of}" for r in there]
    return hashlib.sha256(" ".join(said).encode()).hexdigest()


def _rejects(shop: Workspace, there: list[Receipt]) -> str:
    parts = [
        f"select {r.id} as import_id, {literal(r.source)} as source, {literal(r.entity)} as entity, * from ({still_open(shop, r)})"
        for r in there
        if r.quarantined
    ]
    empty = ", ".join(f"null::{c.split()[1]} as {c.split()[0]}" for c in _QUARANTINE.split(", "))
    return " union all ".join(parts) or f"select 0 as import_id, '' as source, '' as entity, {empty} where false"


def _quality(shop: Workspace, there: list[Receipt]) -> str:
    parts = [f"select * from read_parquet({text_of(r.delivery(shop).quality)})" for r in there]
    empty = """
        select null::varchar as import_id, null::timestamptz as received_at, null::varchar as source, null::varchar as entity,
               null::varchar as field, null::varchar as dimension, null::varchar as measure, null::bigint as "count",
               null::bigint as total, null::double as share, null::varchar as examples where false
    """
    return " union all ".join(parts) or empty


def _imports(there: list[Receipt]) -> str:
    parts = [
        f"select {r.id} as import_id, {literal(r.source)} as source, {literal(r.entity)} as entity, "
        f"timestamptz {literal(r.received_at.isoformat())} as received_at, {r.received}::bigint as received, "
        f"{r.quarantined}::bigint as quarantined"
        for r in there
    ]
    return " union all ".join(parts) or (
        "select 0 as import_id, '' as source, '' as entity, null::timestamptz as received_at, "
        "0::bigint as received, 0::bigint as quarantined where false"
    )
