"""Recommendations on Online Retail, and their speed at a million customers; EASE and popularity beside them in one run.

Protocol: lines with a customer, quantity > 0 and price > 0. Known: until 2011-10-31. To come: 2011-11-01 until the end of the
data, 2011-12-09. Tested: customers with lines on both sides. Recall at 10 of a customer: of the ten products offered, those
bought later, over all different products bought later; the mean over customers. New: products already bought are neither
offered nor counted, and customers without a new product later are left out. Which of Zhike's models is used is decided on
2011-08-02, 2011-09-01 and 2011-10-01 alone.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from zhike.predict import item_item
from zhike.predict import offer_tests as tests
from zhike.predict.bought import Bought
from zhike.predict.offers import LISTED, lists, recommender

CUT, AHEAD = date(2011, 10, 31), 60
_BUDGET = 8.0


def main() -> None:
    """Print recall and seconds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, help="Online_Retail.parquet; without it only the speed is measured")
    asked.add_argument("--customers", type=int, default=1_000_000)
    said = asked.parse_args()
    if said.data:
        recalls(online_retail(said.data))
    speed(said.customers)


def online_retail(path: Path) -> Bought:
    """Return the purchases of the shop."""
    rows = duckdb.sql(
        f"""select dense_rank() over (order by CustomerID) - 1 as customer, dense_rank() over (order by StockCode) - 1 as product,
            date_diff('day', date '1970-01-01', cast(InvoiceDate as date)) as day
        from read_parquet('{path}') where CustomerID is not null and Quantity > 0 and UnitPrice > 0"""
    ).fetchnumpy()
    key = np.unique(np.stack([rows["customer"], rows["product"], rows["day"]]), axis=1)
    return Bought(key[0], key[1], key[2], int(key[0].max()) + 1, int(key[1].max()) + 1)


def recalls(bought: Bought) -> None:
    """Print recall at 10 of Zhike's choice, of every candidate, of EASE in full, and of the plain rules."""
    known = bought.until(tests.number_of(CUT))
    first = date.fromordinal(date(1970, 1, 1).toordinal() + int(bought.day.min()))
    chosen = tests.contest([tests.past(known, day) for day in tests.past_days(first, CUT, count=3)])
    final = tests.past(bought, CUT, horizon=AHEAD)
    print(f"{'new products':56}{'recall@10':>10}")
    for model, offered in final.offered.items():
        mark = "Zhike: " if model == chosen.way.model else "       "
        print(f"{mark + model:56}{final.recall(offered.new, final.counts_new):>10.4f}")
    for ridge in (200, 500):
        print(f"{f'       EASE in full, ridge {ridge}':56}{_ease(known, bought, ridge):>10.4f}")
    print(f"{'       ' + tests.POPULAR:56}{final.recall(final.baseline.new, final.counts_new):>10.4f}")
    merged = tests.all_recall(final, chosen.way.model, chosen.likelihoods, likeliest_first=chosen.likeliest_first)
    print(f"{'all products':56}\n{'Zhike: ' + chosen.way.model:56}{merged:>10.4f}")
    print(f"{'       ' + tests.HISTORY:56}{tests.naive_recall(final):>10.4f}")
    print(f"customers: {int((final.counts_new > 0).sum()):,} with new products, {len(final.owned):,} in all")


def _ease(known: Bought, bought: Bought, ridge: float) -> float:
    """Return the recall of Steck's EASE as published: all products, all weights, new products by score."""
    came = bought.within(tests.number_of(CUT), AHEAD)
    x = known.owned().matrix(known.products).toarray()
    later = np.zeros_like(x)
    later[came.customer, came.product] = 1
    inverse = np.linalg.inv((x.T @ x).astype(np.float64) + ridge * np.eye(x.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    both = (x.sum(axis=1) > 0) & ((later * (1 - x)).sum(axis=1) > 0)
    score = np.where(x[both] > 0, -np.inf, x[both] @ weights)
    new = later[both] * (1 - x[both])
    top = np.argpartition(-score, LISTED, axis=1)[:, :LISTED]
    return float((np.take_along_axis(new, top, axis=1).sum(axis=1) / new.sum(axis=1)).mean())


def speed(customers: int) -> None:
    """Print the seconds that ten lines a customer take, over 3,000 products by Zipf's law."""
    chance, lines, products = np.random.default_rng(0), 10 * customers, 3000
    weight = 1 / np.arange(1, products + 1) ** 0.8
    bought = Bought(
        chance.integers(0, customers, lines), chance.choice(products, lines, p=weight / weight.sum()),
        chance.integers(0, 1000, lines), customers, products,
    )  # fmt: skip
    owned = bought.owned()
    sample = bought._where(bought.customer < 60_000)  # noqa: SLF001 - the sample that a run draws by SQL
    started = time.perf_counter()
    by = recommender(item_item.ease(item_item.together(sample.owned(), products)), sample, 1000, leaning=True)
    fitted = time.perf_counter()
    lists(owned, by)
    done = time.perf_counter()
    print(
        f"EASE fitted {fitted - started:.2f} s; top {LISTED} new and again for {customers:,} customers, {lines:,} lines {done - fitted:.2f} s"
    )
    print(f"processor seconds of all cores: {time.process_time():.1f}; budget of the lists {_BUDGET:g} s")


if __name__ == "__main__":
    main()
