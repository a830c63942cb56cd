from datetime import timedelta

import numpy as np
import pytest
from buyers import AS_OF, asked, customers, shop

from zhike.predict.next_order import NEXT_ORDER
from zhike.predict.spread import Levels, Reach, Spread
from zhike.predict.usual_amount import UsualAmount, simulate


@pytest.fixture(scope="module")
def rows():
    return customers(900, seed=6, dropout=1 / 500, slow=1 / 90)


@pytest.fixture(scope="module")
def made(rows):
    return asked(shop(rows), NEXT_ORDER)


@pytest.fixture(scope="module")
def cards(made):
    return {c["target"]: c for c in made["next_order_cards"].to_pylist()}


def test_who_bought_on_two_days_has_a_day_and_an_amount_with_intervals(made, rows):
    days = {}
    for who, day, _ in rows:
        days.setdefault(who, set()).add(day)
    assert set(made["next_order"]["customer_id"].to_pylist()) == {
        who for who, bought in days.items() if len(bought) > 1
    }
    for row in made["next_order"].slice(0, 50).to_pylist():
        assert AS_OF < row["date_low"] <= row["date_high"] <= AS_OF + timedelta(days=90)
        assert row["expected_date"] > AS_OF
        assert 0 < row["amount_low"] < row["expected_amount"] < row["amount_high"]


def test_both_beat_their_baselines_on_three_past_days(made, cards):
    tests = made["next_order_backtests"].to_pylist()
    for card in cards.values():
        assert (card["verdict"], card["cutoffs"]) == ("shown", 3)
        assert card["value"] < card["baseline_value"]
        own = [t for t in tests if t["model"] == card["model"] and t["target"] == card["target"]]
        for metric in ("mean absolute error", "pinball loss", "median absolute error"):
            said, naive = (np.mean([t[k] for t in own if t["metric"] == metric]) for k in ("value", "baseline_value"))
            assert said <= naive
        assert 0.75 <= card["coverage"] <= 0.85


def test_each_of_the_two_baselines_of_the_day_is_tested(made):
    said = {t["model"] for t in made["next_order_backtests"].to_pylist() if t["target"] == "day of the next order"}
    assert {"last order and own median gap, not before tomorrow", "half of everyone's median gap"} < said


def test_a_past_day_foretells_what_came_after_it(rows):
    then = AS_OF - timedelta(days=90)
    scores = asked(shop([r for r in rows if r[1] <= then]), NEXT_ORDER, as_of=then)["next_order"].to_pylist()
    came = {}
    for who, day, amount in rows:
        if day > then and (who not in came or day < came[who][0]):
            came[who] = (day, amount)
    known = [(r, *came[r["customer_id"]]) for r in scores if r["customer_id"] in came]
    assert len(known) > 200
    held = np.mean([r["date_low"] <= day <= r["date_high"] for r, day, _ in known])
    assert 0.7 < held < 0.9
    assert 0.7 < np.mean([r["amount_low"] <= amount <= r["amount_high"] for r, _, amount in known]) < 0.9


def test_a_short_history_is_given_a_shorter_horizon(rows):
    short = [r for r in rows if (AS_OF - r[1]).days < 260]
    made = asked(shop(short), NEXT_ORDER)
    assert {c["horizon_days"] for c in made["next_order_cards"].to_pylist()} == {60}


def test_where_days_are_drawn_alike_for_everybody_the_constant_is_not_beaten():
    chance = np.random.default_rng(3)
    rows = [
        (f"c{who}", AS_OF - timedelta(days=int(d)), 10.0)
        for who in range(400)
        for d in np.unique(np.cumsum(chance.geometric(1 / 15, 60)))
        if d < 600
    ]
    card = asked(shop(rows), NEXT_ORDER)["next_order_cards"].to_pylist()[0]
    assert card["value"] is not None
    # Nobody differs from anybody: what there is to gain is the right constant, and the amounts are all the same.
    assert asked(shop(rows), NEXT_ORDER)["next_order_cards"].to_pylist()[1]["verdict"] == "withheld"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no purchases"),
        ([(f"c{i}", AS_OF, 0.01) for i in range(10)], "more months of purchases are needed"),
        ([(f"c{i % 20}", AS_OF - timedelta(days=i), 5.0) for i in range(700)], "more customers who order again"),
    ],
)
def test_too_little_data_is_withheld_with_what_is_missing(rows, said):
    made = asked(shop(rows), NEXT_ORDER)
    cards = made["next_order_cards"].to_pylist()
    assert [c["verdict"] for c in cards] == ["withheld", "withheld"]
    assert all(said in c["missing"] for c in cards)
    assert made["next_order"].num_rows == 0


def test_the_point_within_reach_is_where_most_are_and_the_median_where_errors_are_small():
    early = np.concatenate([np.full(60, 5.0), np.linspace(20, 90, 40)])
    median, *_, crowd = Reach(90).of(early, 6.0)
    assert median == pytest.approx(np.median(early), abs=1)
    assert abs(crowd - 5) <= 6
    assert Levels((0.5, 0.25)).of(np.arange(5.0), 1.0).tolist() == [2.0, 1.0]


def test_intervals_hold_four_of_five_of_customers_that_were_not_learned_from():
    x, t, names = simulate(6000, between=0.8, within=0.4, seed=1)
    fitted = Spread(UsualAmount(), Levels(), is_relative=True).fit(x[:3000], t[:3000], names)
    low, middle, high, *_ = fitted.of(x[3000:]).T
    assert np.mean((t[3000:] >= low) & (t[3000:] <= high)) == pytest.approx(0.8, abs=0.03)
    assert np.mean(t[3000:] >= middle) == pytest.approx(0.5, abs=0.03)
    assert '"kind": "spread"' in fitted.text()


def test_a_usual_amount_is_drawn_to_everyones_as_theory_says():
    # The best weight is n / (n + within² / between²).
    for between, within, k in ((0.8, 0.4, 0.25), (0.4, 0.8, 4.0)):
        x, t, names = simulate(20_000, between=between, within=within, seed=2)
        found = UsualAmount().fit(x, t, names)
        assert found.half_at in {k / 2, k, k * 2}
        assert found.base == pytest.approx(4, abs=0.03)
