"""The locked process behind the SQL page: it answers as the workspace does, opens nothing, and its end harms nobody."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from zhike.engine import EngineError
from zhike.engine.console import (
    AnswerTooLargeError,
    Console,
    ConsoleBusyError,
    ConsoleLimits,
    Inquiry,
    QueryCrashedError,
    QueryMemoryError,
    QueryTooLongError,
)
from zhike.engine.console import ask as asking
from zhike.engine.console.checked import checked
from zhike.errors import ZhikeError

SMALL = ConsoleLimits(memory_gb=0.4, answer_bytes=20_000_000, spill_gb=1)
# What a locked process must not do, even when the statement passed no check at all.
ESCAPES = [
    "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from read_blob('/proc/self/environ')", "select * from '/etc/passwd'", "select * from glob('/etc/*')",
    "copy (select 1) to '/tmp/zhike-escape.csv'", "attach '/tmp/zhike-escape.db'", "install httpfs", "load httpfs", "set enable_external_access = true", "set lock_configuration = false",
    "set memory_limit = '100GB'", "pragma database_list", "select getenv('HOME')", "select 1; select 2", "select 1; copy (select 1) to '/tmp/zhike-escape.csv'", "select /* */ * from /**/ read_text('/etc/passwd')",
    "with customers as (select * from read_text('/etc/passwd')) select * from customers", "with a as (with b as (select * from '/etc/passwd') select * from b) select * from a",
    'select * from "/etc/passwd"', 'select * from "read_text"(\'/etc/passwd\')', "select 1 as x union all select count(*) from read_text('/etc/passwd')", "select * from duckdb_settings()", "select * from duckdb_secrets()",
    "select (with duckdb_views as (select 1) select 1), sql from duckdb_views", 'select (with "/etc/passwd" as (select 1) select 1) from "/etc/passwd"', "select current_setting('TimeZone')", "export database '/tmp/zhike-escape'", "create table x as select 1", "call pragma_version()",
]  # fmt: skip


@pytest.fixture(scope="module")
def console():
    made = Console(SMALL)
    yield made
    made.close()


@pytest.fixture
def inquiry(shop):
    def make(sql, **how):
        reader = shop.now
        given = {"tables": reader.tables, "folder": shop.lake.run(reader.run_id), "timezone": "Asia/Shanghai", "seconds": 30.0, "threads": 1}  # fmt: skip
        return Inquiry(sql, **{**given, **how})

    return make


@pytest.mark.parametrize(
    "sql",
    [
        "select * from rfm order by customer_id", "select count(*) as n from ORDERS", "with x as (select * from orders) select sum(revenue) as r from x", "from cohorts order by all",
        "select ordered_at, revenue, is_purchase from orders order by order_id", "values (1), (2)", "select 1 where false", "select [1, 2] as l, {'a': 1} as s, null as n",
    ],
)  # fmt: skip
def test_an_answer_is_that_of_the_workspace(console, inquiry, shop, sql):
    wanted = shop.query(sql)
    # The same instants, whatever the time zone they are written in.
    assert console.ask(inquiry(sql)).equals(wanted)


@pytest.mark.parametrize("sql", ESCAPES)
def test_nothing_but_a_select_over_the_tables_is_answered(console, inquiry, sql):
    with pytest.raises(ZhikeError):
        console.ask(inquiry(sql))
    assert not list(Path("/tmp").glob("zhike-escape*"))  # noqa: S108 - what must not be there


@pytest.mark.parametrize("sql", ESCAPES)
def test_the_process_checks_again_what_slipped_through(console, inquiry, monkeypatch, sql):
    monkeypatch.setattr(asking, "checked", lambda statement, _tables: statement)
    monkeypatch.setattr(asking, "tables_read", lambda _statement: frozenset())
    with pytest.raises(ZhikeError) as refused:
        console.ask(inquiry(sql))
    assert "root:" not in str(refused.value)
    assert not list(Path("/tmp").glob("zhike-escape*"))  # noqa: S108 - what must not be there


def test_a_step_may_be_called_like_a_table_but_not_like_a_file_or_a_catalogue():
    assert checked("with orders as (select 1 as x) select * from orders", ["orders"])
    for name in ('"/etc/passwd"', "duckdb_tables", '"a.parquet"', "pg_class", "sqlite_master"):
        with pytest.raises(ZhikeError, match="cannot be called"):
            checked(f"with {name} as (select 1) select * from {name}", ["orders"])


def test_hidden_columns_are_not_there_under_any_name(console, inquiry):
    hidden = {"customers": ["phone", "email"]}
    assert "phone" not in console.ask(inquiry("select * from customers", hidden=hidden)).column_names
    for sql in ("select phone from customers", "select c.phone from customers c", "select columns('ph.*') from customers", "select * from customers where phone like '138%'"):  # fmt: skip
        with pytest.raises(EngineError):
            console.ask(inquiry(sql, hidden=hidden))


@pytest.mark.parametrize(
    "sql",
    [
        "with recursive t as (select 1 as x union all select x + 1 from t) select count(*) from t",
        "select sum(x) from generate_series(1, 1000000000000) t(x)",
        "select count(*) from range(100000000) a, range(100000000) b where a.range * b.range = 7",
    ],
)
def test_what_never_ends_is_ended_and_said(console, inquiry, sql):
    started = time.monotonic()
    with pytest.raises(QueryTooLongError, match="after 2 seconds"):
        console.ask(inquiry(sql, seconds=2.0))
    assert time.monotonic() - started < 10
    assert console.ask(inquiry("select 1 as x")).num_rows == 1


@pytest.mark.parametrize(
    ("sql", "refused"),
    [
        ("select * from generate_series(1, 1000000000000)", AnswerTooLargeError),
        ("select list(x order by hash(x)) from generate_series(1, 1000000000) t(x)", QueryMemoryError),
    ],
)
def test_what_is_too_much_is_refused_in_words_and_the_next_question_is_answered(console, inquiry, sql, refused):
    with pytest.raises(refused):
        console.ask(inquiry(sql))
    assert console.ask(inquiry("select 1 as x")).num_rows == 1


def test_a_process_that_is_killed_harms_nobody(inquiry):
    console = Console(SMALL)
    console.prepare()
    killer = threading.Timer(0.5, os.kill, (console._spare.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(QueryCrashedError, match="SIGKILL"):
        console.ask(inquiry("select sum(x) from generate_series(1, 1000000000000) t(x)", seconds=20.0))
    killer.join()
    assert console.ask(inquiry("select 1 as x")).num_rows == 1
    console.close()


def test_a_spare_that_died_is_replaced(inquiry, waiting):
    console = Console(SMALL)
    console.prepare()
    os.kill(console._spare.pid, signal.SIGKILL)
    waiting(lambda: console._spare.poll() is not None)
    assert console.ask(inquiry("select 1 as x")).num_rows == 1
    console.close()


def test_more_than_a_few_at_once_are_told_to_try_again(inquiry):
    console = Console(ConsoleLimits(memory_gb=0.4, at_once=1, wait_seconds=0.1))
    endless = inquiry("select sum(x) from generate_series(1, 1000000000000) t(x)", seconds=3.0)

    def ask_at_length():
        with pytest.raises(QueryTooLongError):
            console.ask(endless)

    first = threading.Thread(target=ask_at_length)
    first.start()
    time.sleep(0.5)
    with pytest.raises(ConsoleBusyError) as busy:
        console.ask(inquiry("select 1"))
    assert busy.value.can_retry
    first.join()
    console.close()


def test_the_process_ends_when_nobody_waits_for_it(waiting):
    console = Console(SMALL)
    console.prepare()
    process = console._spare
    process.stdin.close()
    waiting(lambda: process.poll() is not None)
    console.close()


def test_nothing_of_the_servers_environment_reaches_the_process(monkeypatch, waiting):
    monkeypatch.setenv("ZHIKE_STORE", "postgresql://secret")
    console = Console(SMALL)
    console.prepare()
    environment = Path(f"/proc/{console._spare.pid}/environ")
    waiting(lambda: b"LC_ALL" in environment.read_bytes())
    assert b"secret" not in environment.read_bytes()
    console.close()


def test_no_file_of_an_answer_stays_behind(console, inquiry, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = console.ask(inquiry("select * from orders"))
    with pytest.raises(QueryTooLongError):
        console.ask(inquiry("select sum(x) from generate_series(1, 1000000000000) t(x)", seconds=1.0))
    assert list(tmp_path.iterdir()) == []
    assert found.num_rows == 21
    assert found.to_pylist()
