from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse
from scipy.stats import hypergeom, poisson
from small_shop import made

from zhike.describe.baskets import BASKETS, _matrices, significant

AS_OF = date(2025, 6, 30)


def baskets(*kinds, day=AS_OF):
    """Return the lines of so many orders of each kind: (number, "ab") are orders with the products a and b."""
    return [
        {"source": "till", "order_id": f"{products}{day}-{n}", "ordered_on": day, "sku": sku, "product_name": sku.upper(), "category": sku, "revenue": 5}
        for count, products in kinds for n in range(count) for sku in products
    ]  # fmt: skip


def rules(lines, level="product"):
    return {(r["item"], r["other"]): r for r in made(BASKETS, order_lines=lines)["basket_rules"] if r["level"] == level}


def test_support_confidence_and_lift_of_both_directions():
    found = rules(baskets((30, "ab"), (10, "a"), (60, "c")))
    a_b, b_a = found["a", "b"], found["b", "a"]
    assert (a_b["baskets"], a_b["item_baskets"], a_b["support"], a_b["confidence"]) == (30, 40, 0.3, 0.75)
    assert (b_a["baskets"], b_a["item_baskets"], b_a["confidence"]) == (30, 30, 1)
    assert a_b["lift"] == b_a["lift"] == pytest.approx(30 * 100 / (40 * 30))
    assert a_b["expected"] == pytest.approx(12)
    assert a_b["p_value"] == pytest.approx(poisson.sf(29, 12))
    assert (a_b["item_name"], a_b["other_name"]) == ("A", "B")


def test_a_pair_of_few_baskets_is_no_rule():
    assert rules(baskets((9, "ab"), (100, "c"))) == {}
    assert set(rules(baskets((10, "ab"), (100, "c")))) == {("a", "b"), ("b", "a")}


def test_what_stands_in_an_order_twice_counts_once():
    lines = baskets((20, "ab"), (80, "c"))
    assert rules(lines * 2)["a", "b"]["baskets"] == 20


def test_products_that_meet_by_chance_make_no_rule():
    bought = sparse.csr_matrix(np.random.default_rng(5).random((4000, 30)) < 0.1, dtype=np.int64)
    assert len(significant(bought.T @ bought, 4000).item) == 0


def test_the_test_is_stricter_than_the_exact_one():
    orders, a, b, both = 400, 60, 50, 20
    together = sparse.csr_matrix(np.array([[a, both], [both, b]]))
    found = significant(together, orders)
    exact = hypergeom.sf(both - 1, orders, a, b)
    assert len(found.p_value) == 1
    assert exact < found.p_value[0] < 0.01


def test_categories_have_rules_of_their_own():
    lines = baskets((30, "ab"), (10, "a"), (60, "c"))
    for one in lines:
        one["category"] = {"a": "tea", "b": "cup", "c": "hat"}[one["sku"]]
    assert rules(lines, "category")["tea", "cup"]["confidence"] == 0.75


def test_only_the_last_two_years_count():
    assert rules(baskets((30, "ab"), (60, "c"), day=date(2023, 6, 30))) == {}
    assert set(rules(baskets((30, "ab"), (60, "c"), day=date(2023, 7, 1)))) == {("a", "b"), ("b", "a")}


def test_an_order_of_more_than_a_hundred_products_is_left_out():
    lines = pa.table({"quarter": [0] * 203, "basket": [1] * 101 + [2] * 102, "item": [*range(100), 0, *range(101), 0]})
    assert next(_matrices(lines, 101)).shape == (1, 101)  # the first has a hundred, one of them twice


def test_pairs_over_time_are_shares_of_the_orders_of_each_quarter():
    lines = [*baskets((20, "ab"), (20, "c")), *baskets((5, "ab"), (45, "c"), day=AS_OF - timedelta(100))]
    rows = made(BASKETS, order_lines=lines)["basket_trends"]
    assert [(r["item"], r["other"], r["quarter"], r["baskets"], r["orders"], r["share"]) for r in rows] == [
        ("a", "b", date(2025, 1, 1), 5, 50, 0.1), ("a", "b", date(2025, 4, 1), 20, 40, 0.5),
    ]  # fmt: skip


def test_no_lines_no_rules():
    assert made(BASKETS, order_lines=[]) == {"basket_rules": [], "basket_trends": []}
