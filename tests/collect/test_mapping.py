"""Mapping files and their checks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.collect.guess import ColumnGuess, Guess
from zhike.collect.mapping import Mapping, header_signature, read_mapping, write_mapping
from zhike.collect.mapping_errors import (
    DoubleFieldError,
    MappingError,
    MissingFieldError,
    TakesTextError,
    UnknownInMappingError,
    UnreadableMappingError,
)
from zhike.errors import ZhikeError

ORDERS = Mapping(
    "orders",
    "till",
    ("单号",),
    {"单号": "order_id", "时间": "ordered_at", "颜色": "attributes.color"},
    {"ordered_at": "day-first"},
)
FILE = ["单号", "时间", "颜色", "备注"]

WHOLE = """
entity = "orders"
source = "till"
key = ["单号"]
[columns]
"单号" = "order_id"
"时间" = "ordered_at"
"颜色" = "attributes.color"
[formats]
ordered_at = "day-first"
"""


def written(tmp_path, text: str | bytes):
    path = tmp_path / "map.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_mapping_file_is_read_as_written(tmp_path):
    assert read_mapping(written(tmp_path, WHOLE)) == ORDERS
    assert read_mapping(written(tmp_path, b"\xef\xbb\xbf" + WHOLE.encode())) == ORDERS


def test_a_database_mapping_names_its_table_and_cursor(tmp_path):
    text = 'entity = "customers"\n[columns]\nid = "record_id"\n[database]\ntable = "users"\ncursor = "updated"\n'
    found = read_mapping(written(tmp_path, text))
    assert (found.table, found.select, found.cursor) == ("users", None, "updated")


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(columns=st.lists(names, max_size=4, unique=True), source=st.none() | names, select=st.none() | names)
@settings(max_examples=120, deadline=None, derandomize=True)
def test_what_is_written_is_read_back_the_same(tmp_path_factory, columns, source, select):
    fields = ["order_id", "ordered_at", "net_amount", "attributes.x y"]
    mapping = Mapping("orders", source, tuple(columns[:2]), dict(zip(columns, fields, strict=False)), select=select)
    path = tmp_path_factory.mktemp("map") / "map.toml"
    path.write_text(write_mapping(mapping), encoding="utf-8", newline="")
    assert read_mapping(path) == mapping


def test_a_right_mapping_passes_the_check():
    ORDERS.check(FILE)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"entity": "order"}, UnknownInMappingError, "Did you mean orders?"),
        ({"columns": {"单号": "order_no", "时间": "ordered_at"}}, UnknownInMappingError, "Did you mean order_id?"),
        ({"columns": {"单号": "order_id", "时间": "ordered_at", "备 注": "coupon"}}, UnknownInMappingError, "Did you mean 备注?"),
        ({"columns": {"单号": "order_id", "时间": "ordered_at", "备注": "ordered_at"}}, DoubleFieldError, "'时间' and '备注' both go to ordered_at"),
        ({"columns": {"单号": "order_id"}, "formats": {}}, MissingFieldError, "ordered_at"),
        ({"key": ("单",)}, UnknownInMappingError, "Did you mean 单号?"),
        ({"formats": {"ordered_at": "dayfirst"}}, UnknownInMappingError, "Did you mean day-first?"),
        ({"formats": {"order_id": "day-first"}}, UnknownInMappingError, "order_id"),
        ({"columns": {"单号": "order_id", "时间": "ordered_at", "颜色": "attributes."}}, UnknownInMappingError, "attributes."),
    ],
)  # fmt: skip
def test_a_wrong_mapping_says_what_where_and_what_instead(change, error, says):
    with pytest.raises(error) as caught:
        replace(ORDERS, **change).check(FILE, place="map.toml")
    assert says in str(caught.value)
    assert str(caught.value).startswith("map.toml")
    assert isinstance(caught.value, ZhikeError)


def test_a_key_may_name_a_field():
    replace(ORDERS, key=("order_id",)).check(FILE)


def test_an_order_needs_no_number_because_rows_can_be_numbered():
    Mapping("orders", columns={"时间": "ordered_at"}).check(FILE)


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ('entity = "orders"\n[columns\n', UnreadableMappingError, "line 2"),
        ('entity = "orders"\n[columns]\na = "order_id"\na = "store"\n', UnreadableMappingError, "line 4"),
        (b'entity = "orders"\n\xff', UnreadableMappingError, "line 2"),
        ('entity = "orders"\n[column]\n', UnknownInMappingError, "Did you mean columns?"),
        ('entity = "orders"\n[database]\ntabel = "x"\n', UnknownInMappingError, "Did you mean table?"),
        ('entity = "ordres"\n', UnknownInMappingError, "Did you mean orders?"),
        ('[columns]\na = "order_id"\n', UnknownInMappingError, "Known: customers"),
        ('entity = "orders"\ncolumns = "x"\n', TakesTextError, "columns takes a table of names"),
        ('entity = "orders"\n[columns]\na = 1\n', TakesTextError, "a takes a text in quotes, not 1"),
        ('entity = "orders"\nkey = [1]\n', TakesTextError, "key"),
        ('entity = "orders"\n[columns]\na = "order_id"\nb = "order_id"\n', DoubleFieldError, "order_id"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(tmp_path, text, error, says):
    path = written(tmp_path, text)
    with pytest.raises(error) as caught:
        read_mapping(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, MappingError)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableMappingError, match="No such file"):
        read_mapping(tmp_path / "absent.toml")


def test_a_guess_becomes_a_mapping_of_its_surer_columns():
    columns = (
        ColumnGuess("手机", "phone", 0.99, ""),
        ColumnGuess("日期", "birth_date", 0.4, ""),
        ColumnGuess("x", None, 0.0, ""),
    )
    guess = Guess("customers", 0.9, columns, formats={"birth_date": "day-first"})
    assert Mapping.from_guess(guess, source="app") == Mapping("customers", "app", columns={"手机": "phone"})
    assert Mapping.from_guess(guess, floor=0.3).formats == {"birth_date": "day-first"}


def test_a_header_has_the_same_signature_in_any_order_and_another_when_a_name_changes():
    assert header_signature(["a", " b "]) == header_signature(["b", "a"])
    assert header_signature(["a", "b"]) != header_signature(["a,b"])
    assert header_signature(["王芳"]).isalnum()
