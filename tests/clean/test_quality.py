import json
from datetime import UTC, datetime

import pytest

from zhike.clean import quality_sql
from zhike.clean.kind import quoted
from zhike.collect.entities import ENTITIES

RECEIVED_AT = datetime(2025, 6, 30, 4, 0, tzinfo=UTC)
TYPES = {
    "import_id": "VARCHAR",
    "received_at": "TIMESTAMP WITH TIME ZONE",
    "source": "VARCHAR",
    "entity": "VARCHAR",
    "field": "VARCHAR",
    "dimension": "VARCHAR",
    "measure": "VARCHAR",
    "count": "BIGINT",
    "total": "BIGINT",
    "share": "DOUBLE",
    "examples": "VARCHAR",
}


@pytest.fixture
def measured(con, clean):
    """Clean rows and return their quality: {(field, measure): row}."""

    def measured(entity, rows):
        clean(entity, rows)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        query = quality_sql(
            entity=ENTITIES[entity], cleaned="cleaned", columns=columns, received="received",
            source="till", import_id="7", received_at=RECEIVED_AT,
        )  # fmt: skip
        con.execute(f"CREATE OR REPLACE TABLE quality AS {query}")
        described = [row[0] for row in con.execute("DESCRIBE quality").fetchall()]
        shown = ", ".join(quoted(name) for name in described if name != "received_at")
        found = [
            dict(zip([n for n in described if n != "received_at"], row, strict=True))
            for row in con.execute(f"SELECT {shown} FROM quality").fetchall()
        ]
        return {(row["field"], row["measure"]): row for row in found}

    return measured


PEOPLE = [
    {"record_id": "1", "name": "王芳女士", "phone": "13812345678", "email": "ana@gmial.com"},
    {"record_id": "2", "name": "李伟", "phone": "12345", "email": ""},
    {"record_id": "2", "name": "李伟", "phone": "12345", "email": ""},
    {"record_id": "", "name": "Ana Lima", "phone": "无", "email": None},
]


def test_the_columns_and_types_are_the_promised_ones(con, measured):
    measured("customers", PEOPLE)
    assert {name: type_ for name, type_, *_ in con.execute("DESCRIBE quality").fetchall()} == TYPES


def test_completeness_counts_what_is_filled_after_cleaning(measured):
    found = measured("customers", PEOPLE)
    assert [(f, found[f, "filled"]["count"], found[f, "filled"]["share"]) for f in ("record_id", "phone", "email")] == [
        ("record_id", 3, 0.75), ("phone", 1, 0.25), ("email", 1, 0.25),
    ]  # fmt: skip


def test_distinct_values_are_estimated_for_what_tells_people_and_things_apart(measured):
    found = measured("customers", PEOPLE)
    estimated = {field: row["count"] for (field, measure), row in found.items() if measure == "distinct_estimate"}
    assert estimated == {"record_id": 2, "phone": 1, "email": 1}


def test_repairs_invalid_values_and_quarantined_rows_are_counted_by_kind(measured):
    found = measured("customers", PEOPLE)
    assert found["phone", "invalid"]["count"] == 2
    assert found["phone", "repaired:country_code_added"]["count"] == 1
    assert found["name", "repaired:honorific"]["count"] == 1
    assert found["email", "repaired:suspicious"]["count"] == 1
    assert found["record_id", "quarantined:missing_value"]["count"] == 1


def test_examples_are_as_received_with_personal_ones_masked(measured):
    found = measured("customers", PEOPLE)
    assert json.loads(found["phone", "repaired:country_code_added"]["examples"]) == ["138****5678"]
    assert json.loads(found["name", "repaired:honorific"]["examples"]) == ["王***"]
    assert json.loads(found["email", "repaired:suspicious"]["examples"]) == ["a***@gmial.com"]
    assert json.loads(found["phone", "invalid"]["examples"]) == ["1****", "1****"]


def test_an_example_of_a_birth_date_shows_how_it_is_written_and_no_digit(measured):
    found = measured("customers", [{"record_id": "1", "birth_date": "1990-02-30"}])
    assert json.loads(found["birth_date", "invalid"]["examples"]) == ["****-**-**"]


def test_no_personal_value_is_shown_in_clear(con, measured):
    fields = ENTITIES["customers"].fields
    secret = {f.name: f"zq{i}秘密{i}xyzzy" for i, f in enumerate(fields)}
    measured(
        "customers",
        [secret, {**secret, "phone": "+86 139-8765-4321", "birth_date": "19870203x", "email": "Secret.Person@Foo.com"}],
    )
    shown = "".join(row[0] for row in con.execute("SELECT examples FROM quality WHERE examples IS NOT NULL").fetchall())
    assert not [f.name for f in fields if f.personal and secret[f.name] in shown]
    assert not [text for text in ("8765-4321", "19870203", "ecret.Person") if text in shown]


def test_at_most_three_examples_are_shown(measured):
    found = measured("products", [{"sku": str(i), "price": f"{i}元"} for i in range(5)])
    assert json.loads(found["price", "repaired:currency_sign"]["examples"]) == ["0元", "1元", "2元"]


def test_repeated_rows_are_the_ones_beyond_the_first(measured):
    assert (measured("customers", PEOPLE)[None, "repeated_rows"]["count"], len(PEOPLE)) == (1, 4)


def test_rows_that_differ_in_one_field_or_by_a_blank_are_not_repeated(measured):
    rows = [
        {"sku": "1", "brand": "a"},
        {"sku": "1", "brand": "b"},
        {"sku": "1", "brand": None},
        {"sku": "1", "brand": ""},
    ]
    assert measured("products", rows)[None, "repeated_rows"]["count"] == 0


def test_rows_that_contradict_themselves_are_counted(measured):
    day = {"ordered_at": "2025-06-01"}
    orders = [
        {"order_id": "1", "gross_amount": "100", "discount_amount": "10", "net_amount": "90", **day},
        {"order_id": "2", "gross_amount": "100", "discount_amount": "10", "net_amount": "95", **day},
        {"order_id": "3", "gross_amount": "100", "discount_amount": "", "net_amount": "95", **day},
    ]
    found = measured("orders", orders)["net_amount", "net_is_not_gross_minus_discount"]
    assert (found["count"], found["total"], json.loads(found["examples"])) == (1, 2, ["95"])


def test_a_contract_that_ends_before_it_starts_is_counted(measured):
    found = measured("subscriptions", [{"record_id": "1", "started_at": "2025-02-01", "ended_at": "2025-01-01"}])
    assert found["ended_at", "ended_before_started"]["count"] == 1


def test_a_line_amount_may_be_a_rounded_cent_off_per_unit(measured):
    rows = [
        {"order_id": "1", "quantity": "3", "unit_price": "3.33", "line_amount": "10.00"},
        {"order_id": "1", "quantity": "3", "unit_price": "3.33", "line_amount": "12.00"},
    ]
    assert measured("order_lines", rows)["line_amount", "amount_is_not_quantity_times_price"]["count"] == 1


def test_timeliness_is_the_age_of_the_newest_row_in_days(measured):
    found = measured(
        "orders",
        [{"order_id": "1", "ordered_at": "2025-06-20 12:00:00"}, {"order_id": "2", "ordered_at": "2025-01-01"}],
    )
    assert (found["ordered_at", "newest_age_days"]["count"], found["ordered_at", "newest_age_days"]["share"]) == (
        10,
        None,
    )


def test_an_import_without_rows_has_a_quality_too(con, measured):
    measured("customers", PEOPLE)
    con.execute("DELETE FROM received_rows; DELETE FROM cleaned")
    assert con.execute("SELECT count(*) FROM received").fetchone() == (0,)
    query = quality_sql(
        entity=ENTITIES["customers"], cleaned="cleaned", columns=["name"], received="received",
        source="till", import_id="7", received_at=RECEIVED_AT,
    )  # fmt: skip
    assert {row[0] for row in con.execute(f"SELECT share FROM ({query})").fetchall()} == {None}


@pytest.mark.parametrize("entity", sorted(ENTITIES))
def test_every_field_of_every_entity_can_be_measured(measured, entity):
    fields = [f.name for f in ENTITIES[entity].fields]
    found = measured(entity, [dict.fromkeys(fields, "odd 值 １")])
    assert {field for field, measure in found if measure == "filled"} == set(fields)


def test_names_of_sources_and_imports_are_values(con, clean):
    clean("products", [{"sku": "1"}])
    query = quality_sql(
        entity=ENTITIES["products"], cleaned="cleaned", columns=["sku"], received="received",
        source="o'clock", import_id="x'; DROP TABLE cleaned; --", received_at=RECEIVED_AT,
    )  # fmt: skip
    assert con.execute(f"SELECT DISTINCT source, import_id FROM ({query})").fetchall() == [
        ("o'clock", "x'; DROP TABLE cleaned; --")
    ]
