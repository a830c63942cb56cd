import numpy as np

from zhike.simulate.chance import at, ladder, pick, scattered, stream


def test_a_topic_has_its_own_numbers_for_each_seed():
    first = stream(1, "names").random(3)
    assert np.array_equal(first, stream(1, "names").random(3))
    assert not np.array_equal(first, stream(1, "places").random(3))
    assert not np.array_equal(first, stream(2, "names").random(3))


def test_pick_follows_the_weights_and_never_takes_a_weight_of_zero():
    counts = np.bincount(pick(stream(1, "t"), [3.0, 0.0, 1.0], n=40_000), minlength=3) / 40_000
    assert counts[1] == 0
    assert abs(counts[0] - 0.75) < 0.01


def test_at_stays_inside_when_rounding_leaves_the_last_step_below_one():
    assert at(np.array([0.5, 1 - 1e-16]), np.array([1.0])).tolist() == [1]


def test_a_ladder_draws_from_the_row_asked_for():
    steps = ladder(np.array([[1.0, 1.0], [0.0, 4.0]]))
    drawn = np.searchsorted(steps, np.array([0.2, 0.7, 1.2, 1.9]), side="right")
    assert drawn.tolist() == [0, 1, 3, 3]


def test_scattered_numbers_are_all_different_and_have_so_many_digits():
    numbers = scattered(10_000, digits=4)
    assert len(set(numbers.tolist())) == 10_000
    assert 0 <= numbers.min() <= numbers.max() < 10**4
