"""Rows from databases: SQLite everywhere, PostgreSQL where there is one; whole tables and only what is new."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    create_engine,
    insert,
    text,
    update,
)

from zhike import collect
from zhike.collect.databases import DatabaseError, is_url
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError

COLUMNS = {"id": "order_id", "who": "record_id", "at": "ordered_at", "amount": "net_amount", "Note": "attributes.note"}
METADATA = MetaData()
ORDERS = Table(
    "Orders 2025", METADATA,
    Column("id", Integer, primary_key=True), Column("who", Integer), Column("at", DateTime), Column("day", Date),
    Column("amount", Numeric(12, 2)), Column("weight", Float), Column("paid", Boolean), Column("Note", String),
)  # fmt: skip
ROWS = [
    {"id": n, "who": n % 2, "at": datetime(2025, 5, n, 10), "day": date(2025, 5, n), "amount": Decimal("10.50") * n, "weight": 1.0, "paid": True, "Note": "陈晓's" if n == 1 else None}  # noqa: DTZ001 - databases hold such
    for n in range(1, 5)
]  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request, tmp_path):
    """Return the URL of a database with a table of four orders, and its engine."""
    url = f"sqlite:///{tmp_path / 'shop.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql")
    engine = create_engine(url)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(ORDERS), ROWS)
    yield url, engine
    METADATA.drop_all(engine)
    engine.dispose()


def take(shop, url, **how):
    return collect.load(shop, url, into="orders", source="erp", mapping=COLUMNS, **({"table": "Orders 2025"} | how))


def held(shop):
    with shop.session() as session:
        return session.rows(
            f"select order_id, net_amount, attributes from ({collect.inputs(shop)['collected_orders'].select}) order by order_id"
        )


def test_a_table_is_taken_whole(empty_shop, database):
    found = take(empty_shop, database[0])
    assert (found.created, found.quarantined, found.received) == (4, 0, 4)
    assert held(empty_shop)[0] == ("1", Decimal("10.5000"), '{"note":"陈晓\'s"}')


def test_the_same_table_again_changes_nothing(empty_shop, database):
    take(empty_shop, database[0])
    assert take(empty_shop, database[0]).unchanged == 4


def test_a_dry_run_of_a_table_writes_nothing(empty_shop, database):
    assert take(empty_shop, database[0], dry_run=True).created == 4
    assert collect.receipts(empty_shop) == []


def test_a_select_is_taken(empty_shop, database):
    found = take(empty_shop, database[0], table=None, select='select * from "Orders 2025" where id > 2;')
    assert found.created == 2


def test_a_cursor_takes_only_what_came_since_and_misses_nothing_of_the_same_moment(empty_shop, database):
    url, engine = database
    take(empty_shop, url, cursor="at")
    with engine.begin() as connection:
        connection.execute(
            insert(ORDERS),
            [
                {"id": 5, "who": 1, "at": ROWS[3]["at"], "amount": 1},
                {"id": 6, "who": 1, "at": datetime(2025, 5, 9), "amount": 2},  # noqa: DTZ001 - databases hold such
            ],
        )
    found = take(empty_shop, url, cursor="at")
    assert (found.received, found.created, found.unchanged) == (3, 2, 1)
    assert take(empty_shop, url, cursor="at").created == 0


@pytest.mark.parametrize("cursor", ["id", "day", "amount"])
def test_a_cursor_may_be_a_number_a_day_or_an_amount(empty_shop, database, cursor):
    url, engine = database
    take(empty_shop, url, cursor=cursor)
    with engine.begin() as connection:
        connection.execute(insert(ORDERS), [{**ROWS[0], "id": 9, "day": date(2025, 6, 1), "amount": Decimal(900)}])
    assert take(empty_shop, url, cursor=cursor).created == 1


def test_a_row_that_changed_and_moved_past_the_cursor_is_an_update(empty_shop, database):
    url, engine = database
    take(empty_shop, url, cursor="at")
    with engine.begin() as connection:
        connection.execute(update(ORDERS).where(ORDERS.c.id == 1).values(amount=99, at=datetime(2025, 6, 1)))  # noqa: DTZ001 - databases hold such
    assert take(empty_shop, url, cursor="at").updated == 1


def test_undoing_the_last_import_takes_the_cursor_back(empty_shop, database):
    url = database[0]
    first = take(empty_shop, url, cursor="id")
    collect.undo(empty_shop, first.id)
    assert take(empty_shop, url, cursor="id").received == 4


def test_an_unknown_table_or_cursor_is_named_with_the_known_ones(empty_shop, database):
    with pytest.raises(UnknownNameError, match="Orders 2025"):
        take(empty_shop, database[0], table="Orders 2024")
    with pytest.raises(UnknownNameError, match="amount"):
        take(empty_shop, database[0], cursor="amout")


def test_a_url_needs_a_table_or_a_select_and_not_both(empty_shop, database):
    with pytest.raises(WrongUseError):
        take(empty_shop, database[0], table=None)
    with pytest.raises(WrongUseError):
        take(empty_shop, database[0], select="select 1")


@pytest.mark.parametrize("table", ['Orders 2025"; drop table "Orders 2025"; --', "orders' or 1=1"])
def test_a_table_name_is_only_a_name(empty_shop, database, table):
    with pytest.raises(UnknownNameError):
        take(empty_shop, database[0], table=table)
    with database[1].connect() as connection:
        assert connection.execute(text('select count(*) from "Orders 2025"')).scalar() == 4


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://zhike:hush@127.0.0.1:1/none",
        "nosuchdb://zhike:hush@host/x",
        "sqlite:////nowhere/at/all.db",
        "://",
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(empty_shop, url):
    with pytest.raises(ZhikeError) as failed:
        take(empty_shop, url)
    assert isinstance(failed.value, DatabaseError | WrongUseError)
    assert "hush" not in str(failed.value)
    assert collect.receipts(empty_shop) == []


@pytest.mark.postgresql
def test_a_password_is_kept_nowhere(empty_shop, postgresql):
    url = postgresql.replace("zhike@", "zhike:hush-hush@")
    engine = create_engine(postgresql)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    take(empty_shop, url)
    METADATA.drop_all(engine)
    engine.dispose()
    assert not [p for p in empty_shop.folder.rglob("*") if p.is_file() and b"hush-hush" in p.read_bytes()]


def test_a_path_is_no_url():
    assert is_url("postgresql://x/y")
    assert not is_url("orders.csv")
