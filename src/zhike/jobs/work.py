"""What each kind of job does. Each may be begun again after a kill: what was committed is found, the rest is done anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhike import collect, pipeline
from zhike.collect import Receipt
from zhike.govern import Actor
from zhike.jobs.board import Job
from zhike.words import N_
from zhike.workspace import Workspace

# (done, total, what): how far a job is.
Tell = Callable[[int, int, str], None]

# The steps of an import in their order, with the words that a page shows.
STEPS: dict[str, str] = {
    "waiting": N_("waiting for its turn"),
    "starting": N_("starting"),
    "looking": N_("looking at the file"),
    "receiving": N_("reading the rows"),
    "cleaning": N_("cleaning"),
    "comparing": N_("comparing with what is there"),
    "checking": N_("checking the quality"),
    "done": N_("done"),
    "failed": N_("failed"),
}
_IMPORT_STEPS = ("looking", "receiving", "cleaning", "comparing", "checking")


def do(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Do a job and return what came of it, as JSON."""
    return KINDS[one.kind](shop, one, tell)


def _import(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Import a file that was brought (asked: path, entity, source, mapping, name, dry_run)."""
    known = [r for r in collect.receipts(shop, undone=True) if r.job_id == one.id]
    return _told(known[0] if known else _loaded(shop, one, tell))


def _loaded(shop: Workspace, one: Job, tell: Tell) -> Receipt:
    asked = one.asked
    mapping = asked.get("mapping")
    return collect.load(
        shop, asked["path"], into=asked.get("entity"), source=asked.get("source"),
        mapping=collect.Mapping(**{**mapping, "key": tuple(mapping["key"])}) if mapping else None,
        sheet=asked.get("sheet"), by=_actor(one), dry_run=bool(asked.get("dry_run")), name=asked.get("name"),
        job_id=None if asked.get("dry_run") else one.id,
        progress=lambda step: tell(_IMPORT_STEPS.index(step), len(_IMPORT_STEPS), step),
    )  # fmt: skip


def _retry(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Take a mended file (asked: path, import_id, name)."""
    known = [r for r in collect.receipts(shop, undone=True) if r.job_id == one.id]
    if known:
        return _told(known[0])
    made = collect.retry(
        shop, one.asked["import_id"], path=one.asked["path"], by=_actor(one), name=one.asked.get("name"), job_id=one.id,
        progress=lambda step: tell(_IMPORT_STEPS.index(step), len(_IMPORT_STEPS), step),
    )  # fmt: skip
    return _told(made)


def _run(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Compute all tables (asked: as_of or nothing)."""
    done = pipeline.run(shop, as_of=one.asked.get("as_of"), by=_actor(one), progress=tell)
    return {"run": done.id, "as_of": done.as_of.isoformat(), "seconds": done.seconds}


def _actor(one: Job) -> Actor:
    return Actor(one.by, person_id=one.person_id)


def _told(made: Receipt) -> Mapping[str, Any]:
    counts = {"received": made.received, **made.outcomes}
    return {
        "import": made.id,
        **counts,
        "reasons": dict(made.reasons),
        "repeats": made.repeats,
        "notes": list(made.notes),
    }


KINDS: dict[str, Callable[[Workspace, Job, Tell], Mapping[str, Any]]] = {
    "import": _import,
    "retry": _retry,
    "run": _run,
}
