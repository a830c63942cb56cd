"""The page a manager reads: how many people behind how many records, how good the data is, who brings the revenue, who stays.

In: a workspace with a published run. Out: `Overview`, the same numbers for the terminal, the page and the API.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from zhike.engine import Session
from zhike.store import runs
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


def overview(shop: Workspace) -> Overview:
    """Return the overview of the current run."""
    run = shop.current_run()
    with shop.store.reading() as connection:
        day = connection.execute(select(runs.c.as_of).where(runs.c.id == run)).scalar_one()
    with shop.reader(run) as session:
        customers, merged = session.rows("select count(*), coalesce(sum(records - 1), 0)::bigint from customers")[0]
        buyers, orders, revenue, anonymous, basket = session.rows(_TOTALS)[0]
        year, before = session.rows(_YEARS, {"as_of": day})[0]
        top, gini = session.rows(
            "select max(cumulative_share) filter (where customer_share <= 0.2), any_value(gini) from contribution"
        )[0]
        received, quarantined, repaired = session.rows(_QUALITY)[0]
        return Overview(
            name=shop.settings.name, currency=shop.settings.currency, as_of=day, customers=customers,
            records=session.value("select count(*) from records"), records_merged=merged, buyers=buyers, orders=orders,
            revenue=revenue, anonymous_revenue=anonymous, average_order_value=basket, revenue_year=year,
            revenue_year_before=before, top_fifth_share=top, gini=gini, received=received, quarantined=quarantined,
            repaired=repaired, months=_bars(session, _MONTHS), rfm_groups=_bars(session, _GROUPS),
            retention=_bars(session, _RETENTION), channels=_bars(session, _CHANNELS),
        )  # fmt: skip


def _bars(session: Session, sql: str) -> tuple[Bar, ...]:
    return tuple(Bar(str(name), float(value), float(share or 0)) for name, value, share in session.rows(sql))


_TOTALS = """
    select count(distinct customer_id) filter (where is_purchase), count(*) filter (where is_purchase),
           coalesce(sum(revenue), 0), coalesce(sum(revenue) filter (where customer_id is null), 0),
           (sum(revenue) filter (where is_purchase) / nullif(count(*) filter (where is_purchase), 0))::decimal(18, 2)
    from orders
"""

_YEARS = """
    select coalesce(sum(revenue) filter (where ordered_on > $as_of - 365), 0),
           coalesce(sum(revenue) filter (where ordered_on > $as_of - 730 and ordered_on <= $as_of - 365), 0)
    from orders
"""

_QUALITY = """
    select (select coalesce(sum(total), 0)::bigint from data_quality where field = '*' and measure = 'received'),
           (select count(*) from rejects),
           (select coalesce(sum("count"), 0)::bigint from data_quality where measure like 'repaired:%')
"""

_MONTHS = """
    select strftime(month, '%Y-%m'), revenue::double, revenue / nullif(max(revenue) over (), 0)
    from (select * from kpi_monthly order by month desc limit 13) order by month
"""

_GROUPS = """
    select rfm_group, count(*), count(*) / sum(count(*)) over () from rfm group by 1 order by 2 desc, 1
"""

# The mean over cohorts, weighted by their size, of months that were over by the as-of day.
_RETENTION = """
    select months_since, sum(active) / sum(customers), sum(active) / sum(customers)
    from cohorts where is_complete and months_since between 1 and 6 group by 1 order by 1
"""

_CHANNELS = """
    select coalesce(channel, source), sum(revenue)::double, sum(revenue) / nullif(sum(sum(revenue)) over (), 0)
    from orders group by 1 having sum(revenue) > 0 order by 2 desc, 1 limit 6
"""
