import csv

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from zhike import collect
from zhike.words import use_language

HEAD = "订单号,会员号,下单时间,实付金额,备注\n"
TEXT = (
    HEAD
    + "A,1,2025-05-01,10,ok\nB,2,never,20,note\nC,3,2025-05-03,much,=cmd()\nD,4,2025-05-04,40\nE,5,2025-05-05,50,x,y\n"
)
COLUMNS = {"订单号": "order_id", "会员号": "record_id", "下单时间": "ordered_at", "实付金额": "net_amount"}
MENDS = {"B": ("下单时间", "2025-05-02"), "C": ("实付金额", "30"), "D": None, "E": None}


@pytest.fixture
def faulty(empty_shop, deliver):
    return deliver(empty_shop, TEXT, into="orders", source="till", mapping=COLUMNS)


def read(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(header, map(str, row), strict=True)) for row in rows]


def write(path, rows):
    header = list(rows[0])
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for line, row in enumerate([header, *(list(r.values()) for r in rows)]):
                sheet.write_row(line, 0, row)


def test_the_file_has_the_original_columns_the_bad_rows_and_why(empty_shop, faulty, tmp_path):
    assert collect.write_errors(empty_shop, faulty, to=tmp_path / "e.csv") == faulty.quarantined
    rows = read(tmp_path / "e.csv")
    assert list(rows[0]) == [*COLUMNS, "备注", "reason"]
    told = {r["订单号"]: r["reason"] for r in rows}
    assert told["B"] == "line 3: ordered_at = 'never': This is not a date or time that can be read."
    assert told["C"] == "line 4: net_amount = 'much': This is not an amount that can be read."
    assert next(r for r in rows if r["订单号"] == "B")["下单时间"] == "never"


def test_columns_that_were_not_mapped_stay_empty(empty_shop, faulty, tmp_path):
    collect.write_errors(empty_shop, faulty, to=tmp_path / "e.csv")
    assert {r["备注"] for r in read(tmp_path / "e.csv") if r["订单号"] in "BC"} == {""}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_mended_rows_are_taken_and_no_error_is_left(empty_shop, faulty, tmp_path, kind, language):
    use_language(language)
    collect.write_errors(empty_shop, faulty, to=tmp_path / f"e.{kind}")
    rows = read(tmp_path / f"e.{kind}")
    for row in rows:
        if mend := MENDS.get(row["订单号"]):
            row[mend[0]] = mend[1]
    write(tmp_path / f"m.{kind}", [r for r in rows if r["订单号"] in "BC"])
    found = collect.retry(empty_shop, faulty.id, path=tmp_path / f"m.{kind}")
    assert (found.created, found.quarantined) == (2, 0)
    assert collect.write_errors(empty_shop, faulty, to=tmp_path / "left.csv") == faulty.quarantined - 2


def test_a_row_that_is_still_wrong_waits_as_an_error_of_the_mended_file(empty_shop, faulty, tmp_path):
    collect.write_errors(empty_shop, faulty, to=tmp_path / "e.csv")
    rows = [r for r in read(tmp_path / "e.csv") if r["订单号"] in "BC"]
    write(tmp_path / "m.csv", [{**r, "下单时间": "2025-05-02"} for r in rows])
    second = collect.retry(empty_shop, faulty.id, path=tmp_path / "m.csv")
    assert (second.created, second.quarantined) == (1, 1)
    collect.write_errors(empty_shop, second, to=tmp_path / "again.csv")
    [left] = read(tmp_path / "again.csv")
    assert left["订单号"] == "C"
    write(tmp_path / "n.csv", [{**left, "实付金额": "30"}])
    third = collect.retry(empty_shop, second.id, path=tmp_path / "n.csv")
    assert (third.created, third.retry_of) == (1, faulty.id)


def test_a_mended_file_may_leave_the_reason_out(empty_shop, faulty, tmp_path):
    write(tmp_path / "m.csv", [{"订单号": "B", "会员号": "2", "下单时间": "2025-05-02", "实付金额": "20", "备注": ""}])
    assert collect.retry(empty_shop, faulty.id, path=tmp_path / "m.csv").created == 1


def test_an_import_without_errors_gives_a_header_alone(empty_shop, deliver, tmp_path):
    made = deliver(empty_shop, HEAD + "A,1,2025-05-01,10,ok\n", into="orders", mapping=COLUMNS)
    assert collect.write_errors(empty_shop, made, to=tmp_path / "e.csv") == 0
    assert (tmp_path / "e.csv").read_text("utf-8-sig").strip() == HEAD.strip() + ",reason"


def test_a_row_mended_in_two_steps_waits_nowhere_and_no_other_row_is_lost(empty_shop, deliver, tmp_path):
    # Line 2 of the first file is bad, and line 2 of the mended file is another row.
    text = HEAD + "A,1,never,10,\nB,2,never,20,\nC,3,2025-05-03,much,\n"
    first = deliver(empty_shop, text, into="orders", source="till", mapping=COLUMNS)
    collect.write_errors(empty_shop, first, to=tmp_path / "e.csv")
    rows = {r["订单号"]: r for r in read(tmp_path / "e.csv")}
    write(tmp_path / "m.csv", [rows["C"]])
    second = collect.retry(empty_shop, first.id, path=tmp_path / "m.csv")
    assert collect.waiting(empty_shop, [first, second]) == {first.id: 2, second.id: 1}
    collect.write_errors(empty_shop, second, to=tmp_path / "again.csv")
    [left] = read(tmp_path / "again.csv")
    assert left["reason"].startswith("line 4:")
    write(tmp_path / "n.csv", [{**left, "实付金额": "30"}])
    collect.retry(empty_shop, second.id, path=tmp_path / "n.csv")
    assert collect.waiting(empty_shop, [first, second]) == {first.id: 2, second.id: 0}


def test_a_mended_file_without_reasons_leaves_the_errors_readable(empty_shop, faulty, tmp_path):
    write(tmp_path / "m.csv", [{"订单号": "B", "会员号": "2", "下单时间": "2025-05-02", "实付金额": "20", "备注": ""}])
    collect.retry(empty_shop, faulty.id, path=tmp_path / "m.csv")
    assert collect.write_errors(empty_shop, faulty, to=tmp_path / "left.csv") == faulty.quarantined
