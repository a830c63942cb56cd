"""Bringing a run up to date: touched groups are made anew, and only where nothing else can have changed."""

import pytest

from zhike.engine import TOUCHED, Column, Finished, Fresh, Input, Lake, Place, Session, Table, execute, in_order


def told(name, sql, *, apart=True):
    columns = (Column("who", "VARCHAR", "", "who"), Column("x", "INTEGER", "", "x"))
    return Table(name, "room", f"One row per {name}.", ("who",), columns, apart_by="who" if apart else "", sql=sql)


SAID = told("said", "select who, x from given")
DOUBLED = told("doubled", "select who, x * 2 as x from said")
MOST = told("most", "select who, cast(max(x) over () as integer) as x from said", apart=False)
BESIDE = told("beside", "select said.who, most.x from said join most using (who)")


@pytest.fixture
def course(tmp_path):
    """Run tables over given rows; `touched` names those whose rows may have changed, and makes it a refresh."""
    runs, prints = [], []

    def run(rows, touched=None, left=(), gone="true"):
        listed = ", ".join(f"({'null' if who is None else repr(who)}, {x})" for who, x in rows)
        sql = f"select who::varchar as who, x::integer as x from (values {listed}) t (who, x)"
        given, lake, name = {"given": Input(sql, sql)}, Lake(tmp_path / "lake"), f"run{len(runs)}"

        def find(session):
            values = ", ".join(f"('{t}')" for t in touched if t) or "('')"
            session.sql(f"create temp table {TOUCHED} as select * from (values {values}) t (who)")
            return None in touched

        fresh = None if touched is None else Fresh("who", find, {"given": "true"}, prints[-1], frozenset(left), gone)
        with Session(timezone="UTC", threads=1, memory_gb=0.5) as session:
            place = Place(lake, name, given, runs[-1] if runs else {}, {}, fresh)
            report = execute(session, in_order([SAID, DOUBLED, MOST, BESIDE], ["given"]), place=place)
            made = {t.table: dict(session.rows(f"select who, x from {t.table}")) for t in report.tables}
        runs.append({t.table: Finished(lake.table(name, t.table), t.fingerprint, t.rows) for t in report.tables})
        prints.append({n: i.fingerprint for n, i in given.items()})
        return made, {t.table: t.taken_over for t in report.tables}

    return run


def test_only_touched_groups_are_made_anew(course):
    course([("a", 1), ("b", 2), ("c", 9)])
    made, _over = course([("a", 5), ("b", 7), ("c", 9)], ["a"])
    assert made["said"] == {"a": 5, "b": 2, "c": 9}  # nobody said that b was touched
    assert made["doubled"] == {"a": 10, "b": 4, "c": 18}


def test_groups_come_and_go_and_so_do_rows_without_one(course):
    course([("a", 1), ("b", 2), (None, 3)])
    made, _over = course([("b", 2), ("c", 4), (None, 6)], ["a", "c", None])
    assert made["doubled"] == {"b": 4, "c": 8, None: 12}
    made, _over = course([("b", 3), ("c", 4), (None, 7)], ["b"])
    assert made["doubled"] == {"b": 6, "c": 8, None: 12}


def test_what_hangs_on_everybody_is_made_whole_and_so_is_what_is_made_from_it(course):
    course([("a", 1), ("b", 2)])
    made, _over = course([("a", 8), ("b", 2)], ["a"])
    assert made["most"] == made["beside"] == {"a": 8, "b": 8}


def test_a_table_with_the_rows_it_had_stales_nothing(course):
    course([("a", 1), ("b", 2)])
    made, over = course([("b", 2), ("a", 1)], ["a"])
    assert over == {"said": False, "doubled": True, "most": True, "beside": True}
    assert made["beside"] == {"a": 2, "b": 2}


def test_what_is_left_stays_and_is_made_by_the_next_run(course):
    course([("a", 1), ("b", 2)])
    made, over = course([("a", 8), ("b", 2)], ["a"], left=["most"])
    assert (made["most"], over["most"]) == ({"a": 2, "b": 2}, True)
    made, over = course([("a", 8), ("b", 2)])
    assert made["most"] == {"a": 8, "b": 8}
    assert over == {"said": True, "doubled": True, "most": False, "beside": False}


def test_rows_that_must_not_stay_leave_a_table_that_is_left_and_come_back_with_the_next_run(course):
    course([("a", 1), ("b", 2)])
    made, _over = course([("a", 1), ("b", 5)], ["b"], left=["most"], gone="who <> 'b'")
    assert made["most"] == {"a": 2}
    made, over = course([("a", 1), ("b", 2)])  # what the table was made from is there again, and the rows with it
    assert (made["most"], over["most"]) == ({"a": 2, "b": 2}, False)
