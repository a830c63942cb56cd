import sqlite3
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select

from zhike.store import StoreError, database, open_store, secrets
from zhike.store.tables import metadata


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


def differences(store):
    with store.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": False}), metadata)


def test_the_migrations_make_exactly_the_declared_tables(store):
    assert differences(store) == []


def test_a_store_that_is_there_is_opened_as_it_is(store, tmp_path):
    value = store.secret("key")
    again = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert again.secret("key") == value
    again.close()


def test_a_secret_is_32_random_bytes_made_once_per_name(store):
    one, other = store.secret("one"), store.secret("other")
    assert (len(one), len(other)) == (32, 32)
    assert one != other
    assert store.secret("one") == one


def test_changes_are_committed_together_or_not_at_all(store):
    one = insert(secrets).values(name="half", value=b"1")
    with pytest.raises(StoreError), store.writing() as connection:
        [connection.execute(statement) for statement in (one, one)]
    with store.reading() as connection:
        assert connection.execute(select(secrets.c.name)).all() == []


def test_readers_read_while_a_writer_writes(store):
    store.secret("before")
    with store.writing() as writer:
        writer.execute(insert(secrets).values(name="during", value=b"1"))
        with store.reading() as reader:
            assert reader.execute(select(secrets.c.name)).scalars().all() == ["before"]


def test_every_commit_waits_for_the_disk(store):
    with store.reading() as connection:
        said = [
            connection.exec_driver_sql(f"pragma {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert said == ["wal", 2, 1]


def test_an_error_of_the_database_names_it_without_its_password():
    with pytest.raises(StoreError) as failed:
        open_store("postgresql+psycopg://zhike:hush@127.0.0.1:1/none")
    assert "hush" not in str(failed.value)
    assert "127.0.0.1:1" in str(failed.value)
    assert (failed.value.exit_code, failed.value.can_retry) == (1, True)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "store.sqlite").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.sqlite cannot be used"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")


def test_two_that_ask_for_a_secret_at_once_get_the_same(tmp_path):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    open_store(url).close()
    found, stores = [], [open_store(url) for _ in range(4)]
    threads = [threading.Thread(target=lambda s=s: found.append(s.secret("key"))) for s in stores]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for s in stores:
        s.close()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_store_of_the_shop_is_a_plain_sqlite_file(shop):
    with sqlite3.connect(f"file:{shop.folder / 'store.sqlite'}?mode=ro", uri=True) as connection:
        assert connection.execute("select count(*) from imports").fetchone() == (5,)
    connection.close()


@pytest.mark.postgresql
def test_the_store_may_be_a_postgresql(postgresql):
    store = open_store(postgresql)
    try:
        assert differences(store) == []
        assert store.secret("key") == store.secret("key")
    finally:
        store.close()


def test_the_names_of_the_migrations_tell_the_newest_form(store):
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    with store.reading() as connection:
        assert database._newest_form() == head == database._form(connection)
