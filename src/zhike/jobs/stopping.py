"""Stop what is at work: imports, checks, runs and exports end at their next step, and nothing of them stays."""

from __future__ import annotations

from zhike import govern
from zhike.govern import Actor
from zhike.jobs import board
from zhike.jobs.board import Job, NoSuchJobError
from zhike.workspace import Workspace

# What may be stopped, and the permission that it takes. Taking an import back is one write: it has no next step.
STOPPABLE = {
    "import": "import",
    "retry": "import",
    "run": "run",
    "refresh": "run",
    "look_back": "run",
    "export": "export",
}


def stop(shop: Workspace, job_id: str, *, by: Actor) -> Job:
    """Ask a job to stop and return it; one that is over, or cannot be stopped any more, stays as it is."""
    one = board.job(shop.store, job_id)
    if one.kind == "export" and one.person_id != by.person_id:
        raise NoSuchJobError(value=job_id)
    if one.kind in STOPPABLE:
        govern.require(by, STOPPABLE[one.kind])
        board.stop(shop.store, job_id, by=by)
    return board.job(shop.store, job_id)
