"""A text that a spreadsheet would run as a formula is shown, not run."""

import csv
import io
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from zhike.engine import defused, export

RUNS = [
    "=1+1", "=cmd|'/C calc'!A0", "+1+cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0", "@SUM(1+1)*cmd|'/C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "  =1+1", "\u3000=1+1", "\ufeff=1+1", "\u200b=1+1",
    "＝1+1", "＋1+cmd|x", "－1+cmd|x", "＠SUM(1)", "\u3000＝1+1", " \t\r\n=HYPERLINK(1)", "=", "-", "+", "@", "-A1", "+A1", "@x", "=\u202e1", "\x0b=1", "\x0c=1", "\x1f=1", "\u00a0=1+1", "\u2007@x", "\u2028=1",
]  # fmt: skip
PLAIN = [
    "-5",
    "-12.30",
    "+86 138 0000 0001",
    "+44 (20) 7946-0958",
    "-1,234.50",
    "-5%",
    "陈晓",
    "a=b",
    "1-2",
    "",
    "'quoted",
    "x@example.com",
    "A-1",
    "2025-06-30",
    "#1",
]


def starts(text):
    """Return the first character a spreadsheet looks at."""
    return text.lstrip("".join(map(chr, range(33))) + "\u3000\ufeff\u200b\u00a0\u2007\u2028")[:1]


@pytest.mark.parametrize("text", RUNS)
def test_a_text_that_would_run_gets_an_apostrophe_in_csv(tmp_path, text):
    export(pa.table({"x": [text], "y": [1]}), tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[1] == [f"'{text}", "1"]


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_phones_and_other_texts_stay_themselves(text):
    assert defused(text) == text


@pytest.mark.parametrize("value", [None, 5, -5, 1.5, True])
def test_what_is_no_text_stays_itself(value):
    assert defused(value) is value


@given(st.text(max_size=20))
def test_no_text_that_begins_like_a_formula_is_left_as_it_is(text):
    if starts(text) and starts(text) in "=@＝＠":
        assert defused(text) == f"'{text}"


def test_a_column_named_like_a_formula_is_defused_too(tmp_path):
    export(pa.table({"=1+1": [1]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[0] == "'=1+1"


@pytest.mark.parametrize("text", [t for t in RUNS if "\x00" not in t and not set(t) & set(map(chr, range(32)))])
def test_in_excel_such_a_text_is_a_text_cell_and_equal(tmp_path, text):
    export(pa.table({"x": [text, "https://example.com", "0123"]}), tmp_path / "a.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()][1:] == [text, "https://example.com", "0123"]


def test_an_excel_file_has_no_formula_and_no_link(tmp_path):
    export(
        pa.table({"x": [t for t in RUNS if "\x00" not in t], "=y": ["https://example.com"] * (len(RUNS) - 1)}),
        tmp_path / "a.xlsx",
    )
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        for name in book.namelist():
            text = book.read(name)
            assert b"<f>" not in text
            assert b"<hyperlink" not in text
