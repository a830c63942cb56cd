"""The published figures of UCI Online Retail, from orders made of its lines with a customer."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from small_shop import database, make

from zhike.describe.baskets import BASKETS

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


# The same lines with their products, for the tables that look into baskets.
LINES = f"""
    insert into order_lines by name
    select 'web' as source, InvoiceNo as order_id, CustomerID as customer_id, cast(InvoiceDate as date) as ordered_on, 'web' as channel,
           StockCode as sku, Quantity as quantity, cast(Quantity * UnitPrice as decimal(18, 4)) as revenue, Quantity < 0 as is_return
    from '{DATA}' where CustomerID is not null and UnitPrice > 0
"""


@pytest.fixture(scope="module")
def detailed(shop):
    shop.execute(LINES)
    for table in ("survival", "product_contribution"):
        make(shop, table, as_of=AS_OF)
    return shop


def test_products_add_up_and_the_best_is_the_one_counted_by_hand(detailed):
    (wanted,) = figures(detailed, "select sum(revenue) from order_lines")
    assert figures(detailed, "select sum(revenue), max(cumulative_share) from product_contribution") == (
        wanted,
        pytest.approx(1),
    )
    best = figures(detailed, "select sku, sum(revenue) from order_lines group by sku order by 2 desc, 1 limit 1")
    assert figures(detailed, "select sku, revenue from product_contribution where rank = 1") == best


def test_the_repeat_curve_is_the_product_over_the_days(detailed):
    days = detailed.execute("""
        select least(date_diff('day', purchased_on, coalesce(next_on, date '2011-12-09')), 729), next_on is not null
        from purchase_days where purchase_day_no = 1
    """).fetchall()
    survival = 1.0
    for day in range(92):
        at_risk = sum(d >= day for d, _ in days)
        survival *= 1 - sum(d == day and again for d, again in days) / at_risk
        if day in {7, 28, 91}:
            found = figures(
                detailed,
                f"select survival, at_risk from survival where dimension = 'all' and purchase_no = 2 and days = {day}",
            )
            assert found == (pytest.approx(survival), at_risk)


def test_a_rule_is_the_one_counted_by_hand(detailed):
    read = {}
    for name, sql in BASKETS.reads.items():
        read[name] = detailed.cursor().sql(sql, params={"as_of": date(2011, 12, 9)}).to_arrow_table()
    best = next(r for r in BASKETS.make(read, None)["basket_rules"].to_pylist() if r["rank"] == 1)
    baskets = f"""
        select order_id from order_lines where revenue > 0 group by order_id having count(distinct sku) <= 100
        and bool_or(sku = '{best["item"]}')
    """
    both = f"select count(*) from ({baskets} and bool_or(sku = '{best['other']}'))"
    assert figures(detailed, f"select ({both}), count(*) from ({baskets})") == (best["baskets"], best["item_baskets"])
