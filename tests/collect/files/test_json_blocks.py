"""The fast readers of JSON Lines read as the exact one does, or leave a chunk to it."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhike.collect.files import LIMITS, json_blocks
from zhike.collect.files.json_rows import Row, lines
from zhike.collect.files.json_shapes import Shape

KNOWN = b'{"a": "x", "n": 1, "t": true, "o": {"b": "y", "c": null}}\n'


def as_rows(found):
    """Return rows of both kinds as (line, values that are not nothing, reason)."""
    rows = []
    for one in found:
        if isinstance(one, Row):
            rows.append((one.line, {k: v for k, v in one.values.items() if v}, one.reason))
            continue
        texts = {name: one.texts(name).to_pylist() for name in one.columns}
        rows += [
            (line, {name: column[at] for name, column in texts.items() if column[at]}, None)
            for at, line in enumerate(one.lines)
        ]
    return rows


def shaped():
    shape = Shape()
    shape.learn(json_blocks.read(KNOWN, first_line=1))
    return shape


plain = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text("aé王\n\\\"'}{ \0", max_size=5)
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abc."), inner, max_size=2)),
)
objects = st.dictionaries(st.sampled_from(["a", "b", "a.b", "王"]), values, max_size=3).map(
    lambda value: json.dumps(value, ensure_ascii=False)
)
alike = st.fixed_dictionaries(
    {"a": st.text("aé王\n", max_size=3), "n": st.integers(0, 9), "o": st.just({"b": "y"})}
).map(json.dumps)
odd = st.sampled_from(["", "  ", "{", "[1]", '{"a":1}{"a":2}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a":NaN}', '{"a":1,"a":2}', ' {"a":1} ', '{"n":1.10}', '{"n":-0}', "{}"])  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(alike, alike, objects, odd), min_size=1, max_size=12),
    st.integers(1, 200),
    st.sampled_from(["\n", "\r\n"]),
)
@example(['{"a":"x"}', '{"a":"x"}{"a":"y"}', '{"a":', '"z"}'], 10, "\n")
def test_any_lines_are_read_alike_with_and_without_the_fast_readers(given_lines, size, ending):
    data = ending.join(given_lines).encode("utf-8", "surrogatepass")
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    assert as_rows(lines(parts, limits=LIMITS)) == as_rows(lines(parts, limits=LIMITS, exactly=True))


def test_lines_of_a_known_shape_are_read_by_arrow():
    block = shaped().read(KNOWN + b'{"o": {"c": null}, "n": 22}\n', first_line=5)
    assert list(block.lines) == [5, 6]
    assert {name: block.texts(name).to_pylist() for name in block.columns} == {
        "a": ["x", None],
        "n": ["1", "22"],
        "t": ["true", None],
        "o.b": ["y", None],
        "o.c": [None, None],
    }


@pytest.mark.parametrize(
    "other",
    [
        b'{"a": 1}', b'{"n": 1.0}', b'{"n": 12345678901234567890}', b'{"new": "x"}', b'{"a": "x", "a": "y"}',
        b'{"a": "x"}{"a": "y"}', b'{"a":\n"x"}', b'{"o": {"d": "z"}}', b'{"a": ["x"]}', b'{"a": "\\u0000"}', b'{"a": "\xff"}',
    ],
)  # fmt: skip
def test_a_line_of_another_shape_is_left_to_the_other_readers(other):
    assert shaped().read(KNOWN + other + b"\n", first_line=1) is None


def test_two_objects_in_a_line_and_one_in_two_lines_are_not_taken_for_three_lines():
    assert shaped().read(b'{"a": "1"}{"a": "2"}\n{"a":\n"3"}\n', first_line=1) is None


def test_a_column_that_stands_twice_in_an_object_has_the_later_value():
    row = b'{"a.b": "1", "a": {"b": "2"}, "c": "3"}\n'
    assert json_blocks.read(row, first_line=1) is None
    assert as_rows(lines([row], limits=LIMITS)) == [(1, {"a.b": "2", "c": "3"}, None)]


def test_a_column_that_was_always_empty_may_get_values_later():
    rows = [b'{"a": null}\n', b'{"a": "x"}\n', b'{"a": {}}\n', b'{"a": {"b": 1}}\n', b'{"a": 2.50}\n']
    found = as_rows(lines(rows, limits=LIMITS))
    assert [row for _line, row, _reason in found] == [{}, {"a": "x"}, {}, {"a.b": "1"}, {"a": "2.50"}]
