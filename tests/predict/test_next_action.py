"""One action for each buyer, by rules that read; scores where they are shown, RFM where they are not; none against their will."""

from datetime import date

import pytest

from zhike import pipeline
from zhike.describe.directory import choices_of
from zhike.engine import Session
from zhike.explain.advice import action_in_words, advice_reason
from zhike.words import use_language

SCORES = {
    "clv": "customer_id varchar, horizon_days int, clv double",
    "churn": "customer_id varchar, risk_band varchar, churn_probability double",
    "recommendations": "customer_id varchar, rank int, sku varchar, score double, reason varchar",
    "rfm": "customer_id varchar, rfm_group varchar",
    "unprofiled": "customer_id varchar",
    "customer_features": "customer_id varchar, recency_days int, active_days bigint, orders bigint, average_order_value double, purchase_revenue double",
}


def advised(**rows):
    """Return the actions by customer, from rows of the tables that advice reads."""
    with Session(timezone="Asia/Shanghai", threads=1) as session:
        for name, columns in SCORES.items():
            session.sql(f"create temp table {name} ({columns})")
            for row in rows.get(name, ()):
                session.sql(f"insert into {name} values ({', '.join('?' for _ in row)})", list(row))
        found = session.arrow(pipeline.tables()["next_action"].sql, {"as_of": date(2025, 6, 30)})
    return {r["customer_id"]: r for r in found.to_pylist()}


def buyer(name, *, recency=20, days=5, orders=5, value=200.0):
    return (name, recency, days, orders, value, value * orders)


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
    said = [action_in_words(r) + advice_reason(r) for r in rows]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in s) == (language == "zh") for s in said if "{" not in s)
    assert not any("{" in s for s in said)
