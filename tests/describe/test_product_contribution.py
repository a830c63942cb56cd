import pytest
from small_shop import line


def test_products_share_the_revenue_from_the_best_down(described):
    lines = [
        line("ana", "A", "tea", 50),
        line("ben", "B", "cup", 30),
        line("ben", "C", "cup", 15),
        line("ana", "D", "cup", 5),
    ]
    rows = described(
        "product_contribution", order_lines=lines, products=[{"sku": "A", "product_name": "Tea", "category": "tea"}]
    )
    assert [(r["sku"], r["rank"], r["pareto_class"]) for r in rows] == [
        ("A", 1, "A"),
        ("B", 2, "A"),
        ("C", 3, "B"),
        ("D", 4, "C"),
    ]
    assert [r["cumulative_share"] for r in rows] == pytest.approx([0.5, 0.8, 0.95, 1])
    assert [r["product_share"] for r in rows] == [0.25, 0.5, 0.75, 1]
    assert rows[0]["product_name"] == "Tea"
    # G = Σ xᵢ (n + 1 − 2 rᵢ) / (n Σ x)
    assert rows[0]["gini"] == pytest.approx((50 * 3 + 30 * 1 - 15 * 1 - 5 * 3) / (4 * 100))


def test_a_product_that_only_came_back_stays_and_weighs_nothing(described):
    lines = [
        line("ana", "A", "tea", 50),
        line("ana", "A", "tea", -10),
        line("ben", "B", "cup", -20),
        {**line("ana", "C", "cup", 0), "quantity": 3},
    ]
    rows = {r["sku"]: r for r in described("product_contribution", order_lines=lines)}
    assert (rows["A"]["revenue"], rows["A"]["lines"], rows["A"]["revenue_share"]) == (40, 1, 1)
    assert (rows["B"]["revenue"], rows["B"]["lines"], rows["B"]["revenue_share"], rows["B"]["pareto_class"]) == (
        -20,
        0,
        0,
        "C",
    )
    assert "C" not in rows  # it moved no money


def test_units_of_cancelled_orders_do_not_count_and_unknown_buyers_do(described):
    lines = [
        {**line("ana", "A", "tea", 50), "quantity": 5},
        {**line("ana", "A", "tea", 0), "quantity": 7},
        {**line(None, "A", "tea", 10), "quantity": 1},
    ]
    [row] = described("product_contribution", order_lines=lines)
    assert (row["units"], row["revenue"]) == (6, 60)
