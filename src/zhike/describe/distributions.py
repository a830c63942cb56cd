"""Distributions: how the values of one feature are spread over the customers, in bins a person would choose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from zhike.describe import TABLES
from zhike.describe.bins import Spread, edges_for
from zhike.engine import Column, name_of, read_table
from zhike.errors import UnknownNameError
from zhike.words import N_
from zhike.workspace import Workspace

# In the order of docs/metrics.md; windows go together, because only the number of days tells them apart.
TOPICS: dict[str, tuple[str, ...]] = {
    N_("When and how often"): (
        "orders", "active_days", "recency_days", "tenure_days", "gap_days_mean", "gap_days_median",
        "gap_days_deviation", "last_gap_days", "recency_in_gaps",
    ),
    N_("How much"): (
        "revenue", "purchase_revenue", "average_order_value", "largest_order_value", "margin", "margin_rate", "units", "lines",
    ),
    N_("What and where"): (
        "products", "categories", "favourite_category_share", "channels", "favourite_channel_share",
        "favourite_weekday", "favourite_hour", "weekend_share",
    ),
    N_("Returns and discounts"): (
        "returns", "returned_amount", "return_rate", "discount_amount", "discount_rate", "coupon_share",
    ),
    N_("Person"): ("age_years", "days_since_registration"),
    N_("Behaviour and opinion"): (
        "events_30d", "events_90d", "events_365d", "interactions_30d", "interactions_90d", "interactions_365d",
        "feedback_answers", "feedback_average", "feedback_last",
    ),
    N_("The last 7 to 365 days"): tuple(
        f"{what}_{days}d" for what in ("orders", "revenue", "active_days", "returns") for days in (7, 30, 90, 180, 365)
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Bin:
    """Customers whose value is at least `low` and below `high`; None: no limit on that side."""

    low: Decimal | None
    high: Decimal | None
    customers: int


@dataclass(frozen=True)
class Summary:
    """The figures of table summary for one feature; None where there is no value."""

    count: int
    missing: int
    mean: float | None
    median: float | None
    mode: float | None
    standard_deviation: float | None
    minimum: float | None
    p05: float | None
    p25: float | None
    p75: float | None
    p95: float | None
    maximum: float | None
    zero_share: float | None


@dataclass(frozen=True)
class Distribution:
    """One feature: its summary and its bins. `zeros` is set when most values are 0 and stand beside the bins, not in them."""

    feature: str
    summary: Summary
    bins: tuple[Bin, ...]
    zeros: int | None = None
    whole: bool = False


def features() -> dict[str, Column]:
    """Return the numeric columns of customer_features by name."""
    declared = _declared()
    return {name: declared[name] for names in TOPICS.values() for name in names}


def distribution(shop: Workspace, feature: str) -> Distribution:
    """Return how a feature is spread over the customers."""
    if feature not in features():
        raise UnknownNameError(what=N_("feature"), value=feature, known=features())
    return shop.now.kept(("distribution", feature), lambda: _read(shop, feature))  # type: ignore[no-any-return]


def _read(shop: Workspace, feature: str) -> Distribution:
    rows = shop.now.rows("select * from summary where feature = $feature", {"feature": feature}, reads=["summary"])
    summary = Summary(**{name: rows[0][name] for name in Summary.__dataclass_fields__})
    aside = feature not in _SCALES and (summary.zero_share or 0) > 0.5
    found = {"column": name_of(feature), "zero": "<> 0" if aside else "is not null"}
    [spread] = shop.now.rows(_SPREAD.format(**found), reads=["customer_features"])
    whole = "INT" in features()[feature].type
    edges = edges_for(Spread(**spread), whole=whole)
    if not edges:
        return Distribution(feature, summary, (), zeros=summary.count if aside else None, whole=whole)
    counted = shop.now.rows(_COUNTS.format(**found), {"edges": [float(e) for e in edges]}, reads=["customer_features"])
    zeros = round(summary.count * (summary.zero_share or 0)) if aside else None
    return Distribution(feature, summary, _bins(edges, counted), zeros=zeros, whole=whole)


def _bins(edges: list[Decimal], counted: list[dict[str, Any]]) -> tuple[Bin, ...]:
    """Return the bins between edges, open at both ends where values lie beyond."""
    counts = {row["at"]: row["customers"] for row in counted}
    below = [Bin(None, edges[0], counts[0])] if counts.get(0) else []
    inner = [Bin(low, high, counts.get(at, 0)) for at, (low, high) in enumerate(pairwise(edges), 1)]
    return (*below, *inner, Bin(edges[-1], None, counts.get(len(edges), 0)))


@lru_cache(maxsize=1)
def _declared() -> dict[str, Column]:
    [table] = [read_table(path) for path in TABLES if path.stem == "customer_features"]
    return {column.name: column for column in table.columns}


# 0 is a place on these scales, not "nothing": midnight, no share.
_SCALES = {"favourite_hour", "recency_days", "age_years"}

# {column} and {zero} come from the registry above, never from what somebody typed.
_SPREAD = """
    select count(*) as count, min({column})::double as low, max({column})::double as high,
           coalesce(quantile_cont({column}::double, 0.01), 0) as p01,
           coalesce(quantile_cont({column}::double, 0.25), 0) as p25,
           coalesce(quantile_cont({column}::double, 0.75), 0) as p75,
           coalesce(quantile_cont({column}::double, 0.99), 0) as p99
    from customer_features where {column} {zero}
"""
_COUNTS = """
    with cut as (select unnest($edges::double[]) as edge, unnest(range(1, len($edges) + 1)) as at),
    valued as (select {column}::double as value, count(*) as customers from customer_features where {column} {zero} group by 1)
    select coalesce(cut.at, 0) as at, sum(valued.customers)::bigint as customers
    from valued asof left join cut on valued.value >= cut.edge
    group by 1 order by 1
"""
