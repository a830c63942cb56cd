"""Bins: every value in exactly one, in steps a person would choose, whatever the values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.describe.bins import MOST, Spread, edges_for
from zhike.describe.distributions import TOPICS, distribution, features
from zhike.errors import UnknownNameError


def spread(*quantiles, low=None, high=None, count=1000):
    return Spread(count, quantiles[0] if low is None else low, quantiles[-1] if high is None else high, *quantiles)


def test_no_values_have_no_bins():
    assert edges_for(Spread(0, None, None, 0, 0, 0, 0), whole=False) == []


def test_one_value_has_one_bin():
    assert edges_for(spread(7, 7, 7, 7), whole=True) == [7]
    assert edges_for(spread(0.5, 0.5, 0.5, 0.5), whole=False) == [Decimal(0)]


def test_few_whole_numbers_each_have_a_bin():
    assert edges_for(spread(0, 1, 3, 7), whole=True) == list(range(8))


def test_the_width_is_that_of_freedman_and_diaconis_rounded():
    # 2 * (300 - 100) / 1000^(1/3) = 40: the next step people count in is 50
    edges = edges_for(spread(0, 100, 300, 800), whole=False)
    assert edges[:3] == [0, 50, 100]


def test_outliers_do_not_stretch_the_bins():
    edges = edges_for(spread(1, 10, 30, 90, high=10**6), whole=False)
    assert edges[-1] <= 90
    assert edges_for(spread(1, 10, 30, 90, low=-(10**6)), whole=False)[0] >= 0


@given(
    quantiles=st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=4, max_size=4).map(sorted),
    count=st.integers(1, 10**7), whole=st.booleans(),
)  # fmt: skip
def test_edges_rise_and_are_not_too_many(quantiles, count, whole):
    edges = edges_for(spread(*quantiles, count=count), whole=whole)
    assert 1 <= len(edges) <= 2 * MOST
    assert edges == sorted(set(edges))


@pytest.mark.parametrize("feature", features())
def test_every_customer_with_a_value_is_in_one_bin(shop, feature):
    found = distribution(shop, feature)
    assert sum(b.customers for b in found.bins) + (found.zeros or 0) == found.summary.count
    for b in found.bins:
        low = f"{feature} >= {b.low}" if b.low is not None else "true"
        high = f"{feature} < {b.high}" if b.high is not None else "true"
        zero = f"and {feature} <> 0" if found.zeros is not None else ""
        [row] = shop.query(f"select count(*) as n from customer_features where {low} and {high} {zero} and {feature} is not null").to_pylist()  # fmt: skip
        assert row["n"] == b.customers


def test_the_topics_have_every_numeric_feature_once(shop):
    named = [name for names in TOPICS.values() for name in names]
    known = [row["feature"] for row in shop.query("select feature from summary").to_pylist()]
    assert sorted(named) == sorted(known)


def test_a_feature_that_is_none_is_refused(shop):
    with pytest.raises(UnknownNameError, match="revenue"):
        distribution(shop, "revenu")
