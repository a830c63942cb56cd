"""What was computed: the published runs with their tables, and whether imports came or went since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from zhike import collect, refreshing, unify
from zhike.jobs import board
from zhike.store import current, run_tables, runs
from zhike.workspace import Workspace


@dataclass(frozen=True)
class TableMade:
    """One table of a run: its rows, how long it took, its size, and whether it was taken over unchanged."""

    table: str
    rows: int
    seconds: float
    bytes: int
    taken_over: bool


@dataclass(frozen=True)
class PublishedRun:
    """One published run; `tables` in the order they were made."""

    id: str
    as_of: date
    by: str
    started_at: datetime
    seconds: float
    is_current: bool
    is_refresh: bool
    tables: tuple[TableMade, ...]

    @property
    def rows(self) -> int:
        """Return the rows of all tables."""
        return sum(t.rows for t in self.tables)

    @property
    def bytes(self) -> int:
        """Return the size of all tables."""
        return sum(t.bytes for t in self.tables)

    @property
    def computed(self) -> int:
        """Return how many tables were computed, not taken over."""
        return sum(not t.taken_over for t in self.tables)


@dataclass(frozen=True)
class Stale:
    """What the current run does not know yet: imports that came or were undone after it, and what people corrected since.

    All of them where `is_first`, before any run; `is_running` says that a run is at work that will know them. `can_refresh`: a
    refresh would take all of it in. `waits`: the current run is a refresh, so models and figures of groups are older; `is_later`:
    something happened after its day, which only a whole run takes in.
    """

    imports: int
    rows: int
    undone: int
    is_first: bool = False
    is_running: bool = False
    corrections: int = 0
    can_refresh: bool = False
    waits: bool = False
    is_later: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.imports or self.undone or self.corrections)


def published(shop: Workspace) -> list[PublishedRun]:
    """Return the runs that are kept, the newest first."""
    kept = select(runs.c.id, runs.c.as_of, runs.c.by, runs.c.started_at, runs.c.seconds, runs.c.is_refresh).where(
        runs.c.is_past == 0
    )
    with shop.store.reading() as connection:
        now = connection.execute(select(current.c.run_id)).scalar()
        rows = connection.execute(kept.order_by(runs.c.started_at.desc())).mappings().all()
        tables = connection.execute(select(run_tables).order_by(run_tables.c.position)).mappings().all()
    made: dict[str, list[TableMade]] = {}
    for t in tables:
        one = TableMade(t["table"], t["rows"], t["seconds"], t["bytes"], bool(t["taken_over"]))
        made.setdefault(t["run_id"], []).append(one)
    return [
        PublishedRun(
            **{**r, "is_refresh": bool(r["is_refresh"])}, is_current=r["id"] == now, tables=tuple(made.get(r["id"], ()))
        )
        for r in rows
    ]


def stale(shop: Workspace) -> Stale:
    """Return what happened to the imports since the current run began; all of them where nothing was computed yet."""
    asked = select(runs.c.started_at, runs.c.as_of, runs.c.is_refresh, runs.c.made_from)
    whole = (
        select(runs.c.started_at).where(runs.c.is_past == 0, runs.c.is_refresh == 0).order_by(runs.c.started_at.desc())
    )
    with shop.store.reading() as connection:
        now = connection.execute(asked.join(current, current.c.run_id == runs.c.id)).one_or_none()
        last_whole = connection.execute(whole).scalar()
    since = now.started_at if now else None
    there = collect.receipts(shop, undone=True)
    new = [r for r in there if (since is None or r.received_at > since) and r.undone_at is None]
    gone = [r for r in there if since and r.undone_at and r.undone_at > since and r.received_at < since]
    running = any(job.kind in {"run", "refresh"} for job in board.jobs(shop.store, only_open=True))
    corrected = unify.changed_since(shop.store, since) if since else 0
    if now is None:
        return Stale(len(new), sum(r.received for r in new), 0, is_first=True, is_running=running)
    # Imports since the last whole run: what happened in them after its day is in no refresh.
    last = [r for r in there if r.undone_at is None and (last_whole is None or r.received_at > last_whole)]
    later = any(r.newest_on is not None and min(r.newest_on, shop.today()) > now.as_of for r in last)
    # Costs are about no customer.
    touches = bool(corrected) or any(r.entity != "costs" for r in (*new, *gone))
    can_refresh = touches and not later and refreshing.can_be_refreshed(shop, now.made_from)
    return Stale(
        len(new), sum(r.received for r in new), len(gone), is_running=running, corrections=corrected, can_refresh=can_refresh,
        waits=bool(now.is_refresh), is_later=later,
    )  # fmt: skip
