"""Contracts as of a day: what the source learned later is not there."""

from datetime import date

import duckdb

from zhike import unify
from zhike.engine import read_table
from zhike.predict.contract_value import CONTRACTS

[SELECT] = [t.sql for t in map(read_table, unify.TABLES) if t.name == "subscriptions"]
AS_OF = date(2025, 4, 30)
# Number, first and last day, state, whether the customer left.
GIVEN = [
    ("1", "2025-01-10", "2025-05-20", "cancelled", True),
    ("2", "2025-01-10", "2025-03-20", "cancelled", True),
    ("3", "2025-01-10", None, "cancelled", True),
    ("4", "2025-01-10", None, "active", False),
    ("5", "2025-05-01", None, "active", False),
]


def test_a_past_day_does_not_know_who_left_later():
    with duckdb.connect() as connection:
        connection.execute("""
            create table collected_subscriptions (
                source text default 'till', row_id text, record_id text, plan text, started_at timestamptz, ended_at timestamptz,
                tenure_months double, fee decimal(18, 4), status text, churned boolean
            );
            create view identity as select source, record_id, 'C' || record_id as customer_id from collected_subscriptions;
        """)
        insert = "insert into collected_subscriptions (row_id, record_id, started_at, ended_at, status, churned) values (?, ?, ?, ?, ?, ?)"
        connection.executemany(insert, [(number, number, *rest) for number, *rest in GIVEN])
        connection.execute(f"create table subscriptions as {SELECT}", {"as_of": AS_OF})
        known = "select record_id, cast(ended_at as date), status, churned from subscriptions order by 1"
        assert connection.sql(known).fetchall() == [
            ("1", None, None, None),
            ("2", date(2025, 3, 20), "cancelled", True),
            ("3", None, "cancelled", True),
            ("4", None, "active", False),
        ]
        # The one that ended later runs on that day, as others do; only the one that ended nobody knows when is left out.
        contracts = connection.sql(CONTRACTS.reads["contracts"]).fetchall()
        asked = CONTRACTS.reads["asked"]
        given = {n: v for n, v in {"as_of": AS_OF, "predict_cutoffs": 3, "predict_least_history": 90, "predict_margin_rate": 0.0, "predict_discount_rate": 0.0}.items() if f"${n}" in asked}  # fmt: skip
        assert connection.execute(asked, given).fetchone()[-1] == 1
        assert [(c[1], c[4]) for c in contracts] == [("1", None), ("2", date(2025, 3, 20)), ("4", None)]
