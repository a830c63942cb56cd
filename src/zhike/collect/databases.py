"""Rows from a database: any SQLAlchemy URL with a table or a SELECT, all of them or only those past a cursor.

In: a URL, and which table or SELECT. Out: a Layout and, like a file's, a received delivery. The cursor takes rows at or
past the last value again: a row that came in the same second is not lost, one that was there already is unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, create_engine, inspect, literal_column, make_url, select, table, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.sql import quoted_name

from zhike.collect.files import Layout, Received
from zhike.collect.files.sink import RECEIVED, REJECTED, Sink
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.words import N_, _

_SAMPLE = 200
_BATCH = 20_000


class DatabaseError(ZhikeError, OSError):
    """A database that cannot be reached or read."""

    code = "database"
    can_retry = True
    sentence = N_("The database {url} cannot be read: {detail}")


@dataclass(frozen=True)
class Query:
    """What is asked of a database: a table or a SELECT, and the cursor column with the last value seen (JSON text)."""

    url: str
    table: str | None = None
    select: str | None = None
    cursor: str | None = None
    since: str | None = None

    @property
    def shown(self) -> str:
        """The URL without its password, and the table."""
        return make_url(self.url).render_as_string(hide_password=True) + (f"#{self.table}" if self.table else "")


def is_url(path: str) -> bool:
    """Return whether this names a database rather than a file."""
    return "://" in path


def look_database(query: Query) -> Layout:
    """Return the columns of a table or SELECT, and a sample of its rows."""
    with _connected(query) as connection:
        found = connection.execute(_statement(query, connection).limit(_SAMPLE))
        columns = tuple(found.keys())
        sample = tuple(tuple(_as_text(v) for v in row) for row in found)
    said = json.dumps([query.shown, query.table, query.select, query.since])
    return Layout(
        path=Path(query.shown), name=query.shown, format="database", columns=columns, sample=sample, bytes=0,
        sha256=hashlib.sha256(said.encode()).hexdigest(), first_row=0,
    )  # fmt: skip


def receive_database(
    query: Query, *, columns: Mapping[str, str], to: Path, hash_key: bytes
) -> tuple[Received, str | None]:
    """Write a query's rows into the folder as Parquet, as text; return what was received and the cursor's new last value."""
    to.mkdir(parents=True, exist_ok=True)
    last, line = query.since, 1
    with _connected(query) as connection, Sink(to, fields=list(columns.values()), hash_key=hash_key) as sink:
        found = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(
            _statement(query, connection)
        )
        names = list(found.keys())
        places = [names.index(c) for c in columns]
        rows = iter(found)
        while batch := list(islice(rows, _BATCH)):
            lines = range(line, line + len(batch))
            sink.add(lines, [[_as_text(row[p]) for row in batch] for p in places])
            line += len(batch)
            if query.cursor:
                last = _json(batch[-1][names.index(query.cursor)])
    return Received(sink.rows, 0, to / RECEIVED, to / REJECTED), last


def _statement(query: Query, connection: Connection) -> Select[Any]:
    if (query.table is None) == (query.select is None):
        raise WrongUseError(
            detail=_("give either a table or a SELECT of the database, with --table or --select or in the mapping file")
        )
    source: Any
    if query.table is not None:
        schema, _dot, name = query.table.rpartition(".")
        there = inspect(connection)
        known = [*there.get_table_names(schema or None), *there.get_view_names(schema or None)]
        if name not in known:
            raise UnknownNameError(what=N_("table"), value=query.table, known=known)
        source = table(quoted_name(name, quote=True), schema=quoted_name(schema, quote=True) if schema else None)
    else:
        source = text(f"({(query.select or '').strip().rstrip(';')}) as asked")
    statement: Select[Any] = select(literal_column("*")).select_from(source)
    return _after(statement, query, connection) if query.cursor else statement


def _after(statement: Select[Any], query: Query, connection: Connection) -> Select[Any]:
    """Keep the rows at or past the last cursor value, oldest first."""
    with connection.execute(statement.limit(0)) as found:  # a server's cursor stays open until it is told
        names = list(found.keys())
    if query.cursor not in names:
        raise UnknownNameError(what=N_("column"), value=str(query.cursor), known=names)
    column: Any = literal_column(connection.dialect.identifier_preparer.quote_identifier(str(query.cursor)))
    if query.since is not None:
        statement = statement.where(column >= _value(query.since))
    return statement.order_by(column)


@contextmanager
def _connected(query: Query) -> Iterator[Connection]:
    try:
        engine = create_engine(query.url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as wrong:
        raise DatabaseError(url=query.url.split("://")[0] + "://…", detail=str(wrong)) from wrong
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise DatabaseError(
            url=query.shown, detail=str(getattr(error, "orig", None) or error).splitlines()[0]
        ) from error
    finally:
        engine.dispose()


def _as_text(value: Any) -> str | None:  # noqa: PLR0911 - one line per type
    """Return a database's value as a file would have it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _json(value: Any) -> str:
    """Return a cursor value as JSON text that remembers its type."""
    if isinstance(value, datetime | date):
        return json.dumps({type(value).__name__: value.isoformat()})
    return json.dumps({"Decimal": str(value)} if isinstance(value, Decimal) else {"value": value})


def _value(said: str) -> Any:
    [(kind, value)] = json.loads(said).items()
    readers: dict[str, Callable[[Any], Any]] = {
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "Decimal": Decimal,
    }
    return readers.get(kind, _same)(value)


def _same(value: Any) -> Any:
    return value


def asked(url: str, mapping: Any, given: Sequence[str | None]) -> Query:
    """Return the query for a URL: what was said on the command line, else what the mapping file says."""
    names = ("table", "select", "cursor")
    found = {n: g or getattr(mapping, n, None) for n, g in zip(names, given, strict=True)}
    return Query(url, **found)
