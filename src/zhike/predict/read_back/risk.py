"""Churn read back: bands with the value at risk, probabilities, what a contact is worth from which threshold, top reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhike.predict.churn import BANDS
from zhike.predict.read_back.cards import Spot, Tested
from zhike.workspace import Workspace

# Bars of probability.
STEPS = 10


@dataclass(frozen=True)
class Band:
    """Customers of one risk band: how many, their mean probability, their value, and what of it is at risk.

    At risk is value × probability, of those whose value is above zero; both are None where value is withheld.
    """

    name: str
    customers: int
    probability: float | None
    value: float | None
    at_risk: float | None


@dataclass(frozen=True)
class Share:
    """Customers whose probability lies from `low` to below `high` (the last one: to 1), those who had lapsed apart."""

    low: float
    high: float
    customers: int
    lapsed: int


@dataclass(frozen=True)
class Reason:
    """An input, and of how many customers at risk it is the first reason, by which way it speaks."""

    name: str
    away: int
    again: int


@dataclass(frozen=True)
class Threshold:
    """What contacting everybody from a probability on would have brought on the past days, of 1,000 customers.

    `contacted` and `found` are customers of these 1,000, `found` those who did not buy again.
    """

    probability: float
    contacted: float
    found: float
    gain: float


@dataclass(frozen=True)
class Ranked:
    """Down to a share of customers, the likeliest first: shares of the churned found and of the others alarmed, and precision."""

    share: float
    recall: float
    false_alarms: float
    precision: float


def bands(shop: Workspace) -> tuple[Band, ...]:
    """Return the bands from low to lapsed, those of nobody too; nothing where churn is withheld."""
    rows = {r["name"]: r for r in _kept(shop, "churn bands", _BANDS if _has_value(shop) else _BANDS_ALONE)}
    none: dict[str, Any] = {"customers": 0, "probability": None, "value": None, "at_risk": None}
    return tuple(Band(**{**none, "name": n, **rows.get(n, {})}) for n in BANDS) if rows else ()


def probabilities(shop: Workspace) -> tuple[Share, ...]:
    """Return how the probabilities are spread; nothing where churn is withheld."""
    rows = {r["at"]: (r["customers"], r["lapsed"]) for r in _kept(shop, "churn spread", _SPREAD)}
    return tuple(Share(k / STEPS, (k + 1) / STEPS, *rows.get(k, (0, 0))) for k in range(STEPS)) if rows else ()


def top_reasons(shop: Workspace) -> tuple[Reason, ...]:
    """Return the first reasons of customers of medium and high risk, the most frequent first."""
    return tuple(Reason(**row) for row in _kept(shop, "churn reasons", _REASONS))


def at_risk_from(shop: Workspace, probability: float) -> int:
    """Return how many customers of today have at least this probability and have not lapsed."""
    sql = "select count(*) from churn where churn_probability >= $p and risk_band <> 'lapsed'"
    return int(shop.now.value(sql, {"p": probability}, reads=["churn"]))


def thresholds(points: Sequence[Spot], days: Sequence[Tested], *, cost: float, value: float) -> tuple[Threshold, ...]:
    """Return what each threshold brings: `value` for each who would have stayed away, less `cost` for each contact.

    `points` are those of the chart "threshold", `days` the back-tests of the same model and days.
    """
    actual, everybody = {d.cutoff: d.actual or 0.0 for d in days}, sum(d.rows for d in days)
    found = []
    for place in sorted({p.bin for p in points}):
        here = [p for p in points if p.bin == place]
        contacted = 1000 * sum(p.rows for p in here) / everybody
        reached = 1000 * sum(p.y * actual[p.cutoff] for p in here if p.cutoff) / everybody
        found.append(Threshold(here[0].x or 0.0, contacted, reached, reached * value - contacted * cost))
    return tuple(found)


def ranked(points: Sequence[Spot], days: Sequence[Tested]) -> tuple[Ranked, ...]:
    """Return what is found down to each share of customers, the likeliest first: means over the past days.

    `points` are those of the chart "gain" of the model, `days` its back-tests on the same days.
    """
    of_day = {d.cutoff: (d.actual or 0.0, d.rows) for d in days}
    found = []
    for place in sorted({p.bin for p in points}):
        rates = [_rates(p, *of_day[p.cutoff]) for p in points if p.bin == place and p.cutoff in of_day]
        found.append(Ranked(*(sum(column) / len(rates) for column in zip(*rates, strict=True))))
    return tuple(found)


def _rates(point: Spot, actual: float, rows: int) -> tuple[float, float, float, float]:
    share, recall = point.x or 0.0, point.y
    false_alarms = max(share * rows - recall * actual, 0.0) / max(rows - actual, 1.0)
    return share, recall, false_alarms, recall * actual / (share * rows) if share else 1.0


def _has_value(shop: Workspace) -> bool:
    return "clv" in shop.now.tables


def _kept(shop: Workspace, name: str, sql: str) -> list[dict[str, Any]]:
    if "churn" not in shop.now.tables:
        return []
    rows: list[dict[str, Any]] = shop.now.kept(name, lambda: shop.now.rows(sql, reads=["churn", "clv"]))
    return rows


_BANDS_ALONE = """
    select risk_band as name, count(*) as customers, avg(churn_probability) as probability from churn group by 1
"""
_BANDS = """
    select h.risk_band as name, count(*) as customers, avg(h.churn_probability) as probability, sum(v.clv) as value,
           sum(greatest(v.clv, 0) * h.churn_probability) as at_risk
    from churn h
    left join (select customer_id, clv from clv where horizon_days = (select max(horizon_days) from clv)) v using (customer_id)
    group by 1
"""
_SPREAD = f"""
    select least(floor(churn_probability * {STEPS})::integer, {STEPS - 1}) as at,
           count(*) filter (where risk_band <> 'lapsed') as customers, count(*) filter (where risk_band = 'lapsed') as lapsed
    from churn group by 1
"""
_REASONS = """
    select reason_1 as name, count(*) filter (where contribution_1 > 0) as away, count(*) filter (where contribution_1 <= 0) as again
    from churn where risk_band in ('medium', 'high') group by 1 order by count(*) desc, 1 limit 10
"""
