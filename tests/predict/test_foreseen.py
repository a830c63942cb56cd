"""What is foreseen of one customer is what the tables of scores have, and what is withheld is said with its reason."""

from zhike import predict
from zhike.words import use_language


def test_a_customer_has_the_rows_of_every_score_that_is_shown(company):
    told = {r["score"] for r in company.query("select score from model_cards where verdict = 'shown'").to_pylist()}
    shown = told & set(predict.SCORES)
    assert shown
    [one] = company.query(
        "from customer_features anti join unprofiled using (customer_id) order by orders desc, customer_id limit 1"
    ).to_pylist()
    found = predict.foreseen(company, one["customer_id"])
    assert {
        score for score in shown
        if {"clv": found.value, "churn": found.churn, "next_order": found.next_order, "recommendations": found.offers, "propensity": found.likely}[score]
    } == shown  # fmt: skip
    assert [v["horizon_days"] for v in found.value] == sorted(v["horizon_days"] for v in found.value)
    assert all(str(v["clv_low"]) != "-0.0" for v in found.value)


def test_nothing_is_said_of_buyers_who_refused_profiling(company):
    refused = "select count(distinct customer_id) as n from {table} join unprofiled using (customer_id)"
    assert company.query(refused.format(table="purchase_days")).to_pylist()[0]["n"] > 50
    said = {s: company.query(refused.format(table=s)).to_pylist()[0]["n"] for s in predict.SCORES}
    assert said == dict.fromkeys(predict.SCORES, 0)


def test_whom_nobody_knows_has_no_score(company):
    found = predict.foreseen(company, "C00000000000")
    assert (found.value, found.churn, found.next_order) == ((), None, None)


def test_what_is_withheld_is_said_in_the_readers_language(shop):
    use_language("zh")
    withheld = predict.foreseen(shop, "C00000000000").withheld
    assert {w.score for w in withheld} == set(predict.SCORES)
    assert all(any("\u4e00" <= c <= "\u9fff" for c in w.missing) for w in withheld)
