"""Workbooks: values as text, titles skipped, sheets chosen."""

import datetime as dt
import zipfile

import pytest
import xlsxwriter

from zhike.collect.files import look, refusals


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        book.add_worksheet("空")
        sheet = book.add_worksheet("订单 & 客户")
        sheet.write(0, 0, "2024年订单导出")
        sheet.write_row(2, 0, ["会员号", "手机号", "下单日", "下单时间", "金额", "备注", "会员号"])
        sheet.write_row(3, 0, [17850, 13800138000])
        sheet.write_datetime(3, 2, dt.datetime(2024, 3, 5), day)  # noqa: DTZ001 - Excel has no time zones
        sheet.write_datetime(3, 3, dt.datetime(2024, 3, 5, 9, 30), instant)  # noqa: DTZ001 - Excel has no time zones
        sheet.write_number(3, 4, 12.5)
        sheet.write_string(3, 5, "=HYPERLINK(1)")
        sheet.write_row(5, 0, [17851, 1.3e16])
        sheet.write_formula(5, 4, "=A1/0", None, "#DIV/0!")
        sheet.write_boolean(5, 5, True)
    return path


def test_cells_become_the_text_a_person_would_write(workbook, take):
    taken = take(workbook)
    assert taken.rows == [
        ("17850", "13800138000", "2024-03-05", "2024-03-05 09:30:00", "12.5", "=HYPERLINK(1)", None),
        ("17851", "13000000000000000", None, None, "#DIV/0!", "true", None),
    ]


def test_rows_keep_the_numbers_that_excel_shows(workbook, take):
    taken = take(workbook)
    assert taken.lines == [4, 6]
    assert taken.received.notes == ("1 blank lines were skipped.",)


def test_the_first_sheet_with_rows_is_read_and_titles_are_skipped(workbook):
    layout = look(workbook)
    assert (layout.sheet, layout.sheets, layout.first_row) == ("订单 & 客户", ("空", "订单 & 客户"), 3)
    assert layout.columns[-1] == "会员号_2"
    assert any("2 lines above" in note for note in layout.notes)


def test_an_unknown_sheet_is_refused_with_the_known_ones(workbook):
    with pytest.raises(refusals.SheetMissingError, match="订单 & 客户"):
        look(workbook, sheet="订单")


def test_an_empty_sheet_is_refused(workbook):
    with pytest.raises(refusals.EmptyFileError):
        look(workbook, sheet="空")


def test_a_workbook_in_an_archive_is_read(workbook, take, tmp_path):
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(workbook, "表.xlsx")
    assert take(path).rows[0][:2] == ("17850", "13800138000")
