"""A job in words: what it is, what it does now, how long it has been at it and how long it will still take, about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import select

from zhike import collect
from zhike.jobs.board import Job
from zhike.jobs.stopping import STOPPABLE
from zhike.jobs.work import STEPS
from zhike.store import runs
from zhike.words import N_, _
from zhike.workspace import Workspace

_KINDS = {
    "import": N_("Import of {name}"),
    "check": N_("Check of {name}"),
    "retry": N_("Mended file {name}"),
    "mend": N_("Mended row: {name}"),
    "undo": N_("Undoing import {name}"),
    "run": N_("Computing the tables"),
    "refresh": N_("Bringing customers up to date"),
    "look_back": N_("Looking back to {name}"),
    "export": N_("Export of {name}"),
}


@dataclass(frozen=True)
class Told:
    """A job as people read it; `remaining` is an estimate in seconds, None where nothing tells.

    `needs` is the permission to stop it, "" where it cannot be stopped; `is_stopped` once somebody asked for that.
    """

    id: str
    kind: str
    title: str
    step: str
    percent: int
    elapsed: float
    remaining: float | None
    by: str
    is_over: bool
    is_waiting: bool
    error: str
    is_stopped: bool
    needs: str


def told(shop: Workspace, one: Job) -> Told:
    """Return a job in words."""
    name = str(one.asked.get("name") or one.asked.get("import_id") or "")
    kind = "check" if one.asked.get("dry_run") else one.kind
    step = (
        _("stopping")
        if one.is_stopped and not one.is_over
        else _(STEPS[one.step])
        if one.step in STEPS
        else _("computing {table}").format(table=one.step)
    )
    return Told(
        id=one.id,
        kind=kind,
        title=_(_KINDS[kind]).format(name=name),
        step=step,
        percent=round(one.share * 100),
        elapsed=one.seconds,
        remaining=None if one.is_over or one.started_at is None else _remaining(shop, one),
        by=one.by,
        is_over=one.is_over,
        is_waiting=one.started_at is None,
        error=str(one.error["message"]) if one.error and one.is_over else "",
        is_stopped=one.is_stopped,
        needs=STOPPABLE.get(one.kind, "") if not one.is_over and not one.is_stopped else "",
    )


def _remaining(shop: Workspace, one: Job) -> float | None:
    """Return the seconds still to go: by how long such work took before, else by how much is done."""
    before = (
        _run_seconds(shop, is_refresh=one.kind == "refresh")
        if one.kind in {"run", "refresh", "look_back"}
        else _import_seconds(shop, one)
    )
    if before is None:
        before = one.seconds / one.share if one.share > 0.2 else None
    return max(before - one.seconds, 1.0) if before is not None else None


def _run_seconds(shop: Workspace, *, is_refresh: bool) -> float | None:
    alike = select(runs.c.seconds).where(runs.c.is_refresh == int(is_refresh)).order_by(runs.c.started_at.desc())
    with shop.store.reading() as connection:
        return connection.execute(alike).scalar()


def _import_seconds(shop: Workspace, one: Job) -> float | None:
    """Return how long a file of this size should take, by the bytes per second of the last imports that took a while."""
    there = [r for r in collect.receipts(shop)[-10:] if r.seconds > 1 and r.bytes]
    path = Path(str(one.asked.get("path", "")))
    if not there or not path.is_file():
        return None
    return median(r.seconds / r.bytes for r in there) * path.stat().st_size
