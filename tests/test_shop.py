"""The fixed cast is as its description says: every other test stands on these facts."""

from datetime import timedelta

import pytest

from shop import AS_OF, customer_of, one


def spent(shop, record_id):
    found = one(shop, f"select frequency, monetary from rfm where customer_id = '{customer_of(shop, record_id)}'")
    return found["frequency"], float(found["monetary"])


@pytest.mark.parametrize(
    ("record", "orders", "revenue"), [("T1", 6, 600), ("T2", 3, 150), ("W2", 1, 5000), ("W9", 1, 80), ("W6", 1, 70)]
)
def test_who_spent_what(shop, record, orders, revenue):
    assert spent(shop, record) == (orders, revenue)


def test_chloe_is_one_customer_with_the_orders_of_both_systems(shop):
    assert customer_of(shop, "T3") == customer_of(shop, "W1")
    assert spent(shop, "W1") == (2, 250)


def test_a_couple_under_one_phone_are_two_customers(shop):
    assert customer_of(shop, "T4") != customer_of(shop, "T5")


def test_hanas_return_is_netted(shop):
    found = one(
        shop,
        f"select sum(revenue) as revenue, sum(returned_amount) as back from orders where customer_id = '{customer_of(shop, 'T6')}'",
    )
    assert (float(found["revenue"]), float(found["back"])) == (60, 60)


@pytest.mark.parametrize("record", ["W3", "W4", "W5"])
def test_cancelled_refunded_and_pending_orders_bring_nothing(shop, record):
    found = one(
        shop, f"select sum(revenue) as revenue, bool_or(is_purchase) as bought from orders where record_id = '{record}'"
    )
    assert (float(found["revenue"]), found["bought"]) == (0, False)


def test_euros_without_a_rate_wait_in_rejects(shop):
    assert one(shop, "select reason, value, detail from rejects") == {
        "reason": "no_rate",
        "value": "EUR",
        "detail": "O7",
    }


def test_fifteen_people_stand_behind_fifteen_records_but_one(shop):
    assert one(shop, "select count(*) as n, count(distinct customer_id) as people from identity") == {
        "n": 15,
        "people": 14,
    }


def test_nina_is_a_customer_without_orders(shop):
    assert one(shop, f"select count(*) as n from orders where customer_id = '{customer_of(shop, 'T7')}'")["n"] == 0


def test_the_newest_order_is_kais_of_the_day_before(shop):
    assert one(shop, "select max(ordered_on) as day from orders")["day"] == AS_OF - timedelta(days=1)
