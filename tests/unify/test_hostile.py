"""Data that would mislead or stop the matching of records."""

import pytest

EMPTY = "identity_candidates", "identity_scores", "identity_links", "identity_groups"


def record(number, **more):
    return {"record_id": str(number), **more}


def test_a_phone_that_all_share_joins_nobody_and_is_said_to_be_left_out(unified):
    found = unified(customers=[record(n, phone="+8613800000000", name=f"Anna{n} Berg{n % 7}") for n in range(400)])
    assert len(found.customers()) == 400
    [rule] = found.rows("select * from identity_rules where rule = 'phone'")
    assert (rule["left_out_values"], rule["left_out_records"], rule["pairs"]) == (1, 400, 0)


@pytest.mark.parametrize("rows", [[], [record(1, name="Ana")], [record(1), record(2)]])
def test_nothing_to_compare_is_no_error(unified, rows):
    found = unified(customers=rows)
    assert len(found.customers()) == len(rows)
    assert [len(found.rows(table)) for table in EMPTY] == [0, 0, 0, 0]


def test_names_of_signs_alone_are_compared_with_nobody(unified):
    found = unified(customers=[record(n, name="🌸🌸", phone=f"+86138000000{n:02}") for n in range(20)])
    assert len(found.customers()) == 20


def test_two_sources_that_number_different_people_alike_stay_apart(unified):
    """A member number in which all else differs is no key: each source counts from one."""
    people = [
        record(
            n, source=source, member_no=str(n), name=f"{given} {family}{n}", birth_date=f"19{60 + (n + off) % 40}-0{1 + (n * off) % 9}-15",
            phone=f"+86{lead}{n * step % 100000000:08}",
        )
        for source, given, family, off, lead, step in (("till", "Ana", "Berg", 1, 138, 7919), ("web", "Otto", "Klein", 7, 151, 104729))
        for n in range(150)
    ]  # fmt: skip
    found = unified(customers=people)
    both = [g for g in found.customers() if len({r.split(":")[0] for r in g}) > 1]
    assert both == []


def test_a_field_that_is_empty_in_all_records_is_no_part_of_the_model(unified):
    """Nobody has an e-mail or a birth date: the other fields decide, and the model does not speak of what is not there."""
    people = [
        record(n, source=source, name=f"{given} Berg{n}", phone=f"+86138{n * 7919 % 100000000:08}")
        for source in ("till", "web")
        for n, given in ((n, ("Ana", "Otto", "Mia")[n % 3]) for n in range(60))
    ]
    found = unified(customers=people)
    assert len(found.customers()) == 60
    assert {r["comparison"] for r in found.rows("identity_model")} & {"email", "birth"} == set()
    assert {r["field"] for r in found.rows("identity_fields")} & {"email", "birth"} == set()
