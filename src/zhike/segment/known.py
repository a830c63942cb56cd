"""What rules may name in a workspace: the columns per customer of the current run, its segments and tags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from zhike import describe, govern, predict, unify
from zhike.describe.directory import Field, fields_of, is_foreseen
from zhike.engine import Reader, Table, name_of, read_table
from zhike.govern import Actor
from zhike.segment.clusters import CUSTOMERS_IN_CLUSTERS
from zhike.segment.rules import HAPPENINGS, Known, Rule, checked, segments_of, tags_of
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

    found: dict[str, Field] = reader.kept(
        "fields of rules", lambda: fields_shown(reader.tables, partial(_has_rows, reader))
    )
    return found


def withheld(shop: Workspace) -> frozenset[str]:
    """Return the happenings that a model foresees, but of nobody in the current run; before the first run there are none."""
    try:
        reader = shop.now
    except NoRunError:
        return frozenset()
    found: frozenset[str] = reader.kept(
        "withheld happenings", lambda: happenings_withheld(reader.tables, partial(_has_rows, reader))
    )
    return found


def fields_shown(there: Collection[str], has_rows: Callable[[str], bool]) -> dict[str, Field]:
    """Return the columns of the tables that are there; what a model foresees or finds and is withheld has no rows, and is no column."""
    shown = [n for n, t in declared().items() if n in there and (not is_by_model(t) or has_rows(n))]
    return fields_of(declared(), shown)


def happenings_withheld(there: Collection[str], has_rows: Callable[[str], bool]) -> frozenset[str]:
    """Return the names of what is foreseen whose table is not there or has no rows: an empty one would be true of nobody."""
    foreseen = ((name, kind.table) for name, kind in HAPPENINGS.items() if kind.is_foreseen)
    return frozenset(name for name, table in foreseen if table not in there or not has_rows(table))


def known(
    shop: Workspace, *, by: Actor, segments: Mapping[str, str], tags: Mapping[str, str], groups: Mapping[str, str]
) -> Known:
    """Return what a rule of somebody may name; `segments`, `tags` and `groups` (those by statistic) are the ids by name."""
    found = fields(shop)
    values = [f"{at}{tag}" for name, i in groups.items() for tag in found_values(shop, i) for at in (name, i)]
    return Known(
        found, {*segments, *segments.values()}, {*tags, *tags.values(), *values}, govern.hidden_columns(by, found), withheld(shop)
    )  # fmt: skip


def checked_again(rule: Rule, there: Known) -> Rule:
    """Return a kept rule checked by what there is now; the segments and tags that it names are kept with it."""
    return checked(rule, replace(there, segments=segments_of(rule), tags=tags_of(rule)))


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


def _has_rows(reader: Reader, table: str) -> bool:
    return bool(reader.rows(f"select 1 from {name_of(table)} limit 1", reads=[table]))


def is_by_model(table: Table) -> bool:
    """Return whether a model foresees or finds its columns, and so may withhold them."""
    return is_foreseen(table) or table == CUSTOMERS_IN_CLUSTERS.table
