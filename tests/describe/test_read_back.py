"""RFM, cohorts, contribution and the state of the data, read back from the tables of the fixed cast."""

import pytest

from zhike.describe.cohorts import Cohort, CohortMonth, cohort_means, cohorts
from zhike.describe.contribution import concentration
from zhike.describe.rfm import CLASSES, GROUPS, rfm_classes, rfm_grid, rfm_groups
from zhike.describe.state import data_state, people_said, rows_said
from zhike.errors import UnknownNameError


def test_the_grid_is_five_by_five_with_every_buyer(shop):
    grid = rfm_grid(shop)
    assert (len(grid.cells), {len(row) for row in grid.cells}) == (5, {5})
    assert grid.buyers == 9


def test_another_score_than_three_is_refused(shop):
    with pytest.raises(UnknownNameError, match="fm"):
        rfm_grid(shop, "x")


def test_groups_come_from_the_best_to_the_lost_and_none_is_missing(shop):
    assert [g.name for g in rfm_groups(shop)] == list(GROUPS)
    assert [g.name for g in rfm_classes(shop)] == list(CLASSES)
    known = {row["rfm_group"] for row in shop.query("select distinct rfm_group from rfm").to_pylist()}
    assert known == {g.name for g in rfm_groups(shop) if g.customers}


def test_a_group_of_nobody_has_no_average(shop):
    empty = next(g for g in rfm_groups(shop) if not g.customers)
    assert (empty.share, empty.revenue, empty.revenue_each, empty.recency_days) == (0, 0, None, None)


def test_cohorts_are_whole_and_in_order(shop):
    found = cohorts(shop)
    assert [c.customers for c in found] == [2, 1, 1, 2, 2, 1]
    assert [len(c.months) for c in found] == [6, 5, 4, 3, 2, 1]


def month(active, size, *, ended=True):
    return CohortMonth(None, active, active / size, 0, 0.0, 0.0, ended)


def test_the_mean_is_weighted_by_size_and_leaves_out_months_that_run():
    large = Cohort(None, 90, (month(90, 90), month(9, 90), month(45, 90, ended=False)))
    small = Cohort(None, 10, (month(10, 10), month(10, 10, ended=False)))
    means = cohort_means((large, small))
    assert [m.retention for m in means] == [1.0, 0.1]
    assert cohort_means(()) == ()


def test_the_best_fifth_is_no_more_than_a_fifth(shop):
    found = concentration(shop)
    best = found.share_of_best(0.2)
    assert best.customer_share == pytest.approx(1 / 9)
    assert best.revenue_share == pytest.approx(5000 / 6310)
    assert found.share_of_best(0.01) is None


def test_classes_bring_what_their_letters_say(shop):
    found = {c.name: c for c in concentration(shop).classes}
    assert found["A"].revenue_share >= 0.8
    assert sum(c.customers for c in found.values()) == 9


def test_the_state_says_people_records_and_rows(shop):
    state = data_state(shop)
    assert (state.customers, state.records, state.merged) == (14, 15, 1)
    assert people_said(state).startswith("14 customers stand behind 15 source records")
    assert f"{state.received} rows received" in rows_said(state)
