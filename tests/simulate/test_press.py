import hashlib
import zipfile

import numpy as np
import pyarrow as pa
import pytest

from zhike.simulate.press import Press, recode, words


def _printed(folder, threads, *, name):
    # More rows than one of DuckDB's row groups, so that several threads have something to do.
    rows = pa.table({"n": np.arange(300_000), "w": words(np.arange(300_000) % 3 - 1, ("甲", "乙"))})
    with Press.open(folder, threads=threads) as press:
        return hashlib.sha256(press.print(rows, path=name).read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet"])
def test_the_bytes_do_not_depend_on_the_number_of_threads(tmp_path, name):
    assert _printed(tmp_path / "one", 1, name=name) == _printed(tmp_path / "two", 2, name=name)


def test_rows_keep_their_order(tmp_path):
    _printed(tmp_path, 2, name="rows.csv")
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:4] == ["0,", "1,甲", "2,乙"]
    assert lines[-1].startswith("299999,")


def test_a_quote_in_the_folder_is_part_of_its_name(tmp_path):
    _printed(tmp_path / "it's", 1, name="rows.csv")
    assert (tmp_path / "it's" / "rows.csv").is_file()


def test_recoding_changes_encoding_and_line_ends(tmp_path):
    file = tmp_path / "会员.csv"
    file.write_text("姓名\n王芳\n", encoding="utf-8", newline="")
    recode(file, encoding="gbk")
    assert file.read_bytes() == "姓名\r\n王芳\r\n".encode("gbk")
    assert list(tmp_path.iterdir()) == [file]


def test_a_workbook_does_not_say_when_it_was_really_made(tmp_path):
    with Press.open(tmp_path) as press:
        book = press.print(pa.table({"n": [1]}), path="rows.xlsx")
    with zipfile.ZipFile(book) as parts:
        assert b"2025-07-01T00:00:00Z</dcterms:created>" in parts.read("docProps/core.xml")
