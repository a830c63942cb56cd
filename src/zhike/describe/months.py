"""The KPIs of every month, as kpi_monthly has them, and what each of them is called, counts and wishes for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.words import N_
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Kpi:
    """One KPI: its name as people say it, its unit, and whether more of it is better (None: neither)."""

    name: str
    label: str
    unit: str
    more_is_better: bool | None = None


KPIS: dict[str, Kpi] = {
    kpi.name: kpi
    for kpi in (
        Kpi("revenue", N_("Revenue"), "money", more_is_better=True),
        Kpi("orders", N_("Orders"), "count", more_is_better=True),
        Kpi("customers", N_("Active customers"), "count", more_is_better=True),
        Kpi("new_customers", N_("New customers"), "count", more_is_better=True),
        Kpi("returning_customers", N_("Returning customers"), "count", more_is_better=True),
        # It falls when many new customers come, which is no bad news: so neither direction is coloured.
        Kpi("repeat_rate", N_("Repeat rate"), "share"),
        Kpi("retention", N_("Retention"), "share", more_is_better=True),
        Kpi("retained_customers", N_("Retained customers"), "count", more_is_better=True),
        Kpi("churned", N_("Churned"), "count", more_is_better=False),
        Kpi("reactivated", N_("Reactivated"), "count", more_is_better=True),
        Kpi("average_order_value", N_("Average order value"), "money", more_is_better=True),
        Kpi("revenue_per_customer", N_("Revenue per customer"), "money", more_is_better=True),
        Kpi("units", N_("Units"), "count", more_is_better=True),
        Kpi("margin", N_("Margin"), "money", more_is_better=True),
        Kpi("returns_amount", N_("Returns"), "money", more_is_better=False),
        Kpi("new_revenue", N_("Revenue of new customers"), "money", more_is_better=True),
        Kpi("returning_revenue", N_("Revenue of returning customers"), "money", more_is_better=True),
        Kpi("anonymous_revenue", N_("Revenue without a known customer"), "money"),
    )
}


@dataclass(frozen=True)
class Month:
    """One month: its first day, whether it had ended by the as-of day, and the value of every KPI (None: not known)."""

    month: date
    is_complete: bool
    values: dict[str, float | None]

    def __getitem__(self, kpi: str) -> float | None:
        return self.values[kpi]

    def amount(self, kpi: str) -> float:
        """Return the value, 0 for none."""
        return self.values[kpi] or 0.0


def months(shop: Workspace) -> tuple[Month, ...]:
    """Return every month from the first order to the as-of day, months without orders too."""
    reader = shop.now
    return reader.kept("months", lambda: tuple(map(_month, reader.rows(_MONTHS, reads=["kpi_monthly"]))))  # type: ignore[no-any-return]


def year_before(month: date, history: Sequence[Month]) -> Month | None:
    """Return the same month a year before; None where it has not ended or there is none."""
    wanted = month.replace(year=month.year - 1)
    return next((m for m in history if m.month == wanted and m.is_complete), None)


def _month(row: dict[str, Any]) -> Month:
    values = {name: None if row[name] is None else float(row[name]) for name in KPIS}
    return Month(row["month"], row["is_complete"], values)


_MONTHS = "select * from kpi_monthly order by month"
