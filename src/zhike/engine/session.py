"""A DuckDB session with our limits, and identifiers and values as SQL text, always through SQLGlot."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa
from sqlglot import exp

from zhike.errors import ZhikeError
from zhike.words import N_

# Half of the machine's memory at most: the rest is for the file cache and for whoever else works there.
_SHARE_OF_MEMORY = 0.5


class EngineError(ZhikeError, RuntimeError):
    """What the database said, with the step it happened in."""

    code = "engine"
    exit_code = 1
    sentence = N_("The step {step!r} failed: {detail}")

    def __init__(self, *, step: str, detail: str, sql: str = "") -> None:
        super().__init__(step=step, detail=detail, sql=sql)


def name_of(identifier: str) -> str:
    """Return a quoted SQL identifier."""
    return exp.to_identifier(identifier, quoted=True).sql(dialect="duckdb")


def literal(value: str | float) -> str:
    """Return a value as an SQL literal, for the few places where DuckDB binds no parameter (COPY, views)."""
    return (exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)).sql(dialect="duckdb")


def text_of(path: Path) -> str:
    """Return a path as an SQL string literal."""
    return literal(str(path))


class Session:
    """One DuckDB connection in memory: `sql` runs a statement, `arrow` and `rows` read, `view` names a relation."""

    def __init__(self, *, timezone: str, threads: int = 0, memory_gb: float = 0.0, spill: Path | None = None) -> None:
        self._limits = {"timezone": timezone, "threads": threads, "memory_gb": memory_gb, "spill": spill}
        memory = memory_gb or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 * _SHARE_OF_MEMORY
        self.connection = duckdb.connect(
            config={
                "threads": threads or os.cpu_count() or 1,
                "memory_limit": f"{memory:.2f}GB",
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "python_enable_replacements": False,  # a name in SQL is a table of ours, never a Python variable
            }
        )
        self.connection.execute("set enable_progress_bar = false")  # standard output is for results alone
        self.connection.execute(f"set global TimeZone = {literal(timezone)}")
        # Files of the lake never change under their name: what their footers say is read once.
        self.connection.execute("set parquet_metadata_cache = true")
        # Rows find their place by columns of their own (line, key), never by the order in which they are scanned.
        self.connection.execute("set preserve_insertion_order = false")
        if spill is not None:
            self.connection.execute(f"set temp_directory = {text_of(spill)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def another(self) -> Session:
        """Return a further session with the same limits, for work whose tables are nobody else's."""
        return Session(**self._limits)  # type: ignore[arg-type]

    def close(self) -> None:
        """End the connection and free its memory."""
        self.connection.close()

    def sql(
        self, statement: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None, *, step: str = "sql"
    ) -> None:
        """Run a statement for its effect."""
        with _wrapped(step, statement):
            self.connection.execute(statement, parameters)

    def rows(self, statement: str, parameters: Any = None, *, step: str = "sql") -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with _wrapped(step, statement):
            return self.connection.execute(statement, parameters).fetchall()

    def value(self, statement: str, parameters: Any = None) -> Any:
        """Return the first value of the first row, or None."""
        rows = self.rows(statement, parameters)
        return rows[0][0] if rows else None

    def arrow(self, statement: str, parameters: Any = None, *, step: str = "sql") -> pa.Table:
        """Return a query's result as an Arrow table."""
        with _wrapped(step, statement):
            return self.connection.sql(statement, params=parameters).to_arrow_table()

    def view(self, name: str, select: str) -> None:
        """Give a SELECT a name in this session."""
        self.sql(f"create or replace temp view {name_of(name)} as {select}", step=name)

    def columns(self, relation: str) -> dict[str, str]:
        """Return column → DuckDB type of a SELECT."""
        return {r[0]: r[1] for r in self.rows(f"describe {relation}")}

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Interrupt what runs inside after so many seconds."""
        timer = threading.Timer(seconds, self.connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def lock(self, folders: Sequence[Path]) -> None:
        """Let this session open nothing but files below the folders, for good."""
        listed = ", ".join(text_of(f) for f in folders)
        self.sql(
            f"set allowed_directories = [{listed}]; set enable_external_access = false; set lock_configuration = true"
        )


@contextmanager
def _wrapped(step: str, statement: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise EngineError(step=step, detail=str(error).strip(), sql=statement) from error
