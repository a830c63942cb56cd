"""Looking back: what was known on an earlier day, beside the current run, for as long as that is current."""

from datetime import date, timedelta

import pytest

from shop import customer_of
from zhike import past, pipeline
from zhike.errors import WrongUseError
from zhike.govern import Actor, roles
from zhike.jobs import published

ANALYST = Actor("Iris", roles.ANALYST)


@pytest.fixture
def looked(fresh_shop):
    last = pipeline.run(fresh_shop).as_of
    day = last - timedelta(days=60)
    return fresh_shop, past.look_back(fresh_shop, day, by=ANALYST), day


def test_what_happened_later_is_not_there_and_the_current_run_stays(looked):
    shop, then, day = looked
    newest = "select max(ordered_on) from orders"
    assert then.query(newest).column(0)[0].as_py() <= day < shop.query(newest).column(0)[0].as_py()
    assert len(published(shop)) == len([r for r in published(shop) if r.id != then.current_run()])
    assert past.days(shop) == (day,)
    assert past.looked_back(shop, day).current_run() == then.current_run()


def test_a_day_is_computed_once_and_gone_with_the_run_it_looked_back_from(looked):
    shop, then, day = looked
    assert past.look_back(shop, day, by=ANALYST).current_run() == then.current_run()
    there = set(shop.lake.runs_on_disk())
    pipeline.run(shop)
    assert past.days(shop) == ()
    assert past.looked_back(shop, day) is None
    assert there - set(shop.lake.runs_on_disk()) >= {then.current_run()}


def test_its_own_day_is_the_current_run_and_a_later_one_is_refused(looked):
    shop, _then, day = looked
    last = day + timedelta(days=60)
    assert past.looked_back(shop, last) is shop
    with pytest.raises(WrongUseError, match="earlier one"):
        past.look_back(shop, last + timedelta(days=1), by=ANALYST)


def test_a_customer_is_found_by_the_records_of_that_day(looked):
    shop, then, _day = looked
    one = customer_of(shop, "T1")
    assert past.customers_then(shop, then, one) == (customer_of(then, "T1"),)
    long_ago = past.look_back(shop, date(2015, 1, 1), by=ANALYST)
    new = shop.query("select customer_id from customers where registered_on is not null limit 1").column(0)[0].as_py()
    with pytest.raises(past.UnknownThenError, match="2015-01-01"):
        past.customers_then(shop, long_ago, new)
