from dataclasses import replace
from datetime import date

import pytest

from zhike import predict
from zhike.predict import Backtest, Card, Remark, cutoffs, gathered, judged, parts, read_remarks, rows_of, said
from zhike.predict.cutoffs import months_missing
from zhike.words import use_language

DAY = date(2025, 6, 30)
GOOD = Backtest("m", "orders", DAY, 90, "mean absolute error", 0.8, "same rate", 1.0, rows=10)
BAD = replace(GOOD, value=1.1)
MUCH = replace(GOOD, value=0.1)


def test_a_model_that_beats_the_baseline_on_every_past_day_is_shown():
    assert judged([GOOD, GOOD, GOOD], least=3) == ()
    assert Card("m", "orders", DAY, 90, rows=10).verdict == "shown"


def test_a_model_that_is_worse_in_the_mean_is_withheld_with_both_figures():
    [remark] = judged([BAD, BAD, GOOD], least=3)
    assert remark.code == "not_better"
    assert "against 1 of same rate" in remark.english
    assert Card("m", "orders", DAY, 90, rows=10, missing=(remark,)).verdict == "withheld"


def test_one_lucky_day_is_no_proof():
    assert [r.code for r in judged([MUCH, BAD, BAD], least=3)] == ["not_better_often"]
    assert judged([MUCH, GOOD, BAD], least=3) == ()


def test_more_is_better_for_some_metrics():
    auc = replace(GOOD, metric="area under the ROC curve", value=0.9, baseline_value=0.8)
    assert judged([auc] * 3, least=3) == ()
    assert judged([replace(auc, value=0.8)] * 3, least=3)


def test_two_days_are_no_test():
    with pytest.raises(ValueError, match="2 past days, expected 3"):
        judged([GOOD, GOOD], least=3)


def test_remarks_come_back_from_the_table_and_speak_the_readers_language():
    card = Card("m", "orders", DAY, 90, rows=10, missing=(Remark("few_repeat_buyers", {"buyers": 83, "months": 4}),))
    [row] = rows_of("clv", cards=[card], backtests=[])["clv_cards"].to_pylist()
    assert row["missing"] == "83 more buyers who bought again are needed, or about 4 more months at the pace so far."
    assert (row["verdict"], row["score"]) == ("withheld", "clv")
    use_language("zh")
    assert said(read_remarks(row["missing_codes"])).startswith("还需要 83 位")


def test_a_remark_without_its_numbers_is_an_error_where_it_is_made():
    with pytest.raises(KeyError):
        Remark("few_buyers", {})


def test_the_gathered_tables_read_the_parts_of_every_score():
    assert [t.name for t in gathered([])] == ["model_cards", "backtests", "backtest_points"]
    cards, backtests, _points = gathered(["clv", "churn"])
    assert "clv_cards" in cards.sql
    assert "churn_backtests" in backtests.sql
    assert [c.name for c in cards.columns] == [c.name for c in parts("clv")[0].columns]


def test_every_score_of_the_room_is_gathered_and_has_its_parts():
    made = {t.name for p in predict.PYTHON_TABLES for t in p.tables}
    assert {f"{score}{part}" for score in predict.PREDICTED for part in ("", "_cards", "_backtests")} <= made


def test_cut_offs_have_their_horizon_after_them_and_their_history_before():
    found = cutoffs(date(2024, 1, 1), DAY, horizon_days=90, count=3, history_days=180)
    assert found == (date(2025, 1, 31), date(2025, 3, 2), date(2025, 4, 1))
    assert (DAY - found[-1]).days == 90


def test_a_short_history_has_no_cut_off_and_says_how_many_months_it_lacks():
    first = date(2025, 1, 1)
    asked = {"horizon_days": 90, "count": 3, "history_days": 90}
    assert cutoffs(first, DAY, **asked) == ()
    lacking = months_missing(first, DAY, **asked)
    assert lacking == 1
    later = date(2025, 7, 30)
    assert len(cutoffs(first, later, **asked)) == 3
    assert months_missing(first, later, **asked) == 0
