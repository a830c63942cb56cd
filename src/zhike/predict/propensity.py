"""The table `propensity`: of which categories each customer will probably buy next, how likely, and why.

One model for all categories: what a customer did with a category, what buyers of their other categories do, and what sells. Only
the likeliest few of each customer are kept: a million customers have three million rows and not twenty.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import category_tests as tests
from zhike.predict import measures, reasons, timetable
from zhike.predict.additive import Floats, PerInput
from zhike.predict.card import Backtest, Card, judged, parts, rows_of
from zhike.predict.categories import CATEGORY_INPUTS, SHARE, TIMES, CategoryDays, Crowd, Held, crowd, inputs
from zhike.predict.centred import Centred
from zhike.predict.churn_tests import AUC, CALIBRATION, LOG_LOSS
from zhike.predict.days import day_of, number_of
from zhike.predict.points import Point, points_of, points_table
from zhike.predict.remarks import Remark
from zhike.predict.sources import text_of

NAME = "propensity"
# Categories of a customer that are kept.
LISTED = 3
# Customers of a past day that are enough to learn from: with twenty categories, 80,000 pairs for nine inputs.
_SAMPLE = 4_000
# Customers whose rows are made at a time: their pairs stay in the processor's cache.
_AT_A_TIME = 16_384
_SHOWN = 2

PROPENSITY_TABLE = Table(
    name=NAME,
    room="predict",
    grain=f"One row per customer and category that they are likeliest to buy of next: the first {LISTED}, the likeliest first.",
    key=("customer_id", "rank"),
    # Rows come customer by customer already.
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("rank", "INTEGER", "", "1 for the likeliest category"),
        Column("category", "VARCHAR", "", "the category"),
        Column("probability", "DOUBLE", "share", "probability of a purchase of the category within the horizon"),
        Column("as_of", "DATE", "", "the day up to which everything is known"),
        Column("horizon_days", "INTEGER", "days", "the days after it"),
        Column("has_bought", "BOOLEAN", "", "whether they have bought of the category before"),
        Column("reason_1", "VARCHAR", "", "the input that moved it most"),
        Column("value_1", "DOUBLE", "", "its value"),
        Column("contribution_1", "DOUBLE", "logit", "what it added to the base"),
        Column("reason_2", "VARCHAR", "", "the input that moved it second most"),
        Column("value_2", "DOUBLE", "", "its value"),
        Column("contribution_2", "DOUBLE", "logit", "what it added"),
        Column("contribution_rest", "DOUBLE", "logit", "what all other inputs added: base, contributions and this are the logit of the probability"),
        Column("base", "DOUBLE", "logit", "the logit of a customer and category of whom every input is as usual"),
        Column("model", "VARCHAR", "", "the model"),
    ),
)  # fmt: skip
CARDS_TABLE, BACKTESTS_TABLE = parts(NAME)
POINTS_TABLE = points_table(NAME)
_LINES = """
    select customer_id, category, date_diff('day', date '1970-01-01', ordered_on) as day from order_lines
    where customer_id is not null and category is not null and revenue > 0 and not is_return and ordered_on <= cast($as_of as date)
"""
_CATEGORIES = f"select category, row_number() over (order by category) - 1 as place from ({_LINES}) group by category"
_HISTORIES = f"""
    with categories as (select unnest($categories::varchar[]) as category, generate_subscripts($categories::varchar[], 1) - 1 as place)
    select customer_id, list(coalesce(c.place, (select count(*) from categories))::utinyint) as category, list(day::integer) as day
    from ({_LINES}) l left join categories c using (category) group by customer_id order by customer_id
"""


@dataclass(frozen=True)
class _Learned:
    """What the tests left: the card, the back-tests with their charts, and the score of today (None when it is withheld)."""

    card: Card
    backtests: Sequence[Backtest] = ()
    points: Sequence[Point] = ()
    score: Centred[PerInput] | None = None


def make(arrows: Arrows, session: Session) -> dict[str, pa.Table]:
    """Return the likeliest categories of every customer, the card, the back-tests and their charts."""
    [asked], categories = arrows["asked"].to_pylist(), arrows["categories"]["category"].combine_chunks()
    sample = _bought(arrows["sample"], categories=len(categories))
    found = learned(sample, asked)
    pieces = [PROPENSITY_TABLE.arrow({c.name: [] for c in PROPENSITY_TABLE.columns})]
    if found.score is not None:
        chosen = sample.chosen(number_of(found.card.as_of))
        pieces += _pieces(
            session, sample.of(chosen), found.card, found.score, categories=categories.take(pa.array(chosen))
        )
    return {
        NAME: pa.concat_tables(pieces),
        **rows_of(NAME, cards=[found.card], backtests=found.backtests),
        **points_of(NAME, found.points),
    }


def learned(sample: CategoryDays, asked: Mapping[str, Any]) -> _Learned:
    """Return the card and the score, or the card that says why there is none."""
    as_of, longest = asked["as_of"], asked["horizon_days"]
    if not len(sample.day):
        return _withheld(as_of, longest, Remark("no_categories"))
    if sample.categories < 2:
        return _withheld(as_of, longest, Remark("one_category"), rows=sample.customers)
    first, tried = day_of(sample.day.min()), timetable.horizons(longest)
    times = timetable.longest(
        first, as_of, horizons=tried, tests=asked["cutoffs"], history_days=asked["least_history"], together=1
    )
    if isinstance(times, int):
        return _withheld(as_of, tried[-1], Remark("short_history", {"months": times, "cutoffs": asked["cutoffs"]}), rows=sample.customers)  # fmt: skip
    days = {k: tests.past(sample, times.day(k), horizon=times.horizon_days) for k in range(times.oldest + 1)}
    if few := tests.lacking(days):
        return _withheld(as_of, times.horizon_days, Remark("few_category_purchases", {"purchases": few}), rows=sample.customers)  # fmt: skip
    return _tested(days, times, first)


def _tested(days: Mapping[int, tests.Day], times: timetable.Timetable, first: date) -> _Learned:
    entries = tests.compete(days, times)
    winner, naive = (tests.best(entries, names, days) for names in (tests.MODELS, tests.BASELINES))
    backtests = tests.backtests(entries, naive, days, times)
    own = [b for b in backtests if b.model == winner.name and b.metric == LOG_LOSS]
    figures = {"auc": winner.mean(days, AUC), "error": winner.mean(days, CALIBRATION)}
    score = tests.newest(winner, days, times)
    card = Card(
        winner.name, tests.TARGET, times.as_of, times.horizon_days, rows=days[0].customers, trained_from=first, trained_to=times.as_of,
        metric=LOG_LOSS, value=winner.mean(days), baseline=naive.name, baseline_value=naive.mean(days), cutoffs=times.tests,
        bias=sum(b.expected or 0.0 for b in own) / max(sum(b.actual or 0.0 for b in own), 1.0) - 1,
        missing=judged(own, least=times.tests), remarks=(Remark("ranks", figures),), fitted=score.text(),
    )  # fmt: skip
    return _Learned(card, backtests, tests.charted(winner, naive, days, times), None if card.missing else score)


def _pieces(
    session: Session, sample: CategoryDays, card: Card, score: Centred[PerInput], *, categories: pa.Array
) -> list[pa.Table]:
    """Return the rows, so many customers at a time."""
    day = number_of(card.as_of)
    whole = sample.held(day, card.horizon_days)
    known = crowd(whole.of(whole.days.sum(axis=1) > 0))
    everybody = session.arrow(
        _HISTORIES, {"as_of": card.as_of, "categories": categories.to_pylist()}, step=NAME
    ).combine_chunks()

    def work(begin: int) -> pa.Table:
        some = everybody.slice(begin, _AT_A_TIME)
        held = _history(some, categories=len(categories)).held(day, card.horizon_days)
        return _rows(some["customer_id"].combine_chunks(), held, known, score, card=card, categories=categories)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, range(0, len(everybody), _AT_A_TIME)))


def _history(rows: pa.Table, *, categories: int) -> CategoryDays:
    """Return the lists of customers as purchases, each day of a category once."""
    category, day = rows["category"].combine_chunks(), rows["day"].combine_chunks()
    place = np.repeat(np.arange(len(rows)), pc.list_value_length(category).to_numpy(zero_copy_only=False))
    days = day.flatten().to_numpy().astype(np.int64)
    first, span = int(days.min()), int(days.max() - days.min()) + 1
    # Sorting is several times as quick as NumPy's unique, which hashes.
    key = np.sort((place * (categories + 1) + category.flatten().to_numpy()) * span + (days - first))
    pair, since = np.divmod(key[np.r_[True, np.diff(key) != 0]], span)
    return CategoryDays(pair // (categories + 1), pair % (categories + 1), since + first, len(rows), categories)


def _rows(
    customers: pa.Array, held: Held, known: Crowd, score: Centred[PerInput], *, card: Card, categories: pa.Array
) -> pa.Table:
    named = list(inputs(held, known).values())
    added = [score.one(place, values) for place, values in enumerate(named)]
    logit = score.base + sum(added[1:], added[0])
    listed, shape = min(LISTED, held.categories), (len(held), held.categories)
    top = np.argsort(-logit, axis=1, kind="stable")[:, :listed]
    x, said = (np.stack([np.take_along_axis(np.broadcast_to(v, shape), top, axis=1).ravel() for v in those], axis=1) for those in (named, added))  # fmt: skip
    count = len(x)
    place = reasons.strongest(said)[:, :_SHOWN]
    strongest = np.take_along_axis(said, place, axis=1)
    columns: dict[str, Any] = {
        "customer_id": customers.take(pa.array(np.repeat(np.arange(len(held)), listed))),
        "rank": np.tile(np.arange(1, listed + 1, dtype=np.int32), len(held)), "category": categories.take(pa.array(top.ravel())),
        "probability": measures.probability(np.take_along_axis(logit, top, axis=1).ravel()), "as_of": pa.repeat(card.as_of, count),
        "horizon_days": np.full(count, card.horizon_days, np.int32), "has_bought": np.take_along_axis(held.days, top, axis=1).ravel() > 0,
        "contribution_rest": said.sum(axis=1) - strongest.sum(axis=1), "base": np.full(count, score.base), "model": pa.repeat(card.model, count),
    }  # fmt: skip
    for k in range(_SHOWN):
        columns[f"reason_{k + 1}"] = _NAMES.take(pa.array(place[:, k]))
        columns[f"value_{k + 1}"] = pa.array(_readable(x, place[:, k]), from_pandas=True)
        columns[f"contribution_{k + 1}"] = strongest[:, k]
    return PROPENSITY_TABLE.arrow(columns)


def _readable(x: Floats, place: np.ndarray) -> Floats:
    """Return the value of one input of each row, shares and times as people say them."""
    value = x[np.arange(len(x)), place]
    # What is neither stays as it is: days would overflow, and unknown ones are no number.
    share, times = (np.where(those, value, 0.0) for those in (place == _SHARE, _IS_TIMES[place]))
    return np.select([place == _SHARE, _IS_TIMES[place]], [measures.probability(share), np.exp(times)], value)


_NAMES = pa.array(list(CATEGORY_INPUTS))
_SHARE = list(CATEGORY_INPUTS).index(SHARE)
_IS_TIMES = np.array([n in TIMES for n in CATEGORY_INPUTS])


def _bought(rows: pa.Table, *, categories: int) -> CategoryDays:
    customer, category, day = (rows[name].to_numpy().astype(np.int64) for name in ("customer", "category", "day"))
    return CategoryDays(customer, category, day, int(customer.max(initial=-1)) + 1, categories)


def _withheld(as_of: date, horizon: int, missing: Remark, *, rows: int = 0) -> _Learned:
    return _Learned(Card("", tests.TARGET, as_of, horizon, rows=rows, missing=(missing,)))


PROPENSITY = PythonTable(
    PROPENSITY_TABLE,
    {
        "asked": """
            select cast($as_of as date) as as_of, list_min($predict_horizons) as horizon_days, $predict_cutoffs as cutoffs,
                   $predict_least_history as least_history
        """,
        "categories": f"{_CATEGORIES} order by place",
        "sample": f"""
            with buyers as (
                select customer_id, row_number() over (order by md5(customer_id), customer_id) - 1 as customer
                from (select distinct customer_id from ({_LINES})) qualify customer < {_SAMPLE}
            ),
            categories as ({_CATEGORIES})
            select distinct b.customer, c.place as category, l.day
            from ({_LINES}) l join buyers b using (customer_id) join categories c using (category)
        """,
    },
    make,
    more=(CARDS_TABLE, BACKTESTS_TABLE, POINTS_TABLE),
    text=text_of(NAME),
)
