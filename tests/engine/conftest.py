"""A session, and runs of tables that a test writes down."""

import pytest

from zhike.engine import Column, Finished, Input, Lake, Place, PythonTable, Session, Table, execute, in_order


@pytest.fixture
def session():
    with Session(timezone="Asia/Shanghai", threads=1, memory_gb=0.5) as opened:
        yield opened


@pytest.fixture
def table():
    """Declare a table: table("b", "select * from a", x="INTEGER")."""

    def declare(name, sql, *, sorted_by=(), **columns):
        listed = tuple(Column(c, t, "", c) for c, t in columns.items())
        return Table(name, "room", f"One row per {name}.", (next(iter(columns)),), listed, tuple(sorted_by), sql=sql)

    return declare


@pytest.fixture
def made(tmp_path):
    """Run tables over inputs given as SQL; the run before is what the previous call made."""
    runs = []

    def run(tables, inputs, parameters=None):
        given = {n: Input(sql, sql) for n, sql in inputs.items()}
        lake, name = Lake(tmp_path / "lake"), f"run{len(runs)}"
        before = runs[-1] if runs else {}
        with Session(timezone="UTC", threads=1, memory_gb=0.5) as session:
            place = Place(lake, name, given, before, parameters or {})
            report = execute(session, in_order(tables, list(given)), place=place)
            rows = {t.table: session.rows(f"select * from {t.table} order by all") for t in report.tables}
        runs.append({t.table: Finished(lake.table(name, t.table), t.fingerprint, t.rows) for t in report.tables})
        return report, rows

    return run


@pytest.fixture
def python_table(table):
    """Declare a table made in Python from SELECTs."""

    def declare(name, reads, make, **columns):
        return PythonTable(table(name, "", **columns), reads, lambda arrows, _session: {name: make(arrows)})

    return declare
