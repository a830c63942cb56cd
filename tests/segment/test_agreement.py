"""DuckDB and plain Python say the same of every customer, for random rules over customers with every kind of gap.

`zhike prove segment` does the same with a thousand rules.
"""

import random
from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from random_rules import AS_OF, KNOWN, WORDS, rules
from sqlglot import exp

from zhike.segment.rules import Compiling, Customer, checked, holds


@pytest.fixture(scope="module")
def people():
    """Return forty customers and a connection that holds the same."""
    chance = random.Random(5)
    some = lambda values: chance.choice([None, *values])  # noqa: E731
    day = lambda: AS_OF - timedelta(days=chance.randrange(70))  # noqa: E731
    found, connection = [], duckdb.connect()
    connection.execute("create table c (customer_id varchar, orders integer, revenue double, city varchar, rank varchar, last_on date, has_email boolean, in_it boolean, has_it boolean)")  # fmt: skip
    connection.execute("create table events (customer_id varchar, event varchar, occurred_on date, channel varchar, value double, sku varchar)")  # fmt: skip
    connection.execute("create table propensity (customer_id varchar, category varchar, probability double, has_bought boolean)")  # fmt: skip
    for at in range(40):
        row = {"orders": some(range(-2, 12)), "revenue": some([0.5, 3.75, -1.25]), "city": some(WORDS), "rank": some(WORDS), "last_on": some([day()]), "has_email": some([True, False])}  # fmt: skip
        events = [{"event": some(["view", "it's"]), "occurred_on": day(), "channel": some(WORDS), "value": some([0.5, 3]), "sku": some(WORDS)} for _ in range(chance.randrange(6))]  # fmt: skip
        likely = [{"category": c, "probability": some([0.5, -1.25, 3.75]), "has_bought": some([True, False])} for c in chance.sample(["tea", "it's", "rice"], 2)]  # fmt: skip
        segments, tags = set(chance.sample(["员工", "VIP's"], chance.randrange(3))), {"价格敏感"} if at % 3 else set()
        one = Customer(f"C{at}", row, {"events": events, "propensity": likely}, segments, tags)
        connection.execute("insert into c values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [one.customer_id, *row.values(), "员工" in segments, bool(tags)])  # fmt: skip
        for row in likely:
            connection.execute("insert into propensity values (?, ?, ?, ?)", [one.customer_id, *row.values()])
        for event in events:
            connection.execute("insert into events values (?, ?, ?, ?, ?, ?)", [one.customer_id, *event.values()])
        found.append((one, "VIP's" in segments))
    connection.execute("alter table c add column vip boolean")
    for one, vip in found:
        connection.execute("update c set vip = ? where customer_id = ?", [vip, one.customer_id])
    # An event of nobody must neither be counted nor make "not in" unknown.
    connection.execute("insert into events values (null, 'view', ?, 'web', 1, 'A')", [AS_OF])
    return [one for one, _vip in found], connection


@settings(max_examples=300)
@given(rules())
def test_duckdb_and_python_agree(people, rule):
    everybody, connection = people
    whole = checked(rule, KNOWN)
    built = Compiling(
        AS_OF, lambda n: exp.column(n, table="c"),
        lambda s: exp.column("vip" if s == "VIP's" else "in_it", table="c"), lambda _t: exp.column("has_it", table="c"),
    )  # fmt: skip
    sql = f"select customer_id from c where {built.condition(whole).sql(dialect='duckdb')}"
    found = {row[0] for row in connection.execute(sql, built.values or None).fetchall()}
    assert found == {one.customer_id for one in everybody if holds(whole, one, as_of=AS_OF)}
