"""A customer's page follows a merge, a split and an undo at once; the tables follow at the next run."""

import pytest

from zhike import pipeline
from zhike.describe import profile
from zhike.govern import Actor
from zhike.unify import who

ANA = Actor("ana")

TILL = "客户编号,姓名,手机号,地址\n1,王小明,13800138001,杭州市西湖区文三路18号\n2,李雷,13800138002,\n"
WEB = "客户编号,姓名,手机号,邮箱\nw1,王小明,13800138001,wang@example.com\n"
ORDERS = "订单号,客户编号,下单时间,实付金额\n{0}1,{1},2025-05-01 10:00,{2}\n{0}2,{1},2025-06-01 10:00,{2}\n"


@pytest.fixture
def shop(empty_shop, deliver):
    for source, text in (("till", TILL), ("web", WEB)):
        deliver(empty_shop, text, name=f"{source}.csv", into="customers", source=source)
    deliver(empty_shop, ORDERS.format("T", 1, 100), name="to.csv", into="orders", source="till")
    deliver(empty_shop, ORDERS.format("L", 2, 10), name="lo.csv", into="orders", source="till")
    deliver(empty_shop, ORDERS.format("W", "w1", 7), name="wo.csv", into="orders", source="web")
    pipeline.run(empty_shop)
    return empty_shop


def page(shop, customer_id):
    """Return the name, e-mail and orders that a customer's page shows, and whether its numbers wait for a run."""
    one = profile.customer(shop, customer_id, by=ANA, declared=pipeline.tables())
    bought = profile.bought(shop, customer_id)
    entries = profile.timeline(shop, customer_id, by=ANA, kind="order").entries
    assert len(entries) == bought.total
    return one.name, one.row["email"], sorted(o["order_id"] for o in bought.orders), one.is_regrouped


def test_a_comparison_leaves_out_what_only_a_run_computes_of_a_customer_who_was_parted(shop):
    whole, other = number(shop, "till:1"), number(shop, "till:2")
    before = profile.compare(shop, whole, other, by=ANA, declared=pipeline.tables())
    who.split(shop, whole, ["web:w1"], because="", by=ANA)
    found = profile.compare(shop, whole, other, by=ANA, declared=pipeline.tables())
    assert (before.is_regrouped, found.is_regrouped) == (False, True)
    lines = found.differing + found.alike
    assert "records" in {x.name for x in lines} < {x.name for x in before.differing + before.alike}
    assert all(x.a is not None and x.b is not None for x in lines)


def number(shop, record):
    return who.show(shop, record, by=ANA).customer.customer_id


def test_a_merge_shows_at_once_what_both_bought_and_its_undo_takes_it_away(shop):
    one, other = number(shop, "till:1"), number(shop, "till:2")
    merged = who.merge(shop, one, other, because="", by=ANA)
    assert page(shop, one) == ("王小明", "wang@example.com", ["L1", "L2", "T1", "T2", "W1", "W2"], True)
    assert page(shop, other) == page(shop, one)
    who.undo(shop, merged.id, because="", by=ANA)
    assert page(shop, one) == ("王小明", "wang@example.com", ["T1", "T2", "W1", "W2"], False)
    assert page(shop, other) == ("李雷", None, ["L1", "L2"], False)


def test_a_split_shows_both_at_once_as_the_next_run_does(shop):
    whole = number(shop, "till:1")
    parts = who.split(shop, whole, ["web:w1"], because="", by=ANA).customers
    new = next(p.customer_id for p in parts if p.customer_id != whole)
    assert page(shop, whole) == ("王小明", None, ["T1", "T2"], True)
    assert page(shop, new) == ("王小明", "wang@example.com", ["W1", "W2"], True)
    assert profile.customer(shop, new, by=ANA, declared=pipeline.tables()).row["revenue"] is None
    pipeline.run(shop)
    assert page(shop, whole) == ("王小明", None, ["T1", "T2"], False)
    assert page(shop, new) == ("王小明", "wang@example.com", ["W1", "W2"], False)


def test_the_records_and_origins_follow_at_once(shop):
    whole = number(shop, "till:1")
    who.split(shop, whole, ["web:w1"], because="", by=ANA)
    found = profile.origins(shop, whole, by=ANA)
    assert [(r["source"], r["record_id"]) for r in found.records] == [("till", "1")]
    assert next(o.value for o in found.fields if o.field == "email") is None


def test_a_decision_about_others_leaves_a_page_as_it_is(shop):
    one = number(shop, "till:1")
    who.split(shop, one, ["web:w1"], because="", by=ANA)
    assert page(shop, number(shop, "till:2")) == ("李雷", None, ["L1", "L2"], False)


def test_a_number_that_nobody_has_is_unknown(shop):
    who.split(shop, "till:1", ["web:w1"], because="", by=ANA)
    with pytest.raises(profile.UnknownCustomerError):
        page(shop, "C404")


def test_a_number_of_before_is_not_shown_as_a_customer_whose_records_wait_for_a_run(shop):
    old = number(shop, "till:2")
    who.merge(shop, "till:1", "till:2", because="", by=ANA)
    pipeline.run(shop)
    who.split(shop, "till:1", ["web:w1"], because="", by=ANA)
    assert who.followed(shop, old) == (number(shop, "till:2"),)
    with pytest.raises(profile.UnknownCustomerError):
        page(shop, old)
