"""The best assignment, against trying all of them."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.collect.guess.assign import assign


def best_by_trying(weights: list[list[float]]) -> float:
    width = len(weights[0])
    places = [*range(width), *([None] * len(weights))]
    return max(sum(weights[r][c] for r, c in enumerate(p) if c is not None) for p in permutations(places, len(weights)))


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_the_sum_is_the_greatest_there_is(weights):
    taken = assign(weights)
    columns = [c for c in taken if c is not None]
    assert len(columns) == len(set(columns))
    assert sum(weights[r][c] for r, c in enumerate(taken) if c is not None) == best_by_trying(weights)


def test_a_pair_of_weight_nothing_is_never_made():
    assert assign([[0.0, 0.0], [0.0, 1.0]]) == [None, 1]


def test_a_row_gives_way_when_both_gain():
    assert assign([[5, 4], [5, 0]]) == [1, 0]


def test_nothing_to_assign_gives_nothing():
    assert assign([]) == []
    assert assign([[], []]) == [None, None]
