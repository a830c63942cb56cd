"""Files that a person asked for: being made, ready to be taken, deleted after a week."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import FileResponse, Response

from zhike import jobs
from zhike.jobs import Export
from zhike.web.asking import Question
from zhike.web.downloads import TYPES, attachment
from zhike.web.room import Room
from zhike.words import _

room = Room("exports")


@dataclass(frozen=True)
class ExportsPage:
    """The files that the person asked for, the newest first; each is kept for `days`, lists of up to `at_once` rows come at once."""

    title: str
    exports: tuple[Export, ...]
    days: int
    at_once: int


@dataclass(frozen=True)
class ExportPage:
    """One file that the person asked for."""

    title: str
    export: Export
    days: int


@room.page("/exports", template="exports/list.html", needs="export")
def exports(ask: Question) -> ExportsPage:
    """List the files that the person asked for."""
    found = tuple(jobs.exports(ask.shop, by=ask.actor))
    return ExportsPage(_("Exports"), found, days=jobs.KEPT.days, at_once=jobs.AT_ONCE)


@room.page("/exports/{job_id}", template="exports/one.html", needs="export")
def export(ask: Question, job_id: str) -> ExportPage:
    """Show how far a file is, and let it be taken once it is there."""
    found = jobs.export_called(ask.shop, job_id, by=ask.actor)
    return ExportPage(found.told.title, found, days=jobs.KEPT.days)


@room.file("/exports/{job_id}/file")
def export_file(ask: Question, job_id: str) -> Response:
    """Send a finished file."""
    found = jobs.export_called(ask.shop, job_id, by=ask.actor)
    path = jobs.file_of_export(ask.shop, job_id, by=ask.actor)
    return FileResponse(path, media_type=TYPES[found.type], headers=attachment(found.name))


@room.change("/exports/{job_id}/removal", needs="export")
def drop_export(ask: Question, job_id: str) -> str:
    """Delete a finished file before its time."""
    jobs.drop_export(ask.shop, job_id, by=ask.actor)
    return "/exports"
