import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from zhike.engine import export
from zhike.errors import UnknownNameError

TYPED = pa.table(
    {
        "text": ["陈晓", "00123", None],
        "whole": pa.array([1, -2, None], pa.int64()),
        "money": pa.array([Decimal("12.50"), Decimal("-0.0100"), None], pa.decimal128(18, 4)),
        "yes": [True, False, None],
        "day": [date(2025, 6, 30), date(1999, 1, 1), None],
        "at": pa.array(
            [datetime(2025, 6, 30, 23, 59, 58, tzinfo=UTC), datetime(2000, 2, 29, 1, tzinfo=UTC), None],
            pa.timestamp("us", tz="UTC"),
        ),
    }
)


def sheets(path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_excel_reads_back_the_values_that_were_written(tmp_path):
    assert export(TYPED, tmp_path / "a.xlsx") == 3
    [rows] = sheets(tmp_path / "a.xlsx").values()
    assert rows[0] == TYPED.column_names
    assert rows[1] == ["陈晓", 1.0, 12.5, True, date(2025, 6, 30), datetime(2025, 6, 30, 23, 59, 58)]  # noqa: DTZ001 - Excel knows no zones
    assert rows[2] == ["00123", -2.0, -0.01, False, date(1999, 1, 1), datetime(2000, 2, 29, 1)]  # noqa: DTZ001 - Excel knows no zones


def test_a_number_longer_than_excel_keeps_stays_a_text(tmp_path):
    export(pa.table({"id": pa.array([1234567890123456789], pa.int64())}), tmp_path / "a.xlsx")
    assert sheets(tmp_path / "a.xlsx")["1"][1] == ["1234567890123456789"]


def test_a_full_sheet_goes_on_in_the_next_and_nothing_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["zhike.engine.export"], "_ROWS_PER_SHEET", 4)
    assert export(pa.table({"x": list(range(10))}), tmp_path / "a.xlsx") == 10
    found = sheets(tmp_path / "a.xlsx")
    assert list(found) == ["1", "2", "3"]
    assert [rows[0] for rows in found.values()] == [["x"]] * 3
    assert [r[0] for rows in found.values() for r in rows[1:]] == list(range(10))


def test_parquet_is_equal(tmp_path):
    export(TYPED, tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").equals(TYPED)


def test_csv_opens_right_in_excel(tmp_path):
    export(TYPED, tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines[1] == "陈晓,1,12.5,True,2025-06-30,2025-06-30 23:59:58+00:00"
    assert lines[3] == ",,,,,"


def test_an_empty_answer_still_has_its_header(tmp_path):
    nothing = TYPED.slice(0, 0)
    for kind in ("csv", "xlsx", "parquet"):
        assert export(nothing, tmp_path / f"a.{kind}") == 0
    assert (tmp_path / "a.csv").read_text("utf-8-sig").strip() == ",".join(TYPED.column_names)
    assert sheets(tmp_path / "a.xlsx")["1"] == [TYPED.column_names]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xls"])
def test_an_unknown_file_type_is_refused_with_the_known_ones(tmp_path, name):
    with pytest.raises(UnknownNameError, match=r"\.csv, \.parquet, \.xlsx"):
        export(TYPED, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    export(TYPED, tmp_path / "a.parquet")

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    with pytest.raises(OSError, match="disk full"):
        export(TYPED.slice(0, 1), tmp_path / "a.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 3


def test_a_long_text_is_not_cut_silently(tmp_path):
    long = "长" * 40_000
    export(pa.table({"x": [long]}), tmp_path / "a.csv")
    assert long in (tmp_path / "a.csv").read_text("utf-8-sig")
