import json
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from buyers import AS_OF, asked, customers, shop

from zhike.predict.churn import CHURN, HIGH, MEDIUM, usual_horizon
from zhike.predict.churn_tests import RATE, RULE
from zhike.predict.measures import auc


@pytest.fixture(scope="module")
def rows():
    return customers(1200, seed=4, dropout=1 / 400, slow=1 / 120)


@pytest.fixture(scope="module")
def made(rows):
    return asked(shop(rows), CHURN)


@pytest.fixture(scope="module")
def card(made):
    return made["churn_cards"].to_pylist()[0]


def test_every_buyer_has_a_row_as_of_the_day(made, rows):
    assert set(made["churn"]["customer_id"].to_pylist()) == {who for who, _, _ in rows}
    assert set(made["churn"]["as_of"].to_pylist()) == {AS_OF}


def test_base_and_all_contributions_are_the_logit_of_the_probability(made):
    scores = made["churn"]
    parts = ["base", *(f"contribution_{rank}" for rank in (1, 2, 3)), "contribution_rest"]
    said = sum(scores[name].to_numpy() for name in parts)
    p = scores["churn_probability"].to_numpy()
    assert np.abs(said - np.log(p / (1 - p))).max() < 1e-6


def test_bands_follow_the_probability_and_who_has_stayed_away_already_has_lapsed(made, rows):
    last = {}
    for who, day, _ in rows:
        last[who] = max(day, last.get(who, day))
    for row in made["churn"].to_pylist():
        p = row["churn_probability"]
        gone = (AS_OF - last[row["customer_id"]]).days >= row["horizon_days"]
        assert row["risk_band"] == ("lapsed" if gone else "high" if p >= HIGH else "medium" if p >= MEDIUM else "low")


def test_the_model_beat_its_baseline_on_three_past_days(made, card):
    assert (card["verdict"], card["cutoffs"], card["metric"]) == ("shown", 3, "log loss")
    assert card["value"] < card["baseline_value"]
    tests = made["churn_backtests"].to_pylist()
    decisive = [t["value"] for t in tests if t["model"] == card["model"] and t["metric"] == "log loss"]
    assert card["value"] == pytest.approx(np.mean(decisive))
    others = {t["model"] for t in tests}
    for model in others - {card["model"]}:
        assert card["value"] <= np.mean(
            [t["value"] for t in tests if t["model"] == model and t["metric"] == "log loss"]
        )
    assert {"share of all", "share by days since the last purchase"} < others


def test_a_past_day_foretells_what_came_after_it(rows):
    then = AS_OF - timedelta(days=60)
    scores = asked(shop([r for r in rows if r[1] <= then]), CHURN, as_of=then, churn_days=60)["churn"]
    came = {who for who, day, _ in rows if day > then}
    active = [r for r in scores.to_pylist() if r["risk_band"] != "lapsed"]
    stayed_away = np.array([r["customer_id"] not in came for r in active], float)
    assert auc(np.array([r["churn_probability"] for r in active]), stayed_away) > 0.7


def test_the_definition_is_the_users(rows):
    assert set(asked(shop(rows), CHURN, churn_days=45)["churn"]["horizon_days"].to_pylist()) == {45}


def test_the_usual_definition_is_what_nine_gaps_of_ten_are_shorter_than():
    gaps = pa.table({"gap_days": [10, 40, 200], "times": [80, 15, 5]})
    assert usual_horizon(gaps, 1000) == 42
    assert usual_horizon(gaps, 100) == 21
    assert usual_horizon(gaps.slice(0, 0), 100) == 28


def test_where_chance_alone_decides_nothing_is_shown():
    chance = np.random.default_rng(8)
    rows = []
    for who in range(500):
        days = np.unique(np.cumsum(chance.geometric(1 / 40, 40)))
        rows += [(f"c{who}", AS_OF - timedelta(days=int(700 - day)), 10.0) for day in days if day <= 700]
    made = asked(shop(rows), CHURN, churn_days=40)
    [card] = made["churn_cards"].to_pylist()
    assert card["verdict"] == "withheld"
    assert "does not beat the baseline" in card["missing"] or "past days only" in card["missing"]
    assert made["churn"].num_rows == 0


def test_where_the_rate_shifts_the_choice_is_made_out_of_time_and_the_card_says_so(rows):
    """In the last 200 days people buy a third as often: what was learned before does not come true after."""
    since, chance = AS_OF - timedelta(days=200), np.random.default_rng(2)
    fewer = [r for r in rows if r[1] < since or chance.random() < 1 / 3]
    made = asked(shop(fewer), CHURN, churn_days=60)
    [card], tests = made["churn_cards"].to_pylist(), made["churn_backtests"].to_pylist()
    loss = {m: np.mean([t["value"] for t in tests if (t["model"], t["metric"]) == (m, "log loss")]) for m in {t["model"] for t in tests}}  # fmt: skip
    [(_code, said)] = [(c, n) for c, n in json.loads(card["remark_codes"]) if c == "shifted"]
    assert said["after"] > said["before"] + 0.1
    # Both figures of the remark are of days that the models had not learned from, and so is the choice.
    family = said["model"]
    assert (said["plain"], said["calibrated"]) == pytest.approx((loss[family], loss[f"{family}, calibrated"]))
    models = loss.keys() - {RULE, RATE}
    assert card["model"] == min(models, key=lambda m: loss[m])
    assert "The future differed from the past" in card["remarks"]


def test_where_nothing_shifts_the_card_does_not_say_so(card):
    assert "The future differed" not in card["remarks"]


def test_a_contact_that_is_made_only_when_somebody_leaves_is_refused_by_name(rows):
    last = {}
    for who, day, _ in rows:
        last[who] = max(day, last.get(who, day))
    # Whoever was lost in the end has a call in the files, dated back to the day of their last purchase.
    calls = [(who, day) for who, day in last.items() if (AS_OF - day).days > 60]
    made = asked(shop(rows, interactions=calls), CHURN, churn_days=60)
    [card] = made["churn_cards"].to_pylist()
    assert "interaction_recency_days is not used: it is filled only after the event" in card["remarks"]
    assert "interaction" not in card["fitted"].replace("interactions_90d", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no purchases"),
        ([(f"c{i}", AS_OF, 0.01) for i in range(10)], "more months of purchases are needed"),
        ([(f"c{i % 20}", AS_OF - timedelta(days=i), 5.0) for i in range(700)], "more customers of either outcome"),
    ],
)
def test_too_little_data_is_withheld_with_what_is_missing(rows, said):
    made = asked(shop(rows), CHURN)
    [card] = made["churn_cards"].to_pylist()
    assert card["verdict"] == "withheld"
    assert said in card["missing"]
    assert made["churn"].num_rows == 0
    assert made["churn"].schema.names == [c.name for c in CHURN.table.columns]


def test_the_same_data_give_the_same_scores(made, rows):
    assert asked(shop(rows[::-1]), CHURN)["churn"].equals(made["churn"])


def test_three_reasons_are_given_where_hardly_anything_differs():
    chance = np.random.default_rng(2)
    # Everybody buys once a season at most, for the same amount, and is known from nothing else.
    rows = [(f"c{i}", AS_OF - timedelta(days=int(d)), 10.0) for i, d in enumerate(chance.integers(0, 400, 4000))]
    rows += [
        (f"c{i}", AS_OF - timedelta(days=int(d)), 10.0)
        for i, d in zip(chance.integers(0, 4000, 2500), chance.integers(0, 400, 2500), strict=True)
    ]
    made = asked(shop(rows), CHURN, churn_days=60)
    [card] = made["churn_cards"].to_pylist()
    assert card["value"] is not None
    for row in made["churn"].slice(0, 5).to_pylist():
        assert len({row["reason_1"], row["reason_2"], row["reason_3"]}) == 3


def test_a_reason_says_what_sets_a_customer_apart_from_those_who_had_not_lapsed(made):
    known = [r for r in made["churn"].to_pylist() if r["risk_band"] in {"high", "low"}]
    for row in known:
        parts = [row[f"contribution_{k}"] for k in (1, 2, 3)] + [row["contribution_rest"]]
        assert (sum(parts) > 0) == (np.log(row["churn_probability"] / (1 - row["churn_probability"])) > row["base"])
    # Those at high risk are told more often what speaks for staying away, those at low risk what speaks against it.
    for band, sign in (("high", 1), ("low", -1)):
        first = [np.sign(r["contribution_1"]) for r in known if r["risk_band"] == band]
        assert np.mean(np.array(first) == sign) > 0.8
