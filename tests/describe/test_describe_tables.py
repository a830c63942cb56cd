import re
from pathlib import Path

import pytest
import sqlglot
from small_shop import CAST, SQL, database, make
from sqlglot import exp

import zhike.describe

DOCS = Path(__file__).parents[2] / "docs"
HEAD = re.compile(r"^--   (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+)$", re.MULTILINE)


def declared(table):
    return {name: kind for name, kind, _unit, _meaning in HEAD.findall(SQL[table])}


def test_every_sql_file_of_the_room_is_a_table():
    assert sorted(SQL) == sorted(path.stem for path in Path(zhike.describe.__file__).parent.glob("*.sql"))


@pytest.mark.parametrize("table", SQL)
@pytest.mark.parametrize("orders", [CAST, []], ids=["cast", "nobody"])
def test_the_result_has_the_declared_columns_and_types(table, orders):
    with database(as_of="2025-06-30", orders=orders) as connection:
        make(connection, table, as_of="2025-06-30")
        assert dict(row[:2] for row in connection.execute(f"describe {table}").fetchall()) == declared(table)


@pytest.mark.parametrize("table", SQL)
def test_the_key_is_unique(table):
    key = re.search(r"^-- key: (.+)$", SQL[table], re.MULTILINE)[1]
    with database(as_of="2025-06-30", orders=CAST) as connection:
        make(connection, table, as_of="2025-06-30")
        assert connection.execute(f"select {key} from {table} group by {key} having count(*) > 1").fetchall() == []


@pytest.mark.parametrize("table", SQL)
def test_no_column_is_personal(table):
    assert "| personal" not in SQL[table]


@pytest.mark.parametrize("table", SQL)
def test_the_sql_knows_no_day_but_as_of_and_reads_tables_by_bare_name(table):
    tree = sqlglot.parse_one(SQL[table], read="duckdb")
    assert {p.name for p in tree.find_all(exp.Placeholder, exp.Parameter)} <= {"as_of"}
    assert not list(tree.find_all(exp.CurrentDate, exp.CurrentTimestamp))
    assert not [t for t in tree.find_all(exp.Table) if t.db or not isinstance(t.this, exp.Identifier)]


@pytest.mark.parametrize("table", SQL)
def test_sqlglot_writes_the_sql_for_spark_without_a_function_it_does_not_know(table):
    tree = sqlglot.parse_one(SQL[table], read="duckdb")
    assert [call.name for call in tree.find_all(exp.Anonymous)] == []
    assert tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize("page", ["metrics.md", "metrics.zh-CN.md"])
@pytest.mark.parametrize("table", SQL)
def test_the_manual_defines_every_column(table, page):
    _, _, section = (DOCS / page).read_text("utf-8").partition(f"## {table}\n")
    section = section.partition("\n## ")[0]
    wanted = {re.sub(r"_\d+d$", "_Nd", column) for column in declared(table)}
    assert [column for column in sorted(wanted) if f"`{column}`" not in section] == []


def test_rows_in_another_order_make_the_same_tables():
    with database(as_of="2025-06-30", orders=CAST) as one, database(as_of="2025-06-30", orders=reversed(CAST)) as two:
        for table in SQL:
            make(one, table, as_of="2025-06-30")
            make(two, table, as_of="2025-06-30")
            query = f"select * from {table} order by all"
            assert one.execute(query).fetchall() == two.execute(query).fetchall()
