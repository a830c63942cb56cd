"""Cohorts read back: who came back how many months after the first purchase, cohort by cohort and in the mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.workspace import Workspace


@dataclass(frozen=True)
class CohortMonth:
    """One month of one cohort."""

    month: date
    active: int
    retention: float
    orders: int
    revenue: float
    cumulative_revenue_per_customer: float
    is_complete: bool


@dataclass(frozen=True)
class Cohort:
    """The customers whose first purchase lies in a month; `months` begin with that month."""

    month: date
    customers: int
    months: tuple[CohortMonth, ...]


@dataclass(frozen=True)
class Mean:
    """What all cohorts together did so many months after their first purchase; only months that had ended count."""

    customers: int
    active: int
    retention: float
    orders: int
    revenue: float
    cumulative_revenue_per_customer: float


def cohorts(shop: Workspace) -> tuple[Cohort, ...]:
    """Return all cohorts, the oldest first."""
    return shop.now.kept("cohorts", lambda: _read(shop))  # type: ignore[no-any-return]


def cohort_means(chosen: tuple[Cohort, ...]) -> tuple[Mean, ...]:
    """Return the mean of cohorts for each month since, weighted by their size."""
    means = []
    for since in range(max((len(c.months) for c in chosen), default=0)):
        there = [c for c in chosen if len(c.months) > since and c.months[since].is_complete]
        if not there:
            break
        customers, active = sum(c.customers for c in there), sum(c.months[since].active for c in there)
        orders, revenue = (sum(getattr(c.months[since], what) for c in there) for what in ("orders", "revenue"))
        value = sum(c.months[since].cumulative_revenue_per_customer * c.customers for c in there) / customers
        means.append(Mean(customers, active, active / customers, orders, revenue, value))
    return tuple(means)


def _read(shop: Workspace) -> tuple[Cohort, ...]:
    found: dict[date, list[dict[str, Any]]] = {}
    for row in shop.now.rows(_COHORTS, reads=["cohorts"]):
        found.setdefault(row["cohort_month"], []).append(row)
    return tuple(Cohort(month, rows[0]["customers"], tuple(map(_month, rows))) for month, rows in found.items())


def _month(row: dict[str, Any]) -> CohortMonth:
    each = float(row["cumulative_revenue_per_customer"])
    return CohortMonth(
        row["month"], row["active"], row["retention"], row["orders"], float(row["revenue"]), each, row["is_complete"]
    )  # fmt: skip


_COHORTS = "select * from cohorts order by cohort_month, months_since"
