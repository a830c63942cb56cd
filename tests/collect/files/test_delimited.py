"""Delimited text in every encoding and with every delimiter."""

import gzip
import zipfile

import pytest

PEOPLE = [
    ["会员卡号", "姓名", "备注"],
    ["0001", "王芳", "老客户,常来"],
    ["0002", "李娜", '说"好"'],
    ["0003", "赵 敏", "两\n行"],
]
EUROPEANS = [["id", "name", "city"], ["1", "Zoë", "Besançon"], ["2", "Jürgen", "Köln"], ["3", "Ana", "São Paulo"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_chinese_text_comes_through_in_every_encoding_and_delimiter(given, take, as_csv, encoding, delimiter):
    taken = take(given(as_csv(PEOPLE, delimiter), encoding=encoding))
    assert taken.layout.columns == tuple(PEOPLE[0])
    assert taken.rows == [tuple(row) for row in PEOPLE[1:]]
    assert taken.lines == [2, 3, 4]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_western_text_in_single_bytes_is_not_taken_for_chinese(given, take, as_csv, encoding):
    taken = take(given(as_csv(EUROPEANS), encoding=encoding))
    assert taken.layout.encoding == "cp1252"
    assert taken.rows == [tuple(row) for row in EUROPEANS[1:]]


def test_latin_1_is_used_where_cp1252_has_no_character(given, take):
    taken = take(given(b"id,name\n1,Zo\xeb\n2,x\x81y\n"))
    assert (taken.layout.encoding, taken.rows[1][1]) == ("latin-1", "x\x81y")


def test_a_marked_utf_8_file_has_no_mark_in_its_first_column(given, take):
    assert take(given("id,name\n1,Ana\n", encoding="utf-8-sig")).layout.columns == ("id", "name")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(given, take, ending):
    taken = take(given(ending.join(["id,name", "1,Ana", "2,Ben", ""])))
    assert taken.rows == [("1", "Ana"), ("2", "Ben")]


def test_runs_of_blanks_separate_values_and_columns_are_numbered(given, take):
    taken = take(given(" 00004 0001 19970101  2   29.33\n 00021 0002 19970112  1    7.00\n", name="cdnow.txt"))
    assert taken.layout.columns == ("c1", "c2", "c3", "c4", "c5")
    assert taken.rows[1] == ("00021", "0002", "19970112", "1", "7.00")
    assert taken.lines == [1, 2]


def test_values_are_kept_as_received_and_empty_ones_are_null(given, take):
    taken = take(given('id,name,note\n1, Ana ,""\n2,,N/A\n'))
    assert taken.rows == [("1", " Ana ", None), ("2", None, "N/A")]


def test_formulas_are_plain_text(given, take):
    taken = take(given('id,note\n1,"=HYPERLINK(""http://x"")"\n2,+1+cmd|x\n'))
    assert taken.rows == [("1", '=HYPERLINK("http://x")'), ("2", "+1+cmd|x")]


def test_columns_that_are_not_mapped_are_not_stored(given, take):
    taken = take(given("id,手机号,x\n1,13800138000,y\n"), columns={"手机号": "phone", "x": "attributes.X"})
    assert taken.columns == ["phone", "attributes.X"]
    assert taken.rows == [("13800138000", "y")]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_blank_lines_are_no_rows_but_keep_their_numbers(given, take, ending):
    taken = take(given(ending.join(["id,name", '1,"Ana"', "", "   ", "2,Ben", "", "", ""])))
    assert (taken.rows, taken.lines) == ([("1", "Ana"), ("2", "Ben")], [2, 5])
    assert taken.received.notes == ("2 blank lines were skipped.",)


def test_a_record_with_line_breaks_counts_as_one_line(given, take):
    taken = take(given('id,note\n1,"a\nb\nc"\n2,x,y\n3,z\n'))
    assert taken.lines == [2, 4]
    assert [reject["line"] for reject in taken.rejects] == [3]


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_packed_files_are_read_like_plain_ones(take, pack, tmp_path):
    text = "编号,姓名\n1,王芳\n2,李娜\n".encode("gb18030")
    path = tmp_path / f"given.csv.{pack}"
    if pack == "gz":
        path.write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("__MACOSX/._x", b"clutter")
            archive.writestr("导出/客户.csv", text)
    taken = take(path)
    assert taken.rows == [("1", "王芳"), ("2", "李娜")]
    assert taken.layout.compression == {"gz": "gzip"}.get(pack, pack)


def test_a_file_whose_name_is_a_pattern_is_just_a_file(given, take):
    given("id,name\n9,another\n", name="orders 1'.csv")
    assert take(given("id,name\n1,Ana\n2,Ben\n", name="orders [1]*'.csv")).rows == [("1", "Ana"), ("2", "Ben")]


def test_a_title_as_wide_as_the_table_is_no_header(given, take):
    taken = take(given('导出,,\nid,name,city\n1,"Ana",Rome\n2,Ben,Paris\n'))
    assert (taken.layout.columns, taken.lines) == (("id", "name", "city"), [3, 4])
    assert taken.rows == [("1", "Ana", "Rome"), ("2", "Ben", "Paris")]


def test_one_blank_line_among_quoted_rows_shifts_no_number(given, take):
    assert take(given('id,name\n1,"Ana"\n\n2,"Ben"\n')).lines == [2, 4]


def test_delimiters_at_the_end_of_each_line_are_no_column(given, take):
    taken = take(given("id,name,\n1,Ana,\n2,Ben,\n"))
    assert (taken.layout.columns, taken.rows) == (("id", "name"), [("1", "Ana"), ("2", "Ben")])


def test_the_fast_and_the_exact_reader_give_the_same(given, take, as_csv):
    rows = [["id", "name", "note"], *([str(n), f"name {n}", f'6" x {n}, "y"'] for n in range(3000))]
    fast = take(given(as_csv(rows), name="fast.csv"))
    exact = take(given(as_csv([*rows, ["ragged"]]), name="exact.csv"))
    assert (fast.rows, fast.lines) == (exact.rows, exact.lines)
    assert exact.received.rejected == 1
