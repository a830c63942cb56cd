"""Categories that a customer will buy of next: what wins on past days holds on one to come, and every row says why."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from zhike.engine import Session
from zhike.predict import category_tests as tests
from zhike.predict import measures
from zhike.predict.categories import MOST, NEVER, CategoryDays, crowd, inputs, own_rate, simulate
from zhike.predict.propensity import PROPENSITY, learned
from zhike.predict.sparing import sparing

LAST = 18_719
AS_OF = date(1970, 1, 1) + timedelta(days=LAST)


def asked(bought, *, as_of=AS_OF):
    return learned(bought, {"as_of": as_of, "horizon_days": 90, "cutoffs": 3, "least_history": 60})


def until(bought, day):
    those = bought.day <= day
    return CategoryDays(bought.customer[those], bought.category[those], bought.day[those], bought.customers, bought.categories)  # fmt: skip


def made(lines, *, refused=(), as_of=AS_OF, table=PROPENSITY):
    """Return what the table makes of lines (customer, category, day) in a database."""
    session = Session(timezone="Asia/Shanghai", threads=1)
    customers, categories, days = zip(*lines, strict=True) if lines else ((), (), ())
    said = pa.table({"customer_id": pa.array(customers, pa.string()), "category": pa.array(categories, pa.string()), "ordered_on": pa.array(days, pa.date32())})  # fmt: skip
    session.connection.register("said", said)
    session.sql("create temp table order_lines as select *, 10.0 as revenue, false as is_return from said")
    session.sql("create temp table unprofiled (customer_id varchar)")
    for who in refused:
        session.sql("insert into unprofiled values (?)", [who])
    given = {"as_of": as_of, "predict_horizons": [90, 365], "predict_cutoffs": 3, "predict_least_history": 60}
    arrows = {n: session.arrow(q, {k: v for k, v in given.items() if f"${k}" in q} or None) for n, q in table.reads.items()}  # fmt: skip
    return table.make(arrows, session)


@pytest.fixture(scope="module")
def world():
    return simulate(900, seed=1)


@pytest.fixture(scope="module")
def answer(world):
    return asked(world)


@pytest.fixture(scope="module")
def lines(world):
    rows = zip(world.customer, world.category, world.day, strict=True)
    return [(f"c{w:04}", f"k{c}", date(1970, 1, 1) + timedelta(days=int(d))) for w, c, d in rows]


@pytest.fixture(scope="module")
def rows(lines):
    return made(lines, refused=["c0003"], table=sparing(PROPENSITY))


def test_where_tastes_differ_it_beats_both_plain_rules_on_past_days(answer):
    found = answer
    assert found.card.verdict == "shown"
    assert found.card.value < found.card.baseline_value
    by = {n: np.mean([b.value for b in found.backtests if (b.model, b.metric) == (n, "log loss")]) for n in tests.BASELINES}  # fmt: skip
    assert found.card.baseline_value == pytest.approx(min(by.values()))
    assert len({b.cutoff for b in found.backtests}) == 3


def test_the_charts_show_what_was_stated_and_what_came_on_each_past_day(answer):
    of = {b.cutoff: b for b in answer.backtests if (b.model, b.metric) == (answer.card.model, "log loss")}
    for cutoff, tested in of.items():
        chart = {c: [p for p in answer.points if (p.cutoff, p.chart) == (cutoff, c)] for c in ("calibration", "gain")}
        stated, seen = (sum(getattr(p.dot, n) * p.dot.rows for p in chart["calibration"]) for n in "xy")
        assert (stated, seen) == pytest.approx((tested.expected, tested.actual))
        assert {p.model for p in chart["gain"]} == {answer.card.model, answer.card.baseline}
        assert [p.dot.y for p in chart["gain"] if p.dot.x == 1] == [1, 1]


def test_where_nobody_has_a_taste_it_does_not_claim_to_know_one():
    assert sum(asked(simulate(400, seed=s, taste=1e4)).card.verdict == "shown" for s in range(3)) <= 1


def test_what_is_stated_on_a_day_comes_as_often_on_days_that_nobody_has_seen(world):
    then = LAST - 90
    found = asked(until(world, then), as_of=AS_OF - timedelta(days=90))
    day = tests.past(world, AS_OF - timedelta(days=90), horizon=90)
    logit = found.score.base + found.score.contributions(day.x).sum(axis=1)
    assert measures.calibration_error(logit, day.y) < 0.03
    assert measures.probability(logit).sum() == pytest.approx(day.y.sum(), rel=0.1)
    assert measures.log_loss(logit, day.y) < min(measures.log_loss(v, day.y) for v in day.plain.values())


def test_inputs_of_a_past_day_know_nothing_after_it(world):
    day = LAST - 200
    whole, cut = (b.held(day, 90) for b in (world, until(world, day)))
    for name in ("days", "recent", "last"):
        assert np.array_equal(getattr(whole, name), getattr(cut, name))


def test_the_categories_of_a_past_day_are_chosen_by_what_was_known_then():
    """Of forty categories, those from 24 on are bought by all, but only after the past day: it must not know of them."""
    world, day = simulate(300, seed=2, categories=40), LAST - 90
    late = (world.category >= MOST) & (world.day > day)
    kept = late | (world.category < MOST)
    more = np.flatnonzero(late).repeat(20)
    world = CategoryDays(*(np.r_[v[kept], v[more]] for v in (world.customer, world.category, world.day)), 300, 40)
    assert world.chosen(day).tolist() == list(range(MOST))
    assert world.chosen(LAST).tolist() != list(range(MOST))
    then = date(1970, 1, 1) + timedelta(days=day)
    whole, cut = (tests.past(b, then, horizon=30) for b in (world, until(world, day + 30)))
    assert np.array_equal(whole.x, cut.x, equal_nan=True)
    assert np.array_equal(whole.y, cut.y)
    assert len(whole.y) == MOST * whole.customers


def test_categories_that_are_not_chosen_are_one_of_a_day():
    bought = CategoryDays(np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([5, 5, 5]), 1, 3).of(np.array([1]))
    assert (bought.category.tolist(), bought.day.tolist(), bought.categories) == ([0, 1], [5, 5], 1)


def test_inputs_by_hand():
    # One customer bought of 0 on days 10 and 90, of all others on day 80; another one of 1 on day 95.
    bought = CategoryDays(np.array([0, 0, 0, 1]), np.array([0, 0, 2, 1]), np.array([10, 90, 80, 95]), 2, 2)
    held = bought.held(100, 15)
    named = inputs(held, crowd(held))
    assert named["days"].ravel().tolist() == [3, 1]
    assert named["recency_days"].ravel().tolist() == [10, 5]
    assert named["recent_days"].ravel().tolist() == [1, 1]
    assert named["category_days"].tolist() == [[2, 0], [0, 1]]
    assert named["category_recency_days"][0, 0] == 10
    assert np.isnan(named["category_recency_days"][0, 1])
    assert held.last[0].tolist() == [90, NEVER, 80]
    # (1 buyer lately + 1) of (2 customers + 2), and the own rate of two days in 91 and one horizon of everybody's rate.
    assert measures.probability(named["popularity"]).ravel() == pytest.approx([0.5, 0.5])
    rate = (2 + np.log(2)) / (91 + 15)
    assert measures.probability(own_rate(held, crowd(held))[0, 0]) == pytest.approx(1 - np.exp(-rate * 15))


def test_every_customer_has_the_three_likeliest_categories_in_order(rows, lines):
    found = rows["propensity"].to_pylist()
    assert {r["customer_id"] for r in found} == {w for w, _, _ in lines} - {"c0003"}
    for one, other in pairwise(found):
        if one["customer_id"] == other["customer_id"]:
            assert (other["rank"], one["probability"] >= other["probability"]) == (one["rank"] + 1, True)
    assert {r["rank"] for r in found} == {1, 2, 3}
    bought = {(w, c) for w, c, _ in lines}
    assert all(r["has_bought"] == ((r["customer_id"], r["category"]) in bought) for r in found)


def test_base_and_contributions_are_the_logit_of_the_probability(rows):
    found = rows["propensity"]
    said = sum(found[n].to_numpy() for n in ("base", "contribution_1", "contribution_2", "contribution_rest"))
    assert np.abs(said - measures.logit_of(found["probability"].to_numpy())).max() < 1e-6
    known = [v for v in found["value_1"].to_pylist() + found["value_2"].to_pylist() if v is not None]
    assert np.isfinite(known).all()
    assert (np.abs(found["contribution_1"].to_numpy()) >= np.abs(found["contribution_2"].to_numpy())).all()


def test_rows_are_what_the_score_says_of_the_whole_shop(rows, world, answer):
    """The inputs of today come by SQL, those of past days from arrays: both must be the same numbers."""
    score = answer.score
    held = world.held(LAST, 90)
    there = held.of(held.days.sum(axis=1) > 0)
    day = tests.past(world, AS_OF, horizon=90)
    said = measures.probability(score.base + score.contributions(day.x).sum(axis=1)).reshape(len(there), 6)
    found = {(r["customer_id"], r["category"]): r["probability"] for r in rows["propensity"].to_pylist()}
    names = [f"c{w:04}" for w in np.flatnonzero(held.days.sum(axis=1) > 0)]
    pairs = [(found[w, f"k{k}"], said[at, k]) for at, w in enumerate(names) for k in range(6) if (w, f"k{k}") in found]
    assert len(pairs) == len(found)
    assert np.abs(np.diff(np.array(pairs), axis=1)).max() < 1e-9


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ([], "names a category"),
        ([("a", None, AS_OF)], "names a category"),
        ([("a", "tea", AS_OF), ("b", "tea", AS_OF)], "one category only"),
        ([("a", "tea", AS_OF), ("b", "rice", AS_OF)], "more months"),
        ([("a", "tea", AS_OF - timedelta(days=800)), ("b", "rice", AS_OF)], "more purchases of categories"),
    ],
)
def test_too_little_data_is_withheld_with_what_is_missing(lines, missing):
    found = made(lines)
    [card] = found["propensity_cards"].to_pylist()
    assert (card["verdict"], found["propensity"].num_rows) == ("withheld", 0)
    assert missing in card["missing"]
