"""zhike profile on the fixed shop: today, on an earlier day, and of whom nothing was known then."""

from datetime import date, timedelta

import pytest

from shop import customer_of


@pytest.fixture
def at(fresh_shop, zhike_):
    return lambda *words: zhike_("profile", *words, "-w", fresh_shop.folder)


def test_a_customer_is_shown_today_and_as_they_stood(at, fresh_shop):
    one = customer_of(fresh_shop, "T1")
    now = at(one, "--json").json
    day = date.fromisoformat(now["as_of"]) - timedelta(days=60)
    then = at(one, "--as-of", day, "--json").json
    assert (then["as_of"], then["customer_id"], then["others_then"]) == (day.isoformat(), one, [])
    assert then["values"]["orders"] < now["values"]["orders"]
    assert {e["number"] for e in then["timeline"]} < {e["number"] for e in now["timeline"]}
    said = at(one, "--as-of", day).out
    assert f"what was known on {day}" in said
    assert "Where they stand" in said
    assert fresh_shop.now.run_id == fresh_shop.current_run()
    assert at(one, "--json").json == now


def test_what_cannot_be_shown_is_told(at, fresh_shop):
    one = customer_of(fresh_shop, "T1")
    assert "Nothing was known" in at(one, "--as-of", "2001-01-01").err
    assert "is no day" in at(one, "--as-of", "soon").err
    assert at(one, "--as-of", "2099-01-01").code == 2
    assert "There is no customer 'C0'" in at("C0").err
