"""What people ask for in the browser: check a file, import what was checked, mend, take back, compute. Each becomes a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from zhike import collect, past, pipeline
from zhike.collect import Incoming, Mapping, Upload
from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.jobs.board import Job, job, jobs
from zhike.jobs.durable import ask_for
from zhike.words import _
from zhike.workspace import Workspace


def check_upload(shop: Workspace, one: Upload, mapping: Mapping, *, sheet: str | None, by: Actor) -> Job:
    """Ask for a dry run of a whole file with the mapping that a person chose, once that is right."""
    collect.check_choice(collect.looked_at(one, sheet=sheet), mapping)
    asked = {
        "path": str(one.path), "upload": one.id, "name": one.file_name, "entity": mapping.entity, "source": mapping.source,
        "mapping": {**asdict(mapping), "key": list(mapping.key)}, "sheet": sheet, "dry_run": True,
    }  # fmt: skip
    return ask_for(shop, "import", asked, by=by)


def import_checked(shop: Workspace, job_id: str, *, by: Actor) -> Job:
    """Ask for the import of exactly what a dry run checked, once; the file must be the actor's own."""
    checked = _checked(shop, job_id)
    if asked_before := _import_of(shop, checked.asked["upload"], by=by):
        return asked_before
    collect.upload(shop, checked.asked["upload"], by=by)
    return ask_for(shop, "import", {**checked.asked, "dry_run": False}, by=by)


def checked_mapping(shop: Workspace, job_id: str) -> Mapping:
    """Return the mapping with which a file was checked."""
    asked = _checked(shop, job_id).asked
    return Mapping(**{**asked["mapping"], "key": tuple(asked["mapping"]["key"])})


def take_mended(shop: Workspace, import_id: int, one: Upload, *, by: Actor) -> Job:
    """Ask for a mended error file to join its import."""
    collect.receipt(shop, import_id)
    asked = {"path": str(one.path), "upload": one.id, "name": one.file_name, "import_id": import_id}
    return ask_for(shop, "retry", asked, by=by)


def mend_row(shop: Workspace, import_id: int, line: int, *, values: Sequence[str], by: Actor) -> Job:
    """Ask for one mended row to join its import."""
    text = collect.mended_row(shop, import_id, line, values=values, by=by)
    incoming = Incoming(shop)
    incoming.write(text)
    one = incoming.keep(name=_("line {line} of import {id}").format(line=line, id=import_id), by=by)
    asked = {"path": str(one.path), "upload": one.id, "name": one.file_name, "import_id": import_id, "line": line}
    return ask_for(shop, "mend", asked, by=by)


def take_back(shop: Workspace, import_id: int, *, by: Actor) -> Job:
    """Ask for an import to be undone."""
    collect.undoing(shop, import_id)
    return ask_for(shop, "undo", {"import_id": import_id}, by=by)


def ask_for_run(shop: Workspace, *, as_of: str = "", by: Actor) -> Job:
    """Ask for all tables to be computed; as of the last day with data unless one is given as 2025-06-30."""
    if as_of:
        pipeline.day_of(as_of)
    return ask_for(shop, "run", {"as_of": as_of or None}, by=by)


def ask_to_refresh(shop: Workspace, *, by: Actor) -> Job:
    """Ask for what is known of customers to be brought up to date; who asks while that is at work gets the same job."""
    waiting = (j for j in jobs(shop.store, only_open=True) if j.kind == "refresh" and j.started_at is None)
    return next(waiting, None) or ask_for(shop, "refresh", {}, by=by)


def ask_to_look_back(shop: Workspace, day: date, *, by: Actor) -> Job | None:
    """Ask for how things stood on an earlier day, unless it is computed; who asks while it is at work gets the same job."""
    if past.looked_back(shop, day) is not None:
        return None
    return looking_back(shop, day) or ask_for(shop, "look_back", {"name": day.isoformat()}, by=by)


def looking_back(shop: Workspace, day: date) -> Job | None:
    """Return the job that is computing an earlier day, if one is."""
    asked = (j for j in jobs(shop.store, only_open=True) if j.kind == "look_back")
    return next((j for j in asked if j.asked.get("name") == day.isoformat()), None)


def _checked(shop: Workspace, job_id: str) -> Job:
    found = job(shop.store, job_id)
    if found.kind != "import" or not found.asked.get("dry_run"):
        raise WrongUseError(detail=_("This job is no check of a file."))
    return found


def _import_of(shop: Workspace, upload_id: str, *, by: Actor) -> Job | None:
    """Return the import of a file that was asked for already, and did not fail: a button may be pressed twice."""
    return next(
        (
            j
            for j in jobs(shop.store)
            if j.kind == "import" and j.asked.get("upload") == upload_id and not j.asked.get("dry_run")
            and j.error is None and j.person_id == by.person_id
        ),
        None,
    )  # fmt: skip
