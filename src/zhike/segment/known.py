"""What rules may name in a workspace: the columns per customer of the current run, its segments and tags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from zhike import describe, govern, predict, unify
from zhike.describe.directory import Field, fields_of
from zhike.engine import Table, read_table
from zhike.govern import Actor
from zhike.segment.rules import Known
from zhike.workspace import NoRunError, Workspace


@lru_cache(maxsize=1)
def declared() -> dict[str, Table]:
    """Return the declared tables that have columns per customer, by name."""
    own = Path(__file__).parent / "lifecycle.sql"
    in_sql = (read_table(path) for path in (*unify.TABLES, *describe.TABLES, own))
    in_python = (t for p in (*unify.PYTHON_TABLES, *predict.PYTHON_TABLES) for t in p.tables)
    return {t.name: t for t in (*in_sql, *in_python, *predict.TABLES) if t.per_customer}


def fields(shop: Workspace) -> dict[str, Field]:
    """Return the columns that a rule may compare: those of the current run, before the first one all that there will be."""
    try:
        present = shop.tables()
    except NoRunError:
        present = list(declared())
    return fields_of(declared(), present)


def known(shop: Workspace, *, by: Actor, segments: Mapping[str, str]) -> Known:
    """Return what a rule of somebody may name; `segments` are the ids by name."""
    found = fields(shop)
    return Known(found, {*segments, *segments.values()}, (), govern.hidden_columns(by, found))
