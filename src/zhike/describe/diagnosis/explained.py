"""Which KPIs can be explained, and what each of them is made of: a sum, or one sum divided by another.

Customers are those of each month; over several months a customer counts once in each, as in the months of kpi_monthly.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explained:
    """One KPI over the facts: the sum of `part`, divided by that of `whole` where it is a ratio.

    `each` is what a sum is an amount of (revenue of orders): by it the change is split into volume, mix and rate. `daily` says
    that a longer month brings more, `is_share` that it lies between 0 and 1. `circular` are dimensions that are the KPI itself by another name: that fewer came back because
    there were fewer of those who come back explains nothing.
    """

    name: str
    part: str
    whole: str = ""
    each: str = ""
    daily: bool = True
    is_share: bool = False
    circular: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether the KPI is a ratio of two sums."""
        return bool(self.whole)


_WHO = ("buyer", "purchases_before", "cohort")
EXPLAINED: dict[str, Explained] = {
    kpi.name: kpi
    for kpi in (
        Explained("revenue", "revenue", each="orders"),
        Explained("orders", "orders"),
        Explained("customers", "customers"),
        Explained("new_customers", "new_customers", circular=_WHO),
        Explained("returning_customers", "returning_customers", circular=("buyer",)),
        Explained("retained_customers", "retained_customers", circular=("buyer",)),
        Explained("average_order_value", "purchase_revenue", whole="orders", daily=False),
        Explained("revenue_per_customer", "known_revenue", whole="customers", daily=False),
        Explained("repeat_rate", "returning_customers", whole="customers", daily=False, is_share=True, circular=_WHO),
        Explained("units", "units", each="orders"),
        Explained("margin", "margin", each="costed_revenue"),
        Explained("returns_amount", "returns_amount"),
    )
}
