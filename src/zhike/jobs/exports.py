"""Long lists as files: asked for, made in the background, kept for a week for whoever asked, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhike import govern
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor
from zhike.jobs import board
from zhike.jobs.board import Job, NoSuchJobError
from zhike.jobs.durable import ask_for
from zhike.jobs.exporting import KEPT, folder_of, forget_file
from zhike.jobs.telling import Told, told
from zhike.words import N_, _
from zhike.workspace import Workspace

# Up to so many rows a file comes at once (a second or two); more are a job.
AT_ONCE = 20_000
TYPES = ("csv", "xlsx", "parquet")


class TooManyRowsError(ZhikeError, ValueError):
    """A list that is too long to be sent at once."""

    code = "too_many_rows"
    sentence = N_(
        "{count:,} rows are too many to be sent at once (the most is {most:,}). Ask for the file on the page of the list: it is made in the background."
    )


class NoSuchFileError(ZhikeError, LookupError):
    """A file that is not there, not yet, or no longer."""

    code = "no_such_file"
    sentence = N_("This file is not here: it is being made, or was deleted. Ask for it anew.")


@dataclass(frozen=True)
class Export:
    """One file that somebody asked for: what it is called, how far it is (`told`), and, once it is there, its size and until when it is kept.

    `rows`, `bytes` and `sheets` are 0 before; `is_ready` says whether it can be taken now.
    """

    id: str
    name: str
    type: str
    told: Told
    made_at: datetime
    rows: int
    bytes: int
    sheets: int
    until: datetime | None
    is_ready: bool


def ask_for_customers(shop: Workspace, question: str, *, type_: str, by: Actor) -> Job:
    """Ask for the customers of a list as a file; `question` is what the list's address asks, checked before."""
    return _ask(shop, {"what": "customers", "question": question}, stem="customers", type_=type_, by=by)


def ask_for_answer(shop: Workspace, sql: str, *, type_: str, by: Actor) -> Job:
    """Ask for the whole answer to a statement as a file."""
    govern.require(by, "query")
    return _ask(shop, {"what": "answer", "sql": sql}, stem="answer", type_=type_, by=by)


def ask_for_errors(shop: Workspace, import_id: int, *, by: Actor) -> Job:
    """Ask for the rows of an import that wait as a file to be mended."""
    govern.require(by, "see_contacts")
    stem = f"import-{import_id}-errors"
    return _ask(shop, {"what": "errors", "import_id": import_id}, stem=stem, type_="csv", by=by)


def check_at_once(rows: int) -> None:
    """Raise TooManyRowsError where a list is too long to be sent at once."""
    if rows > AT_ONCE:
        raise TooManyRowsError(count=rows, most=AT_ONCE)


def exports(shop: Workspace, *, by: Actor) -> list[Export]:
    """Return the files that a person asked for, the newest first."""
    govern.require(by, "export")
    return [_export(shop, j) for j in board.jobs(shop.store, kind="export", person_id=by.person_id or "")]


def export_called(shop: Workspace, job_id: str, *, by: Actor) -> Export:
    """Return one file that this person asked for; anybody else's does not exist."""
    return _export(shop, _own(shop, job_id, by=by))


def file_of_export(shop: Workspace, job_id: str, *, by: Actor) -> Path:
    """Return where a finished file lies, for who may still see what is in it."""
    one = _own(shop, job_id, by=by)
    made = _export(shop, one)
    if not made.is_ready:
        raise NoSuchFileError
    if one.found and one.found["contacts"]:
        govern.require(by, "see_contacts")
    return folder_of(shop, job_id) / f"file.{made.type}"


def drop_export(shop: Workspace, job_id: str, *, by: Actor) -> None:
    """Delete a finished file before its time."""
    one = _own(shop, job_id, by=by)
    if not one.is_over:
        raise WrongUseError(detail=_("This file is still being made. Stop the work first."))
    forget_file(shop, job_id)


def _ask(shop: Workspace, asked: dict[str, Any], *, stem: str, type_: str, by: Actor) -> Job:
    govern.require(by, "export")
    if type_ not in TYPES:
        raise UnknownNameError(what=N_("file type"), value=type_, known=TYPES)
    return ask_for(shop, "export", {**asked, "type": type_, "name": f"{stem}.{type_}"}, by=by)


def _own(shop: Workspace, job_id: str, *, by: Actor) -> Job:
    govern.require(by, "export")
    one = board.job(shop.store, job_id)
    if one.kind != "export" or one.person_id != by.person_id:
        raise NoSuchJobError(value=job_id)
    return one


def _export(shop: Workspace, one: Job) -> Export:
    found, kind = one.found or {}, str(one.asked["type"])
    until = one.ended_at + KEPT if one.ended_at and one.found else None
    there = until is not None and datetime.now(UTC) < until and (folder_of(shop, one.id) / f"file.{kind}").is_file()
    sizes = {name: int(found.get(name, 0)) for name in ("rows", "bytes", "sheets")}
    name = str(one.asked["name"])
    return Export(one.id, name, kind, told(shop, one), one.made_at, until=until, is_ready=there, **sizes)
