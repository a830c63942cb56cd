"""A table of the current run, asked in Python: `shop.table("rfm").where("r_score >= 4").order_by("monetary desc").limit(20)`.

Every clause is parsed into a tree and checked like any query of `zhike query`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from zhike.engine.select import WrongSqlError


@dataclass(frozen=True)
class TableView:
    """A question about one table; nothing is read until `rows()` or `arrow()`."""

    name: str
    ask: Callable[[str], pa.Table]
    tree: exp.Select

    def select(self, *columns: str) -> TableView:
        """Keep only these columns or expressions."""
        return self._with(lambda: self.tree.select(*columns, append=False, dialect="duckdb"))

    def where(self, condition: str) -> TableView:
        """Keep only the rows for which the condition holds."""
        return self._with(lambda: self.tree.where(condition, dialect="duckdb"))

    def order_by(self, *order: str) -> TableView:
        """Order the rows, as in `order_by("monetary desc")`."""
        return self._with(lambda: self.tree.order_by(*order, dialect="duckdb"))

    def limit(self, rows: int) -> TableView:
        """Keep only the first rows."""
        return self._with(lambda: self.tree.limit(rows))

    def arrow(self) -> pa.Table:
        """Return the answer as an Arrow table."""
        return self.ask(self.tree.sql(dialect="duckdb"))

    def rows(self) -> list[dict[str, Any]]:
        """Return the answer as a list of dicts."""
        return list(self.arrow().to_pylist())

    def _with(self, change: Callable[[], exp.Select]) -> TableView:
        try:
            return TableView(self.name, self.ask, change())
        except (ParseError, TokenError) as error:
            raise WrongSqlError(detail=str(error).splitlines()[0]) from error


def view_of(name: str, ask: Callable[[str], pa.Table]) -> TableView:
    """Return the whole table as a question."""
    return TableView(name, ask, sqlglot.select("*").from_(exp.to_table(name)))
