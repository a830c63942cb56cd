"""What rules may name in a workspace: the columns per customer of the current run, its segments and tags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path

from zhike import describe, govern, predict, unify
from zhike.describe.directory import Field, fields_of, is_foreseen
from zhike.engine import Table, name_of, read_table
from zhike.govern import Actor
from zhike.segment.clusters import CUSTOMERS_IN_CLUSTERS
from zhike.segment.rules import Known
from zhike.workspace import NoRunError, Workspace


@lru_cache(maxsize=1)
def declared() -> dict[str, Table]:
    """Return the declared tables that have columns per customer, by name."""
    own = Path(__file__).parent / "lifecycle.sql"
    in_sql = (read_table(path) for path in (*unify.TABLES, *describe.TABLES, own))
    in_python = (t for p in (*unify.PYTHON_TABLES, *predict.PYTHON_TABLES, CUSTOMERS_IN_CLUSTERS) for t in p.tables)
    return {t.name: t for t in (*in_sql, *in_python, *predict.TABLES) if t.per_customer}


def fields(shop: Workspace) -> dict[str, Field]:
    """Return the columns that a rule may compare: those of the current run, before the first one all that there will be."""
    try:
        reader = shop.now
    except NoRunError:
        return fields_of(declared())

    def has_rows(table: str) -> bool:
        return bool(reader.rows(f"select 1 from {name_of(table)} limit 1", reads=[table]))

    found: dict[str, Field] = reader.kept("fields of rules", lambda: fields_shown(reader.tables, has_rows))
    return found


def fields_shown(there: Collection[str], has_rows: Callable[[str], bool]) -> dict[str, Field]:
    """Return the columns of the tables that are there; what a model foresees or finds and is withheld has no rows, and is no column."""
    shown = [n for n, t in declared().items() if n in there and (not _may_be_withheld(t) or has_rows(n))]
    return fields_of(declared(), shown)


def known(
    shop: Workspace, *, by: Actor, segments: Mapping[str, str], tags: Mapping[str, str], groups: Mapping[str, str]
) -> Known:
    """Return what a rule of somebody may name; `segments`, `tags` and `groups` (those by statistic) are the ids by name."""
    found = fields(shop)
    values = [f"{at}{tag}" for name, i in groups.items() for tag in found_values(shop, i) for at in (name, i)]
    return Known(
        found, {*segments, *segments.values()}, {*tags, *tags.values(), *values}, govern.hidden_columns(by, found)
    )


def found_values(shop: Workspace, group_id: str) -> list[str]:
    """Return what the current run found by the statistic of a group: ":tea" for each value."""
    try:
        reader = shop.now
    except NoRunError:
        return []
    if "tags" not in reader.tables:
        return []
    sql = "select tag_id from tags where group_id = $id and how = 'statistic'"
    rows = reader.rows(sql, {"id": group_id}, reads=["tags"])
    return [r["tag_id"].removeprefix(group_id) for r in rows]


def _may_be_withheld(table: Table) -> bool:
    return is_foreseen(table) or table == CUSTOMERS_IN_CLUSTERS.table
