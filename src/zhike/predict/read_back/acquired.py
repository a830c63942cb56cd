"""What the customers of each acquisition channel are expected to bring, for comparing with what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhike.workspace import Workspace


@dataclass(frozen=True)
class Worth:
    """One channel: what all its customers are expected to leave within the days, before any cost of winning them."""

    channel: str
    horizon_days: int
    clv: float


def worth_by_channel(shop: Workspace, *, first: date, last: date) -> dict[str, Worth]:
    """Return the worth of the customers won in these months (their first days), by channel, over the longest horizon.

    Nothing where the value of that horizon is withheld.
    """
    asked = {"first": first, "last": last, "cost": shop.settings.predict.acquisition_cost}
    rows = shop.now.rows(_WORTH, asked, reads=["clv", "customers", "purchase_days"])
    return {row["channel"]: Worth(**row) for row in rows}


# The setting's cost of winning a customer is taken off in `clv`; beside the real one of a channel it would count twice.
_WORTH = """
    select coalesce(c.acquisition_channel, '') as channel, v.horizon_days, sum(v.clv + $cost) as clv
    from clv v
    join customers c on v.customer_id = c.customer_id
    join purchase_days d on v.customer_id = d.customer_id and d.purchase_day_no = 1
    where v.clv is not null and v.horizon_days = (select max(horizon_days) from clv where clv is not null)
      and date_trunc('month', coalesce(c.registered_on, d.purchased_on)) between $first and $last
    group by 1, 2
"""
