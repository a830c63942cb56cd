"""Customer value read back: totals by horizon, how value is spread, who the best tenth are, and who is still a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhike.describe.bins import Spread, edges_for
from zhike.predict.read_back.cards import ModelCard, cards_of, tests
from zhike.predict.remarks import read_remarks
from zhike.predict.value import ORDERS, SPEND
from zhike.workspace import Workspace

# Where days since the last purchase and purchase days are cut for the surface; the last of each is open.
RECENCY = (0, 31, 61, 91, 181, 366)
FREQUENCY = (1, 2, 3, 4, 6, 10)


@dataclass(frozen=True)
class Range:
    """A total, between which bounds it lies, and what the textbook's rule says of it."""

    total: float
    low: float
    high: float
    textbook: float


@dataclass(frozen=True)
class Total:
    """What all customers are expected to bring within a horizon; spend and value are None where they are withheld.

    The bounds are as far off as the totals of the past days were.
    """

    horizon_days: int
    customers: int
    orders: Range
    spend: Range | None = None
    value: Range | None = None


@dataclass(frozen=True)
class ValueBin:
    """Customers whose value lies from `low` to below `high` (None: no limit on that side), and their value together."""

    low: Decimal | None
    high: Decimal | None
    customers: int
    value: float


@dataclass(frozen=True)
class Best:
    """The tenth of customers of most value: from which value on, how many, what they hold, and what they were like so far."""

    least: float
    customers: int
    value: float
    share: float | None
    purchase_days: float
    revenue: float
    recency_days: float


@dataclass(frozen=True)
class Cell:
    """Customers of one recency and frequency: how many, and the mean probability that they are still customers."""

    customers: int
    p_alive: float


def totals(shop: Workspace) -> tuple[Total, ...]:
    """Return the totals of every horizon that is shown, the shortest first."""
    if "clv" not in shop.now.tables:
        return ()
    rows: list[dict[str, Any]] = shop.now.kept("value totals", lambda: shop.now.rows(_TOTALS, reads=["clv", "purchase_days"]))  # fmt: skip
    by_target = {(c.target, c.horizon_days): c for c in cards_of(shop, "clv")}
    return tuple(_total(shop, row, by_target) for row in rows)


def _total(shop: Workspace, row: dict[str, Any], by_target: dict[tuple[str, int], ModelCard]) -> Total:
    horizon, customers = row["horizon_days"], row["customers"]
    orders = _range(shop, by_target[ORDERS, horizon], row["orders"], row["orders_textbook"])
    if row["spend"] is None:
        return Total(horizon, customers, orders)
    card = by_target[SPEND, horizon]
    spend = _range(shop, card, row["spend"], row["spend_textbook"])
    cost = shop.settings.predict.acquisition_cost * customers
    # Value is spend times one number, less a cost: it is off as far as spend is.
    kept = (row["value"] + cost) / spend.total if spend.total else 0.0
    textbook = spend.textbook * _margin(card) - cost
    return Total(horizon, customers, orders, spend, Range(row["value"], spend.low * kept - cost, spend.high * kept - cost, textbook))  # fmt: skip


def value_bins(shop: Workspace) -> tuple[ValueBin, ...]:
    """Return how the value over the longest horizon is spread, open at the end where a few lie far beyond."""
    if "clv" not in shop.now.tables:
        return ()
    found: tuple[ValueBin, ...] = shop.now.kept("value bins", lambda: _bins(shop))
    return found


def best_tenth(shop: Workspace) -> Best | None:
    """Return the tenth of most value; None where value is withheld."""
    if "clv" not in shop.now.tables:
        return None
    [row] = shop.now.kept("best tenth", lambda: shop.now.rows(_BEST, reads=["clv", "customer_features"]))
    if not row["customers"]:
        return None
    share = row["value"] / row["total"] if row["total"] > 0 else None
    return Best(share=share, **{n: v for n, v in row.items() if n != "total"})


def surface(shop: Workspace) -> tuple[tuple[Cell | None, ...], ...]:
    """Return by recency (RECENCY, rows) and purchase days (FREQUENCY, columns) who is still a customer; None for nobody."""
    if "clv" not in shop.now.tables:
        return ()
    bound = {"recency": list(RECENCY), "frequency": list(FREQUENCY)}
    rows = shop.now.kept("alive surface", lambda: shop.now.rows(_SURFACE, bound, reads=["clv", "customer_features"]))
    cells = {(r["recency"], r["frequency"]): Cell(r["customers"], r["p_alive"]) for r in rows}
    places = range(1, len(FREQUENCY) + 1)
    return tuple(tuple(cells.get((y, x)) for x in places) for y in range(1, len(RECENCY) + 1)) if cells else ()


def _range(shop: Workspace, card: ModelCard, total: float, textbook: float) -> Range:
    """Return a total with its bounds: as far below and above as what came lay from what was expected on the past days."""
    own = [t for t in tests(shop, card) if t.model == card.model]
    ratios = [1.0, *(t.actual / t.expected for t in own if t.actual is not None and t.expected)]
    return Range(total, total * min(ratios), total * max(ratios), textbook)


def _margin(card: ModelCard) -> float:
    """Return the margin rate that value counts with, as the card remarks it."""
    found = [r.numbers["margin"] for r in read_remarks(card.remark_codes) if "margin" in r.numbers]
    return float(found[0]) if found else 1.0


def _bins(shop: Workspace) -> tuple[ValueBin, ...]:
    [spread] = shop.now.rows(_SPREAD, reads=["clv"])
    edges = edges_for(Spread(**spread), whole=False)
    if not edges:
        return ()
    rows = shop.now.rows(_COUNTS, {"edges": [float(e) for e in edges]}, reads=["clv"])
    counted = {r["at"]: (r["customers"], r["value"]) for r in rows}
    return tuple(_bin(edges, at, *counted.get(at, (0, 0.0))) for at in range(len(edges) + 1) if at or at in counted)


def _bin(edges: Sequence[Decimal], at: int, customers: int, value: float) -> ValueBin:
    low, high = edges[at - 1] if at else None, edges[at] if at < len(edges) else None
    return ValueBin(low, high, customers, value)


# The longest horizon: the value that the list of customers has, too.
_LONGEST = "(select * from clv where horizon_days = (select max(horizon_days) from clv) and clv is not null)"
_TOTALS = """
    with so_far as (
        select count(*) as purchases, cast(sum(revenue) as double) as spent, min(purchased_on) as first_on from purchase_days
    )
    select horizon_days, count(*) as customers, sum(expected_orders) as orders, sum(expected_spend) as spend, sum(clv) as value,
           any_value(purchases) / greatest(any_value(date_diff('day', first_on, as_of)), 1) * horizon_days as orders_textbook,
           any_value(spent) / greatest(any_value(date_diff('day', first_on, as_of)), 1) * horizon_days as spend_textbook
    from clv, so_far group by horizon_days order by horizon_days
"""
_SPREAD = f"""
    select count(*) as count, min(clv) as low, max(clv) as high,
           coalesce(quantile_cont(clv, 0.01), 0) as p01, coalesce(quantile_cont(clv, 0.25), 0) as p25,
           coalesce(quantile_cont(clv, 0.75), 0) as p75, coalesce(quantile_cont(clv, 0.99), 0) as p99
    from {_LONGEST}
"""
_COUNTS = f"""
    with cut as (select unnest($edges::double[]) as edge, unnest(range(1, len($edges) + 1)) as at)
    select coalesce(cut.at, 0) as at, count(*) as customers, sum(v.clv) as value
    from {_LONGEST} v asof left join cut on v.clv >= cut.edge group by 1 order by 1
"""
_BEST = f"""
    with valued as (select customer_id, clv from {_LONGEST}),
    bound as (select quantile_disc(clv, 0.9) as least, sum(clv) as total from valued)
    select any_value(b.least) as least, count(*) as customers, sum(v.clv) as value, any_value(b.total) as total,
           avg(f.active_days) as purchase_days, cast(avg(f.revenue) as double) as revenue, avg(f.recency_days) as recency_days
    from valued v, bound b join customer_features f on f.customer_id = v.customer_id where v.clv >= b.least
"""
_SURFACE = """
    select list_count(list_filter($recency::integer[], lambda low: low <= f.recency_days)) as recency,
           list_count(list_filter($frequency::integer[], lambda low: low <= f.active_days)) as frequency,
           count(*) as customers, avg(c.p_alive) as p_alive
    from (select customer_id, p_alive from clv where horizon_days = (select max(horizon_days) from clv)) c
    join customer_features f using (customer_id)
    where f.recency_days is not null and f.active_days > 0 group by 1, 2
"""
