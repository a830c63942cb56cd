import pytest

from zhike import pipeline
from zhike.collect import ENTITIES
from zhike.engine import lineage, tables_read


def leaves(origin):
    if not origin.via:
        return {f"{origin.table}.{origin.column}"}
    return set().union(*(leaves(o) for o in origin.via))


def test_tables_read_are_the_tables_without_the_statements_own_steps():
    assert tables_read("with a as (select * from b) select * from a join c using (x) where x in (select x from d)") == {"b", "c", "d"}


def test_a_column_is_traced_through_tables_to_what_was_received(table):
    made = {t.name: t for t in (table("a", "select x as y from b", y="INTEGER"), table("b", "select p + q as x from given", x="INTEGER"))}
    assert leaves(lineage("a", "y", tables=made)) == {"given.p", "given.q"}


def test_a_column_of_what_was_received_has_no_origin(table):
    assert lineage("given", "p", tables={}).via == ()


def test_rfm_monetary_comes_from_orders_and_order_lines_as_received():
    found = leaves(lineage("rfm", "monetary", tables=pipeline.tables()))
    assert {"collected_orders.net_amount", "collected_order_lines.unit_price", "collected_order_lines.quantity"} <= found


@pytest.mark.parametrize("name", ["customer_features", "customers", "order_lines", "kpi_monthly"])
def test_every_column_of_the_large_tables_ends_in_something_received(name):
    declared = pipeline.tables()
    received = {f"collected_{e}" for e in ENTITIES} | {"currency_rates", "source_trust", "identity_groups"}
    for column in declared[name].columns[:8]:
        for leaf in leaves(lineage(name, column.name, tables=declared)):
            assert leaf.split(".")[0] in received | set(declared), leaf
