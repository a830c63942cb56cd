"""A job at work: its progress, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import RedirectResponse, Response

from zhike import collect, jobs
from zhike.jobs import Job, Told
from zhike.web.asking import Question
from zhike.web.rendering import render
from zhike.web.room import Room

room = Room("jobs")

# Where the result of a job is looked at, by its kind.
_RESULTS = {"import": "/data/imports/{id}", "retry": "/data/imports/{id}", "mend": "/data/imports/{id}/quarantine", "undo": "/data/imports/{id}"}  # fmt: skip


# How long a page waits for a job that is to stop.
_STOP_SECONDS = 2.0


@dataclass(frozen=True)
class JobPage:
    """One job: how far it is; for a check that is over, what an import would do (`outcomes`, `reasons` in words)."""

    title: str
    told: Told
    received: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    repeats: int
    notes: tuple[str, ...]
    upload_id: str
    sheet: str
    import_id: int


@dataclass(frozen=True)
class ProgressPage:
    """How far one job is; only while it is at work."""

    told: Told


@room.page("/data/imports/jobs/{job_id}", template="imports/job.html", needs="import", twin=False)
def job(ask: Question, job_id: str) -> JobPage | Response:
    """Show how far a job is; one that is over leads to what it made."""
    one = _seen(ask, job_id)
    if one.kind == "export":
        return RedirectResponse(f"/exports/{job_id}", status_code=303)
    if one.found is not None and not one.asked.get("dry_run"):
        result = _RESULTS.get(one.kind, "/data/runs").format(id=one.found.get("import"))
        return RedirectResponse(result, status_code=303)
    said, found = jobs.told(ask.shop, one), one.found or {}
    return JobPage(
        title=said.title,
        told=said,
        received=int(found.get("received", 0)),
        outcomes={name: int(found.get(name, 0)) for name in collect.OUTCOMES},
        reasons={collect.sentence(ask.shop, code): n for code, n in found.get("reasons", {}).items()},
        repeats=int(found.get("repeats", 0)),
        notes=tuple(found.get("notes", ())),
        upload_id=str(one.asked.get("upload") or ""),
        sheet=str(one.asked.get("sheet") or ""),
        import_id=int(one.asked.get("import_id") or 0),
    )


@room.file("/data/jobs/{job_id}/progress", needs="see")
def progress(ask: Question, job_id: str) -> Response:
    """Return the progress of a job for a page that is open; once it is over, the page is to be loaded anew."""
    one = _seen(ask, job_id)
    answer = render(ask, "imports/_progress.html", ProgressPage(jobs.told(ask.shop, one)))
    if one.is_over:
        answer.headers["hx-refresh"] = "true"
    return answer


@room.change("/data/jobs/{job_id}/stop", needs="see")
def stop(ask: Question, job_id: str) -> str:
    """Ask a job to stop, and show what becomes of it."""
    one = jobs.stop(ask.shop, job_id, by=ask.actor)
    jobs.finished(ask.shop, job_id, within=_STOP_SECONDS)
    return "/data/runs" if one.kind == "run" else f"/data/imports/jobs/{job_id}"


@room.page("/data/jobs/{job_id}", template="imports/_progress.html", needs="see")
def job_state(ask: Question, job_id: str) -> ProgressPage:
    """Say how far a job is."""
    return ProgressPage(jobs.told(ask.shop, _seen(ask, job_id)))


def _seen(ask: Question, job_id: str) -> Job:
    """Return a job that the person may know of: a file is the matter of whoever asked for it."""
    one = jobs.job(ask.shop.store, job_id)
    if one.kind == "export":
        jobs.export_called(ask.shop, job_id, by=ask.actor)
    return one
