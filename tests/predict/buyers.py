"""Buyers whose habits a test sets, as the tables that this room reads, in a session of their own."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from zhike import describe
from zhike.engine import Session

AS_OF = date(2025, 6, 30)
_OTHERS = {
    "events": "customer_id varchar, occurred_on date",
    "interactions": "customer_id varchar, started_on date",
    "feedback": "customer_id varchar, score double, scale_max double, given_at timestamptz, given_on date, source varchar, feedback_id varchar",
}
_PURCHASE_DAYS = next(p for p in describe.TABLES if p.stem == "purchase_days")


def shop(rows, **others):
    """Return a session with these purchases: (customer, day, amount); `others` fill events, interactions and feedback."""
    session = Session(timezone="Asia/Shanghai", threads=1)
    customers, days, amounts = zip(*rows, strict=True) if rows else ((), (), ())
    said = pa.table(
        {
            "customer_id": pa.array(customers, pa.string()),
            "ordered_on": pa.array(days, pa.date32()),
            "revenue": pa.array(amounts, pa.float64()),
        }
    )
    session.connection.register("said", said)
    session.sql(
        """create temp table orders as select customer_id, ordered_on, 'web' as channel, null::varchar as coupon, 2::bigint as lines,
        revenue::decimal(18, 4) as revenue, revenue::decimal(18, 4) as net_amount, revenue::decimal(18, 4) as gross_amount,
        0::decimal(18, 4) as discount_amount, revenue > 0 as is_purchase from said"""
    )
    for name, columns in _OTHERS.items():
        session.sql(f"create temp table {name} ({columns})")
        for row in others.get(name, ()):
            given = ", ".join(column.split()[0] for column in columns.split(", ")[: len(row)])
            session.sql(f"insert into {name} ({given}) values ({', '.join('?' for _ in row)})", list(row))
    session.sql(f"create temp table purchase_days as {Path(_PURCHASE_DAYS).read_text('utf-8')}")
    return session


def customers(count, *, seed, days=730, dropout=1 / 200, slow=1 / 60, quick=1 / 8):
    """Return purchases of people who buy at rates of their own until they leave for good; as of AS_OF, oldest day first."""
    chance = np.random.default_rng(seed)
    rows = []
    for who in range(count):
        rate = slow * (quick / slow) ** chance.random()
        start = chance.uniform(0, days - 1)
        end = min(start + (chance.exponential(1 / dropout) if dropout else days), days)
        bought = {int(start), *(int(t) for t in chance.uniform(start, end, chance.poisson(rate * (end - start))))}
        amount = float(np.exp(chance.normal(4, 0.5)))
        rows += [
            (
                f"c{who:05}",
                AS_OF - timedelta(days=days - day - 1),
                round(amount * float(np.exp(chance.normal(0, 0.3))), 2),
            )
            for day in sorted(bought)
            if day < days
        ]
    return rows


def asked(session, table, *, as_of=AS_OF, **settings):
    """Return what `table` makes of the session as of a day."""
    usual = {"churn_days": 0, "cutoffs": 3, "least_history": 60, "horizons": [90, 365]}
    said = {"as_of": as_of, **{f"predict_{name}": value for name, value in {**usual, **settings}.items()}}
    arrows = {
        name: session.arrow(sql, {k: v for k, v in said.items() if f"${k}" in sql} or None)
        for name, sql in table.reads.items()
    }
    return table.make(arrows, session)
