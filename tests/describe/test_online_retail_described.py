"""The published figures of UCI Online Retail, from orders made of its lines with a customer."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from small_shop import database, make

AS_OF = "2011-12-09"
DATA = (
    Path(os.environ.get("ZHIKE_REALDATA", Path(__file__).parents[3] / "shared/data"))
    / "online_retail/Online_Retail.parquet"
)

pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")]

# Invoices whose number starts with C are return documents; a line without a price moves no money. The lines of one invoice may
# differ by a minute: its first one is its time.
ORDERS = f"""
    insert into orders by name
    select
        CustomerID as customer_id, cast(min(InvoiceDate) as date) as ordered_on, extract(hour from min(InvoiceDate)) as ordered_hour,
        'web' as channel, sum(revenue) as revenue, count(*) as lines, sum(Quantity) as units,
        greatest(-sum(revenue), 0) as returned_amount, sum(revenue) > 0 as is_purchase, sum(revenue) < 0 as is_return
    from (select *, cast(Quantity * UnitPrice as decimal(18, 4)) as revenue from '{DATA}' where CustomerID is not null)
    where UnitPrice > 0
    group by InvoiceNo, CustomerID
"""


@pytest.fixture(scope="module")
def shop():
    with database(as_of=AS_OF) as connection:
        connection.execute(ORDERS)
        connection.execute("insert into customers (customer_id) select distinct customer_id from orders")
        for table in ("purchase_days", "rfm", "contribution", "cohorts", "kpi_monthly"):
            make(connection, table, as_of=AS_OF)
        yield connection


def figures(shop, query):
    return shop.execute(query).fetchone()


def test_purchases_and_their_revenue_are_the_published_ones(shop):
    found = figures(
        shop, "select count(*) filter (where orders > 0), sum(orders), sum(purchase_revenue) from customer_features"
    )
    assert found == (4338, 18532, pytest.approx(Decimal("8911407.90"), abs=Decimal("0.01")))


def test_every_table_adds_up_to_the_same_revenue(shop):
    (wanted,) = figures(shop, "select sum(revenue) from orders")
    assert figures(shop, "select sum(revenue) from customer_features") == (wanted,)
    assert figures(shop, "select sum(revenue) from contribution") == (wanted,)
    assert figures(shop, "select sum(revenue) from kpi_monthly") == (wanted,)


def test_every_buyer_is_in_one_cohort_and_one_month_of_first_purchase(shop):
    assert figures(shop, "select sum(customers) from cohorts where months_since = 0") == (4338,)
    assert figures(shop, "select sum(new_customers) from kpi_monthly") == (4338,)
    assert figures(shop, "select count(*) from rfm") == (4338,)


def test_thirteen_months_of_which_the_last_is_not_over(shop):
    assert figures(shop, "select count(*), count(*) filter (where is_complete) from kpi_monthly") == (13, 12)
