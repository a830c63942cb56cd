"""The published figures of real data sets come out of imports without a mapping file."""

from decimal import Decimal

import pytest

import zhike
from shop import SETTINGS
from zhike import collect
from zhike.workspace import make_workspace

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="session")
def shop_of(realdata, tmp_path_factory):
    """Import files of the real data sets into a workspace of their own, run, and return it."""
    opened = {}

    def make(name, *, into=None, as_of=None):
        if name not in opened:
            folder = make_workspace(tmp_path_factory.mktemp("real") / "shop", SETTINGS)
            opened[name] = zhike.open(folder)
            collect.load(opened[name], realdata / name, into=into)
            zhike.run(opened[name], as_of=as_of)
        return opened[name]

    yield make
    for shop in opened.values():
        shop.close()


@pytest.fixture(scope="session")
def retail(shop_of):
    return shop_of("online_retail/Online_Retail.parquet")


def value(shop, sql):
    [row] = shop.query(sql).to_pylist()
    [found] = row.values()
    return found


# C and its number is how this shop writes a cancellation.
RETAIL = {
    "order lines": ("select count(*) from order_lines", 541_909),
    "invoices": ("select count(*) from orders", 25_900),
    "customers": ("select count(*) from customers", 4_372),
    "lines without a customer": ("select count(*) from order_lines where customer_id is null", 135_080),
    "lines of cancellations": ("select count(*) from order_lines where starts_with(order_id, 'C')", 9_288),
    "exact duplicate rows": ("select max(count) from data_quality where measure = 'repeated_rows'", 5_268),
    "sum of quantity × price": ("select sum(quantity * unit_price) from order_lines", Decimal("9747747.934")),
    "good lines": ("select count(*) from order_lines where customer_id is not null and quantity > 0 and unit_price > 0", 397_884),
    "good customers": ("select count(distinct customer_id) from order_lines where quantity > 0 and unit_price > 0", 4_338),
    "good invoices": ("select count(distinct order_id) from order_lines where customer_id is not null and quantity > 0 and unit_price > 0", 18_532),
    "good revenue": ("select round(sum(quantity * unit_price), 2) from order_lines where customer_id is not null and quantity > 0 and unit_price > 0", Decimal("8911407.90")),
    "first day": ("select cast(min(ordered_on) as varchar) from orders", "2010-12-01"),
    "last day": ("select cast(max(ordered_on) as varchar) from orders", "2011-12-09"),
    "rows that wait": ("select count(*) from rejects", 0),
}  # fmt: skip


@pytest.mark.parametrize("figure", RETAIL)
def test_online_retail_gives_its_published_figures(retail, figure):
    sql, published = RETAIL[figure]
    assert value(retail, sql) == published


def test_online_retail_is_recognised_as_order_lines_and_every_row_is_new(retail):
    [one] = collect.receipts(retail)
    assert one.entity == "order_lines"
    assert one.outcomes == {"created": 541_909, "updated": 0, "unchanged": 0, "duplicate": 0, "quarantined": 0}
    assert one.repeats == 5_268


def test_online_retails_cancellations_are_netted(retail):
    assert value(retail, "select sum(revenue) from orders where starts_with(order_id, 'C')") < 0
    assert value(retail, "select sum(revenue) from order_lines") == value(retail, "select sum(revenue) from orders")


def test_the_cdnow_sample_has_its_transactions_and_customers(shop_of):
    shop = shop_of("cdnow/CDNOW_sample.txt")
    assert value(shop, "select count(*) from orders") == 6_919
    assert value(shop, "select count(distinct customer_id) from orders") == 2_357
    assert value(shop, "select cast(min(ordered_on) as varchar) from orders") == "1997-01-01"
    assert value(shop, "select cast(max(ordered_on) as varchar) from orders") == "1998-06-30"


def test_telco_churn_has_its_customers_and_its_lost_ones(shop_of):
    shop = shop_of("telco_churn/Telco-Customer-Churn.csv")
    assert value(shop, "select count(*) from customers") == 7_043
    assert value(shop, "select count(*) from subscriptions where churned") == 1_869


@pytest.mark.parametrize(
    ("name", "records"),
    [("febrl/dataset1.csv", 1_000), ("febrl/dataset2.csv", 5_000), ("fake_1000/fake_1000.csv", 1_000)],
)
def test_people_are_recognised_as_customers_and_none_is_lost(shop_of, name, records):
    shop = shop_of(name)
    [one] = collect.receipts(shop)
    assert (one.entity, one.received, one.usable) == ("customers", records, records)
    assert value(shop, "select count(*) from records") == records
