"""Orders ahead read back: how many each week may bring, who is due when, and who is late by their own rhythm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhike.predict.points import WEEKS
from zhike.predict.read_back.cards import ModelCard, Spot, cards_of, spots
from zhike.predict.read_back.values import totals
from zhike.predict.value import ORDERS
from zhike.workspace import Workspace

_WEEK = timedelta(days=7)
# Bounds of the time since the last purchase in usual gaps of the customer; the last one is open.
RHYTHMS = {"just_bought": 0.0, "within": 0.5, "due": 1.0, "overdue": 1.5, "long_overdue": 3.0}


@dataclass(frozen=True)
class Week:
    """A week ahead: its first and last day, orders expected, and between which bounds four of five such weeks lay."""

    first: date
    last: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Due:
    """A week ahead, and the customers whose next order is to be expected in it, with the amount of these orders."""

    first: date
    last: date
    customers: int
    amount: float | None


@dataclass(frozen=True)
class Rhythm:
    """Customers by their own rhythm: since the last purchase from `low` to below `high` usual gaps have passed."""

    name: str
    low: float
    high: float | None
    customers: int


def orders_by_week(shop: Workspace) -> tuple[Week, ...]:
    """Return the orders that each whole week of the shortest horizon may bring; nothing where orders are withheld.

    The total of the horizon is spread over its weeks as the orders of the past days were. How far single weeks of these days
    lay from that gives the bounds, by their 10 % and 90 % quantiles.
    """
    found = totals(shop)
    if not found:
        return ()
    card = next(c for c in cards_of(shop, "clv") if (c.target, c.horizon_days) == (ORDERS, found[0].horizon_days))
    points = spots(shop, card, WEEKS)
    shares, (low, high) = _shares(points), _quantiles(points)
    total = found[0].orders.total * len(shares) * 7 / card.horizon_days
    return tuple(_week(card, k, total * share, low, high) for k, share in enumerate(shares))


def due_by_week(shop: Workspace) -> tuple[Due, ...]:
    """Return by week ahead the customers whose next order is to be expected then; nothing where the days are withheld."""
    if "next_order" not in shop.now.tables:
        return ()
    rows: list[dict[str, Any]] = shop.now.kept("due by week", lambda: shop.now.rows(_DUE, reads=["next_order"]))
    return tuple(Due(r["first"], r["first"] + _WEEK - timedelta(days=1), r["customers"], r["amount"]) for r in rows)


def rhythms(shop: Workspace) -> tuple[Rhythm, ...]:
    """Return who bought at least twice by how late they are; a fact, which no model is needed for."""
    rows = shop.now.kept("rhythms", lambda: shop.now.rows(_RHYTHMS, {"bounds": list(RHYTHMS.values())}, reads=["customer_features"]))  # fmt: skip
    counts = {r["at"]: r["customers"] for r in rows}
    lows = [*RHYTHMS.values()]
    highs = [*lows[1:], None]
    return tuple(Rhythm(name, low, high, counts.get(k, 0)) for k, (name, low, high) in enumerate(zip(RHYTHMS, lows, highs, strict=True), 1)) if counts else ()  # fmt: skip


def _shares(points: Sequence[Spot]) -> list[float]:
    """Return the share of each week in the orders of all past days."""
    weeks: dict[int, float] = defaultdict(float)
    for p in points:
        weeks[p.bin] += p.y
    whole = sum(weeks.values()) or 1.0
    return [weeks[k] / whole for k in sorted(weeks)]


def _quantiles(points: Sequence[Spot]) -> tuple[float, float]:
    """Return how far weeks lay from what was expected of them: the 10 % and 90 % quantiles of came / expected."""
    shares, ratios = _shares(points), []
    for day in {p.cutoff for p in points}:
        of_day = [p for p in points if p.cutoff == day]
        stated = sum(p.x or 0.0 for p in of_day)
        ratios += [p.y / (stated * shares[p.bin]) for p in of_day if stated * shares[p.bin] > 0]
    ratios.sort()
    if not ratios:
        return 1.0, 1.0
    return ratios[round(0.1 * (len(ratios) - 1))], ratios[round(0.9 * (len(ratios) - 1))]


def _week(card: ModelCard, place: int, expected: float, low: float, high: float) -> Week:
    first = card.as_of + timedelta(days=1) + place * _WEEK
    return Week(first, first + _WEEK - timedelta(days=1), expected, expected * low, expected * high)


_DUE = """
    select as_of + 1 + 7 * cast(floor((expected_date - as_of - 1) / 7) as integer) as first,
           count(*) as customers, sum(expected_amount) as amount
    from next_order where expected_date is not null group by 1 order by 1
"""
_RHYTHMS = """
    select list_count(list_filter($bounds::double[], lambda low: low <= recency_in_gaps)) as at, count(*) as customers
    from customer_features where recency_in_gaps is not null group by 1
"""
