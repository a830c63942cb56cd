"""What an order brings: netting of states, signs and currencies, from orders alone, lines alone, or both."""

import pytest


def order(number="A", amount=100, **more):
    return {"order_id": number, "record_id": "1", "ordered_at": "2025-05-01 10:00:00", "net_amount": amount, **more}


def line(number="A", quantity=1, price=10, **more):
    return {"order_id": number, "quantity": quantity, "unit_price": price, **more}


def dated(number="A", quantity=1, price=10, **more):
    return line(number, quantity, price, record_id="1", ordered_at="2025-05-01 10:00:00", **more)


@pytest.fixture
def one(unified):
    """Return the only order."""

    def make(**given):
        [row] = unified(**given).rows("orders")
        return row

    return make


# said state, net amount → state, revenue, what came back, a purchase?, a return?
CASES = [
    ("paid", 100, "paid", 100, 0, True, False),
    ("completed", 100, "completed", 100, 0, True, False),
    ("shipped", 100, "shipped", 100, 0, True, False),
    (None, 100, "paid", 100, 0, True, False),
    ("pending", 100, "pending", 0, 0, False, False),
    ("cancelled", 100, "cancelled", 0, 0, False, False),
    ("refunded", 100, "refunded", 0, 100, False, True),
    ("returned", 100, "returned", 0, 100, False, True),
    ("cancelled", -100, "cancelled", -100, 100, False, True),
    ("refunded", -100, "refunded", -100, 100, False, True),
    (None, -100, "returned", -100, 100, False, True),
    ("paid", -100, "paid", -100, 100, False, True),
    ("paid", 0, "paid", 0, 0, False, False),
    (None, 0, "paid", 0, 0, False, False),
]


@pytest.mark.parametrize(("said", "amount", "state", "revenue", "back", "bought", "returned"), CASES)
def test_an_order_is_netted_by_state_and_sign(one, said, amount, state, revenue, back, bought, returned):
    found = one(orders=[order(amount=amount, status=said)])
    assert (found["status"], found["revenue"], found["returned_amount"], found["is_purchase"], found["is_return"]) == (
        state,
        revenue,
        back,
        bought,
        returned,
    )


def test_a_negative_order_whose_number_begins_with_c_is_a_credit_note(one):
    assert one(orders=[order("C536379", -27.5)])["status"] == "cancelled"
    assert one(orders=[order("CAFE", -27.5)])["status"] == "returned"


def test_an_order_without_an_amount_counts_nothing_and_says_so(one):
    found = one(orders=[order(amount=None)])
    assert (found["net_amount"], found["revenue"], found["is_purchase"], found["is_return"]) == (None, 0, False, False)


def test_what_is_missing_of_gross_discount_and_net_follows_from_the_others(one):
    assert one(orders=[order(amount=None, gross_amount=100, discount_amount=15)])["net_amount"] == 85
    assert one(orders=[order(amount=85, discount_amount=15)])["gross_amount"] == 100
    assert one(orders=[order(amount=85, gross_amount=100)])["discount_amount"] == 15


def test_margin_is_revenue_less_cost_and_empty_when_the_cost_is_not_known(one):
    assert one(orders=[order(cost_amount=60)])["margin"] == 40
    assert one(orders=[order()])["margin"] is None
    assert one(orders=[order(status="cancelled", cost_amount=60)])["margin"] == 0


def test_another_currency_is_converted_and_keeps_its_original(one):
    found = one(orders=[order(amount=10, currency="USD", cost_amount=4, gross_amount=12)], rates={"USD": 7.1})
    assert (
        float(found["net_amount"]),
        float(found["revenue"]),
        float(found["margin"]),
        float(found["gross_amount"]),
    ) == (71, 71, 42.6, 85.2)
    assert (found["net_amount_original"], found["currency"], found["rate"]) == (10, "USD", 7.1)


def test_an_order_without_a_rate_is_rejected_and_not_lost(unified):
    found = unified(orders=[order("A", currency="EUR"), order("B")])
    assert [r["order_id"] for r in found.rows("orders")] == ["B"]
    assert [(r["reason"], r["value"], r["detail"]) for r in found.rows("rejects")] == [("no_rate", "EUR", "A")]


def test_lines_alone_make_the_order(one):
    found = one(order_lines=[dated(quantity=2), dated(quantity=-1), dated(quantity=1, price=None, line_amount=5)])
    assert (found["lines"], found["units"], found["net_amount"], found["revenue"], found["returned_amount"]) == (
        3,
        2,
        15,
        15,
        10,
    )
    assert (found["record_id"], str(found["ordered_on"]), found["ordered_hour"], found["status"]) == (
        "1",
        "2025-05-01",
        10,
        "paid",
    )


def test_an_order_and_its_lines_are_one_order_with_the_orders_own_amount(one):
    found = one(orders=[order(amount=18)], order_lines=[line(quantity=2), line(quantity=1, price=5)])
    assert (found["lines"], found["units"], found["net_amount"]) == (2, 3, 18)


def test_an_order_that_says_no_amount_takes_the_sum_of_its_lines(one):
    assert one(orders=[order(amount=None)], order_lines=[line(quantity=3)])["revenue"] == 30


def test_the_same_number_in_two_sources_is_two_orders(unified):
    found = unified(orders=[order("A"), order("A", source="web")]).rows("orders")
    assert {r["source"] for r in found} == {"till", "web"}


def test_lines_that_nothing_dates_are_rejected_with_their_order(unified):
    found = unified(order_lines=[line("Z"), line("Z")])
    assert found.rows("orders") == []
    assert [(r["reason"], r["value"], r["detail"]) for r in found.rows("rejects")] == [("no_order", "Z", "2 lines")]


def test_an_order_of_a_later_day_is_not_known_yet(unified):
    rows = [order("A"), order("B", ordered_at="2025-06-30 23:59:59"), order("C", ordered_at="2025-07-01 00:00:00")]
    assert {r["order_id"] for r in unified(orders=rows).rows("orders")} == {"A", "B"}


def test_days_are_those_of_the_workspaces_time_zone(one):
    found = one(orders=[order(ordered_at="2025-05-01 17:30:00+00")])
    assert (str(found["ordered_on"]), found["ordered_hour"]) == ("2025-05-02", 1)


def test_an_order_without_a_buyer_has_no_customer(one):
    assert one(orders=[order(record_id=None)])["customer_id"] is None


def test_the_revenue_of_the_lines_adds_up_to_that_of_the_order(unified):
    found = unified(order_lines=[dated(quantity=3), dated(quantity=-1), dated("B", 2), dated("C7", -1)])
    both = found.rows(
        "select o.order_id, o.revenue = sum(l.revenue) as same from orders o join order_lines l using (source, order_id) group by o.order_id, o.revenue"
    )
    assert all(r["same"] for r in both)
    assert len(both) == 3


@pytest.mark.parametrize("state", ["pending", "cancelled", "refunded"])
def test_the_lines_of_an_order_that_brings_nothing_bring_nothing(unified, state):
    found = unified(orders=[order(status=state)], order_lines=[line(), line()])
    assert [r["revenue"] for r in found.rows("order_lines")] == [0, 0]


def test_a_line_takes_day_customer_and_currency_from_its_order(unified):
    found = unified(
        orders=[order(amount=10, currency="USD")], order_lines=[line(price=10, line_cost=4)], rates={"USD": 7}
    )
    [row] = found.rows("order_lines")
    assert (row["record_id"], str(row["ordered_on"]), row["unit_price"], row["line_amount"], row["line_cost"]) == (
        "1",
        "2025-05-01",
        70,
        70,
        28,
    )


def test_lines_without_a_number_are_told_apart(unified):
    found = unified(order_lines=[dated(), dated()]).rows("order_lines")
    assert len({r["line_no"] for r in found}) == 2


def test_a_product_that_only_orders_know_is_a_product(unified):
    found = unified(
        products=[{"sku": "p", "product_name": "Tea", "price": 5}],
        order_lines=[dated(sku="p"), dated(sku="q", product_name="Mug")],
    )
    assert {r["sku"]: (r["product_name"], r["listed"]) for r in found.rows("products")} == {
        "p": ("Tea", True),
        "q": ("Mug", False),
    }
    assert {r["sku"]: r["product_name"] for r in found.rows("order_lines")} == {"p": "Tea", "q": "Mug"}
