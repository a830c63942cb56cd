"""The proof of looking back in the size of a test suite, and that it sees a difference."""

from datetime import timedelta

import pytest

from zhike import past, pipeline
from zhike.govern import actor_at_the_terminal
from zhike.prove.past import _Person, _profiles, prove_asof


@pytest.mark.slow
@pytest.mark.usefixtures("reading_here")
def test_a_customer_as_of_a_day_is_what_a_workspace_without_later_days_shows():
    found = prove_asof(small=True, progress=lambda _: None).figures
    assert found["profiles that differ"] == []
    assert found["of these, people who were known on that day"] >= 5
    assert found["tables with rows of a customer, each compared whole"] > 20


def test_a_customer_who_bought_later_is_another_in_the_comparison(fresh_shop):
    last = pipeline.run(fresh_shop).as_of
    then = past.look_back(fresh_shop, last - timedelta(days=60), by=actor_at_the_terminal())
    bought, quiet = (
        [_Person(*row.values()) for row in fresh_shop.now.rows(f"select source, record_id from identity join customer_features using (customer_id) where {which}", reads=["identity", "customer_features"])]
        for which in ("recency_days < 60", "recency_days > 60")
    )  # fmt: skip
    now, before = _profiles(fresh_shop, [*bought, *quiet]), _profiles(then, [*bought, *quiet])
    assert bought
    assert all(now[p] != before[p] for p in bought)
    assert all(before[p]["tables"]["orders"] == now[p]["tables"]["orders"] for p in quiet)
