"""JSON and JSON Lines: flat columns, numbers as written, broken rows rejected."""

import json

import pytest

from zhike.collect.files.json_rows import flat, form

ROWS = [
    {
        "id": 1,
        "name": "王芳",
        "address": {"city": "北京", "geo": {"lat": 39.90}},
        "tags": ["a", 2],
        "vip": True,
        "note": None,
    },
    {"id": 12345678901234567890, "name": "", "address": {}, "tags": [], "vip": False, "late": 1.0},
]


@pytest.mark.parametrize("shape", ["array", "pretty", "wrapped", "wrapped pretty", "lines"])
def test_all_shapes_give_the_same_rows(given, take, shape):
    pretty = 2 if "pretty" in shape else None
    data = {"status": "ok", "data": ROWS} if "wrapped" in shape else ROWS
    text = "\n".join(map(json.dumps, ROWS)) if shape == "lines" else json.dumps(data, ensure_ascii=False, indent=pretty)
    taken = take(given(text, name="given.json"))
    assert taken.layout.columns == (
        "id",
        "name",
        "address.city",
        "address.geo.lat",
        "tags",
        "vip",
        "note",
        "address",
        "late",
    )
    assert taken.rows == [
        ("1", "王芳", "北京", "39.9", '["a", 2]', "true", None, None, None),
        ("12345678901234567890", None, None, None, None, "false", None, None, "1.0"),
    ]
    assert taken.lines == [1, 2]


def test_numbers_keep_their_spelling(given, take):
    assert take(given('[{"a": 1.10, "b": 0.1000000000000000055, "c": 1.5e3}]')).rows == [
        ("1.10", "0.1000000000000000055", "1500")
    ]


def test_broken_lines_are_rejected_and_the_others_read(given, take):
    taken = take(
        given(b'{"id": 1}\n{"id": \n[1]\n\n{"id": "\xff"}\n{"id": "\\ud800"}\n{"id": 2}\n', name="given.jsonl")
    )
    assert (taken.rows, taken.lines) == ([("1",), ("2",)], [1, 7])
    assert [(r["line"], r["reason"]) for r in taken.rejects] == [
        (2, "bad_json"),
        (3, "bad_json"),
        (5, "bad_encoding"),
        (6, "bad_json"),
    ]


def test_an_array_that_breaks_off_loses_its_last_object_alone(given, take):
    taken = take(given('[{"id": 1}, {"id": 2}, {"id": 3'))
    assert taken.rows == [("1",), ("2",)]
    assert taken.rejects[0]["text"] == '{"id": 3'


def test_gb18030_json_is_read(given, take):
    assert take(given('[{"姓名": "王芳"}, {"姓名": "李娜"}]', encoding="gb18030")).rows == [("王芳",), ("李娜",)]


def test_deep_nesting_is_cut_and_stays_text(given, take):
    deep = json.loads("[" * 20 + "]" * 20)
    assert flat({"a": {"b": {"c": deep}}})["a.b.c"].startswith("[[")
    taken = take(given('{"a": ' + "[" * 50_000 + "]" * 50_000 + '}\n{"a": 1}\n'))
    assert (taken.rows, taken.received.rejected) == ([("1",)], 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}\n{"a": 2}', "jsonlines"),
        ('{"data": [{"a": 1}]}', "json"),
        ('[{"a": 1}]', "json"),
        ('{"a": 1}', "jsonlines"),
        ('{\n "data": [\n', "json"),
    ],
)
def test_the_form_shows_in_the_first_lines(text, expected):
    assert form(text) == expected


def test_columns_that_occur_far_down_are_named(given, take):
    lines = ['{"id": 1}'] * 100_001 + ['{"id": 2, "late": 3}']
    taken = take(given("\n".join(lines)))
    assert taken.layout.columns == ("id",)
    assert "late" in taken.received.notes[0]
