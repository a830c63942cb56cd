"""A small shop of named people, and `describe`: any table of this room made from rows that a test writes down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from zhike.describe import TABLES
from zhike.engine import PythonTable

Row = dict[str, Any]

# The columns that this room reads of each table that the rooms before it make.
INPUTS = {
    "customers": """
        customer_id varchar, birth_date date, registered_on date, province varchar, country varchar,
        acquisition_channel varchar, acquisition_cost decimal(18, 4)""",
    "orders": """
        source varchar, customer_id varchar, ordered_at timestamptz, ordered_on date, ordered_hour integer, channel varchar, coupon varchar, lines bigint,
        gross_amount decimal(18, 4), discount_amount decimal(18, 4), units decimal(38, 4), returned_amount decimal(38, 4),
        revenue decimal(38, 4), margin decimal(38, 4), is_purchase boolean, is_return boolean""",
    "order_lines": """
        source varchar, order_id varchar, customer_id varchar, ordered_on date, channel varchar, sku varchar,
        product_name varchar, category varchar, quantity decimal(18, 4), revenue decimal(18, 4), is_return boolean""",
    "products": "sku varchar, product_name varchar, category varchar, brand varchar",
    "costs": '"date" date, channel varchar, amount decimal(18, 4)',
    "events": """
        customer_id varchar, anonymous_id varchar, event varchar, occurred_at timestamptz, occurred_on date, channel varchar""",
    "interactions": "customer_id varchar, started_on date",
    "feedback": """
        source varchar, feedback_id varchar, customer_id varchar, score double, scale_max double,
        given_at timestamptz, given_on date""",
}
SQL = {path.stem: path.read_text("utf-8") for path in TABLES}


def order(customer: str | None, day: str | date, amount: Any, **more: Any) -> Row:
    """Return an order as the unify room leaves it: a negative amount is a return document, 0 a cancelled order."""
    net = Decimal(str(amount))
    return {
        "source": "till",
        "customer_id": customer,
        "ordered_on": date.fromisoformat(day) if isinstance(day, str) else day,
        "ordered_hour": 10,
        "channel": "web",
        "lines": 1,
        "gross_amount": net,
        "discount_amount": Decimal(0),
        "units": Decimal(1),
        "returned_amount": max(-net, Decimal(0)),
        "revenue": net,
        "is_purchase": net > 0,
        "is_return": net < 0,
        **more,
    }


def line(customer: str, sku: str, category: str | None, amount: int = 10) -> Row:
    """Return an order line; a negative amount is a returned one."""
    return {"customer_id": customer, "sku": sku, "category": category, "revenue": amount, "is_return": amount < 0}


def answer(customer: str, day: str, score: float | None, *, scale: float = 10) -> Row:
    """Return a survey answer given at noon."""
    given = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    number = f"{customer} {day}"
    return {
        "source": "survey", "feedback_id": number, "customer_id": customer, "score": score, "scale_max": scale,
        "given_at": given, "given_on": given.date(),
    }  # fmt: skip


# As of Monday 2025-06-30. Ana buys monthly; Ben stopped in March; Chloe bought today; Dan once, on a leap day; Eve sent
# everything back; Fay only returns; Gus cancelled; Hana never bought; Ivan and Lea sit on the edges of windows; Jun kept
# part of an order; Kim bought on the last day of January; somebody unknown bought once.
CAST = [
    *(order("ana", f"2025-0{month}-05", 100, margin=40) for month in range(1, 7)),
    order("ben", "2024-12-10", 250, channel="store", ordered_hour=18),
    order("ben", "2025-03-15", 150, ordered_hour=9, margin=30),
    order("ben", "2025-03-15", 50, channel="store", ordered_hour=20),
    order("chloe", "2025-06-30", 80, coupon="NEW", gross_amount=100, discount_amount=20, ordered_hour=23),
    order("dan", "2024-02-29", 40),
    order("eve", "2025-05-20", 300),
    order("eve", "2025-06-02", -300),
    order("fay", "2025-06-10", -60),
    order("gus", "2025-06-01", 0, gross_amount=90),
    order("ivan", "2025-06-23", 20),
    order("ivan", "2025-06-24", 10),
    order("jun", "2025-06-29", 500, returned_amount=100, lines=3, units=2),
    order("kim", "2025-01-31", 70),
    order("lea", "2024-06-30", 90),
    order("lea", "2024-07-01", 60),
    order(None, "2025-06-15", 33),
]


def describe(table: str, *, as_of: str = "2025-06-30", **inputs: Iterable[Row]) -> list[Row]:
    """Make a table from rows of its inputs; customers that orders name need not be given."""
    with database(as_of=as_of, **inputs) as connection:
        make(connection, table, as_of=as_of)
        found = connection.execute(f"select * from {table} order by all")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def database(*, as_of: str, **inputs: Iterable[Row]) -> duckdb.DuckDBPyConnection:
    """Return a database that holds the inputs, and no more of them than was known on the day."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    given = {name: list(rows) for name, rows in inputs.items()}
    named = {row["customer_id"] for rows in given.values() for row in rows if "customer_id" in row} - {None}
    listed = {row["customer_id"] for row in given.get("customers", [])}
    given["customers"] = [*given.get("customers", []), *({"customer_id": name} for name in sorted(named - listed))]
    for name, columns in INPUTS.items():
        connection.execute(f"create table {name} ({columns})")
        fill(connection, name, given.get(name, []))
    connection.execute(f"delete from orders where ordered_on > date '{as_of}'")
    return connection


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    """Insert rows; what a row leaves out is empty."""
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))


def make(connection: duckdb.DuckDBPyConnection, table: str, *, as_of: str) -> None:
    """Create the table, and before it those of this room that it reads."""
    for name in SQL:
        if name != table and re.search(rf"(from|join) {name}\b", SQL[table]):
            make(connection, name, as_of=as_of)
    bound = {"as_of": date.fromisoformat(as_of)} if "$as_of" in SQL[table] else None
    connection.execute(f"create or replace table {table} as {SQL[table]}", bound)


def made(python: PythonTable, *, as_of: str = "2025-06-30", **given: Any) -> dict[str, list[Row]]:
    """Make tables of a Python function; what is not the name of an input is a parameter of its SELECTs."""
    inputs = {name: rows for name, rows in given.items() if name in INPUTS}
    bound = {"as_of": date.fromisoformat(as_of), **{n: v for n, v in given.items() if n not in INPUTS}}
    with database(as_of=as_of, **inputs) as connection:
        read = {}
        for name, sql in python.reads.items():
            used = {n: v for n, v in bound.items() if re.search(rf"\${n}\b", sql)}
            read[name] = connection.sql(sql, params=used or None).to_arrow_table()
        return {name: table.to_pylist() for name, table in python.make(read, None).items()}
