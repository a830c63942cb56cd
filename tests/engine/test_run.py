import os

import pyarrow as pa
import pytest

from zhike.engine import EngineError, Lake, Place, Session, WrongDeclarationError, execute, in_order


def test_tables_are_made_in_order_and_read_one_another(made, table):
    a = table("a", "select x + 1 as x from given", x="INTEGER")
    b = table("b", "select x * 10 as x from a", x="INTEGER")
    report, rows = made([b, a], {"given": "select 1 as x"})
    assert rows == {"a": [(2,)], "b": [(20,)]}
    assert [(t.table, t.rows, t.taken_over) for t in report.tables] == [("a", 1, False), ("b", 1, False)]


def test_what_has_not_changed_is_taken_over_and_only_that(made, table):
    tables = [
        table("a", "select x from one", x="INTEGER"),
        table("b", "select x from two", x="INTEGER"),
        table("c", "select x from b", x="INTEGER"),
    ]
    made(tables, {"one": "select 1 as x", "two": "select 2 as x"})
    report, rows = made(tables, {"one": "select 1 as x", "two": "select 3 as x"})
    assert {t.table: t.taken_over for t in report.tables} == {"a": True, "b": False, "c": False}
    assert rows == {"a": [(1,)], "b": [(3,)], "c": [(3,)]}


def test_a_parameter_stales_only_the_tables_that_name_it(made, table):
    tables = [table("a", "select $day::integer as x", x="INTEGER"), table("b", "select 1 as x", x="INTEGER")]
    made(tables, {}, {"day": 1})
    report, rows = made(tables, {}, {"day": 2})
    assert {t.table: t.taken_over for t in report.tables} == {"a": False, "b": True}
    assert rows["a"] == [(2,)]


def test_a_file_that_was_deleted_is_made_again(made, table, tmp_path):
    tables = [table("a", "select 1 as x", x="INTEGER")]
    made(tables, {})
    next(tmp_path.rglob("a.parquet")).unlink()
    report, _rows = made(tables, {})
    assert not report.tables[0].taken_over


def test_a_file_system_without_hard_links_gets_copies(made, table, monkeypatch):
    def refuse(*_):
        raise OSError("no hard links here")

    tables = [table("a", "select 1 as x", x="INTEGER")]
    made(tables, {})
    monkeypatch.setattr(os, "link", refuse)
    report, rows = made(tables, {})
    assert report.tables[0].taken_over
    assert rows == {"a": [(1,)]}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 1::bigint as x", "x: declared INTEGER, is BIGINT"),
        ("select 1 as y", "x: declared INTEGER, is None; y: declared None, is INTEGER"),
        ("select 1 as x, 2 as y", "y: declared None, is INTEGER"),
    ],
)
def test_a_result_that_is_not_what_was_declared_is_refused(made, table, sql, said):
    with pytest.raises(WrongDeclarationError, match=said):
        made([table("a", sql, x="INTEGER")], {})


def test_the_order_of_columns_is_part_of_the_declaration(made, table):
    with pytest.raises(WrongDeclarationError, match="order of columns"):
        made([table("a", "select 1 as y, 2 as x", x="INTEGER", y="INTEGER")], {})


def test_a_statement_that_fails_names_its_step_and_leaves_no_file(made, table, tmp_path):
    with pytest.raises(EngineError, match="'a'") as failed:
        made(
            [table("a", "select cast(x as integer) as x from given", x="INTEGER")], {"given": "select 'no number' as x"}
        )
    assert failed.value.values["step"] == "a"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_python_table_is_made_from_arrow_and_checked_like_any_other(made, python_table):
    def double(arrows):
        return pa.table({"x": pa.array([2 * v.as_py() for v in arrows["given"]["x"]], pa.int32())})

    _report, rows = made(
        [python_table("p", {"given": "select x from given where x > $least"}, double, x="INTEGER")],
        {"given": "from range(4) t(x)"},
        {"least": 1},
    )
    assert rows == {"p": [(4,), (6,)]}
    with pytest.raises(WrongDeclarationError, match="declared VARCHAR"):
        made(
            [python_table("q", {"given": "select x from given"}, double, x="VARCHAR")], {"given": "from range(4) t(x)"}
        )


def test_a_sorted_table_lies_in_its_order(made, table, tmp_path, session):
    made(
        [table("a", "select x from given", sorted_by=["x"], x="BIGINT")],
        {"given": "select 1000 - x as x from range(1000) t(x)"},
    )
    found = [v for (v,) in session.rows(f"select x from read_parquet('{next(tmp_path.rglob('a.parquet'))}')")]
    assert found == sorted(found)


def test_progress_is_told_before_each_table_and_at_the_end(tmp_path, table):
    told = []
    with Session(timezone="UTC", threads=1, memory_gb=0.5) as session:
        execute(
            session,
            in_order([table("a", "select 1 as x", x="INTEGER")]),
            place=Place(Lake(tmp_path), "r", {}, {}, {}),
            progress=lambda *now: told.append(now),
        )
    assert told == [(0, 1, "a"), (1, 1, "")]
