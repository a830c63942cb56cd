"""What goes together is recommended with the product that speaks for it, nothing is repeated that is not bought again, and no one is profiled against their will."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from buyers import AS_OF, asked

from zhike.engine import PythonTable, Session
from zhike.predict import item_item, offer_tests
from zhike.predict.bought import Bought, rebuy_rates
from zhike.predict.offers import Recommender, lists
from zhike.predict.ranking import likelihoods, ranked
from zhike.predict.recommendations import RECOMMENDATIONS, RECOMMENDATIONS_TABLE
from zhike.predict.sparing import sparing

PRODUCTS = 30


def lines(session, rows):
    """Make order_lines of rows (customer, sku, day)."""
    customers, skus, days = zip(*rows, strict=True) if rows else ((), (), ())
    said = pa.table(
        {
            "customer_id": pa.array(customers, pa.string()),
            "sku": pa.array(skus, pa.string()),
            "ordered_on": pa.array(days, pa.date32()),
        }
    )
    session.connection.register("said_lines", said)
    session.sql(
        "create temp table order_lines as select *, 10::decimal(18, 4) as revenue, false as is_return from said_lines"
    )
    return session


def pairs(count=700, *, seed=3):
    """Return lines of people who buy a product, its companion some days later, and every other one coffee again and again."""
    chance, rows = np.random.default_rng(seed), []
    for who in range(count):
        for product in (chance.permutation(PRODUCTS // 2)[:3] * 2).tolist():
            day = int(chance.integers(0, 260))
            rows.append((f"c{who:04}", f"p{product:02}", AS_OF - timedelta(days=day)))
            if day >= 15:
                rows.append((f"c{who:04}", f"p{product + 1:02}", AS_OF - timedelta(days=day - 15)))
        rows += [(f"c{who:04}", "coffee", AS_OF - timedelta(days=day - 40 * k)) for k in range(2 * (who % 2))]
    return rows


@pytest.fixture(scope="module")
def made():
    with Session(timezone="Asia/Shanghai", threads=1) as session:
        return asked(lines(session, pairs()), RECOMMENDATIONS)


def test_what_goes_together_is_recommended_with_its_reason(made):
    [new] = [c for c in made["recommendations_cards"].to_pylist() if c["target"] == "new products"]
    assert (new["verdict"], new["metric"]) == ("shown", "recall at 10")
    assert new["value"] > new["baseline_value"]
    beside = {(f"p{k:02}", f"p{k + 1:02}") for k in range(0, PRODUCTS, 2)}
    companions = [
        r for r in made["recommendations"].to_pylist()
        if r["reason"] == "since_bought" and (r["reason_sku"], r["sku"]) in beside
    ]  # fmt: skip
    assert companions


def test_ranks_run_from_one_without_a_gap_and_no_product_is_offered_twice(made):
    rows = made["recommendations"].to_pylist()
    by_customer = {}
    for r in rows:
        by_customer.setdefault(r["customer_id"], []).append(r)
    assert all([r["rank"] for r in of] == list(range(1, len(of) + 1)) for of in by_customer.values())
    assert all(len({r["sku"] for r in of}) == len(of) for of in by_customer.values())
    assert [r["customer_id"] for r in rows] == sorted(r["customer_id"] for r in rows)


def test_only_what_is_bought_again_is_recommended_again(made):
    rates = {r["sku"]: r for r in made["product_rebuys"].to_pylist()}
    assert rates["coffee"]["is_bought_again"]
    assert not rates["p00"]["is_bought_again"]
    again = {r["sku"] for r in made["recommendations"].to_pylist() if r["reason"] == "bought_again"}
    assert again <= {sku for sku, r in rates.items() if r["is_bought_again"]}


def test_related_products_name_the_companion_first(made):
    first = {r["sku"]: r["related_sku"] for r in made["related_products"].to_pylist() if r["rank"] == 1}
    assert [first[f"p{k:02}"] for k in range(0, PRODUCTS, 2)] == [f"p{k + 1:02}" for k in range(0, PRODUCTS, 2)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_lines"),
        ([("c1", "a", AS_OF)], "short_history"),
        ([(f"c{k}", "a", AS_OF - timedelta(days=k * 30)) for k in range(10)], "few_next_orders"),
    ],
)
def test_too_little_is_withheld_with_the_reason(rows, code):
    with Session(timezone="Asia/Shanghai", threads=1) as session:
        found = asked(lines(session, rows), RECOMMENDATIONS)
    assert {c["verdict"] for c in found["recommendations_cards"].to_pylist()} == {"withheld"}
    assert all(code in c["missing_codes"] for c in found["recommendations_cards"].to_pylist())
    assert not len(found["recommendations"])


def test_ease_is_the_ridge_regression_of_every_product_on_the_others():
    x = (np.random.default_rng(1).random((200, 6)) < 0.4).astype(np.float32)
    found = item_item.ease(np.asarray(x.T @ x, np.float32))
    for j in range(6):
        others = [k for k in range(6) if k != j]
        expected = np.linalg.solve(x[:, others].T @ x[:, others] + 500 * np.eye(5), x[:, others].T @ x[:, j])
        assert found[others, j] == pytest.approx(expected, rel=1e-3)


def test_the_factor_model_knows_which_products_share_their_buyers():
    x = np.zeros((100, 4), np.float32)
    x[:50, :2], x[50:, 2:] = 1, 1
    found = item_item.factors(np.asarray(x.T @ x, np.float32))
    assert found[0, 1] > 0.1 > abs(found[0, 2])


def test_lists_offer_new_products_only_and_say_what_speaks_for_each():
    related = np.zeros((4, 4), np.float32)
    related[0, 2], related[1, 2], related[0, 1] = 0.2, 0.5, 0.9
    bought = Bought(np.array([0, 0, 0]), np.array([0, 1, 1]), np.array([1, 1, 2]), 1, 4)
    by = Recommender(related, np.array([5, 1, 1, 3], np.float32), np.array([0, 0.5, 0, 0]))
    found = lists(bought.owned(), by)
    assert found.new[0, :3].tolist() == [2, 3, -1]
    assert found.score[0, 0] == pytest.approx(0.7)
    assert found.cause[0, :2].tolist() == [1, -1]
    assert (found.again[0, 0], found.times[0, 0], found.again[0, 1]) == (1, 2, -1)


def test_a_rate_of_few_buyers_is_drawn_to_that_of_all():
    bought = Bought(np.array([0, 0, *range(100)]), np.array([0, 0, *[1] * 100]), np.array([1, 2, *[1] * 100]), 100, 2)
    few, many = rebuy_rates(bought.owned(), 2)
    assert many < few < 0.3


def test_the_likelier_of_two_lists_may_stand_first():
    bought = Bought(np.array([0, 0]), np.array([0, 0]), np.array([1, 2]), 1, 2)
    by = Recommender(np.array([[0, 1], [0, 0]], np.float32), np.ones(2, np.float32), np.ones(2))
    offered = lists(bought.owned(), by)
    learned = likelihoods(offered, lambda products: products == 1)
    assert ranked(offered, learned, likeliest_first=True).first(2).tolist() == [[1, 0]]
    assert ranked(offered, learned, likeliest_first=False).first(2).tolist() == [[0, 1]]


def test_who_refused_profiling_has_no_row():
    rows = RECOMMENDATIONS_TABLE.arrow({c.name: [] for c in RECOMMENDATIONS_TABLE.columns})
    one = pa.table({"customer_id": ["a", "b"]})
    spared = sparing(PythonTable(RECOMMENDATIONS_TABLE, {}, lambda _a, _s: {"x": one, "y": rows.select(["sku"])}))
    made = spared.make({"unprofiled": pa.table({"customer_id": ["b"]})}, None)
    assert made["x"]["customer_id"].to_pylist() == ["a"]
    assert made["y"].column_names == ["sku"]


@pytest.mark.realdata
def test_a_real_shop_gets_more_of_what_it_buys_than_from_popularity_and_own_history(realdata):
    import duckdb

    table = duckdb.sql(
        f"""select distinct cast(cast(CustomerID as bigint) as varchar) as customer_id, StockCode as sku, cast(InvoiceDate as date) as ordered_on
        from '{realdata / "online_retail" / "Online_Retail.parquet"}' where CustomerID is not null and Quantity > 0 and UnitPrice > 0"""
    ).fetchnumpy()
    (_, customer), (_, product) = (np.unique(table[n].astype(str), return_inverse=True) for n in ("customer_id", "sku"))
    day = table["ordered_on"].astype("datetime64[D]").astype(np.int64)
    bought, cut = Bought(customer, product, day, customer.max() + 1, product.max() + 1), date(2011, 10, 31)
    ways = [w for w in offer_tests.WAYS if w.model.startswith("EASE")]
    tested = offer_tests.past(bought, cut, horizon=60, ways=ways)
    learned = likelihoods(tested.offered[ways[0].model], tested.hits)
    assert tested.recall(tested.offered[ways[0].model].new, tested.counts_new) > 0.062
    assert tested.recall(tested.baseline.new, tested.counts_new) == pytest.approx(0.037, abs=0.001)
    assert offer_tests.all_recall(tested, ways[0].model, learned, likeliest_first=False) > 0.162
