"""A workspace: one company's settings, store and lake in one folder.

In: a folder. Out: `Workspace`, which every room's functions take as their first argument.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlalchemy import select

from zhike.engine import Lake, Reader, Session, TableView, checked_select, tables_read, text_of, view_of
from zhike.errors import WrongUseError, ZhikeError
from zhike.settings import FILE, Settings, read_settings, write_settings
from zhike.store import Store, current, open_store, run_tables
from zhike.words import N_


class NoWorkspaceError(WrongUseError):
    """A folder that is no workspace."""

    code = "no_workspace"
    sentence = N_("{folder} is no Zhike workspace. Make one with: zhike init {folder}")


class NoRunError(WrongUseError):
    """A question to a workspace in which nothing was computed yet."""

    code = "no_run"
    sentence = N_(
        "Nothing has been computed in {folder} yet. Import files with `zhike import`, then compute with `zhike run`."
    )


class BusyError(ZhikeError, BlockingIOError):
    """Another import or run is writing."""

    code = "busy"
    can_retry = True
    exit_code = 1
    sentence = N_("Another import or run is at work in {folder}. Try again when it has ended.")


@dataclass(frozen=True)
class Workspace:
    """One company's data: `cleaning` is the room that turns raw text into typed values (zhike.open hands it in).

    `seen` is the run that is read where it is not the current one: how things stood on an earlier day.
    """

    folder: Path
    settings: Settings
    store: Store
    cleaning: Any = None
    readers: Readers = field(default_factory=lambda: Readers(), repr=False, compare=False)  # noqa: PLW0108 - defined below
    seen: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.readers.close()
        self.store.close()

    @property
    def lake(self) -> Lake:
        """Where deliveries and runs lie."""
        return Lake(self.folder / "lake")

    def today(self) -> date:
        """Return the day that it is now in the workspace's time zone."""
        return datetime.now(ZoneInfo(self.settings.timezone)).date()

    def session(self) -> Session:
        """Return an engine session with the workspace's time zone and limits."""
        s = self.settings
        return Session(timezone=s.timezone, threads=s.threads, memory_gb=s.memory_gb, spill=self.lake.spill)

    def current_run(self) -> str:
        """Return the id of the run that readers see."""
        if self.seen is not None:
            return self.seen
        with self.store.reading() as connection:
            found = connection.execute(select(current.c.run_id)).scalar()
        if found is None:
            raise NoRunError(folder=self.folder)
        return str(found)

    def reader(self, run_id: str | None = None, *, only: Collection[str] | None = None) -> Session:
        """Return a session that sees the tables of one whole run (the current one) and can open nothing else.

        `only` names the tables that are needed: opening them all takes twenty times as long as opening one.
        """
        run = run_id or self.current_run()
        names = self.tables(run)
        session = self.session()
        for name in names if only is None else [n for n in names if n in only]:
            session.view(name, f"select * from read_parquet({text_of(self.lake.table(run, name))})")
        session.lock([self.lake.run(run)])
        return session

    def at(self, run_id: str) -> Workspace:
        """Return this workspace with another run to read; it lives as long as this one."""
        return self.readers.at(self, run_id)

    @property
    def now(self) -> Reader:
        """Return the reader of the current run: quick, for many questions, from many threads."""
        return self.readers.of(self)

    def query(self, sql: str) -> pa.Table:
        """Return the answer to one SELECT over the current run's tables as an Arrow table."""
        reader = self.now
        checked = checked_select(sql, list(reader.tables))
        named = {name.lower() for name in tables_read(checked)}
        return reader.arrow(checked, reads=named, seconds=self.settings.query_seconds)

    def table(self, name: str) -> TableView:
        """Return a table of the current run, to be narrowed with where, order_by, limit and read with rows or arrow."""
        return view_of(name, self.query)

    def tables(self, run_id: str | None = None) -> list[str]:
        """Return the names of a run's tables (the current one's), in the order they were made."""
        run = run_id or self.current_run()
        statement = select(run_tables.c.table).where(run_tables.c.run_id == run).order_by(run_tables.c.position)
        with self.store.reading() as connection:
            return list(connection.execute(statement).scalars())

    @contextmanager
    def alone(self, *, wait: bool = True) -> Iterator[None]:
        """Hold the workspace's one writing place; the system frees it when the process ends, however it ends."""
        (self.folder / "lake").mkdir(exist_ok=True)
        with (self.folder / "lake" / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as busy:
                raise BusyError(folder=self.folder) from busy
            yield


# Runs beside the current one whose readers stay open.
_OTHERS_KEPT = 3


class Readers:
    """The reader of the current run: opening one costs more than most answers, so it is kept until another run is current."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._others: dict[str, Workspace] = {}

    def at(self, shop: Workspace, run_id: str) -> Workspace:
        """Return a workspace that reads another run; the last few are kept, for each of their pages asks several times."""
        with self._lock:
            found = self._others.pop(run_id, None) or replace(shop, seen=run_id, readers=Readers())
            self._others[run_id] = found
            for old in list(self._others)[:-_OTHERS_KEPT]:
                self._others.pop(old)
            return found

    def of(self, shop: Workspace) -> Reader:
        """Return the reader of the run that is current now. One that another thread still asks ends with its last answer."""
        run = shop.current_run()
        with self._lock:
            if self._reader is None or self._reader.run_id != run:
                tables = {name: shop.lake.table(run, name) for name in shop.tables(run)}
                self._reader = Reader(shop.session(), run_id=run, tables=tables, folder=shop.lake.run(run))
            return self._reader

    def close(self) -> None:
        """End the session."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = None
            for other in self._others.values():
                other.readers.close()
            self._others.clear()


def make_workspace(folder: Path, settings: Settings | None = None) -> Path:
    """Make a folder a workspace and return it; a workspace that is there stays as it is."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / FILE).exists():
        write_settings(folder, settings or Settings(name=folder.name))
    open_store(_url(folder, read_settings(folder))).close()
    return folder


def open_workspace(folder: Path, *, cleaning: Any = None) -> Workspace:
    """Return the workspace in a folder."""
    folder = folder.resolve()
    if not (folder / FILE).is_file():
        raise NoWorkspaceError(folder=folder)
    settings = read_settings(folder)
    return Workspace(folder, settings, open_store(_url(folder, settings)), cleaning)


def _url(folder: Path, settings: Settings) -> str:
    return settings.store or f"sqlite:///{folder / 'store.sqlite'}"
