"""A reader of one whole run: many threads may ask it at once; it can open nothing but that run's files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhike.engine.session import EngineError, Session, name_of, text_of

Parameters = Mapping[str, Any] | None


class Reader:
    """Answers questions about the tables of one run, and keeps what was made from them for further questions.

    A run never changes, so what a reader made once holds as long as the reader does; what people say between runs has versions.
    """

    def __init__(self, session: Session, *, run_id: str, tables: Mapping[str, Path], folder: Path) -> None:
        self.run_id = run_id
        self.tables = dict(tables)
        self._session = session
        self._making = threading.Lock()
        self._seen: set[str] = set()
        self._kept: dict[Any, Any] = {}
        self._versions: dict[str, Any] = {}
        session.lock([folder])

    def rows(self, sql: str, parameters: Parameters = None, *, reads: Collection[str] = ()) -> list[dict[str, Any]]:
        """Return the rows of a SELECT as dicts; `reads` are the tables it names."""
        with self._cursor(reads, sql) as cursor:
            cursor.execute(sql, parameters)
            names = [d[0] for d in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, sql: str, parameters: Parameters = None, *, reads: Collection[str] = ()) -> Any:
        """Return the first value of the first row, or None."""
        with self._cursor(reads, sql) as cursor:
            row = cursor.execute(sql, parameters).fetchone()
            return row[0] if row else None

    def arrow(
        self, sql: str, parameters: Parameters = None, *, reads: Collection[str] = (), seconds: float = 0.0
    ) -> pa.Table:
        """Return the answer as an Arrow table; give up after so many seconds."""
        with self._cursor(reads, sql) as cursor, _at_most(cursor, seconds):
            return cursor.sql(sql, params=parameters).to_arrow_table()

    @contextmanager
    def batches(self, sql: str, parameters: Parameters = None, *, rows: int = 10_000) -> Iterator[pa.RecordBatchReader]:
        """Give the answer batch by batch, for one that need not be in memory whole."""
        with self._cursor((), sql) as cursor:
            yield cursor.sql(sql, params=parameters).to_arrow_reader(rows)

    def kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made once for this run and key."""
        if key not in self._kept:
            made = make()
            with self._making:
                self._kept.setdefault(key, made)
        return self._kept[key]

    def has(self, key: Any) -> bool:
        """Whether something was kept under a key already."""
        return key in self._kept

    def table_in_memory(self, name: str, select: str, *, reads: Collection[str] = ()) -> None:
        """Keep the rows of a SELECT as a table of this reader, for questions that must be answered at once."""
        self._see(reads)
        with self._making:
            if name in self._seen:
                return
            with self._cursor((), select) as cursor:
                cursor.execute(f"create table {name_of(name)} as {select}")
            self._seen.add(name)

    def open_tables(self, names: Collection[str]) -> None:
        """Make tables of the run ready, for a statement that names them within another."""
        self._see(names)

    def add_table(self, name: str, make: Callable[[], pa.Table]) -> None:
        """Keep an Arrow table as a table of this reader, made once."""
        with self._making:
            if name in self._seen:
                return
            made = make()
            with self._cursor((), name) as cursor:
                cursor.register("made", made)
                cursor.execute(f"create table {name_of(name)} as select * from made")
            self._seen.add(name)

    def table_of(
        self, name: str, select: str, *, version: Any, given: Callable[[], Mapping[str, pa.Table]], reads: Collection[str] = ()
    ) -> None:  # fmt: skip
        """Keep the rows of a SELECT as a table, made anew when `version` is another one, so that the old one leaves the memory.

        `given` makes Arrow tables that the SELECT may name, and that are there only for it.
        """
        self._see(reads)
        with self._making:
            if name in self._versions and self._versions[name] == version:
                return
            with self._cursor((), select) as cursor:
                for called, rows in given().items():
                    cursor.register(called, rows)
                cursor.execute(f"create or replace table {name_of(name)} as {select}")
            self._versions[name] = version

    def close(self) -> None:
        """End the session; questions that still run are answered first."""
        self._session.close()

    @contextmanager
    def _cursor(self, reads: Collection[str], sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
        self._see(reads)
        try:
            with self._session.connection.cursor() as cursor:
                yield cursor
        except duckdb.Error as error:
            raise EngineError(step="query", detail=str(error).strip(), sql=sql) from error

    def _see(self, names: Collection[str]) -> None:
        """Open the tables that were not opened yet: opening all takes twenty times as long as opening one."""
        for name in names:
            if name in self._seen or name not in self.tables:
                continue
            with self._making:
                if name not in self._seen:
                    file = text_of(self.tables[name])
                    self._session.sql(f"create view {name_of(name)} as select * from read_parquet({file})", step=name)
                    self._seen.add(name)


@contextmanager
def _at_most(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what runs inside after so many seconds; 0 waits as long as it takes."""
    if not seconds:
        yield
        return
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
