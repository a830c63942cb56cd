"""What the beginning of a text shows."""

import pytest

from zhike.collect.files import LIMITS
from zhike.collect.files.kinds import is_header, kind
from zhike.collect.files.sniff import sniff


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1;2,5\n3;7,25\n", ";"),
        ("a,b\n2024-01-01 10:00,x\n2024-01-02 11:00,y\n", ","),
        ("name\nAna Lee\nBen\n", ","),
        ("id|tags\n1|a,b\n2|c\n", "|"),
        (" 1  2 3\n 4 5   6\n", " "),
        ("id,name\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_all_lines_have(text, delimiter):
    assert sniff(text, limits=LIMITS).dialect.delimiter == delimiter


def test_some_ragged_rows_do_not_hide_the_delimiter():
    text = "a,b,c\n" + "1,2,3\n" * 20 + "4,5\n" + "6,7,8,9\n"
    assert sniff(text, limits=LIMITS).columns == ("a", "b", "c")


def test_quotes_that_mostly_break_are_characters():
    text = 'id\tsize\n1\t"6 inch\n2\t"7 inch\n3\t8\n'
    assert sniff(text, limits=LIMITS).dialect.quote is None


def test_a_header_in_one_pair_of_quotes_is_split_with_a_note():
    found = sniff('"id,name,city"\n1,Ana,Rome\n2,Ben,Paris\n', limits=LIMITS)
    assert found.columns == ("id", "name", "city")
    assert "3 names" in found.notes[0]


def test_lines_above_the_header_are_skipped_with_a_note():
    found = sniff("导出时间:2024-01-01\n\n编号,姓名,金额\n1,王芳,12.5\n2,李娜,8\n", limits=LIMITS)
    assert (found.first_row, found.columns) == (3, ("编号", "姓名", "金额"))
    assert found.notes == ["2 lines above the header were skipped."]


def test_equal_names_are_told_apart_with_a_note():
    found = sniff("name,name,,name_2\nAna,Lee,1,x\n", limits=LIMITS)
    assert found.columns == ("name", "name_3", "c3", "name_2")
    assert len(found.notes) == 2


def test_names_are_trimmed():
    assert sniff("rec_id, given_name, surname \n1, ana, lee\n2, ben, roy\n", limits=LIMITS).columns[1:] == (
        "given_name",
        "surname",
    )


def test_values_beyond_the_header_get_a_numbered_column():
    assert sniff("a,b\n1,2,3\n4,5,6\n", limits=LIMITS).columns == ("a", "b", "c3")


@pytest.mark.parametrize(
    ("first", "rest", "expected"),
    [
        (["id", "name"], [["1", "Ana"], ["2", "Ben"]], True),
        (["1", "Ana"], [["2", "Ben"], ["3", "Cy"]], False),
        (["姓名", "城市"], [["王芳", "北京"], ["李娜", "上海"]], True),
        (["o1", "x"], [["o2", "y"], ["o3", "x"]], False),
        (["13800138000"], [["13800138001"]], False),
        (["name", "2019", "2020"], [["Ana", "5", "6"], ["Ben", "7", "8"]], False),
    ],
)
def test_a_header_has_no_data_where_the_rows_have_them(first, rest, expected):
    assert is_header(first, rest) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("2024/3/5", "date"),
        ("2024年3月5日", "date"),
        ("¥1,234.50", "number"),
        ("a@b.cn", "email"),
        ("+86 138-0013-8000", "phone"),
        ("INV0012", "code"),
        ("王芳", "text"),
    ],
)
def test_the_kind_of_a_value_shows(text, expected):
    assert kind(text) == expected
