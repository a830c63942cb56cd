import json
from datetime import date

import pytest

from zhike.clean import CleanOptions, cleaned_sql, forget, repair_columns
from zhike.clean.options import UnknownTimezoneError, UnusableFormatError
from zhike.collect.entities import ENTITIES
from zhike.errors import UnknownNameError

RECEIVED_ON = date(2025, 6, 30)

ANA = {"record_id": "C1", "name": "Ana Lima", "phone": "13812345678"}


@pytest.mark.parametrize("entity", sorted(ENTITIES))
def test_every_import_of_an_entity_has_every_field_in_its_declared_type(con, clean, entity):
    key = ENTITIES[entity].fields[0].name
    clean(entity, [{key: "1"}])
    types = {name: type_ for name, type_, *_ in con.execute("DESCRIBE cleaned").fetchall()}
    assert {f.name: types[f.name] for f in ENTITIES[entity].fields} == {f.name: f.type for f in ENTITIES[entity].fields}
    assert {types[name] for name in ("attributes", f"{key}__repair", "problem", "problem_field")} == {"VARCHAR"}


@pytest.mark.parametrize("entity", sorted(ENTITIES))
def test_every_field_of_every_entity_can_be_mapped_at_once(con, clean, entity):
    fields = [f.name for f in ENTITIES[entity].fields]
    clean(entity, [dict.fromkeys(fields, "odd 值 １"), dict.fromkeys(fields, "")])
    columns = {row[0] for row in con.execute("DESCRIBE cleaned").fetchall()}
    assert {f"{name}__repair" for name in fields} == set(repair_columns(ENTITIES[entity], fields)) <= columns


def test_every_received_row_gives_exactly_one(clean):
    rows = clean("customers", [ANA] * 3 + [{"record_id": None, "name": "王芳女士", "phone": "010-1"}] * 4)
    assert [row["line"] for row in rows] == list(range(1, 8))


def test_columns_of_side_tables_do_not_hide_fields_of_the_same_name(clean):
    (row,) = clean(
        "events", [{"event_id": "1", "event": "view", "occurred_at": "2024年3月5日", "value": "1,000", "page": " a "}]
    )
    assert (row["value"], row["occurred_at"]) == (1000.0, "2024-03-04 16:00:00+00")


def test_the_first_problem_of_a_row_is_named_with_its_field(clean):
    (row,) = clean("orders", [{"order_id": "", "ordered_at": "soon", "net_amount": "x"}])
    assert (row["problem"], row["problem_field"]) == ("missing_value", "order_id")
    (row,) = clean("orders", [{"order_id": "1", "ordered_at": "soon", "net_amount": "x"}])
    assert (row["problem"], row["problem_field"]) == ("bad_instant", "ordered_at")


def test_a_field_that_is_not_mapped_is_never_missing(clean):
    (row,) = clean("orders", [{"order_id": "1"}])
    assert "problem" not in row


def test_attributes_are_kept_as_json_and_blank_ones_as_null(clean):
    rows = clean(
        "customers",
        [{**ANA, "attributes.Contract": "Two year", 'attributes.it\'s "odd"': " "}, {**ANA, "attributes.Contract": ""}],
    )
    assert json.loads(rows[0]["attributes"]) == {"Contract": "Two year", 'it\'s "odd"': None}
    assert "attributes" not in rows[1]


HASH = "ab" * 16


def national_id(valid="true", born="1990-03-05", gender="female", **fields):
    said = {"national_id.valid": valid, "national_id.birth_date": born, "national_id.gender": gender}
    return {"record_id": "1", "national_id": HASH, **said, **fields}


def test_an_identity_number_gives_birth_date_and_gender_where_they_are_missing(clean):
    (row,) = clean("customers", [national_id()])
    assert (row["national_id"], str(row["birth_date"]), row["gender"]) == (HASH, "1990-03-05", "female")


def test_what_is_given_wins_over_the_identity_number(clean):
    rows = clean("customers", [national_id(birth_date="1991-01-02"), national_id(birth_date="")])
    assert str(rows[0]["birth_date"]) == "1991-01-02"
    assert (str(rows[1]["birth_date"]), rows[1]["birth_date__repair"]) == ("1990-03-05", "from_national_id")


def test_a_wrong_identity_number_says_nothing(clean):
    (row,) = clean("customers", [national_id(valid="false")])
    assert row["national_id__repair"] == "invalid"
    assert not {"national_id", "birth_date", "gender"} & set(row)


def test_forget_leaves_no_table_behind_and_no_view(con, clean):
    before = con.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone()
    clean("customers", [{**ANA, "name": "王芳女士", "address": "深圳市"}])
    forget(con)
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone() == before == (0,)


def test_names_of_columns_cannot_change_the_statement(clean):
    evil = 'attributes.x", 1); DROP TABLE received_rows; --'
    assert json.loads(clean("customers", [{**ANA, evil: "1"}])[0]["attributes"]) == {
        evil.removeprefix("attributes."): "1"
    }


def test_a_column_that_is_no_field_is_refused_with_the_known_ones(con, receive):
    columns = receive([{"record_id": "1", "phon": "2"}])
    options = CleanOptions(received_on=RECEIVED_ON)
    with pytest.raises(UnknownNameError, match="phone"):
        cleaned_sql(con, entity=ENTITIES["customers"], received="received", columns=columns, options=options)


def test_options_refuse_a_zone_and_a_format_that_do_not_exist():
    with pytest.raises(UnknownTimezoneError, match="Mars/Olympus"):
        CleanOptions(received_on=RECEIVED_ON, timezone="Mars/Olympus")
    with pytest.raises(UnusableFormatError, match="dd/mm"):
        CleanOptions(received_on=RECEIVED_ON, formats={"ordered_at": "dd/mm"})
