from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shop import CAST, describe, order

AS_OF = date(2025, 6, 30)

# One line per r_score, fm_score from 1 to 5: all 25 cells, as docs/metrics.md prints them.
GROUPS = {
    5: "new_customers potential_loyalist potential_loyalist champions champions",
    4: "promising potential_loyalist potential_loyalist loyal loyal",
    3: "about_to_sleep about_to_sleep need_attention loyal loyal",
    2: "hibernating hibernating at_risk at_risk cannot_lose_them",
    1: "lost lost at_risk at_risk cannot_lose_them",
}


def scores(row):
    return row["r_score"], row["f_score"], row["m_score"]


def five_customers():
    """Return orders of five customers, each better than the one before in everything."""
    return [
        order(name, AS_OF - timedelta(days=10 * (5 - i) + n), 10)
        for i, name in enumerate("abcde")
        for n in range(i + 1)
    ]


def test_five_different_customers_take_the_five_scores(described):
    rows = described("rfm", orders=five_customers())
    assert [scores(row) for row in rows] == [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), (5, 5, 5)]
    assert [row["rfm_code"] for row in rows] == ["111", "222", "333", "444", "555"]
    assert [row["rfm_score"] for row in rows] == [3, 6, 9, 12, 15]
    assert [row["rfm_group"] for row in rows] == ["lost", "hibernating", "need_attention", "loyal", "champions"]


def test_the_values_are_those_of_the_features(described):
    ben = next(row for row in described("rfm", orders=CAST) if row["customer_id"] == "ben")
    assert (ben["recency_days"], ben["frequency"], ben["monetary"]) == (107, 3, 450)


def test_only_buyers_have_a_row(described):
    names = {row["customer_id"] for row in described("rfm", orders=CAST, customers=[{"customer_id": "hana"}])}
    assert names == {"ana", "ben", "chloe", "dan", "eve", "ivan", "jun", "kim", "lea"}


def test_equal_customers_get_equal_scores_and_one_time_buyers_an_f_score_of_1(described):
    once = [order(f"once {i}", "2025-06-01", 50) for i in range(8)]
    often = [order("often", f"2025-05-0{day}", 50) for day in range(1, 4)]
    rows = described("rfm", orders=[*once, *often])
    assert {scores(row) for row in rows if row["frequency"] == 1} == {(1, 1, 1)}
    # "often" is better than 8 of 9 in frequency and money: 8 * 5 // 9 + 1.
    assert [scores(row)[1:] for row in rows if row["customer_id"] == "often"] == [(5, 5)]


def test_one_customer_is_better_than_nobody_and_as_good_as_the_mean(described):
    (only,) = described("rfm", orders=[order("ana", "2025-06-30", 5)])
    assert (scores(only), only["rfm_group"], only["rfm_class"]) == ((1, 1, 1), "lost", "important_value")


def test_who_sent_everything_back_is_a_buyer_with_the_lowest_value(described):
    eve = next(row for row in described("rfm", orders=CAST) if row["customer_id"] == "eve")
    assert (eve["frequency"], eve["monetary"], eve["m_score"]) == (1, 0, 1)


def test_without_buyers_there_are_no_rows(described):
    assert described("rfm", orders=[order("fay", "2025-06-10", -60)]) == []


@pytest.mark.parametrize(
    ("days_ago", "orders", "each", "named"),
    [
        (1, 9, 100, "important_value"),
        (1, 1, 900, "important_develop"),
        (99, 9, 100, "important_keep"),
        (99, 1, 900, "important_win_back"),
        (1, 9, 1, "general_value"),
        (1, 1, 1, "general_develop"),
        (99, 9, 1, "general_keep"),
        (99, 1, 1, "general_win_back"),
    ],
)
def test_eight_classes_by_the_means_of_recency_frequency_and_value(described, days_ago, orders, each, named):
    # Against one customer of 50 days, 5 orders and 200 in all, every mean lies between the two.
    middle = [order("middle", AS_OF - timedelta(days=50), 40) for _ in range(5)]
    tested = [order("tested", AS_OF - timedelta(days=days_ago), each) for _ in range(orders)]
    rows = described("rfm", orders=[*middle, *tested])
    assert {row["customer_id"]: row["rfm_class"] for row in rows}["tested"] == named


def test_the_mean_itself_is_high(described):
    # 0.1 + 0.1 + 0.1 is not 0.3 in binary fractions: equal customers must not fall below their own mean.
    rows = described("rfm", orders=[order(name, "2025-06-01", "0.1") for name in "abc"])
    assert {row["rfm_class"] for row in rows} == {"important_value"}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60), st.integers(1, 40)), min_size=1, max_size=40))
def test_scores_say_how_many_buyers_are_strictly_worse(drawn):
    rows = describe("rfm", orders=[order(f"c{who}", AS_OF - timedelta(days=ago), amount) for who, ago, amount in drawn])
    for row in rows:
        worse = (
            sum(other["recency_days"] > row["recency_days"] for other in rows),
            sum(other["frequency"] < row["frequency"] for other in rows),
            sum(other["monetary"] < row["monetary"] for other in rows),
        )
        assert scores(row) == tuple(1 + 5 * number // len(rows) for number in worse)
        assert row["fm_score"] == (row["f_score"] + row["m_score"] + 1) // 2
        assert row["rfm_group"] == GROUPS[row["r_score"]].split()[row["fm_score"] - 1]
