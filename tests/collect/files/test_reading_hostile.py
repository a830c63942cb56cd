"""Files that harm, or are not what they say: a clear refusal, and nothing half-written."""

import gzip
import io
import os
import stat
import struct
import zipfile

import pytest
import xlsxwriter

from zhike.collect.files import LIMITS, FileRefusedError, Limits, look, receive, refusals


def refused(path, limits=LIMITS, **hints):
    with pytest.raises(FileRefusedError) as caught:
        look(path, limits=limits, **hints)
    assert "Traceback" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", refusals.EmptyFileError, "is empty"),
        (b"\xef\xbb\xbf\r\n  \n", refusals.EmptyFileError, "is empty"),
        (b"\x89PNG\r\n\x1a\n" + os.urandom(500), refusals.NotATableError, "a PNG picture"),
        (b"%PDF-1.7\n", refusals.NotATableError, "a PDF document"),
        (bytes(range(1, 32)) * 50, refusals.NotATableError, "no text"),
        (b"PAR1" + b"x" * 100, refusals.BrokenFileError, "Parquet"),
        (b"\x1f\x8b\x08" + b"x" * 50, refusals.BrokenFileError, "damaged"),
        (b"PK\x03\x04" + b"x" * 50, refusals.BrokenFileError, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 5000, refusals.BrokenFileError, "Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            refusals.EncryptedFileError,
            "password",
        ),
        (b"[]", refusals.EmptyFileError, "is empty"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(given, content, kind, words):
    refusal = refused(given(content))
    assert isinstance(refusal, kind)
    assert words in str(refusal)
    assert "given.csv" in str(refusal)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert "There is no file" in str(refused(tmp_path / "none.csv"))
    assert "is not a file" in str(refused(tmp_path))


def test_a_hundred_megabytes_without_a_line_break_are_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"x" * (100 << 20))
    assert "1,048,576" in str(refused(path))


def test_a_long_line_among_others_is_a_rejected_row(given, take):
    taken = take(given("id,name\n1,Ana\n2," + "x" * (3 << 20) + "\n3,Cy\n"))
    assert taken.rows == [("1", "Ana"), ("3", "Cy")]
    assert [(r["line"], r["reason"], len(r["text"])) for r in taken.rejects] == [(3, "too_long", 10_000)]


def test_a_gzip_bomb_is_stopped_by_its_ratio(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as stream:
        for _ in range(100):
            stream.write(b"0" * (1 << 20))
    assert "ratio" in str(refused(path))


def test_a_zip_bomb_that_lies_about_its_size_is_stopped(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", b"a,b\n" + b"1,2\n" * (25 << 20))
    assert "ratio" in str(refused(path))
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 4 + (100 << 20)), struct.pack("<L", 1000)))
    assert refused(path).code in {"too_large", "broken_file"}


def test_a_workbook_bomb_is_stopped(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (100 << 20))
    assert "ratio" in str(refused(path))


def test_a_sheet_that_claims_billions_of_cells_ends_the_reader_and_not_us(tmp_path):
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, "far away")
    assert refused(path, limits=Limits(address_bytes=2 << 30)).code in {"reader_memory", "reader_crashed", "too_large"}


def test_archives_with_too_many_files_several_or_none_are_refused(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x,y\n1,2\n")
        archive.writestr("../b.csv", "x,y\n1,2\n")
    assert "a.csv, ../b.csv" in str(refused(path))
    assert "entries" in str(refused(path, limits=Limits(archive_entries=1)))


def test_too_many_columns_are_refused(given):
    assert "number of columns" in str(refused(given(",".join(f"c{n}" for n in range(3000)) + "\n1\n")))


def test_a_reader_that_takes_too_long_is_ended(given):
    assert refused(given("id,name\n1,Ana\n"), limits=Limits(seconds=0.0)).code == "reader_timeout"


def test_a_reader_without_memory_is_ended(given, take):
    text = "id,name\n" + "1,Ana\n" * 300_000
    with pytest.raises(FileRefusedError) as caught:
        take(given(text), limits=Limits(address_bytes=150 << 20))
    assert caught.value.code in {"reader_memory", "reader_crashed", "file_refused"}


def test_nothing_stays_behind_when_receiving_fails(given, tmp_path):
    layout = look(given("id,name\n" + "1,Ana\n" * 1000))
    target = tmp_path / "to"
    with pytest.raises(FileRefusedError):
        receive(layout, columns={"id": "record_id"}, to=target, hash_key=b"k", limits=Limits(seconds=0.0))
    assert list(target.iterdir()) == []


def test_a_file_that_changed_after_the_look_is_refused(given, tmp_path):
    path = given("id,name\n1,Ana\n")
    layout = look(path)
    path.write_text("id,name\n1,Ben\n2,Cy\n")
    with pytest.raises(refusals.FileChangedError):
        receive(layout, columns={"id": "record_id"}, to=tmp_path / "to", hash_key=b"k")


def test_a_mapping_that_does_not_fit_is_refused_with_the_nearest_name(given, tmp_path):
    layout = look(given("customer,name\n1,Ana\n2,Ben\n"))
    with pytest.raises(refusals.ColumnMissingError, match="Did you mean customer"):
        receive(layout, columns={"custmer": "record_id"}, to=tmp_path, hash_key=b"k")
    with pytest.raises(refusals.FieldTwiceError, match="customer and name"):
        receive(layout, columns={"customer": "name", "name": "name"}, to=tmp_path, hash_key=b"k")


def test_a_truncated_utf_8_file_loses_its_last_row_alone(given, take):
    taken = take(given("编号,姓名\n1,王芳\n2,李娜".encode()[:-1]))
    assert (taken.layout.encoding, taken.rows) == ("utf-8", [("1", "王芳")])
    assert taken.rejects[0]["reason"] == "bad_encoding"
    assert "not valid UTF-8" in taken.layout.notes[0]


def test_nul_bytes_cost_their_own_rows(given, take):
    taken = take(given(b"id,name\n1,Ana\n2,B\x00n\n3,Cy\n"))
    assert taken.lines == [2, 4]
    assert [(r["line"], r["reason"]) for r in taken.rejects] == [(3, "nul_byte")]


def test_received_and_rejected_add_up_whatever_is_wrong(given, take):
    bad = ['9,"open', "1,2,3,4", "5", '7,"x"y,z', "8,a\x00,b"]
    rows = [bad[n % len(bad)] if n % 10 == 0 else f"{n},name,x" for n in range(1000)]
    taken = take(given("id,name,note\n" + "\n".join(rows) + "\n"))
    assert (taken.received.rows, taken.received.rejected) == (900, 100)
    assert sorted([*taken.lines, *(r["line"] for r in taken.rejects)]) == list(range(2, 1002))


def test_a_file_nobody_may_read_is_refused(given):
    path = given("id\n1\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refused(path).code == "file_missing"
    path.chmod(stat.S_IRUSR)


def test_the_worker_gets_nothing_of_our_environment(monkeypatch, given):
    monkeypatch.setenv("ZHIKE_SECRET", "x")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert look(given("id,name\n1,Ana\n")).columns == ("id", "name")


def test_workbooks_in_memory_are_checked_like_files(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (100 << 20))
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.xlsx", inner.getvalue())
    assert "ratio" in str(refused(path))
