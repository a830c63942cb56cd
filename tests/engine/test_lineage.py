import pytest

from zhike import pipeline
from zhike.collect import ENTITIES
from zhike.engine import lineage, tables_read


def leaves(origin):
    if not origin.via:
        return {f"{origin.table}.{origin.column}"}
    return set().union(*(leaves(o) for o in origin.via))


def test_tables_read_are_the_tables_without_the_statements_own_steps():
    assert tables_read("with a as (select * from b) select * from a join c using (x) where x in (select x from d)") == {
        "b",
        "c",
        "d",
    }


def test_a_column_is_traced_through_tables_to_what_was_received(table):
    made = {
        t.name: t
        for t in (
            table("a", "select x as y from b", y="INTEGER"),
            table("b", "select p + q as x from given", x="INTEGER"),
        )
    }
    assert leaves(lineage("a", "y", tables=made)) == {"given.p", "given.q"}


def test_a_column_of_what_was_received_has_no_origin():
    assert lineage("given", "p", tables={}).via == ()


def test_rfm_monetary_comes_from_orders_and_order_lines_as_received():
    found = leaves(pipeline.origin("rfm", "monetary"))
    assert {
        "collected_orders.net_amount",
        "collected_order_lines.unit_price",
        "collected_order_lines.quantity",
    } <= found


# What a run is given beside what was received, and the one table that Python makes.
GIVEN = {"currency_rates", "source_trust", "golden_choices", "identity_groups"}
# Counted over all rows, or the day itself: made from no column.
FROM_NO_COLUMN = {"as_of", "orders", "records", "lines", "probability", "matched_by", "listed"}


@pytest.mark.parametrize("name", ["identity", "orders", "order_sums", "order_lines", "purchase_days"])
def test_every_column_is_traced_to_something_received(name):
    for column in pipeline.tables()[name].columns:
        ends = {leaf.split(".")[0] for leaf in leaves(pipeline.origin(name, column.name))}
        assert ends & (GIVEN | {f"collected_{e}" for e in ENTITIES}) or column.name in FROM_NO_COLUMN, (
            column.name,
            ends,
        )
