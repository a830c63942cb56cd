from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from buyers import AS_OF, customers, shop

from zhike.predict.inputs import INPUTS, panel, usable

CUTOFF = date(2025, 1, 31)
ANA = [("ana", date(2025, 1, day), 100.0) for day in (1, 11, 21)]


@pytest.fixture(scope="module")
def both():
    """The same shop, whole and as it was on the evening of the cut-off day."""
    rows = customers(150, seed=1)
    events = [(f"c{i:05}", date(2025, 1, 1) + timedelta(days=i)) for i in range(60)]
    answers = [
        (f"c{i:05}", float(i % 10), 10.0, datetime(2025, 1, 1 + i, 3, tzinfo=UTC), date(2025, 1, 1 + i))
        for i in range(28)
    ]
    late = [("c00000", 1.0, 10.0, datetime(2025, 3, 1, 3, tzinfo=UTC), date(2025, 3, 1))]
    then = {"events": [e for e in events if e[1] <= CUTOFF], "feedback": answers}
    return (
        shop(rows, events=events, interactions=events, feedback=[*answers, *late]),
        shop([r for r in rows if r[1] <= CUTOFF], **then, interactions=then["events"]),
    )


def test_the_inputs_of_a_past_day_know_nothing_that_came_later(both):
    whole, then = (panel(session, CUTOFF) for session in both)
    assert whole.customers == then.customers
    assert np.array_equal(whole.x, then.x, equal_nan=True)
    assert np.isnan(then.days_until).all()
    assert not np.isnan(whole.days_until).all()


def test_every_input_has_its_words_and_its_place(both):
    found = panel(both[0], CUTOFF)
    assert found.names == tuple(INPUTS)
    assert found.x.shape == (len(found), len(INPUTS))


def test_a_customer_worked_out_by_hand():
    found = panel(shop([*ANA, ("ana", date(2025, 2, 10), 70.0), ("ben", date(2025, 2, 1), 1.0)]), CUTOFF)
    assert found.customers.to_pylist() == ["ana"]
    said = dict(zip(found.names, found.x[0], strict=True))
    assert (said["recency_days"], said["tenure_days"], said["active_days"], said["active_days_30d"]) == (10, 30, 3, 2)
    assert (said["gap_days_mean"], said["gap_days_deviation"], said["recency_in_gaps"]) == (10, 0, 1)
    assert (said["average_order_value"], said["lines_per_order"], said["channels"]) == (100, 2, 1)
    assert np.isnan(said["event_recency_days"])
    assert (found.days_until[0], found.amount[0]) == (10, 70)
    assert (found.lapsed(9)[0], found.lapsed(10)[0]) == (1, 0)


def test_no_input_hangs_on_the_order_of_rows():
    chance = np.random.default_rng(3)
    rows, at = customers(150, seed=2), datetime(2025, 1, 5, 3, tzinfo=UTC)
    # Each gives three answers, the last two at the same instant.
    answers = [
        (f"c{i:05}", float(chance.integers(0, 8)), 7.0, at - timedelta(days=n // 2), at.date(), "app", f"F{i}-{n}")
        for i in range(150)
        for n in (2, 1, 0)
    ]
    found = []
    for order in (range(len(rows)), chance.permutation(len(rows))):
        told = [answers[i] for i in (range(len(answers)) if not found else chance.permutation(len(answers)))]
        session = shop([rows[i] for i in order], feedback=told)
        session.sql("update orders set discount_amount = round(net_amount * 0.0713, 4)")
        found.append(panel(session, CUTOFF))
    for name in INPUTS:
        assert np.array_equal(found[0].column(name), found[1].column(name), equal_nan=True), name


def test_a_share_of_the_customers_is_always_the_same_one(both):
    some, again = (panel(both[0], day, permille=500).customers.to_pylist() for day in (CUTOFF, AS_OF))
    assert 40 < len(some) < 110
    assert set(some) <= set(again)


def test_inputs_that_look_back_further_than_the_history_are_not_used(both):
    found = panel(both[0], CUTOFF)
    assert "active_days_365d" in usable([found], history_days=365)
    short = usable([found], history_days=100)
    assert "active_days_90d" in short
    assert not {"active_days_180d", "active_days_365d", "returns_365d"} & set(short)
    assert found.only(("tenure_days",), history_days=100).max() == 100


def test_an_input_that_is_the_same_for_everybody_is_not_used(both):
    assert "channels" not in usable([panel(both[0], CUTOFF)], history_days=365)
