"""The golden record."""

import pytest


@pytest.fixture
def golden(unified):
    """Return the one customer of records that share a member number."""

    def make(*records, trust=("web", "till")):
        [row] = unified(
            customers=[{"member_no": "m", "record_id": str(n), **r} for n, r in enumerate(records)], trust=trust
        ).rows("customers")
        return row

    return make


def test_a_field_comes_from_the_most_trusted_source_that_has_it(golden):
    found = golden({"name": "Till", "city": "成都市", "province": "四川省"}, {"source": "web", "name": "Web"})
    assert (found["name"], found["city"]) == ("Web", "成都市")


def test_within_a_source_the_newest_record_counts(golden):
    found = golden(
        {"name": "New", "updated_at": "2025-02-01"}, {"name": "Old", "updated_at": "2025-01-01"}, {"name": "Undated"}
    )
    assert found["name"] == "New"


def test_an_older_record_of_a_trusted_source_beats_a_newer_one_of_another(golden):
    found = golden(
        {"source": "web", "name": "Web", "updated_at": "2020-01-01"}, {"name": "Till", "updated_at": "2025-01-01"}
    )
    assert found["name"] == "Web"


def test_a_source_without_a_place_in_the_order_of_trust_comes_last(golden):
    assert golden({"source": "stranger", "name": "S", "updated_at": "2025-01-01"}, {"name": "T"})["name"] == "T"


def test_without_dates_the_last_to_arrive_counts(golden):
    assert golden({"name": "First"}, {"name": "Second"})["name"] == "Second"


def test_family_and_given_name_come_from_one_record(golden):
    found = golden({"source": "web", "family_name": "Web"}, {"family_name": "陈", "given_name": "晓"})
    assert (found["family_name"], found["given_name"]) == ("陈", "晓")


def test_a_district_never_comes_from_another_province(golden):
    found = golden(
        {"source": "web", "province": "四川省"}, {"province": "北京市", "city": "北京市", "district": "海淀区"}
    )
    assert found["province"] == "四川省"
    assert found["district"] is None


def test_a_city_without_a_province_does_not_hide_a_whole_place(golden):
    found = golden({"source": "web", "city": "上海市"}, {"province": "四川省", "city": "成都市", "district": "锦江区"})
    assert (found["province"], found["city"], found["district"]) == ("四川省", "成都市", "锦江区")


def test_a_customer_of_one_record_is_that_record(golden):
    given = {
        "name": "Ana Lima",
        "given_name": "Ana",
        "family_name": "Lima",
        "gender": "female",
        "phone": "+8613800000001",
        "city": "成都市",
    }
    found = golden(given, trust=())
    assert {k: found[k] for k in given} == given
    assert (found["records"], found["sources"]) == (1, "till")


def test_the_first_registration_and_the_last_change_count(golden):
    found = golden(
        {"registered_at": "2024-05-01", "updated_at": "2025-01-01"}, {"source": "web", "registered_at": "2023-05-01"}
    )
    assert str(found["registered_on"]) == "2023-05-01"
    assert found["updated_at"].year == 2025


def test_the_channel_that_first_brought_the_customer_stays(golden):
    assert (
        golden({"acquisition_channel": "shop"}, {"source": "web", "acquisition_channel": "search"})[
            "acquisition_channel"
        ]
        == "shop"
    )


def test_a_customer_says_how_many_records_of_which_sources_stand_behind(golden):
    found = golden({}, {"source": "web"}, {})
    assert (found["records"], found["sources"]) == (3, "till, web")


def test_every_customer_of_identity_has_one_golden_record(shop):
    assert shop.query("select customer_id from identity except select customer_id from customers").num_rows == 0
    assert shop.query("select customer_id from customers except select customer_id from identity").num_rows == 0
