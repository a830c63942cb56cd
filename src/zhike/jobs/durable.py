"""Jobs as DBOS workflows in the store's database: one at a time for a workspace, and resumed when the server was killed.

DBOS is one for each process, and so is the workspace that it works for.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID

from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.jobs import board
from zhike.jobs.board import Job
from zhike.jobs.exporting import sweep_files
from zhike.jobs.work import do
from zhike.words import language, use_language
from zhike.workspace import Workspace

# Work that writes is done one after the other; files are made beside it, one after the other, too.
_QUEUES = {"export": "files"}
_QUEUE = "work"
# Every process of a workspace resumes what any of them left: the lock of the job keeps two from doing it twice.
_EXECUTOR = "zhike"
# Raised when what a workflow does changes its shape, so that an older one in flight is not resumed half-way.
_VERSION = "1"
_TELL_SECONDS, _POLL_SECONDS, _LOOK_SECONDS = 0.25, 0.25, 0.1

_serving: list[Workspace] = []


@contextmanager
def at_work(shop: Workspace) -> Iterator[None]:
    """Do the jobs of a workspace while inside; what was left unfinished is taken up again."""
    config: DBOSConfig = {
        "name": "zhike",
        "system_database_url": shop.store.engine.url.render_as_string(hide_password=False),
        "application_version": _VERSION,
        "executor_id": _EXECUTOR,
        "log_level": "WARNING",
        "console_log_level": "WARNING",
    }
    _serving[:] = [shop]
    DBOS(config=config)
    try:
        DBOS.launch()
        for name in (_QUEUE, *_QUEUES.values()):
            DBOS.register_queue(name, concurrency=1, polling_interval_sec=_POLL_SECONDS)
        sweep_files(shop)
        yield
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        _serving.clear()


def ask_for(shop: Workspace, kind: str, asked: Mapping[str, Any], *, by: Actor) -> Job:
    """Put a job on the queue and return it; the caller must be inside `at_work`."""
    one = board.make(shop.store, kind, {**asked, "language": language()}, by=by)
    with SetWorkflowID(one.id):
        DBOS.enqueue_workflow(_QUEUES.get(kind, _QUEUE), _work, one.id)
    return one


def finished(shop: Workspace, job_id: str, *, within: float) -> Job:
    """Return a job as soon as it is over, or as it is after so many seconds."""
    until = time.monotonic() + within
    while not (one := board.job(shop.store, job_id)).is_over and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    return one


@DBOS.workflow(name="work")
def _work(job_id: str) -> None:
    _perform(job_id)


@DBOS.step(name="perform")
def _perform(job_id: str) -> None:
    """Do a job unless it is done; whoever else wants to do it waits until then."""
    [shop] = _serving
    with _alone_with(shop, job_id):
        one = board.job(shop.store, job_id)
        if one.is_over:
            return
        use_language(one.asked.get("language"))
        sweep_files(shop)
        if not board.start(shop.store, job_id):
            return
        try:
            board.check_stop(shop.store, job_id)
            found = do(shop, one, _teller(shop, job_id))
        except ZhikeError as error:
            board.end(
                shop.store, job_id, error={"code": error.code, "message": str(error), "can_retry": error.can_retry}
            )
        except Exception as error:
            board.end(
                shop.store, job_id, error={"code": "unexpected", "message": f"{type(error).__name__}: {error}"[:500]}
            )
            raise
        else:
            board.end(shop.store, job_id, found=found)


def _teller(shop: Workspace, job_id: str) -> Any:
    """Return a function that writes progress down, a few times a second at most."""
    told_at, told = 0.0, ""

    def tell(done: int, total: int, what: str) -> None:
        nonlocal told_at, told
        now = time.monotonic()
        if what != told or now - told_at >= _TELL_SECONDS:
            told_at, told = now, what
            board.tell(shop.store, job_id, step=what, done=done, total=total)

    return tell


@contextmanager
def _alone_with(shop: Workspace, job_id: str) -> Iterator[None]:
    folder = shop.folder / "lake" / ".jobs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / job_id
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
