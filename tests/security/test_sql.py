"""What a person types as SQL: one SELECT over known tables, and nothing else, whatever it looks like."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhike.engine import EngineError, checked_select
from zhike.errors import ZhikeError

TABLES = ["orders", "customers", "rfm"]

REFUSED = [
    # other statements
    "drop table orders", "delete from orders", "update orders set revenue = 0", "insert into orders values (1)", "create table x as select 1",
    "create or replace view orders as select 1", "create macro m() as 1", "alter table orders add column x int", "truncate orders", "merge into orders using rfm on true when matched then delete",
    "copy orders to '/tmp/x.csv'", "copy (select 1) to '/tmp/x.csv'", "export database '/tmp/x'", "import database '/tmp/x'", "attach '/tmp/x.db'", "detach orders", "use orders",
    "install httpfs", "load httpfs", "force install httpfs", "set enable_external_access = true", "reset all", "pragma database_list", "call pragma_version()", "explain analyze select 1",
    "describe orders", "summarize orders", "show tables", "vacuum", "checkpoint", "begin", "prepare p as select 1", "execute p", "update extensions", "comment on table orders is 'x'",
    # more than one statement, or none
    "select 1; select 2", "select 1; drop table orders", "", "   ", ";", "-- nothing", "/* nothing */",
    # other sources
    "select * from '/etc/passwd'", "select * from 'data.csv'", "from 'data.parquet'", "select * from read_text('/etc/passwd')", "select * from read_csv('/etc/passwd')", "select * from read_csv_auto('x')",
    "select * from read_blob('/etc/passwd')", "select * from read_json('x')", "select * from read_ndjson_objects('x')", "select * from read_parquet('x')", "select * from parquet_scan('x')", "select * from parquet_metadata('x')",
    "select * from glob('/*')", "select * from sniff_csv('x')", "select * from duckdb_settings()", "select * from duckdb_secrets()", "select * from duckdb_tables()", "select * from pragma_table_info('orders')",
    "select * from query('select 1')", "select * from query_table('orders')", "select * from sqlite_scan('a', 'b')", "select * from postgres_scan('a', 'b', 'c')", "select * from iceberg_scan('x')", "select * from delta_scan('x')",
    "select * from arrow_scan(1, 2, 3)", "select * from pandas_scan(1)", "select * from python_map_function(1)", "select * from repeat_row(1, num_rows = 9)", "select * from test_all_types()",
    "select * from information_schema.tables", "select * from pg_catalog.pg_tables", "select * from sqlite_master", "select * from duckdb_tables", "select * from system.main.orders", "select * from main.orders", "select * from temp.orders", "select * from other",
    "select getenv('HOME')", "select current_setting('threads')", "select read_text('/etc/passwd')", "select (select content from read_text('/etc/passwd'))",
    "select * from orders where order_id in (select content from read_text('/etc/passwd'))", "with x as (select * from read_text('/etc/passwd')) select * from x",
    "with orders as (select * from '/etc/passwd') select * from orders", "select * from orders join read_text('/etc/passwd') on true", "select * from orders, lateral (select * from read_text('/etc/passwd'))",
    "select * from orders union all select content from read_text('/etc/passwd')", "select * from (values (1)) t, read_blob('/etc/passwd')", "select * from orders limit (select size from read_blob('/etc/passwd'))",
    "select * from orders order by (select content from read_text('/etc/passwd'))", "select * into x from orders", "select $1", "select ?", "select :name", "(select * from 'x.csv')", "values ((select content from read_text('/etc/passwd')))",
    "pivot 'x.csv' on a using sum(b)", "pivot (from read_text('/etc/passwd')) on content using count(*)", "from read_text('/etc/passwd') select content",
    "select write_log('x')", "select which_secret('x', 's3')",
]  # fmt: skip

ANSWERED = [
    "select * from orders", "SELECT count(*) FROM Orders o JOIN customers c USING (customer_id)", "with x as (select * from orders) select * from x", "(select 1) union all (select 2)",
    "select sum(revenue) over (partition by customer_id order by ordered_on) from orders", "values (1), (2)", "from orders", "select unnest([1, 2])", "select * from range(3)", "select * from generate_series(1, 3)",
    "select 'drop table orders; --' as x", "select [x * 2 for x in [1, 2]]", "select list_transform([1], lambda x: x + 1)", "select * exclude (revenue) from orders", "select count(*) filter (where revenue > 0) from orders",
    "select case when revenue > 0 then 1 end from orders -- a comment", "select * from unnest([1, 2]) t(x)",
]  # fmt: skip


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_one_select_over_known_tables_is_refused(sql):
    with pytest.raises(ZhikeError) as refused:
        checked_select(sql, TABLES)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("sql", ANSWERED)
def test_an_analysts_select_is_answered(shop, sql):
    shop.query(sql)


def test_a_name_may_be_in_any_case(shop):
    assert shop.query("select count(*) as n from ORDERS")["n"][0].as_py() == 21


_PIECES = st.sampled_from([
    "select", "from", "where", "*", "orders", "read_text", "read_csv", "(", ")", "'/etc/passwd'", "'", '"', ";", "--", "/*", "*/", ",", "copy", "to", "attach", "as", "with", "x", "union all", "glob", "('*')", "1", "=", "$$", "$1", "::", "[", "]", "{", "}", ":", "lambda", "pivot", "on", "using",
    "install", "set", "getenv", "main.", "query", "e'\\''", "U&", "\x00", "\u2019", "values", "exclude", "columns", "lateral", "tablesample", "at", "positional join", "insert", "into", "describe", "summarize",
])  # fmt: skip


@settings(max_examples=150)
@given(st.one_of(st.lists(_PIECES, max_size=12).map(" ".join), st.text(max_size=40)))
@example("select * from orders\x00; attach 'x'")
def test_no_string_opens_a_file_or_changes_anything(locked_reader, sql):
    session, tables, folder, before = locked_reader
    try:
        checked = checked_select(sql, tables)
    except ZhikeError:
        return
    try:
        text = repr(session.rows(checked))
    except EngineError:
        text = ""
    assert "root:" not in text
    assert _listing(folder) == before


def _listing(folder):
    return sorted(
        (str(p), p.stat().st_mtime_ns) for p in folder.rglob("*") if not p.name.startswith(("store.sqlite-", ".spill"))
    )


@pytest.fixture
def locked_reader(shop):
    with shop.reader() as session:
        yield session, shop.tables(), shop.folder, _listing(shop.folder)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')", "select * from '/etc/passwd'", "select * from read_csv('/proc/self/environ')", "attach '/tmp/x.db'", "copy (select 1) to '/tmp/zhike-escape.csv'",
        "set enable_external_access = true", "set lock_configuration = false", "install httpfs", "select * from read_csv('http://127.0.0.1/x')", "select * from glob('/etc/*')",
    ],
)  # fmt: skip
def test_a_locked_reader_refuses_even_raw_sql(shop, sql):
    with shop.reader() as session, pytest.raises(EngineError):
        session.rows(sql)
    assert not Path("/tmp/zhike-escape.csv").exists()  # noqa: S108 - what must not be there


def test_a_locked_reader_reads_no_other_run_no_raw_delivery_and_no_store(shop):
    delivery = next((shop.lake.folder / "raw").rglob("received.parquet"))
    with shop.reader() as session:
        for path in (delivery, shop.folder / "store.sqlite", shop.folder / "zhike.toml"):
            with pytest.raises(EngineError):
                session.rows(f"select * from read_blob('{path}')")


def test_the_environment_is_out_of_reach(shop, monkeypatch):
    monkeypatch.setenv("ZHIKE_HUSH", "hush")
    with pytest.raises(ZhikeError):
        shop.query("select getenv('ZHIKE_HUSH') as x")
    assert os.environ["ZHIKE_HUSH"] == "hush"
