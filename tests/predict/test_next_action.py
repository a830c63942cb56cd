"""One action for each buyer, by rules that read; scores where they are shown, RFM where they are not; none against their will."""

from datetime import date, timedelta

import pytest

from zhike import pipeline
from zhike.advice_rules import Advice
from zhike.describe.directory import choices_of
from zhike.engine import Session
from zhike.explain.advice import action_in_words, advice_reason
from zhike.words import use_language

AS_OF = date(2025, 6, 30)
SCORES = {
    "clv": "customer_id varchar, horizon_days int, clv double",
    "churn": "customer_id varchar, risk_band varchar, churn_probability double",
    "recommendations": "customer_id varchar, rank int, sku varchar, score double, reason varchar",
    "rfm": "customer_id varchar, rfm_group varchar",
    "unprofiled": "customer_id varchar",
    "customer_features": "customer_id varchar, recency_days int, active_days bigint, orders bigint, average_order_value double, purchase_revenue double, gap_days_median double",
    "next_order": "customer_id varchar, expected_date date, date_low date",
    "lifecycle": "customer_id varchar, stage varchar",
    "propensity": "customer_id varchar, rank int, category varchar, probability double, has_bought boolean",
}


def advised(advice=Advice(), **rows):  # noqa: B008 - settings never change
    """Return the actions by customer, from rows of the tables that advice reads."""
    with Session(timezone="Asia/Shanghai", threads=1) as session:
        for name, columns in SCORES.items():
            session.sql(f"create temp table {name} ({columns})")
            for row in rows.get(name, ()):
                session.sql(f"insert into {name} values ({', '.join('?' for _ in row)})", list(row))
        found = session.arrow(pipeline.tables()["next_action"].sql, {"as_of": AS_OF, **advice.parameters})
    return {r["customer_id"]: r for r in found.to_pylist()}


def buyer(name, *, recency=20, days=5, orders=5, value=200.0, gap=30.0):
    return (name, recency, days, orders, value, value * orders, gap)


def coming(name, *, days, low=1):
    return (name, AS_OF + timedelta(days=days), AS_OF + timedelta(days=low))


def test_scores_decide_where_they_are_shown():
    found = advised(
        customer_features=[
            buyer("gone"),
            buyer("wavering"),
            buyer("loyal"),
            *(buyer(f"x{k}", value=300) for k in range(9)),
        ],
        churn=[("gone", "lapsed", 0.9), ("wavering", "high", 0.7), ("loyal", "low", 0.1)],
        recommendations=[("loyal", 1, "tea", 0.2, "since_bought"), ("loyal", 2, "cup", 0.1, "since_bought")],
    )
    assert [found[who]["action"] for who in ("gone", "wavering", "loyal")] == ["win_back", "win_back", "cross_sell"]
    assert (found["loyal"]["reason_sku"], found["wavering"]["reason_value"]) == ("tea", 0.7)


def test_a_good_customer_at_risk_is_called():
    found = advised(
        customer_features=[buyer("best", value=900), *(buyer(f"x{k}") for k in range(20))],
        churn=[("best", "medium", 0.4)],
    )
    assert (found["best"]["action"], found["best"]["until"]) == ("call", date(2025, 7, 7))


def test_without_scores_rfm_and_the_purchases_decide():
    found = advised(
        customer_features=[buyer("silent", recency=200), buyer("new", days=1, orders=1), buyer("best"), buyer("usual")],
        rfm=[("silent", "at_risk"), ("best", "champions"), ("usual", "promising")],
    )
    assert {who: r["action"] for who, r in found.items()} == {
        "silent": "win_back", "new": "second_order", "best": "thank", "usual": "leave_alone",
    }  # fmt: skip


def test_an_action_that_costs_more_than_it_gains_is_not_advised():
    found = advised(customer_features=[buyer("small", value=3.0), buyer("large")], churn=[("small", "lapsed", 0.9)])
    assert (found["small"]["action"], found["small"]["reason"], found["small"]["expected_gain"]) == (
        "leave_alone",
        "not_worth_it",
        0,
    )


def test_nothing_is_advised_against_the_will_of_a_customer_or_for_who_never_bought():
    found = advised(customer_features=[buyer("quiet"), buyer("none", orders=0)], unprofiled=[("quiet",)])
    assert found == {}


def test_who_orders_soon_is_left_alone_until_then():
    found = advised(
        customer_features=[buyer("soon"), buyer("later")], next_order=[coming("soon", days=3), coming("later", days=40)],
        recommendations=[(who, 1, "tea", 0.2, "since_bought") for who in ("soon", "later")],
    )  # fmt: skip
    assert [(found[who]["action"], found[who]["reason"]) for who in ("soon", "later")] == [("leave_alone", "due_soon"), ("cross_sell", "goes_with")]  # fmt: skip
    assert (found["soon"]["reason_value"], found["soon"]["until"]) == (3, date(2025, 7, 7))


def test_who_is_late_by_the_earliest_day_of_the_next_order_is_won_back():
    found = advised(
        customer_features=[buyer("late", recency=20, gap=10), buyer("not yet", recency=20, gap=30)],
        next_order=[coming("late", days=30, low=2), coming("not yet", days=30, low=2)],
    )
    assert {who: r["action"] for who, r in found.items()} == {"late": "win_back", "not yet": "leave_alone"}
    assert found["late"]["reason_value"] == pytest.approx(2.2)


def test_a_category_that_is_new_to_them_is_offered_where_no_product_is():
    found = advised(
        customer_features=[buyer("tea"), buyer("usual")],
        propensity=[("tea", 1, "coffee", 0.6, True), ("tea", 2, "tea", 0.3, False), ("tea", 3, "cups", 0.2, False), ("usual", 1, "coffee", 0.6, True)],
    )  # fmt: skip
    assert {who: (r["action"], r["reason_category"]) for who, r in found.items()} == {
        "tea": ("cross_sell", "tea"), "usual": ("leave_alone", None),
    }  # fmt: skip
    assert "tea" in advice_reason(found["tea"])


def test_the_stage_of_the_lifecycle_may_forbid_an_action():
    rows = {
        "customer_features": [buyer("new", days=1, orders=1), buyer("lost", days=1, orders=1)],
        "lifecycle": [("new", "new"), ("lost", "lost")],
    }
    assert {who: r["action"] for who, r in advised(**rows).items()} == {"new": "second_order", "lost": "leave_alone"}
    said = Advice(stages={"lost": ("second_order",), "new": ()})
    assert {who: r["action"] for who, r in advised(said, **rows).items()} == {"new": "leave_alone", "lost": "second_order"}  # fmt: skip


def test_the_workspace_says_which_rules_hold_in_which_order_and_what_they_cost():
    rows = {
        "customer_features": [buyer("one")], "rfm": [("one", "champions")],
        "recommendations": [("one", 1, "tea", 0.04, "since_bought")],
    }  # fmt: skip
    assert advised(**rows)["one"]["action"] == "thank"
    assert advised(Advice(rules=("goes_with",)), **rows)["one"]["action"] == "leave_alone"
    first = Advice(rules=("goes_with", "champion"), goes_with={"limit": 0.03, "cost": 1.5, "days": 3})
    assert (advised(first, **rows)["one"]["cost"], advised(first, **rows)["one"]["until"]) == (1.5, date(2025, 7, 3))
    assert advised(Advice(rules=()), **rows)["one"]["reason"] == "not_due"


def test_every_buyer_of_a_company_has_one_action_and_none_who_refused(company):
    [counts] = company.query(
        """select count(*) as actions, count(distinct customer_id) as customers, count(*) filter (where expected_gain < cost) as wasted,
        (select count(*) from customer_features anti join unprofiled using (customer_id) where orders > 0) as buyers from next_action"""
    ).to_pylist()
    assert counts["actions"] == counts["customers"] == counts["buyers"] > 0
    assert counts["wasted"] == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_action_and_reason_has_words(company, language):
    use_language(language)
    rows = company.query("select distinct on (action, reason) * from next_action").to_pylist()
    assert {r["action"] for r in rows} <= set(choices_of("action"))
    said = [action_in_words(r) + advice_reason({**r, "reason_sku": "1", "reason_category": "2"}) for r in rows]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in s) == (language == "zh") for s in said if "{" not in s)
    assert not any("{" in s for s in said)
