"""Filters by what customers did: as many as plain SQL finds, and nothing typed becomes SQL."""

import duckdb
import pytest

from zhike import pipeline
from zhike.describe import directory
from zhike.describe.directory.deeds import DEEDS
from zhike.govern import actor_at_the_terminal
from zhike.words import use_language

TEA = "select count(distinct customer_id) as n from order_lines where sku = 'TEA' and revenue > 0"


def found(shop, *filters):
    declared = pipeline.tables()
    question = directory.question_of(directory.fields_now(shop, declared), f=filters)
    return directory.find(shop, question, by=actor_at_the_terminal(), declared=declared).total


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("bought_product:is:TEA", TEA),
        ("bought_product:not:TEA", f"select (select count(*) from customers) - ({TEA}) as n"),
        ("bought_product:is:TEA,MUG", "select count(distinct customer_id) as n from order_lines where sku in ('TEA', 'MUG') and revenue > 0"),
        ("bought_at:is:2-18", "select count(distinct customer_id) as n from orders where is_purchase and isodow(ordered_on) = 2 and ordered_hour = 18"),
        ("bought_lines:is:2", "select count(distinct customer_id) as n from orders where is_purchase and lines = 2"),
        ("waited:is:15-31", "select count(distinct customer_id) as n from purchase_days where gap_days between 15 and 31"),
        ("bought_again:is:3-60", "select count(distinct customer_id) as n from purchase_days where purchase_day_no = 3 and gap_days <= 60"),
    ],
)  # fmt: skip
def test_a_deed_finds_whom_sql_finds(shop, text, sql):
    [wanted] = shop.query(sql).to_pylist()
    assert found(shop, text) == wanted["n"] > 0


def test_the_day_of_a_stage_is_written_as_people_write_days(shop):
    [condition] = directory.question_of(
        directory.fields_now(shop, pipeline.tables()), f=["stage_on:is:2025-05-31|loyal"]
    ).conditions
    assert directory.in_words(condition).endswith("loyal on 2025-05-31")
    use_language("zh")
    assert "2025年5月31日" in directory.in_words(condition)


def test_two_products_must_be_in_one_order(shop):
    assert found(shop, "bought_together:is:SCARF|HAT") == 1  # Chloe's order on the web
    assert found(shop, "bought_product:is:SCARF", "bought_product:is:HAT") == 1
    assert found(shop, "bought_together:is:TEA|MUG") == 0


@pytest.mark.parametrize("value", ["x' or 1=1 --", "a|b|c", "99-99", "-", "'"])
@pytest.mark.parametrize(
    "deed", ["bought_product", "bought_together", "bought_at", "bought_lines", "waited", "bought_again", "prefers"]
)
def test_what_is_typed_is_a_value(shop, deed, value):
    assert found(shop, f"{deed}:is:{value}") == 0


NAMED = {"茶（礼盒）": 0.6, "茶": 0.00002, "a|1.2.3": 0.6, "食品|茶叶": 0.6}


@pytest.mark.parametrize(
    ("value", "who", "said"),
    [
        ("茶（礼盒）", ["茶（礼盒）"], "茶（礼盒）"),
        ("茶（礼盒）|0.5", ["茶（礼盒）"], "茶（礼盒）, with at least 50%"),
        ("茶|0.00001", ["茶"], "茶, with at least 0.001%"),
        ("茶|.5", [], "茶, with at least 50%"),
        ("茶|1e-05", [], "茶|1e-05"),
        ("食品|茶叶", ["食品|茶叶"], "食品|茶叶"),
        ("食品|茶叶|0.6", ["食品|茶叶"], "食品|茶叶, with at least 60%"),
        ("a|1.2.3", ["a|1.2.3"], "a|1.2.3"),
    ],
)
def test_a_likely_category_is_read_alike_by_words_and_sql(value, who, said):
    condition = directory.conditions_of([f"likely_category:is:{value}"], {})[0]
    assert directory.in_words(condition) == f"Likely category is {said}"
    with duckdb.connect() as connection:
        connection.execute("create table propensity (customer_id text, category text, probability double)")
        connection.executemany("insert into propensity values (?, ?, ?)", [(n, n, p) for n, p in NAMED.items()])
        select = DEEDS["likely_category"].select.format(value="$value")
        assert [c for (c,) in connection.execute(select, {"value": condition.values[0]}).fetchall()] == who


def test_names_keep_their_width_and_product_numbers_have_none():
    typed = {d: directory.conditions_of([f"{d}:is:Ａ（１）"], {})[0].values[0] for d in DEEDS}
    assert {d for d, v in typed.items() if v == "Ａ（１）"} == {
        "bought_category", "bought_channel", "categories_together", "likely_category", "likeliest_category", "prefers",
    }  # fmt: skip
    assert typed["bought_product"] == "A(1)"


def test_a_deed_reads_as_words(shop):
    fields = directory.fields_now(shop, pipeline.tables())
    said = [
        directory.in_words(c)
        for c in directory.conditions_of(
            ["bought_at:is:1-20", "bought_together:is:A|B", "bought_again:is:3-28"], fields
        )
    ]
    assert said == [
        "Bought on weekday and hour is Monday 20:00",
        "Bought in one order is A + B",
        "Number of the purchase and days until it is purchase 3 within 28 days",
    ]
