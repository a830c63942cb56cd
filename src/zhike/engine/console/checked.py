"""The check of a statement, by the one who asks and again by the process that answers."""

from __future__ import annotations

import re
from collections.abc import Collection

import sqlglot
from sqlglot import exp

from zhike.engine.select import WrongSqlError, checked_select
from zhike.words import _

_PLAIN = re.compile(r"^\w+$")
# The engine's own catalogues: a step of this name would let the name pass elsewhere in the statement.
_CATALOGUES = ("duckdb_", "pragma_", "sqlite_", "pg_", "information_schema")


def checked(sql: str, tables: Collection[str]) -> str:
    """Return the statement, written anew, when it is one SELECT over the given tables; its named steps have plain names.

    A name in FROM is looked up as a table, then as a catalogue, then as a file: a step that is called like a file or a
    catalogue in one place of a statement must not let its name pass in another.
    """
    statement = checked_select(sql, tables)
    for step in sqlglot.parse_one(statement, read="duckdb").find_all(exp.CTE):
        name = step.alias_or_name
        if not _PLAIN.match(name) or name.lower().startswith(_CATALOGUES):
            raise WrongSqlError(detail=_("a step cannot be called {name}").format(name=repr(name)[:60]))
    return statement
