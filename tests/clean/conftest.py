"""One field cleaned through the whole statement on a real DuckDB: what people write → value, repair, problem."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from zhike.clean import CleanOptions, cleaned_sql
from zhike.clean.kind import Context, quoted
from zhike.collect.entities import ENTITIES

RECEIVED_ON = date(2025, 6, 30)


@pytest.fixture
def con():
    connection = duckdb.connect()
    connection.execute("SET timezone = 'UTC'; SET threads = 2")
    yield connection
    connection.close()


@pytest.fixture
def receive(con) -> Callable:
    """Make the view `received` of rows, each a dict of raw texts."""

    def receive(rows, name="received"):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        listed = ", ".join(f"{quoted(c)} VARCHAR" for c in columns)
        con.execute(f"CREATE OR REPLACE TABLE {quoted(name + '_rows')} (line BIGINT, {listed})")
        marks = ", ".join("?" * (len(columns) + 1))
        values = [[line, *(row.get(c) for c in columns)] for line, row in enumerate(rows, start=1)]
        con.executemany(f"INSERT INTO {quoted(name + '_rows')} VALUES ({marks})", values)
        con.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM {quoted(name + '_rows')}")
        return columns

    return receive


@pytest.fixture
def clean(con, receive) -> Callable:
    """Clean rows; return a list of dicts without what is NULL, instants as text in UTC."""

    def clean(entity, rows, *, keep="cleaned", **options):
        columns = receive(rows)
        options = CleanOptions(received_on=RECEIVED_ON, **options)
        query = cleaned_sql(con, entity=ENTITIES[entity], received="received", columns=columns, options=options).sql
        con.execute(f"CREATE OR REPLACE TABLE {quoted(keep)} AS {query}")
        return read_rows(con, keep)

    return clean


@pytest.fixture
def read(clean) -> Callable:
    """Clean one field's texts; return {text: (value, repair, problem)}."""

    def read(texts, *, field, entity="customers", formats=None, beside=None):
        rows = [{field: text, **(beside or {})} for text in texts]
        found = clean(entity, rows, formats=formats or {})
        return {
            text: (
                row.get(field),
                row.get(f"{field}__repair"),
                row["problem"] if row.get("problem_field") == field else None,
            )
            for text, row in zip(texts, found, strict=True)
        }

    return read


def read_rows(con, table):
    described = con.execute(f"DESCRIBE {quoted(table)}").fetchall()
    # As text: DuckDB's Python client needs another package to hand out aware datetimes.
    columns = [f"CAST({quoted(n)} AS VARCHAR)" if "ZONE" in t else quoted(n) for n, t, *_ in described]
    rows = con.execute(f"SELECT {', '.join(columns)} FROM {quoted(table)} ORDER BY line").fetchall()
    return [{n: v for (n, *_), v in zip(described, row, strict=True) if v is not None} for row in rows]


@pytest.fixture
def context():
    return Context(CleanOptions(received_on=RECEIVED_ON))
