"""How the business with customers is doing in a period of whole months, against as many months before."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.describe.months import KPIS, Month, months
from zhike.describe.periods import Period, period_before, period_of
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Measure:
    """One KPI over a period: `change` is relative, of a share it is the difference; `curve` has one value a month."""

    name: str
    value: float | None
    before: float | None
    curve: tuple[float | None, ...]

    @property
    def change(self) -> float | None:
        """Return how far the value moved from the period before; None when that cannot be said."""
        if self.value is None or self.before is None:
            return None
        if KPIS[self.name].unit == "share":
            return self.value - self.before
        return self.value / self.before - 1 if self.before > 0 else None

    @property
    def is_better(self) -> bool | None:
        """Whether the move is good news; None when it is neither."""
        wish = KPIS[self.name].more_is_better
        if wish is None or not self.change:
            return None
        return (self.change > 0) == wish


@dataclass(frozen=True)
class Business:
    """A period, the one before (None when the data does not reach so far), the month that still runs, the measures."""

    period: Period
    before: Period | None
    running: Month | None
    measures: dict[str, Measure]


MEASURES = (
    "revenue", "orders", "customers", "new_customers", "average_order_value",
    "revenue_per_customer", "repeat_rate", "retention", "churned", "reactivated",
)  # fmt: skip


def business(shop: Workspace, name: str) -> Business | None:
    """Return how a period went ("3m", "6m", "12m", "24m", "all"); None when there are no orders at all."""
    return shop.now.kept(("business", name), lambda: _business(shop, name))  # type: ignore[no-any-return]


def _business(shop: Workspace, name: str) -> Business | None:
    period = period_of(shop, name)
    if period is None:
        return None
    before = period_before(shop, period)
    now, then = _totals(shop, period), _totals(shop, before) if before else {}
    measures = {m: Measure(m, now[m], then.get(m), tuple(x[m] for x in period.months)) for m in MEASURES}
    running = months(shop)[-1]
    return Business(period, before, None if running.is_complete or running in period.months else running, measures)


def _totals(shop: Workspace, period: Period) -> dict[str, float | None]:
    """Return the KPIs of a whole period: sums of the months, each buyer once, rates weighted by what they are rates of."""
    every = months(shop)
    start = every.index(period.months[0])
    preceding = every[max(start - 1, 0) : start + len(period.months) - 1]
    of = {name: sum(m.amount(name) for m in period.months) for name in KPIS}
    known = of["revenue"] - of["anonymous_revenue"]
    bought = sum(m.amount("average_order_value") * m.amount("orders") for m in period.months)
    active = float(_active(shop, period))
    return {
        **{name: of[name] for name in ("revenue", "orders", "new_customers", "churned", "reactivated")},
        "customers": active,
        "average_order_value": _ratio(bought, of["orders"]),
        "revenue_per_customer": _ratio(known, active),
        "repeat_rate": _ratio(of["returning_customers"], of["customers"]),
        "retention": _ratio(of["retained_customers"], sum(m.amount("customers") for m in preceding) if start or len(period.months) > 1 else 0),
    }  # fmt: skip


def _active(shop: Workspace, period: Period) -> int:
    days = {"first": period.first, "last": period.last_day}
    return int(shop.now.value(_ACTIVE, days, reads=["purchase_days"]))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# Every customer has one first purchase day within the period: the one whose previous day lies before it.
_ACTIVE = """
    select count(*) from purchase_days
    where purchased_on between $first and $last and (previous_on is null or previous_on < $first)
"""
