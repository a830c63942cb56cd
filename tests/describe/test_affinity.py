import pytest
from small_shop import line


def lift_of(rows, customer, name):
    return next((r["lift"] for r in rows if (r["customer_id"], r["name"]) == (customer, name)), None)


def test_a_preference_is_the_share_against_everybodys_drawn_towards_one(described):
    lines = [*[line("ana", "T", "tea")] * 8, *[line("ana", "C", "cup")] * 2, *[line("ben", "C", "cup")] * 10]
    rows = described("affinity", order_lines=lines)
    # tea is 8 of 20 lines; Ana's 8 of 10 count as (8 + 5 × 0.4) of (10 + 5)
    assert lift_of(rows, "ana", "tea") == pytest.approx((8 + 2) / 15 / 0.4)
    assert lift_of(rows, "ben", "cup") == pytest.approx((10 + 3) / 15 / 0.6)
    assert lift_of(rows, "ana", "cup") is None  # less than the average


def test_one_line_is_no_preference_and_few_lines_are_a_weak_one(described):
    lines = [
        line("ana", "T", "tea"),
        *[line("ben", "T", "tea")] * 2,
        *[line("chloe", "T", "tea")] * 40,
        *[line("dan", "C", "cup")] * 43,
    ]
    rows = described("affinity", order_lines=lines)
    assert lift_of(rows, "ana", "tea") is None
    assert 1 < lift_of(rows, "ben", "tea") < lift_of(rows, "chloe", "tea") < 2


def test_brands_come_from_the_products_and_returned_lines_say_nothing(described):
    products = [{"sku": "T", "brand": "Leaf"}, {"sku": "C", "brand": "Clay"}]
    lines = [*[line("ana", "T", None)] * 3, *[line("ana", "C", None, amount=-5)] * 3, *[line("ben", "C", None)] * 3]
    rows = described("affinity", order_lines=lines, products=products)
    assert {(r["customer_id"], r["kind"], r["name"], r["lines"], r["share"]) for r in rows} == {
        ("ana", "brand", "Leaf", 3, 1), ("ben", "brand", "Clay", 3, 1),
    }  # fmt: skip


def test_where_all_buy_alike_nobody_prefers_anything(described):
    assert described("affinity", order_lines=[line(who, "T", "tea") for who in ("ana", "ana", "ben", "ben")]) == []
