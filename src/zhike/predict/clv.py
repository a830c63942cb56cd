"""The table `clv`: what every buyer is expected to bring within each horizon, with intervals; nothing where it is withheld."""

from __future__ import annotations

from inspect import getsource

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import (
    card,
    cutoffs,
    drift,
    history,
    outlook,
    points,
    rates,
    remarks,
    scoring,
    states,
    value,
    value_points,
)
from zhike.predict.card import parts, rows_of
from zhike.predict.points import points_of, points_table
from zhike.predict.scoring import Asked, Scored, scored

NAME = "clv"
# Past days are rehearsed with so many customers: enough for three digits, and the same time for a million as for ten thousand.
_SAMPLE = 15_000
# The table is made anew when one of these changes.
_MODULES = (card, cutoffs, drift, history, outlook, points, rates, remarks, scoring, states, value, value_points)

CLV = Table(
    name=NAME,
    room="predict",
    grain="One row per buyer and horizon: what is expected of them in the days ahead. No rows for a horizon that is withheld.",
    key=("customer_id", "horizon_days"),
    sorted_by=("customer_id",),
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("as_of", "DATE", "", "the day up to which the model knows what happened"),
        Column("horizon_days", "INTEGER", "days", "how many days ahead"),
        Column("p_alive", "DOUBLE", "share", "probability that the customer has not left for good"),
        Column("expected_orders", "DOUBLE", "days", "expected days with a purchase; several orders on one day are one"),
        Column("expected_orders_low", "DOUBLE", "days", "lower end of the 80 % interval"),
        Column("expected_orders_high", "DOUBLE", "days", "upper end of the 80 % interval"),
        Column("expected_spend", "DOUBLE", "money", "expected revenue of these purchases; empty when spend is withheld"),
        Column("expected_spend_low", "DOUBLE", "money", "lower end of the 80 % interval"),
        Column("expected_spend_high", "DOUBLE", "money", "upper end of the 80 % interval"),
        Column("clv", "DOUBLE", "money", "expected margin, discounted to the as-of day, less the acquisition cost; empty when spend is withheld"),
        Column("clv_low", "DOUBLE", "money", "the same from the lower end of spend"),
        Column("clv_high", "DOUBLE", "money", "the same from the upper end of spend"),
        Column("model", "VARCHAR", "", "the model that won the back-test: its card is in model_cards"),
    ),
)  # fmt: skip


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the scores, their cards, their back-tests and the charts of these."""
    asked = Asked.read(arrows)
    done = scored(asked, arrows["customers"], arrows["sample"])
    ids = arrows["customers"]["customer_id"]
    found = [_rows(asked, ids, one) for one in done if one.orders is not None]
    table = pa.concat_tables(found) if found else CLV.arrow({c.name: [] for c in CLV.columns})
    cards, tests = [c for one in done for c in one.cards], [b for one in done for b in one.backtests]
    return {
        NAME: table,
        **rows_of(NAME, cards=cards, backtests=tests),
        **points_of(NAME, [p for one in done for p in one.points]),
    }


def _rows(asked: Asked, ids: pa.ChunkedArray, one: Scored) -> pa.Table:
    """Return the rows of one horizon."""
    size = len(ids)
    numbers = {"p_alive": one.p_alive}
    for name, values in (("expected_orders", one.orders), ("expected_spend", one.spend), ("clv", one.clv)):
        for place, end in enumerate(("", "_low", "_high")):
            numbers[f"{name}{end}"] = values[place] if values is not None else None
    columns = {
        "customer_id": ids,
        "as_of": pa.array(np.full(size, np.datetime64(asked.as_of)), pa.date32()),
        "horizon_days": pa.array(np.full(size, one.horizon), pa.int32()),
        # Nothing is 0, not -0: that is what adding 0 does.
        **{
            k: pa.nulls(size, pa.float64()) if v is None else pa.array(v + 0.0, pa.float64())
            for k, v in numbers.items()
        },
        "model": pa.array([one.model]).take(pa.array(np.zeros(size, dtype=np.int64))),
    }
    return pa.table({c.name: columns[c.name] for c in CLV.columns})


VALUE = PythonTable(
    CLV,
    {
        "asked": """
            select cast($as_of as date) as as_of, $predict_horizons as horizons, $predict_margin_rate as margin_rate,
                   $predict_discount_rate as discount_rate, $predict_acquisition_cost as acquisition_cost, $predict_cutoffs as cutoffs,
                   $predict_least_history as least_history, $predict_least_repeat_buyers as least_repeat_buyers
        """,
        "margin": """
            select cast(sum(margin) as double) as margin, cast(sum(revenue) as double) as revenue
            from orders where is_purchase and margin is not null
        """,
        "customers": f"""
            select customer_id, count(*) - 1 as x, date_diff('day', min(purchased_on), max(purchased_on)) as t_x,
                   date_diff('day', min(purchased_on), cast($as_of as date)) as age, cast(sum(revenue) as double) as spent,
                   cast(sum(revenue) filter (where purchase_day_no = 1) as double) as spent_first,
                   coalesce(cast(sum(revenue) filter (where date_diff('day', purchased_on, cast($as_of as date)) < {history.RECENT_DAYS}) as double), 0) as spent_recent,
                   count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < {history.RECENT_DAYS}) as recent
            from purchase_days group by customer_id order by customer_id
        """,
        "sample": f"""
            with buyers as (
                select customer_id, row_number() over (order by md5(customer_id), customer_id) as place
                from (select distinct customer_id from purchase_days)
            )
            select b.place - 1 as customer, date_diff('day', date '1970-01-01', p.purchased_on) as day, cast(p.revenue as double) as spent
            from purchase_days p join buyers b on p.customer_id = b.customer_id
            where b.place <= {_SAMPLE} order by 1, 2
        """,
    },
    make,
    more=(*parts(NAME), points_table(NAME)),
    text="".join(getsource(m) for m in _MODULES) + outlook.MODELS_TEXT,
)  # fmt: skip
