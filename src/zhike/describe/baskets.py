"""The tables `basket_rules` and `basket_trends`: which products, and which categories, are bought together.

A basket is an order, its different products counted once. For products a and b, with n baskets in all, n_a with a and
n_ab with both: support = n_ab / n, confidence of a → b = n_ab / n_a, lift = n_ab · n / (n_a · n_b) (Agrawal, Imielinski &
Swami 1993; Brin, Motwani & Tsur 1997). A rule must have happened often enough, and more often than chance allows: the
probability of n_ab or more baskets, were both bought independently, is P(Poisson(n_a n_b / n) ≥ n_ab), which is above
the hypergeometric one; over all pairs of products that are bought often enough at all, the false discovery rate is kept
at 1 % (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A pair of fewer baskets is an anecdote; a product of fewer makes none.
LEAST_BASKETS = 10
FALSE_DISCOVERIES = 0.01
# Nobody reads more pairs than this; they are those with most baskets above what chance gives.
MOST_PAIRS, MOST_TRENDS = 500, 100
# An order of so many different products is a stocktaking, and would bring thousands of pairs by itself.
LARGEST_BASKET = 100
QUARTERS = 8

BASKET_RULES = Table(
    name="basket_rules",
    room="describe",
    grain="One row per rule: who has this in the basket has that, too, more often than by chance; both directions of each pair, over the last two years.",
    key=("level", "item", "other"),
    sorted_by=("level", "rank"),
    columns=(
        Column("level", "VARCHAR", "", "product or category"),
        Column("rank", "INTEGER", "", "1 for the pair with most baskets above what chance gives; both directions share it"),
        Column("item", "VARCHAR", "", "product number or category that is in the basket"),
        Column("other", "VARCHAR", "", "what goes with it"),
        Column("item_name", "VARCHAR", "", "name of the product; the category itself"),
        Column("other_name", "VARCHAR", "", "name of the other product; the other category itself"),
        Column("item_baskets", "BIGINT", "orders", "orders with the item"),
        Column("baskets", "BIGINT", "orders", "orders with both"),
        Column("expected", "DOUBLE", "orders", "orders with both, were they bought independently of each other"),
        Column("support", "DOUBLE", "share", "baskets / all orders with a known product"),
        Column("confidence", "DOUBLE", "share", "baskets / item_baskets"),
        Column("lift", "DOUBLE", "times", "baskets / expected"),
        Column("p_value", "DOUBLE", "share", "probability of as many baskets or more by chance"),
    ),
)  # fmt: skip
BASKET_TRENDS = Table(
    name="basket_trends",
    room="describe",
    grain="One row per pair of products, of the hundred best, and quarter of the last two years: how often they went together.",
    key=("item", "other", "quarter"),
    columns=(
        Column("item", "VARCHAR", "", "product number, the one with more baskets"),
        Column("other", "VARCHAR", "", "product number of the other one"),
        Column("quarter", "DATE", "", "first day of three months, counted back from the as-of day"),
        Column("baskets", "BIGINT", "orders", "orders with both"),
        Column("orders", "BIGINT", "orders", "all orders with a known product"),
        Column("share", "DOUBLE", "share", "baskets / orders"),
    ),
)


@dataclass(frozen=True)
class Pairs:
    """Pairs of items, the one with more baskets first: their places, baskets with both, expected ones, probability."""

    item: Ints
    other: Ints
    both: Ints
    expected: Floats
    p_value: Floats


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the rules of products and of categories, and the course of the best product pairs."""
    products, starts = arrows["products"], arrows["quarters"]["start"].to_pylist()
    quarters = list(_matrices(arrows["lines"], len(products)))
    orders = np.array([q.shape[0] for q in quarters])
    categories, belongs = _categories(products)
    together = [(q.T @ q).tocoo() for q in quarters]
    of_categories = [_once(q @ belongs) for q in quarters]
    whole, coarse = _sum(together), _sum([q.T @ q for q in of_categories])
    found, pairs = significant(whole, int(orders.sum())), significant(coarse, int(orders.sum()))
    rules = _rules("product", products, found, whole.diagonal(), int(orders.sum()))
    rules += _rules("category", categories, pairs, coarse.diagonal(), int(orders.sum()))
    trends = _trends(products, found, [t.tocsr() for t in together], orders, starts)
    return {
        BASKET_RULES.name: BASKET_RULES.arrow({c.name: [r[c.name] for r in rules] for c in BASKET_RULES.columns}),
        BASKET_TRENDS.name: BASKET_TRENDS.arrow({c.name: [r[c.name] for r in trends] for c in BASKET_TRENDS.columns}),
    }


def significant(together: Any, orders: int) -> Pairs:
    """Return the pairs that pass the floor and the test, those with most baskets above what chance gives first.

    `together` is a sparse matrix of baskets with both, with those of each item on its diagonal.
    """
    from scipy.special import gammainc  # here: a command that shows no baskets must start without it

    found = together.tocoo()
    single = together.diagonal().astype(np.float64)
    first, second, both = found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.int64)
    # One direction of each pair: the item with more baskets first, of equals the earlier.
    once = (both >= LEAST_BASKETS) & (
        (single[first] > single[second]) | ((single[first] == single[second]) & (first < second))
    )
    first, second, both = first[once], second[once], both[once]
    expected = single[first] * single[second] / max(orders, 1)
    p_value = gammainc(both, expected)
    frequent = int((single >= LEAST_BASKETS).sum())
    kept = _discovered(p_value, tests=frequent * (frequent - 1) // 2)
    order = np.flatnonzero(kept)
    order = order[np.lexsort((second[order], first[order], -(both - expected)[order]))][:MOST_PAIRS]
    return Pairs(first[order], second[order], both[order], expected[order], p_value[order])


def _discovered(p_value: Floats, *, tests: int) -> npt.NDArray[np.bool_]:
    """Return which of the tested pairs are kept by Benjamini and Hochberg; the pairs not given have a p-value of 1."""
    ordered = np.sort(p_value)
    passes = np.flatnonzero(ordered <= FALSE_DISCOVERIES * np.arange(1, len(ordered) + 1) / max(tests, 1))
    return p_value <= ordered[passes[-1]] if len(passes) else np.zeros(len(p_value), bool)


def _matrices(lines: pa.Table, items: int) -> Iterator[Any]:
    """Yield for each quarter, the oldest first, a sparse matrix: a row for each basket, a column for each item, 1 where it is in it.

    The lines come in the order of quarters and baskets.
    """
    from scipy import sparse  # as above

    quarter, basket, item = (lines[name].to_numpy() for name in ("quarter", "basket", "item"))
    ends = np.searchsorted(quarter, np.arange(QUARTERS + 1))
    for start, end in pairwise(ends):
        here = basket[start:end]
        row = np.cumsum(np.r_[False, here[1:] != here[:-1]][: len(here)])
        size = int(row[-1]) + 1 if len(row) else 0
        found = _once(sparse.csr_matrix((np.ones(len(row), np.int64), (row, item[start:end])), shape=(size, items)))
        yield found[np.diff(found.indptr) <= LARGEST_BASKET]


def _once(matrix: Any) -> Any:
    """Return the matrix with 1 wherever something stands: what is bought twice in one order is in it once."""
    matrix.data[:] = 1
    return matrix


def _categories(products: pa.Table) -> tuple[pa.Table, Any]:
    """Return the categories, and a sparse matrix that says which product belongs to which."""
    from scipy import sparse  # as above

    category = products["category"].to_pylist()
    names = sorted({c for c in category if c is not None})
    place = {name: at for at, name in enumerate(names)}
    rows = [at for at, c in enumerate(category) if c is not None]
    columns = [place[category[at]] for at in rows]
    belongs = sparse.csr_matrix((np.ones(len(rows), np.int64), (rows, columns)), shape=(len(category), len(names)))
    return pa.table({"item": pa.array(names, pa.string()), "name": pa.array(names, pa.string())}), belongs


def _sum(matrices: list[Any]) -> Any:
    return sum(matrices[1:], matrices[0]).tocsr()


def _rules(level: str, items: pa.Table, pairs: Pairs, single: Ints, orders: int) -> list[dict[str, Any]]:
    """Return both directions of each pair."""
    key, name = items["item"].to_pylist(), items["name"].to_pylist()
    return [
        {
            "level": level, "rank": rank + 1, "item": key[a], "other": key[b], "item_name": name[a], "other_name": name[b],
            "item_baskets": int(single[a]), "baskets": int(pairs.both[rank]), "expected": float(pairs.expected[rank]),
            "support": float(pairs.both[rank] / orders), "confidence": float(pairs.both[rank] / single[a]),
            "lift": float(pairs.both[rank] / pairs.expected[rank]), "p_value": float(pairs.p_value[rank]),
        }
        for rank, (one, other) in enumerate(zip(pairs.item, pairs.other, strict=True))
        for a, b in ((one, other), (other, one))
    ]  # fmt: skip


def _trends(
    items: pa.Table, pairs: Pairs, together: list[Any], orders: Ints, starts: list[Any]
) -> list[dict[str, Any]]:
    """Return the quarters of the best pairs; those before the first order are left out."""
    key = items["item"].to_pylist()
    a, b = pairs.item[:MOST_TRENDS], pairs.other[:MOST_TRENDS]
    began = int(np.flatnonzero(orders)[0]) if orders.any() else QUARTERS
    counts = {q: np.asarray(together[q][a, b]).ravel() for q in range(began, QUARTERS)} if len(a) else {}
    return [
        {
            "item": key[a[n]], "other": key[b[n]], "quarter": starts[q], "baskets": int(count[n]), "orders": int(orders[q]),
            "share": float(count[n] / orders[q]) if orders[q] else None,
        }
        for n in range(len(a)) for q, count in counts.items()
    ]  # fmt: skip


def _starts(quarter: int) -> str:
    """Return the first day of a quarter as SQL; 0 is the oldest."""
    return f"cast(cast($as_of as date) + interval 1 day - interval {3 * (QUARTERS - quarter)} month as date)"


_WHENS = " ".join(f"when l.ordered_on >= {_starts(q)} then {q}" for q in reversed(range(QUARTERS)))
# The products that were bought, with their names.
_PRODUCTS = f"""
    select sku as item, max(product_name) as name, max(category) as category
    from order_lines
    where sku is not null and revenue > 0 and ordered_on >= {_starts(0)}
    group by sku
"""


BASKETS = PythonTable(
    BASKET_RULES,
    {
        "products": f"{_PRODUCTS} order by item",
        "lines": f"""
            with numbered as (select item, row_number() over (order by item) - 1 as number from ({_PRODUCTS}))
            select cast(case {_WHENS} end as tinyint) as quarter, hash(l.source, l.order_id) as basket, cast(n.number as integer) as item
            from order_lines l join numbered n on l.sku = n.item
            where l.revenue > 0 and l.ordered_on >= {_starts(0)}
            order by 1, 2
        """,
        "quarters": " union all ".join(f"select {_starts(q)} as start" for q in range(QUARTERS)) + " order by start",
    },
    make,
    more=(BASKET_TRENDS,),
)
