"""The table `recommendations`: what to offer each customer next, new products and ones they buy again, each with its reason.

Which way to recommend is decided on past days (`offer_tests`). New products have a card and products bought before have one:
where popularity does as well, nothing new is recommended; where own history does as well, nothing is ranked among it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import offer_tests as tests
from zhike.predict.bought import Bought, Ints, Owned, rebuy_rates
from zhike.predict.card import Backtest, Card, judged, parts, rows_of
from zhike.predict.days import day_of
from zhike.predict.offers import BOUGHT_AGAIN, LISTED, Lists, Recommender, lists, most_bought
from zhike.predict.ranking import Likelihoods, ranked
from zhike.predict.remarks import Remark
from zhike.predict.sources import text_of

# Models learn from so many customers: more of them change no list that a test could see.
_SAMPLE = 60_000
# Who has ten products to buy again still gets some new ones.
_LEAST_NEW = 5
# Customers whose rows are made at a time: what is in between is ten times as large as the rows.
_AT_A_TIME = 100_000
SINCE_BOUGHT, AGAIN, SELLS_NOW = REASONS = ("since_bought", "bought_again", "sells_now")

RECOMMENDATIONS_TABLE = Table(
    name="recommendations",
    room="predict",
    grain="One row per customer and product to offer: best first, what they buy again and what is new to them.",
    key=("customer_id", "rank"),
    # Rows come customer by customer already: sorting ten million of them once more would take longer than making them.
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("rank", "INTEGER", "", "1 for the best offer"),
        Column("sku", "VARCHAR", "", "the product"),
        Column("score", "DOUBLE", "share", f"of offers with as high a score, how many were bought within {tests.HORIZON} days on a past day"),
        Column("reason", "VARCHAR", "", "since_bought: it goes with reason_sku; bought_again: bought on reason_times days; sells_now: many buy it now"),
        Column("reason_sku", "VARCHAR", "", "the product that the customer bought and that speaks most for this one; empty for other reasons"),
        Column("reason_times", "INTEGER", "days", "days on which the customer bought this product; empty for other reasons"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("horizon_days", "INTEGER", "days", "the days ahead that the score is about"),
        Column("model", "VARCHAR", "", "the model that won on past days"),
    ),
)  # fmt: skip
REBUYS_TABLE = Table(
    name="product_rebuys",
    room="predict",
    grain="One row per product that known customers bought: how many bought it again on another day.",
    key=("sku",),
    sorted_by=("sku",),
    columns=(
        Column("sku", "VARCHAR", "", "the product"),
        Column("buyers", "BIGINT", "customers", "customers who bought it"),
        Column("rebuyers", "BIGINT", "customers", "those of them who bought it on two days or more"),
        Column("rebuy_rate", "DOUBLE", "share", "rebuyers as a share of buyers, drawn to that of all products as if 20 more buyers had that one"),
        Column("is_bought_again", "BOOLEAN", "", f"whether the rate is {BOUGHT_AGAIN} at least: others are not recommended a second time"),
    ),
)  # fmt: skip
RELATED_TABLE = Table(
    name="related_products",
    room="predict",
    grain="One row per product and product that goes with it, by the model that won: what to show beside it.",
    key=("sku", "rank"),
    sorted_by=("sku", "rank"),
    columns=(
        Column("sku", "VARCHAR", "", "the product"),
        Column("rank", "INTEGER", "", "1 for the product that goes with it best"),
        Column("related_sku", "VARCHAR", "", "the product that goes with it"),
        Column("strength", "DOUBLE", "", "what having bought the one adds to the other's score"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("model", "VARCHAR", "", "the model"),
    ),
)  # fmt: skip
CARDS_TABLE, BACKTESTS_TABLE = parts(RECOMMENDATIONS_TABLE.name)
_LINES = """
    select customer_id, sku, date_diff('day', date '1970-01-01', ordered_on) as day
    from order_lines where customer_id is not null and sku is not null and revenue > 0 and not is_return
"""
_SKUS = f"select sku, row_number() over (order by sku) - 1 as product from (select distinct sku from ({_LINES}))"
_EVERYBODY = f"""
    with buyers as (select customer_id, row_number() over (order by customer_id) - 1 as customer from (select distinct customer_id from ({_LINES}))),
    skus as ({_SKUS})
    select b.customer, s.product, l.day from ({_LINES}) l join buyers b on l.customer_id = b.customer_id join skus s on l.sku = s.sku
"""
_BUYERS = f"select distinct customer_id from ({_LINES}) order by customer_id"


@dataclass(frozen=True)
class _Learned:
    """What is recommended with: the winner's recommender over the products of `number`, and what may be shown."""

    by: Recommender
    number: Ints
    model: str
    likelihoods: Likelihoods
    likeliest_first: bool
    shown: tuple[str, ...]


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return the recommendations, rebuy rates, related products, cards and back-tests."""
    [asked] = arrows["asked"].to_pylist()
    skus = arrows["skus"]["sku"].combine_chunks()
    sample = _bought(arrows["sample"], products=len(skus))
    cards, found, learned = _contest(sample, asked)
    owned = _owned(session, products=len(skus))
    tables = {
        RECOMMENDATIONS_TABLE.name: _none(RECOMMENDATIONS_TABLE), REBUYS_TABLE.name: _rebuys(owned, skus),
        RELATED_TABLE.name: _none(RELATED_TABLE), **rows_of(RECOMMENDATIONS_TABLE.name, cards=cards, backtests=found),
    }  # fmt: skip
    if learned and learned.shown:
        customers = session.arrow(_BUYERS, step=RECOMMENDATIONS_TABLE.name)["customer_id"].combine_chunks()
        pieces = list(_pieces(owned, learned, customers=customers, skus=skus, as_of=asked["as_of"]))
        tables[RECOMMENDATIONS_TABLE.name] = pa.concat_tables(pieces)
        tables[RELATED_TABLE.name] = _related(learned, skus, asked["as_of"])
    return tables


def _contest(sample: Bought, asked: dict[str, Any]) -> tuple[list[Card], Sequence[Backtest], _Learned | None]:
    """Return a card per target, the back-tests, and what is learned as of today."""
    as_of: date = asked["as_of"]
    if not len(sample.day):
        return _withheld(as_of, Remark("no_lines")), (), None
    first = day_of(sample.day.min())
    days = tests.past_days(first, as_of, count=asked["cutoffs"])
    if not days:
        missing = tests.HORIZON * (asked["cutoffs"] + 2) - (as_of - first).days
        return (
            _withheld(as_of, Remark("short_history", {"months": -(-missing // 30), "cutoffs": asked["cutoffs"]})),
            (),
            None,
        )
    past = [tests.past(sample, day) for day in days]
    if few := tests.lacking(past):
        return _withheld(as_of, Remark("few_next_orders", {"orders": few})), (), None
    told = tests.contest(past)
    rows = len(np.unique(sample.customer))
    cards = [
        _card(target, of, as_of, first, rows=rows)
        for target, of in ((tests.NEW_PRODUCTS, told.new), (tests.ALL_PRODUCTS, told.all))
    ]
    number = most_bought(sample)
    by = tests.fitted(sample.renumbered(number), as_of, [told.way])[told.way.model]
    shown = tuple(c.target for c in cards if not c.missing)
    return cards, told.tests, _Learned(by, number, told.way.model, told.likelihoods, told.likeliest_first, shown)


def _card(target: str, of: Sequence[Backtest], as_of: date, first: date, *, rows: int) -> Card:
    value, baseline = (float(np.mean([getattr(b, name) for b in of])) for name in ("value", "baseline_value"))
    return Card(
        of[0].model, target, as_of, tests.HORIZON, rows=rows, trained_from=first, trained_to=as_of, metric=tests.RECALL,
        value=value, baseline=of[0].baseline, baseline_value=baseline, cutoffs=len(of), missing=judged(of, least=len(of)),
    )  # fmt: skip


def _pieces(owned: Owned, learned: _Learned, *, customers: pa.Array, skus: pa.Array, as_of: date) -> Iterator[pa.Table]:
    """Return the rows, so many customers at a time."""
    kept = skus.filter(pa.array(learned.number >= 0))
    for begin in range(0, len(owned), _AT_A_TIME):
        some = np.arange(begin, min(begin + _AT_A_TIME, len(owned)))
        offered = lists(owned.of(some).renumbered(learned.number), learned.by)
        yield _rows(
            _shown(offered, learned.shown), learned, customers=customers.slice(begin, len(some)), skus=kept, as_of=as_of
        )


def _shown(offered: Lists, shown: Sequence[str]) -> Lists:
    """Return the lists without those of a withheld card."""
    if tests.NEW_PRODUCTS not in shown:
        offered.new[:] = -1
    if tests.ALL_PRODUCTS not in shown:
        offered.again[:] = -1
    return offered


def _rows(offered: Lists, learned: _Learned, *, customers: pa.Array, skus: pa.Array, as_of: date) -> pa.Table:
    found = ranked(offered, learned.likelihoods, likeliest_first=learned.likeliest_first)
    place = np.arange(found.product.shape[1])
    # The best ten, and the first new ones where fewer than five of these are new.
    kept = (found.product >= 0) & ((place < LISTED) | (found.is_new & (np.cumsum(found.is_new, axis=1) <= _LEAST_NEW)))
    rank = np.cumsum(kept, axis=1)[kept]
    customer = np.nonzero(kept)[0]
    cause, is_new = found.cause[kept], found.is_new[kept]
    reason = np.where(is_new, np.where(cause >= 0, 0, 2), 1)
    size = len(customer)
    return RECOMMENDATIONS_TABLE.arrow(
        {
            "customer_id": customers.take(pa.array(customer)), "rank": rank.astype(np.int32),
            "sku": skus.take(pa.array(found.product[kept])), "score": found.likelihood[kept],
            "reason": pa.array(REASONS).take(pa.array(reason)), "reason_sku": skus.take(pa.array(cause, mask=cause < 0)),
            "reason_times": pa.array(found.times[kept].astype(np.int32), mask=is_new), "as_of": pa.repeat(as_of, size),
            "horizon_days": np.full(size, tests.HORIZON, np.int32), "model": pa.repeat(learned.model, size),
        }
    )  # fmt: skip


def _related(learned: _Learned, skus: pa.Array, as_of: date) -> pa.Table:
    related, kept = learned.by.related, skus.filter(pa.array(learned.number >= 0))
    order = np.argsort(-related, axis=1, kind="stable")[:, :LISTED]
    strength = np.take_along_axis(related, order, axis=1)
    there = strength > 0
    size = int(there.sum())
    return RELATED_TABLE.arrow(
        {
            "sku": kept.take(pa.array(np.nonzero(there)[0])), "rank": (np.nonzero(there)[1] + 1).astype(np.int32),
            "related_sku": kept.take(pa.array(order[there])), "strength": strength[there].astype(np.float64),
            "as_of": pa.repeat(as_of, size), "model": pa.repeat(learned.model, size),
        }
    )  # fmt: skip


def _rebuys(owned: Owned, skus: pa.Array) -> pa.Table:
    rate = rebuy_rates(owned, len(skus))
    return REBUYS_TABLE.arrow(
        {
            "sku": skus, "buyers": np.bincount(owned.product, minlength=len(skus)),
            "rebuyers": np.bincount(owned.product[owned.times > 1], minlength=len(skus)),
            "rebuy_rate": rate, "is_bought_again": rate >= BOUGHT_AGAIN,
        }
    )  # fmt: skip


def _owned(session: Session, *, products: int) -> Owned:
    everything = session.arrow(_EVERYBODY, step=RECOMMENDATIONS_TABLE.name)
    return _bought(everything, products=products).owned()


def _bought(rows: pa.Table, *, products: int) -> Bought:
    """Return rows of customer, product and day as numbers, each once."""
    customer, product, day = (rows[name].to_numpy().astype(np.int64) for name in ("customer", "product", "day"))
    first, days = int(day.min(initial=0)), int(day.max(initial=0)) - int(day.min(initial=0)) + 1
    key = np.unique((customer * products + product) * days + (day - first))
    pair, since = np.divmod(key, days)
    whole = int(customer.max(initial=-1)) + 1
    return Bought(pair // max(products, 1), pair % max(products, 1), since + first, whole, products)


def _none(table: Table) -> pa.Table:
    return table.arrow({c.name: [] for c in table.columns})


def _withheld(as_of: date, missing: Remark) -> list[Card]:
    return [
        Card("", target, as_of, tests.HORIZON, rows=0, missing=(missing,))
        for target in (tests.NEW_PRODUCTS, tests.ALL_PRODUCTS)
    ]


RECOMMENDATIONS = PythonTable(
    RECOMMENDATIONS_TABLE,
    {
        "asked": "select cast($as_of as date) as as_of, $predict_cutoffs as cutoffs",
        "skus": f"{_SKUS} order by product",
        "sample": f"""
            with buyers as (
                select customer_id, row_number() over (order by md5(customer_id), customer_id) - 1 as customer
                from (select distinct customer_id from ({_LINES})) qualify customer < {_SAMPLE}
            ),
            skus as ({_SKUS})
            select b.customer, s.product, l.day
            from ({_LINES}) l join buyers b on l.customer_id = b.customer_id join skus s on l.sku = s.sku
        """,
    },
    make,
    more=(REBUYS_TABLE, RELATED_TABLE, CARDS_TABLE, BACKTESTS_TABLE),
    text=text_of("recommendations"),
)
