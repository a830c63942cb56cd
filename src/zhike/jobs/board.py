"""The board: one row for each job, from being asked for to its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.store import Store
from zhike.store import jobs as table
from zhike.words import N_


class NoSuchJobError(ZhikeError, LookupError):
    """A job that is not there."""

    code = "no_such_job"
    sentence = N_("There is no job {value!r}.")


class StoppedError(ZhikeError, InterruptedError):
    """Work that somebody stopped."""

    code = "stopped"
    can_retry = True
    sentence = N_("{who} stopped it.")


@dataclass(frozen=True)
class Job:
    """One piece of long work; `done` of `total` says how far it is, `step` what it does now.

    One that somebody asked to stop has the error with which it will end before it is over.
    """

    id: str
    kind: str
    asked: Mapping[str, Any]
    by: str
    person_id: str | None
    step: str
    done: int
    total: int
    found: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.ended_at is not None

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked it to stop."""
        return self.error is not None and self.error["code"] == StoppedError.code

    @property
    def share(self) -> float:
        """Return how much is done, 0 to 1."""
        return 1.0 if self.is_over else min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def seconds(self) -> float:
        """Return how long it has been at work."""
        since = self.started_at or self.made_at
        return ((self.ended_at or datetime.now(UTC)) - since).total_seconds()


def make(store: Store, kind: str, asked: Mapping[str, Any], *, by: Actor) -> Job:
    """Write a new job and return it."""
    job_id = str(uuid.uuid4())
    row = {
        "id": job_id, "kind": kind, "asked": dict(asked), "by": by.name, "person_id": by.person_id,
        "step": "waiting", "done": 0, "total": 0, "made_at": datetime.now(UTC),
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(insert(table).values(**row))
    return job(store, job_id)


def job(store: Store, job_id: str) -> Job:
    """Return one job by id."""
    with store.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == job_id)).mappings().first()
    if row is None:
        raise NoSuchJobError(value=job_id)
    return Job(**row)


def jobs(
    store: Store, *, only_open: bool = False, kind: str | None = None, person_id: str | None = None, most: int = 50,
    since: datetime | None = None,
) -> list[Job]:  # fmt: skip
    """Return the jobs, the newest first: those of a kind; those that write, where none is named.

    `since` asks for all that were open then or later, instead of the newest.
    """
    wanted = select(table).order_by(table.c.made_at.desc()).limit(None if since else most)
    if since is not None:
        wanted = wanted.where(table.c.ended_at.is_(None) | (table.c.ended_at > since))
    wanted = wanted.where(table.c.kind == kind if kind else table.c.kind != "export")
    if person_id is not None:
        wanted = wanted.where(table.c.person_id == person_id)
    if only_open:
        wanted = wanted.where(table.c.ended_at.is_(None))
    with store.reading() as connection:
        return [Job(**row) for row in connection.execute(wanted).mappings()]


def start(store: Store, job_id: str) -> bool:
    """Say that the work has begun, or begun again after a kill; False where it is over and must not."""
    return _write(store, job_id, started_at=datetime.now(UTC), step="starting", done=0)


def tell(store: Store, job_id: str, *, step: str, done: int, total: int) -> None:
    """Say how far the work is; raise StoppedError where somebody asked it to stop."""
    _write(store, job_id, step=step[:100], done=done, total=total)
    check_stop(store, job_id)


def check_stop(store: Store, job_id: str) -> None:
    """Raise StoppedError where somebody asked the job to stop."""
    one = job(store, job_id)
    if one.is_stopped and one.error:
        raise StoppedError(who=one.error["who"])


def stop(store: Store, job_id: str, *, by: Actor) -> None:
    """Ask a job to stop: one that waits is over at once, one at work ends at its next step.

    The workflow is left to find that: were it cancelled, one that a killed server left behind would stay open for ever.
    """
    said = StoppedError(who=by.name)
    asked = {"error": {"code": said.code, "message": str(said), "can_retry": True, "who": by.name}}
    still = (table.c.id == job_id) & table.c.ended_at.is_(None)
    with store.writing() as connection:
        over = {**asked, "step": "stopped", "ended_at": datetime.now(UTC)}
        waited = connection.execute(update(table).where(still, table.c.started_at.is_(None)).values(**over))
        if not waited.rowcount:
            connection.execute(update(table).where(still).values(**asked))


def end(
    store: Store, job_id: str, *, found: Mapping[str, Any] | None = None, error: Mapping[str, Any] | None = None
) -> None:
    """Say what came of it."""
    step = "done" if not error else "stopped" if error["code"] == StoppedError.code else "failed"
    _write(store, job_id, found=found, error=error, step=step, ended_at=datetime.now(UTC))


def _write(store: Store, job_id: str, **values: Any) -> bool:
    with store.writing() as connection:
        still = (table.c.id == job_id) & table.c.ended_at.is_(None)
        return bool(connection.execute(update(table).where(still).values(**values)).rowcount)
