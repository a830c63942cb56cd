"""Questions to begin with: each runs on every workspace, and shows one thing about the tables."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.words import N_


@dataclass(frozen=True)
class Example:
    """A statement and the question it answers."""

    question: str
    sql: str


def examples() -> tuple[Example, ...]:
    """Return the questions to begin with."""
    return _EXAMPLES


_EXAMPLES = (
    Example(
        N_("Who brought most, and when did they come last?"),
        """select customer_id, orders, revenue, last_purchase_on
from customer_features
order by revenue desc
limit 20""",
    ),
    Example(
        N_("What did every month bring?"),
        """select month, customers, new_customers, orders, revenue, repeat_rate
from kpi_monthly
order by month""",
    ),
    Example(
        N_("How large are the RFM groups, and what do they bring?"),
        """select rfm_group, count(*) as customers, sum(monetary) as revenue
from rfm
group by rfm_group
order by revenue desc""",
    ),
    Example(
        N_("Which products sell best?"),
        """select coalesce(product_name, sku) as product, sum(quantity) as units, sum(revenue) as revenue
from order_lines
group by all
order by revenue desc
limit 20""",
    ),
    Example(
        N_("At which hours do people buy?"),
        """select ordered_hour, count(*) as orders
from orders
where is_purchase
group by ordered_hour
order by ordered_hour""",
    ),
    Example(
        N_("How many source records stand behind a customer?"),
        """select records, count(*) as customers
from (select customer_id, count(*) as records from identity where source <> 'zhike' group by customer_id)
group by records
order by records""",
    ),
)
