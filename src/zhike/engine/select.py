"""What a person may ask in SQL: one SELECT over the tables there are. The statement becomes a checked tree first."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_, _

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
# Functions that make rows from nothing; every other function in FROM could read a file or a setting.
_ROW_MAKERS = (exp.Unnest, exp.GenerateSeries, exp.Explode)
# Functions that look outside the tables: files, environment, secrets, settings, other connections.
_OUTSIDE = ("read_", "getenv", "glob", "duckdb_", "pragma_", "current_setting", "sniff_csv", "parquet_", "query", "iceberg", "delta", "which_secret", "from_substrait", "sqlite_", "postgres_", "mysql_", "write_", "copy_", "load_", "install")  # fmt: skip


class WrongSqlError(WrongUseError):
    """SQL that is not one SELECT over known tables."""

    code = "wrong_sql"
    sentence = N_("This is not a query Zhike answers: {detail}")


def checked_select(sql: str, tables: Collection[str]) -> str:
    """Return the statement, written anew from its tree, when it is one SELECT that reads only the given tables."""
    tree = _one(sql)
    if not isinstance(tree, _QUERIES):
        raise WrongSqlError(detail=_("only SELECT is allowed, this is {kind}").format(kind=tree.key.upper()))
    for bad in tree.find_all(exp.Command, exp.DDL, exp.DML, exp.Into, exp.Placeholder, exp.Parameter):
        if not isinstance(bad, _QUERIES):
            raise WrongSqlError(
                detail=_("{part} is not allowed in a query").format(part=bad.sql(dialect="duckdb")[:60])
            )
    _check_functions(tree)
    _check_tables(tree, tables)
    return tree.sql(dialect="duckdb")


def _one(sql: str) -> Any:
    try:
        trees = [t for t in sqlglot.parse(sql, read="duckdb") if t is not None]
    except (ParseError, TokenError) as error:
        raise WrongSqlError(detail=str(error).splitlines()[0]) from error
    if len(trees) != 1:
        raise WrongSqlError(detail=_("it has {count} statements; give exactly one").format(count=len(trees)))
    return trees[0]


def _check_functions(tree: Any) -> None:
    for call in tree.find_all(exp.Func):
        name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
        if name.lower().startswith(_OUTSIDE):
            raise WrongSqlError(detail=_("the function {name} looks outside the tables").format(name=name.lower()))


def _check_tables(tree: Any, tables: Collection[str]) -> None:
    named = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            if isinstance(table.this, _ROW_MAKERS):
                continue
            raise WrongSqlError(detail=_("{part} is not a table").format(part=table.this.sql(dialect="duckdb")[:60]))
        if table.db or table.catalog or (table.name.lower() not in tables and table.name.lower() not in named):
            raise UnknownNameError(what=N_("table"), value=table.sql(dialect="duckdb"), known=tables)
