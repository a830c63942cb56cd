import numpy as np
import pytest

from zhike.describe.diagnosis.usual import Windows, limit, usual, window_sums

GENTLE = np.log(100 + np.array([0, 3, -2, 4, 1, -3, 2, 0, -1, 3, -2, 1, 0, 2, -3, 1, 2, -1, 0, 1]))


def judged(levels, **at):
    found = usual(np.atleast_2d(levels), Windows(**at))
    return abs(found.change[0] - found.expected[0]) / found.spread[0] <= limit(int(found.known_from[0]))


def test_a_change_like_the_earlier_ones_is_usual():
    assert judged(GENTLE, before=18, after=19, length=1)


def test_a_fall_by_a_third_is_not():
    assert not judged(np.append(GENTLE, np.log(67)), before=19, after=20, length=1)


def test_one_odd_month_in_the_past_does_not_hide_the_next():
    odd = GENTLE.copy()
    odd[8] = np.log(30)
    assert not judged(np.append(odd, np.log(67)), before=19, after=20, length=1)


def test_what_happens_every_december_is_expected_in_december():
    year = np.array([0.0] * 11 + [0.5])
    noise = 0.01 * np.sin(np.arange(36) * 2.3)
    found = usual(np.atleast_2d(np.tile(year, 3) + noise), Windows(before=34, after=35, length=1))
    assert found.seasonal[0]
    assert found.expected[0] == pytest.approx(0.5, abs=0.03)


def test_what_is_judged_does_not_judge_itself():
    before = usual(np.atleast_2d(GENTLE), Windows(before=10, after=11, length=1))
    changed = GENTLE.copy()
    changed[11:] = 9.0
    after = usual(np.atleast_2d(changed), Windows(before=10, after=11, length=1))
    assert (before.spread, before.expected) == (after.spread, after.expected)


def test_five_earlier_changes_are_too_few():
    found = usual(np.atleast_2d(GENTLE[:7]), Windows(before=5, after=6, length=1))
    assert found.known_from[0] == 5
    assert not found.is_known[0]


def test_windows_add_up_their_months():
    assert window_sums(np.array([[1.0, 2, 3, 4]]), 3).tolist() == [[6, 9]]


def test_fewer_changes_leave_more_room():
    assert limit(6) > limit(12) > limit(36) > 1.96
