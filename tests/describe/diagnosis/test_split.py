import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.describe.diagnosis.cells import Sums
from zhike.describe.diagnosis.split import split

AMOUNTS = st.lists(st.tuples(*[st.integers(0, 10_000)] * 4), min_size=1, max_size=6)


def sums(part, whole):
    part = np.array(part, float)
    return Sums(part, part**2, np.array(whole, float))


def test_more_orders_at_the_same_price_are_volume():
    found = split(sums([100, 300], [10, 10]), sums([120, 360], [12, 12]), is_ratio=False)
    assert found.totals == pytest.approx((80, 0, 0))


def test_dearer_orders_are_rate():
    found = split(sums([100, 300], [10, 10]), sums([110, 330], [10, 10]), is_ratio=False)
    assert found.totals == pytest.approx((0, 0, 40))


def test_orders_that_move_to_the_dear_channel_are_mix():
    found = split(sums([100, 300], [10, 10]), sums([50, 450], [5, 15]), is_ratio=False)
    assert found.totals == pytest.approx((0, 100, 0))


def test_a_ratio_has_mix_and_rate_alone():
    # 20 a piece on average before, 25 after, because the dear channel sold half of what the cheap one lost.
    found = split(sums([100, 300], [10, 10]), sums([50, 450], [5, 15]), is_ratio=True)
    assert found.totals == pytest.approx((0, 5, 0))


@given(AMOUNTS, st.booleans())
def test_the_parts_are_the_change_exactly(rows, is_ratio):
    before, after = sums(*zip(*[(p, n) for p, n, _, _ in rows], strict=True)), sums(*zip(*[(p, n) for _, _, p, n in rows], strict=True))  # fmt: skip
    found = split(before, after, is_ratio=is_ratio)
    if is_ratio:
        if not before.whole.sum() or not after.whole.sum():
            return
        change = after.part.sum() / after.whole.sum() - before.part.sum() / before.whole.sum()
    else:
        change = after.part.sum() - before.part.sum()
    assert sum(found.totals) == pytest.approx(change, rel=1e-9, abs=1e-6)


def test_returns_without_orders_are_not_lost():
    found = split(sums([100, -10], [10, 0]), sums([100, -40], [10, 0]), is_ratio=False)
    assert found.by_value.tolist() == [0, -30]
