"""Open the operational database, bring it to the newest form, and state its transactions."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from zhike.errors import ZhikeError
from zhike.store.tables import secrets
from zhike.words import N_

_MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(ZhikeError, OSError):
    """The operational database cannot be reached or written."""

    code = "store"
    can_retry = True
    exit_code = 1
    sentence = N_("The operational database {url} cannot be used: {detail}")


@dataclass(frozen=True)
class Store:
    """The operational database; `reading()` and `writing()` are its transactions."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with _wrapped(self.engine), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are committed together at the end, or not at all."""
        with _wrapped(self.engine), self.engine.begin() as connection:
            yield connection

    def secret(self, name: str) -> bytes:
        """Return the 32 random bytes kept under a name; they are made on first use."""
        wanted = select(secrets.c.value).where(secrets.c.name == name)
        with self.writing() as connection:
            if connection.execute(wanted).scalar() is None:
                # Whoever asks at the same moment may be first; then theirs counts.
                with suppress(IntegrityError), connection.begin_nested():
                    connection.execute(insert(secrets).values(name=name, value=randomness.token_bytes(32)))
            return bytes(connection.execute(wanted).scalar_one())

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Return the store at a SQLAlchemy URL, brought to the newest form by its migrations."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    with _wrapped(engine), engine.begin() as connection:
        _upgrade(connection)
    return Store(engine)


def _durable(connection: Any, _record: Any) -> None:
    """Make SQLite wait for the disk at each commit, and let readers read while it writes."""
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "busy_timeout = 30000"):
        connection.execute(f"pragma {pragma}")


def _upgrade(connection: Connection) -> None:
    if _form(connection) == _newest_form():
        return
    # Alembic takes a quarter of a second to load, which every command would wait for and only an old database needs.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _form(connection: Connection) -> str | None:
    """Return the form of the database, as Alembic notes it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def _newest_form() -> str:
    """Return the number that the newest migration's file begins with."""
    return max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


@contextmanager
def _wrapped(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        url = engine.url.render_as_string(hide_password=True)
        raise StoreError(url=url, detail=str(getattr(error, "orig", None) or error).splitlines()[0]) from error
