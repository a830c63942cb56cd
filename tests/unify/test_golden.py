"""The rules by which a field's value is chosen among a customer's records."""

import pytest

from zhike import pipeline, unify
from zhike.setting_rules import GOLDEN_FIELDS
from zhike.settings import Settings


@pytest.fixture
def golden(unified):
    """Return the one customer of records that share a member number, under rules: golden(rules, *records)."""

    def make(rules, *records):
        given = [{"member_no": "m", "record_id": str(n), **r} for n, r in enumerate(records)]
        [row] = unified(customers=given, trust=("web", "till"), golden=rules).rows("customers")
        return row

    return make


OLD_WEB = {"source": "web", "name": "Web", "job_title": "cook", "updated_at": "2020-01-01"}
NEW_TILL = {"name": "Till", "job_title": "nurse", "updated_at": "2025-01-01"}


def test_newest_takes_the_record_that_was_changed_last_of_whatever_source(golden):
    found = golden({"job_title": "newest"}, OLD_WEB, NEW_TILL)
    assert (found["name"], found["job_title"]) == ("Web", "nurse")


def test_newest_passes_over_records_without_a_value_and_puts_undated_ones_last(golden):
    found = golden({"job_title": "newest"}, OLD_WEB, {**NEW_TILL, "job_title": None}, {"job_title": "clerk"})
    assert found["job_title"] == "cook"


def test_the_default_holds_for_every_field_that_is_not_named(golden):
    found = golden({"default": "newest", "name": "trusted"}, OLD_WEB, NEW_TILL)
    assert (found["name"], found["job_title"]) == ("Web", "nurse")


def test_frequent_takes_the_value_that_most_records_have(golden):
    found = golden({"job_title": "frequent"}, OLD_WEB, {"job_title": "nurse"}, {"job_title": "nurse"})
    assert found["job_title"] == "nurse"


def test_of_values_that_are_as_frequent_the_most_trusted_counts(golden):
    assert golden({"job_title": "frequent"}, {"job_title": "nurse"}, OLD_WEB)["job_title"] == "cook"


def test_records_without_a_value_are_no_majority(golden):
    assert golden({"job_title": "frequent"}, {}, {}, {"job_title": "nurse"})["job_title"] == "nurse"


def test_complete_takes_the_record_with_the_most_filled_fields(golden):
    full = {"job_title": "nurse", "company": "A", "language": "zh", "city": "成都市", "province": "四川省"}
    assert golden({"job_title": "complete"}, OLD_WEB, full)["job_title"] == "nurse"


def test_of_records_that_are_as_complete_the_most_trusted_counts(golden):
    assert golden({"default": "complete"}, {"job_title": "nurse", "name": "T"}, OLD_WEB)["job_title"] == "cook"


def test_parts_of_a_place_go_together_by_one_rule(golden):
    chengdu = {"province": "四川省", "city": "成都市", "district": "锦江区"}
    dali = {"source": "web", "province": "云南省", "city": "大理市", "updated_at": "2020-01-01"}
    for rule in ("newest", "frequent", "complete"):
        found = golden({"city": rule}, dali, chengdu, {**chengdu, "updated_at": "2025-01-01"})
        assert (found["province"], found["city"], found["district"]) == ("四川省", "成都市", "锦江区")


def test_the_majority_of_places_is_one_of_whole_places(golden):
    places = [("四川省", "成都市", "锦江区"), ("四川省", "成都市", "武侯区"), ("四川省", "绵阳市", None)]
    records = [{"province": p, "city": c, "district": d} for p, c, d in [*places, places[2]]]
    found = golden({"province": "frequent"}, *records)
    assert (found["city"], found["district"]) == ("绵阳市", None)


@pytest.mark.parametrize("rule", ["newest", "frequent", "complete"])
def test_parts_of_a_name_come_from_one_record_by_every_rule(golden, rule):
    found = golden(
        {"family_name": rule},
        {"family_name": "Li", "updated_at": "2025-06-01", "company": "A", "city": "B"},
        {"family_name": "陈", "given_name": "晓"},
    )
    assert (found["family_name"], found["given_name"]) == ("陈", "晓")


def test_a_run_keeps_the_rules_that_it_used(unified):
    rules = {r["field"]: r["rule"] for r in unified(golden={"phone": "newest"}).rows("golden_rules")}
    assert set(rules) == set(GOLDEN_FIELDS)
    assert (rules["phone"], rules["email"]) == ("newest", "trusted")


def test_every_field_that_can_have_a_rule_is_taken_by_trust_unless_said_otherwise():
    by_trust = pipeline.tables()["customers"].sql.count(", trusted)")
    assert by_trust == len(GOLDEN_FIELDS)


def test_the_usual_rules_leave_the_sql_as_it_stands():
    customers = pipeline.tables()["customers"]
    assert unify.ruled(customers, Settings().golden_rules) is customers


def test_a_rule_is_evaluated_only_where_it_is_used():
    customers = pipeline.tables()["customers"]
    made = unify.ruled(customers, Settings(golden={"phone": "newest"}).golden_rules).sql
    assert "newest" in made
    assert "complete" not in made
    assert made.lower().count("row_number()") == 2


def test_another_rule_makes_customers_anew_and_nothing_before_it(fresh_shop):
    pipeline.run(fresh_shop)
    object.__setattr__(fresh_shop, "settings", Settings(**{**vars(fresh_shop.settings), "golden": {"phone": "newest"}}))
    report = {t.table: t.taken_over for t in pipeline.run(fresh_shop).report.tables}
    assert (report["identity"], report["golden_rules"], report["customers"]) == (True, False, False)
