import numpy as np
import pytest

from zhike.simulate.chance import stream
from zhike.simulate.products import CATEGORIES, products


@pytest.fixture(scope="module")
def goods():
    return products(200_000, seed=1)


@pytest.mark.parametrize(("lines", "count"), [(10, 1000), (400_000, 2000), (10_000_000, 5000)])
def test_the_range_fits_the_size_of_the_company(lines, count):
    assert len(products(lines, seed=1).sku) == count


def test_product_numbers_are_unique(goods):
    assert len(set(goods.sku)) == len(goods.sku)


def test_a_drawn_product_is_of_the_category_asked_for(goods):
    category = np.repeat(np.arange(len(CATEGORIES)), 500)
    drawn = goods.draw(category, stream(1, "t").random(len(category)))
    assert np.array_equal(goods.category[drawn], category)


def test_few_products_sell_most(goods):
    drawn = goods.draw(np.zeros(20_000, dtype=np.int64), stream(1, "t").random(20_000))
    counts = np.sort(np.bincount(drawn))[::-1]
    assert counts[: len(counts) // 5].sum() > 0.55 * counts.sum()


def test_prices_end_like_price_tags_and_exceed_costs(goods):
    assert set((goods.price % 100).tolist()) == {90}
    assert np.all(goods.cost < goods.price)


def test_categories_sell_best_in_their_months(goods):
    steps = goods.month_ladder.reshape(12, -1)
    snacks = steps[:, 0] - np.arange(12)
    assert set(np.argsort(snacks)[-3:].tolist()) == {month - 1 for month in CATEGORIES[0].best_months}


def test_shares_of_categories_add_up():
    assert sum(category.share for category in CATEGORIES) == pytest.approx(1.05, abs=0.06)
