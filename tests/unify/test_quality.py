"""What a run says about its own matching: the pairs, what moved since the run before, and how sure it is."""

import pytest
from tests.unify.test_matching import person, town

from zhike.unify import NO_DECISIONS

COLUMNS = "decision, kind, seq, is_review, source_a, record_a, source_b, record_b"


def reviewed(*pairs):
    """Return answers of people as identity_decisions: (kind, record of the till, record of the web)."""
    rows = ", ".join(
        f"('D{n}', '{kind}', {n}::bigint, true, 'till', '{a}', 'web', '{b}')" for n, (kind, a, b) in enumerate(pairs)
    )
    return f"select * from (values {rows}) t ({COLUMNS})" if pairs else NO_DECISIONS


@pytest.fixture
def matched(unified):
    return unified(customers=town(300))


def figures(found):
    return {r["part"]: r for r in found.rows("select * from identity_quality where part <> 'band'")}


def test_a_pair_names_both_records_their_customers_and_what_each_field_says(matched):
    rows = matched.rows("select * from identity_pairs where record_a = '8' and record_b = '8'")
    [row] = rows
    assert (row["source_a"], row["source_b"], row["outcome"], row["matched_by"]) == ("till", "web", "joined", "match")
    assert row["customer_a"] == row["customer_b"]
    assert (row["name"] > 0, row["birth"] > 0, row["phone_way"]) == (True, True, 0)
    assert row["pair_id"].startswith("P")
    ids = matched.rows("select count(distinct pair_id) as ids, count(*) as pairs from identity_pairs")[0]
    assert ids["ids"] == ids["pairs"] > 100


def test_the_bands_hold_every_compared_pair_and_the_stated_precision_is_that_of_the_links(matched):
    bands = matched.rows("select sum(pairs) as pairs, sum(linked) as linked from identity_quality where part = 'band'")[
        0
    ]
    assert bands["pairs"] == matched.rows("select count(*) as n from identity_scores")[0]["n"]
    found = figures(matched)
    assert 0.9 < found["precision"]["share"] <= 1
    assert 0.5 < found["recall"]["share"] <= 1
    inside = "select sum(n * (n - 1) // 2)::bigint as n from (select count(*) as n from identity group by customer_id)"
    assert found["precision"]["pairs"] == matched.rows(inside)[0]["n"] >= 150
    assert found["precision"]["measured"] is None


def test_an_interval_holds_the_share_that_it_is_of_and_without_answers_there_is_none(unified):
    some = range(0, 120, 2)
    for wrong in (0, 1, 2, 30):
        answers = reviewed(*(("apart" if at < wrong else "together", n, n) for at, n in enumerate(some)))
        found = figures(unified(customers=town(300), decided=answers))["precision"]
        assert found["measured_low"] <= found["measured"] <= found["measured_high"], wrong
    none = figures(unified(customers=town(300)))["precision"]
    assert (none["measured_low"], none["measured"], none["measured_high"]) == (None, None, None)


def test_answers_give_a_measured_precision_with_an_interval(unified):
    answers = reviewed(*(("together", n, n) for n in range(0, 60, 2)))
    found = figures(unified(customers=town(300), decided=answers))["precision"]
    assert (found["reviewed"], found["right_ones"], found["measured"]) == (30, 30, 1.0)
    # Wilson's interval for 30 of 30 begins at 0.8865.
    assert found["measured_low"] == pytest.approx(0.8865, abs=0.001)
    assert found["measured_high"] == pytest.approx(1.0)


def test_a_wrong_link_that_people_found_lowers_the_measured_precision(unified):
    answers = reviewed(*(("together", n, n) for n in range(0, 58, 2)), ("apart", 58, 58))
    found = figures(unified(customers=town(300), decided=answers))["precision"]
    assert (found["reviewed"], found["right_ones"]) == (30, 29)
    assert found["measured_low"] < found["measured"] < found["measured_high"]


def test_without_any_pair_the_figures_are_there(unified):
    found = figures(unified(customers=[{"record_id": "1", **person(1)}]))
    assert found["precision"]["pairs"] == 0
    assert found["recall"]["share"] is None
