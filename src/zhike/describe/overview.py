"""The page a manager reads: how many people behind how many records, how good the data is, who brings the revenue, who stays.

In: a workspace with a published run. Out: `Overview`, the same numbers for the terminal, the page and the API.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhike.describe.state import DataState, data_state
from zhike.engine import Reader
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Bar:
    """One bar of a small chart: its name, its value, and its share of the whole (0 to 1)."""

    name: str
    value: float
    share: float


@dataclass(frozen=True)
class Overview:
    """What one page says about a company's customers, as of a day. Money is in the workspace's currency."""

    name: str
    currency: str
    as_of: date
    customers: int
    records: int
    records_merged: int
    buyers: int
    orders: int
    revenue: Decimal
    anonymous_revenue: Decimal
    average_order_value: Decimal | None
    revenue_year: Decimal
    revenue_year_before: Decimal
    top_fifth_share: float | None
    gini: float | None
    received: int
    quarantined: int
    repaired: int
    months: tuple[Bar, ...]
    rfm_groups: tuple[Bar, ...]
    retention: tuple[Bar, ...]
    channels: tuple[Bar, ...]

    @property
    def state(self) -> DataState:
        """Return the state of the data alone."""
        return DataState(
            as_of=self.as_of, customers=self.customers, records=self.records, merged=self.records_merged,
            received=self.received, quarantined=self.quarantined, repaired=self.repaired,
        )  # fmt: skip


def overview(shop: Workspace) -> Overview:
    """Return the overview of the current run."""
    reader, state = shop.now, data_state(shop)
    [totals] = reader.rows(_TOTALS, reads=["orders"])
    [years] = reader.rows(_YEARS, {"as_of": state.as_of}, reads=["orders"])
    [best] = reader.rows(_BEST, reads=["contribution"])
    return Overview(
        name=shop.settings.name, currency=shop.settings.currency, as_of=state.as_of, customers=state.customers,
        records=state.records, records_merged=state.merged, received=state.received, quarantined=state.quarantined,
        repaired=state.repaired, **totals, **years, **best, months=_bars(reader, _MONTHS, "kpi_monthly"),
        rfm_groups=_bars(reader, _GROUPS, "rfm"), retention=_bars(reader, _RETENTION, "cohorts"),
        channels=_bars(reader, _CHANNELS, "orders"),
    )  # fmt: skip


def _bars(reader: Reader, sql: str, table: str) -> tuple[Bar, ...]:
    rows = (tuple(row.values()) for row in reader.rows(sql, reads=[table]))
    return tuple(Bar(str(name), float(value), float(share or 0)) for name, value, share in rows)


_TOTALS = """
    select count(distinct customer_id) filter (where is_purchase) as buyers,
           count(*) filter (where is_purchase) as orders,
           coalesce(sum(revenue), 0) as revenue,
           coalesce(sum(revenue) filter (where customer_id is null), 0) as anonymous_revenue,
           (sum(revenue) filter (where is_purchase) / nullif(count(*) filter (where is_purchase), 0))::decimal(18, 2)
               as average_order_value
    from orders
"""

_YEARS = """
    select coalesce(sum(revenue) filter (where ordered_on > $as_of - 365), 0) as revenue_year,
           coalesce(sum(revenue) filter (where ordered_on > $as_of - 730 and ordered_on <= $as_of - 365), 0)
               as revenue_year_before
    from orders
"""

_BEST = """
    select max(cumulative_share) filter (where customer_share <= 0.2) as top_fifth_share, any_value(gini) as gini
    from contribution
"""

_MONTHS = """
    select strftime(month, '%Y-%m') as name, revenue::double as value, revenue / nullif(max(revenue) over (), 0) as share
    from (select * from kpi_monthly order by month desc limit 13) order by month
"""

_GROUPS = """
    select rfm_group as name, count(*) as value, count(*) / sum(count(*)) over () as share
    from rfm group by 1 order by 2 desc, 1
"""

# The mean over cohorts, weighted by their size, of months that were over by the as-of day.
_RETENTION = """
    select months_since as name, sum(active) / sum(customers) as value, sum(active) / sum(customers) as share
    from cohorts where is_complete and months_since between 1 and 6 group by 1 order by 1
"""

_CHANNELS = """
    select coalesce(channel, source) as name, sum(revenue)::double as value,
           sum(revenue) / nullif(sum(sum(revenue)) over (), 0) as share
    from orders group by 1 having sum(revenue) > 0 order by 2 desc, 1 limit 6
"""
