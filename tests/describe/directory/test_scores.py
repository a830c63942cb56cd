"""Customers are found, sorted and taken away by what models say of them; a score that is withheld is nowhere."""

import pytest

import zhike
from zhike import pipeline
from zhike.describe import directory
from zhike.errors import UnknownNameError, ZhikeError
from zhike.govern import Actor

OWNER = Actor("the tests")
DECLARED = pipeline.tables()


def asked(shop, *filters, **how):
    return directory.question_of(directory.fields_now(shop, DECLARED), f=filters, **how)


def found(shop, *filters, **how):
    return directory.find(shop, asked(shop, *filters, **how), by=OWNER, declared=DECLARED)


@pytest.mark.parametrize(
    ("filter_", "where"),
    [
        ("risk_band:is:high,medium", "churn where risk_band in ('high', 'medium')"),
        ("risk_band:is:lapsed", "churn where risk_band = 'lapsed'"),
        ("churn_probability:between:0.25..0.75", "churn where churn_probability between 0.25 and 0.75"),
        ("clv:at_least:100", "clv where clv >= 100 and horizon_days = 365"),
        ("p_alive:less_than:0.5", "clv where p_alive < 0.5 and horizon_days = 365"),
        ("expected_date:filled:", "next_order where expected_date is not null"),
    ],
)
def test_the_customers_of_a_score_are_those_of_its_table(company, filter_, where):
    [row] = company.query(f"select count(*) as n from {where}").to_pylist()
    assert found(company, filter_).total == row["n"] > 0


def test_a_reason_is_asked_by_its_input_and_read_in_words(company):
    [row] = company.query("select reason_1, count(*) as n from churn group by 1 order by 2 desc limit 1").to_pylist()
    assert found(company, f"reason_1:is:{row['reason_1']}").total == row["n"]
    assert directory.value_in_words("reason_1", row["reason_1"]) == directory.label_of(row["reason_1"])


def test_scores_and_features_are_asked_together(company):
    [row] = company.query("""
        select count(*) as n from churn join customer_features using (customer_id) where risk_band = 'high' and orders >= 3
    """).to_pylist()
    assert found(company, "risk_band:is:high", "orders:at_least:3").total == row["n"] > 0


def test_a_list_is_sorted_by_a_score_and_shows_it(company):
    first = found(company, sort="-clv", columns=["clv", "risk_band"]).rows[:5]
    rows = company.query("""
        select c.customer_id, c.clv, risk_band from clv c join churn using (customer_id)
        where c.horizon_days = 365 order by c.clv desc, customer_id limit 5
    """).to_pylist()
    assert [(r["customer_id"], r["clv"], r["risk_band"]) for r in first] == [tuple(r.values()) for r in rows]


def test_a_search_shows_scores_too(company):
    rows = found(company, "clv:filled:", q="王", columns=["clv"]).rows
    assert rows
    assert all(r["clv"] is not None for r in rows)


def test_the_file_has_the_scores_of_the_list(company):
    question = asked(company, "risk_band:is:high", columns=["risk_band", "churn_probability"])
    table = directory.exported(company, question, by=OWNER, declared=DECLARED)
    assert set(table["Risk band"].to_pylist()) == {"high"}
    assert min(table["Churn probability"].to_pylist()) >= 0.6


def test_who_asks_for_no_value_does_not_wait_for_it(company):
    with zhike.open(company.folder) as shop:
        found(shop, "orders:at_least:2", "risk_band:is:high")
        assert not shop.now.has("customer scores")
        found(shop, "clv:at_least:1")
        assert shop.now.has("customer scores")


def test_a_score_that_is_withheld_is_no_column(shop):
    fields = directory.fields_now(shop, DECLARED)
    assert not {"clv", "churn_probability", "risk_band", "expected_date"} & fields.keys()
    with pytest.raises(ZhikeError, match="no column called 'clv'"):
        asked(shop, "clv:at_least:1")
    with pytest.raises(UnknownNameError):
        asked(shop, sort="clv")


def test_what_is_the_same_in_every_row_is_no_column(company):
    assert (
        not {"as_of", "horizon_days", "model", "base", "value_1", "contribution_rest"}
        & directory.fields_now(company, DECLARED).keys()
    )
