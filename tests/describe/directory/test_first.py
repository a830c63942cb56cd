"""The first listing answers what a list usually asks as the whole one does, and never more."""

import pytest

import zhike
from zhike import pipeline
from zhike.describe import directory
from zhike.describe.directory.first import FIRST, First, listing_for, table_of
from zhike.govern import Actor

OWNER = Actor("the owner")
USUAL = [
    {},
    {"sort": "-last_purchase_on"},
    {"sort": "city"},
    {"f": ["orders:at_least:2", "rfm_group:filled:"]},
    {"f": ["name:has:王"]},
    {"f": ["rfm_group:has:冠军"], "sort": "orders"},
    {"columns": ["orders,city"]},
]
MORE = [{"q": "ana"}, {"sort": "name"}, {"columns": ["email"]}, {"f": ["bought_in:is:2025-03"]}, {"f": ["gender:is:F"]}]


@pytest.fixture
def cold(fresh_shop):
    """Return a shop of which no listing is made yet."""
    with zhike.open(fresh_shop.folder) as opened:
        yield opened


def question(shop, asked):
    return directory.question_of(directory.fields_now(shop, pipeline.tables()), **asked)


@pytest.mark.parametrize("asked", USUAL)
def test_it_answers_as_the_whole_one_does(cold, shop, asked):
    first = directory.find(cold, question(cold, asked), by=OWNER, declared=pipeline.tables())
    assert not cold.now.has("customer listing")
    directory.prepare(shop, pipeline.tables())
    whole = directory.find(shop, question(shop, asked), by=OWNER, declared=pipeline.tables())
    assert table_of(listing_for(shop, question(shop, asked), by=OWNER, declared=pipeline.tables())) != FIRST
    assert (first.total, first.of, first.rows) == (whole.total, whole.of, whole.rows)
    assert first.of > 0


@pytest.mark.parametrize("asked", MORE)
def test_what_it_does_not_hold_waits_for_the_whole_one(cold, asked):
    found = listing_for(cold, question(cold, asked), by=OWNER, declared=pipeline.tables())
    assert not isinstance(found, First)
    directory.find(cold, question(cold, asked), by=OWNER, declared=pipeline.tables())


def test_every_page_of_a_list_goes_on_where_the_one_before_ended(shop, monkeypatch):
    declared = pipeline.tables()
    everybody = directory.find(shop, question(shop, {"sort": "city"}), by=OWNER, declared=declared).rows
    monkeypatch.setitem(directory.find.__globals__, "PAGE", 3)
    pages = [
        directory.find(
            shop, question(shop, {"sort": "city", "columns": ["orders"]}), by=OWNER, declared=declared, page=n
        )
        for n in range(1, 7)
    ]
    assert [r["customer_id"] for p in pages for r in p.rows] == [r["customer_id"] for r in everybody]
