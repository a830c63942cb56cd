"""Lineage: which tables a SELECT reads, and which columns a column comes from, found by parsing the SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage as trace

from zhike.engine.declared import Table


@dataclass(frozen=True)
class Origin:
    """One column that another is made from; `via` are the columns it is made from in turn."""

    table: str
    column: str
    via: tuple[Origin, ...] = ()


def tables_read(sql: str) -> frozenset[str]:
    """Return the names of the tables that a SELECT reads, without its own named steps."""
    return _named(sql)[0]


def parameters_of(sql: str) -> frozenset[str]:
    """Return the names of the `$parameters` that a SELECT uses."""
    return _named(sql)[1]


@lru_cache(maxsize=512)
def _named(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tables and the parameters of a SELECT; parsing the declared ones takes half a second, so it is done once."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    steps = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    tables = frozenset(t.name for t in tree.find_all(exp.Table) if t.name and t.name not in steps)
    parameters = frozenset(str(p.name) for p in tree.find_all(exp.Parameter, exp.Placeholder) if p.name)
    return tables, parameters


def lineage(table: str, column: str, *, tables: Mapping[str, Table], depth: int = 12) -> Origin:
    """Return the tree of columns that `table.column` is computed from, down to what was received.

    A column whose SQL cannot be traced (a Python table) ends the branch.
    """
    declared = tables.get(table)
    if declared is None or not declared.sql or depth == 0:
        return Origin(table, column)
    sources = sorted(_sources(declared, column, tables))
    return Origin(
        table,
        column,
        tuple(lineage(t, c, tables=tables, depth=depth - 1) for t, c in sources if (t, c) != (table, column)),
    )


def _sources(declared: Table, column: str, tables: Mapping[str, Table]) -> set[tuple[str, str]]:
    schema = {name: {c.name: c.type for c in t.columns} for name, t in tables.items()}
    try:
        node = trace(column, declared.sql, schema=schema, dialect="duckdb")
    except (SqlglotError, ValueError, KeyError):
        return set()
    found = set()
    for leaf in node.walk():
        if isinstance(leaf.expression, exp.Table) and not leaf.downstream:
            found.add((leaf.expression.name, leaf.name.rsplit(".", 1)[-1].strip('"')))
    return found
