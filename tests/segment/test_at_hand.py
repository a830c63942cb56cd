"""What happened, in memory by place: the same answers as from the run's own tables, for the columns that are often asked."""

import pytest

from zhike import segment
from zhike.govern import Actor, roles
from zhike.segment import asked, at_hand

ANALYST = Actor("Iris", roles.ANALYST)
OFTEN = [
    "did('page_view')", "did('product_view', at_least=2)", "did('page_view', within_days=30)", "not did('page_view')",
    "did('nothing of the kind')", "bought(sku = 'TEA', at_least=2)", "bought(category != 'Tea')", "bought(sku like 'T%', at_most=2)",
    "contacted('complaint') or answered('nps', score >= 9)",
]  # fmt: skip
SELDOM = "bought(channel = 'web')"


def counts(shop, rules):
    return {rule: segment.preview(shop, rule, by=ANALYST).count for rule in rules}


@pytest.mark.parametrize("limits", [{"_FEWEST": 1}, {"_FEWEST": 1, "_WORDS": 1}, {"_MOST": 0}], ids=str)
def test_a_preview_counts_the_same_from_memory(fresh_shop, monkeypatch, limits):
    expected = counts(fresh_shop, [*OFTEN, SELDOM])
    fresh_shop.close()  # the reader and what it had at hand are gone
    for name, value in limits.items():
        monkeypatch.setattr(at_hand, name, value)
    assert counts(fresh_shop, [*OFTEN, SELDOM]) == expected
    assert any(expected.values())


def test_only_what_is_often_asked_of_a_large_table_is_in_memory(fresh_shop, monkeypatch):
    monkeypatch.setattr(at_hand, "_FEWEST", 1)

    def sql(rule):
        return asked(fresh_shop).condition(segment.read(fresh_shop, rule, by=ANALYST))

    assert "order_lines by place" in sql("bought(sku = 'TEA')")
    assert "by place" not in sql(SELDOM)
    monkeypatch.setattr(at_hand, "_FEWEST", 10**6)
    assert "by place" not in sql("did('page_view')")
