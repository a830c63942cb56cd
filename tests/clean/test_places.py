import pytest

from zhike.clean.places import places_table

NANSHAN = ("广东省", "深圳市", "南山区")


@pytest.fixture
def keys(con, receive):
    """Return the keys that a place is looked for by."""

    def keys(rows):
        found = places_table(con, "received", columns=receive(rows))
        return found and {key for (key,) in con.execute(f'SELECT key FROM "{found.table}"').fetchall()}

    return keys


def person(province="广东", city="深圳", district="南山", address="文一路1号"):
    return {"province": province, "city": city, "district": district, "address": address}


def test_addresses_are_not_looked_at_where_the_columns_settle_the_place(keys):
    assert len(keys([person(address=f"{street}路1号") for street in "甲乙丙丁"])) == 1
    assert len(keys([person(address=f"{street}路1号", district="") for street in "甲乙丙丁"])) == 4


def test_a_district_that_is_none_leaves_the_word_to_the_address(clean):
    rows = [person(), person(district="别处", address="深圳市南山区1号"), person(district="", address="南山区1号")]
    found = [tuple(row.get(level) for level in ("province", "city", "district")) for row in clean("customers", rows)]
    assert found == [NANSHAN] * 3


def test_a_place_abroad_is_left_as_it_is_written(clean):
    rows = [{**person("Bayern", "München", "", address="深圳市南山区1号"), "country": "Germany"}]
    (row,) = clean("customers", rows)
    assert (row["province"], row["city"], row.get("district")) == ("Bayern", "München", None)


def test_a_file_that_says_no_place_has_none(keys):
    assert keys([{"record_id": "1"}]) is None
