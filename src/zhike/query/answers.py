"""Answers to statements: the same rows as Workspace.query gives, from a process that can do no harm."""

from __future__ import annotations

import atexit
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from zhike import govern, pipeline
from zhike.engine.console import Console, Inquiry
from zhike.govern import Actor
from zhike.workspace import Workspace

# The last answers stay for a while: a chart and a download of one must not compute it again.
_KEPT, _KEPT_BYTES = 8, 256_000_000


@dataclass(frozen=True)
class Answer:
    """All rows of an answer, the seconds that it took, and the run it is about."""

    table: pa.Table
    seconds: float
    run_id: str

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return int(self.table.num_rows)


def answer(shop: Workspace, sql: str, *, by: Actor) -> Answer:
    """Return the answer to one SELECT over the current run's tables.

    Who may not see contact details has no personal columns in these tables.
    """
    govern.require(by, "query")
    reader = shop.now
    hidden = hidden_from(by)
    key = (str(shop.folder), reader.run_id, sql, bool(hidden))
    if (kept := _last.get(key)) is not None:
        return kept
    started = time.perf_counter()
    inquiry = Inquiry(
        sql,
        tables=reader.tables,
        folder=shop.lake.run(reader.run_id),
        timezone=shop.settings.timezone,
        seconds=shop.settings.query_seconds,
        hidden=hidden,
        threads=shop.settings.threads,
    )
    made = Answer(_console().ask(inquiry), time.perf_counter() - started, reader.run_id)
    _last.put(key, made)
    return made


def prepare() -> None:
    """Start the process for the next question: who opens the page will ask one."""
    _console().prepare()


def hidden_from(by: Actor) -> dict[str, list[str]]:
    """Return the personal columns, by table, that the actor may not see: none, or all that are declared."""
    if govern.may(by, "see_contacts"):
        return {}
    personal = {name: [c.name for c in table.columns if c.personal] for name, table in pipeline.tables().items()}
    return {name: columns for name, columns in personal.items() if columns}


class _Last:
    """The last answers, the oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, Answer] = OrderedDict()

    def get(self, key: Any) -> Answer | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Any, made: Answer) -> None:
        if made.table.nbytes > _KEPT_BYTES:
            return
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


_last = _Last()


@cache
def _console() -> Console:
    """Return the one console of this process."""
    console = Console()
    atexit.register(console.close)
    return console
