"""The contest of recommenders: on past days, how much of what customers then bought stood among the ten they were offered.

Recall at 10 of a customer: products among the ten that were bought in the 30 days after, over all different products bought
then. `NEW_PRODUCTS` counts products that the customer had not bought before; `ALL_PRODUCTS` counts all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from zhike.predict import item_item
from zhike.predict.bought import Bought, Ints, Owned
from zhike.predict.card import Backtest
from zhike.predict.days import number_of
from zhike.predict.item_item import Matrix
from zhike.predict.offers import LISTED, Lists, Recommender, lists, most_bought, recommender
from zhike.predict.ranking import Likelihoods, likelihoods, ranked
from zhike.words import N_

HORIZON = 30
RECALL = N_("recall at 10")
NEW_PRODUCTS, ALL_PRODUCTS = N_("new products"), N_("all products")
POPULAR, HISTORY = N_("recent popularity"), N_("own history, then popularity")
# Customers of a past day that are enough to test on, and that a test needs.
_SAMPLE, _LEAST = 10_000, 100


@dataclass(frozen=True)
class Way:
    """One way to recommend: its name, how products go together, and whether it leans to what sells now."""

    model: str
    related: Callable[[Matrix], Matrix]
    leaning: bool


WAYS = (
    Way(N_("cosine between products"), item_item.cosine, leaning=False),
    Way(N_("cosine between products, leaning to what sells now"), item_item.cosine, leaning=True),
    Way(N_("EASE, leaning to what sells now"), item_item.ease, leaning=True),
    Way(N_("factor model, leaning to what sells now"), item_item.factors, leaning=True),
)


@dataclass(frozen=True)
class Past:
    """A past day: tested customers, what they owned, what came (as customer × product keys), and what each way offers them."""

    day: date
    owned: Owned
    products: int
    came: Ints
    counts_new: Ints
    counts_all: Ints
    offered: Mapping[str, Lists]
    baseline: Lists

    def hits(self, products: Ints) -> np.ndarray:
        """Return which of the offered products (a row per customer) were bought after the day."""
        keys = np.arange(len(products))[:, None] * self.products + products
        return (products >= 0) & np.isin(keys, self.came)

    def recall(self, products: Ints, counts: Ints) -> float:
        """Return the mean recall over the customers who bought something that counts."""
        some = counts > 0
        return float((self.hits(products).sum(axis=1)[some] / counts[some]).mean())


@dataclass(frozen=True)
class Contest:
    """The winner with the back-tests of all, whether it puts the likeliest first, and how likely what it offers is bought."""

    way: Way
    likeliest_first: bool
    new: tuple[Backtest, ...]
    all: tuple[Backtest, ...]
    tests: tuple[Backtest, ...]
    likelihoods: Likelihoods


def fitted(known: Bought, day: date, ways: Sequence[Way] = WAYS) -> dict[str, Recommender]:
    """Return each way's recommender, learned from what was known at the end of a day."""
    both = item_item.together(known.owned(), known.products)
    matrices = {f: f(both) for f in dict.fromkeys(w.related for w in ways)}
    return {w.model: recommender(matrices[w.related], known, number_of(day), leaning=w.leaning) for w in ways}


def past(bought: Bought, day: date, *, horizon: int = HORIZON, ways: Sequence[Way] = WAYS) -> Past:
    """Return what every way would have offered at the end of a past day, and what was bought in the days after."""
    known, came = bought.until(number_of(day)), bought.within(number_of(day), horizon)
    number = most_bought(known)
    kept = known.renumbered(number)
    before = np.bincount(known.customer, minlength=bought.customers) > 0
    after = np.bincount(came.customer, minlength=bought.customers) > 0
    tested = np.flatnonzero(before & after)[:_SAMPLE]
    owned = kept.owned().of(tested)
    by = fitted(kept, day, ways)
    naive = next(iter(by.values()))
    naive = Recommender(np.zeros_like(naive.related), naive.popular, np.ones_like(naive.rebuy))
    keys = np.unique(came.customer * bought.products + came.product)
    known_before = np.isin(keys, known.customer * bought.products + known.product)
    place = np.full(bought.customers, -1)
    place[tested] = np.arange(len(tested))
    customer, product = place[keys // bought.products], number[keys % bought.products]
    reachable = (customer >= 0) & (product >= 0)
    mine = customer >= 0
    return Past(
        day, owned, kept.products, customer[reachable] * kept.products + product[reachable],
        np.bincount(customer[mine & ~known_before], minlength=len(tested)), np.bincount(customer[mine], minlength=len(tested)),
        {model: lists(owned, r) for model, r in by.items()}, lists(owned, naive),
    )  # fmt: skip


def lacking(days: Sequence[Past]) -> int:
    """Return how many more customers the past day needs that has fewest."""
    return max(_LEAST - min(int((d.counts_new > 0).sum()) for d in days), 0)


def contest(days: Sequence[Past]) -> Contest:
    """Return the way of the best mean recall of new products; the oldest day is there to learn likelihoods for the next."""
    tested = days[1:]
    new = [b for d in tested for b in _new_rows(d)]
    models = [w.model for w in WAYS if w.model in tested[0].offered]
    best = max(models, key=lambda m: float(np.mean([b.value for b in new if b.model == m])))
    learned = [likelihoods(before.offered[best], before.hits) for before in days[:-1]]
    orders = {
        f: [all_recall(d, best, k, likeliest_first=f) for d, k in zip(tested, learned, strict=True)]
        for f in (False, True)
    }
    first = sum(orders[True]) > sum(orders[False])
    naive = [naive_recall(d) for d in tested]
    both = [_row(d, best, ALL_PRODUCTS, value=v, naive=n) for d, v, n in zip(tested, orders[first], naive, strict=True)]
    baselines = [_row(d, HISTORY, ALL_PRODUCTS, value=n, naive=n) for d, n in zip(tested, naive, strict=True)]
    way = next(w for w in WAYS if w.model == best)
    chosen = tuple(b for b in new if b.model == best)
    newest = likelihoods(days[-1].offered[best], days[-1].hits)
    return Contest(way, first, chosen, tuple(both), (*new, *both, *baselines), newest)


def all_recall(day: Past, model: str, learned: Likelihoods, *, likeliest_first: bool) -> float:
    """Return the recall of all products by a model's two lists in one order."""
    merged = ranked(day.offered[model], learned, likeliest_first=likeliest_first)
    return day.recall(merged.first(LISTED), day.counts_all)


def naive_recall(day: Past) -> float:
    """Return the recall of own history, what was bought on most days first, then popularity."""
    naive = np.concatenate([day.baseline.again, day.baseline.new], axis=1)
    order = np.argsort(naive < 0, axis=1, kind="stable")
    return day.recall(np.take_along_axis(naive, order, axis=1)[:, :LISTED], day.counts_all)


def _new_rows(day: Past) -> list[Backtest]:
    popular = day.recall(day.baseline.new, day.counts_new)
    rows = [
        _row(day, m, NEW_PRODUCTS, value=day.recall(o.new, day.counts_new), naive=popular)
        for m, o in day.offered.items()
    ]
    return [*rows, _row(day, POPULAR, NEW_PRODUCTS, value=popular, naive=popular)]


def _row(day: Past, model: str, target: str, *, value: float, naive: float) -> Backtest:
    counts, baseline = (day.counts_new, POPULAR) if target == NEW_PRODUCTS else (day.counts_all, HISTORY)
    return Backtest(model, target, day.day, HORIZON, RECALL, value, baseline, naive, rows=int((counts > 0).sum()))


def past_days(first: date, as_of: date, *, count: int) -> tuple[date, ...]:
    """Return the days to test on, oldest first, a month apart; one more than asked for, from which likelihoods are learned first."""
    found = [as_of - timedelta(days=HORIZON * back) for back in range(count + 1, 0, -1)]
    return tuple(found) if (found[0] - first).days >= HORIZON else ()
