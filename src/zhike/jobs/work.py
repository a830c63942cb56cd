"""What each kind of job does. Each may be begun again after a kill: what was committed is found, the rest is done anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhike import collect, past, pipeline, refreshing
from zhike.collect import Receipt
from zhike.govern import Actor
from zhike.jobs.board import Job
from zhike.jobs.exporting import make_file
from zhike.words import N_, language
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
    "undoing": N_("taking it back"),
    "sorting": N_("finding and sorting the rows"),
    "writing": N_("writing the file"),
    "done": N_("done"),
    "failed": N_("failed"),
    "stopped": N_("stopped"),
}
_IMPORT_STEPS = ("looking", "receiving", "cleaning", "comparing", "checking")


def do(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Do a job and return what came of it, as JSON."""
    return KINDS[one.kind](shop, one, tell)


def _import(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Import a file that was brought (asked: path, entity, source, mapping, name, sheet, dry_run, upload)."""
    made = _made_before(shop, one) or _loaded(shop, one, tell)
    if not one.asked.get("dry_run"):
        _forget_file(shop, one)
    return _told(made)


def _loaded(shop: Workspace, one: Job, tell: Tell) -> Receipt:
    asked = one.asked
    mapping = asked.get("mapping")
    with collect.under_name(asked.get("name")):
        return collect.load(
            shop, asked["path"], into=asked.get("entity"), source=asked.get("source"),
            mapping=collect.Mapping(**{**mapping, "key": tuple(mapping["key"])}) if mapping else None,
            sheet=asked.get("sheet"), by=_actor(one), dry_run=bool(asked.get("dry_run")), name=asked.get("name"),
            job_id=None if asked.get("dry_run") else one.id, progress=_steps(tell),
        )  # fmt: skip


def _retry(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Take a mended file (asked: path, import_id, name, upload)."""
    try:
        return _told(_made_before(shop, one) or _mended(shop, one, tell))
    finally:
        _forget_file(shop, one)


def _mend(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Take one mended row (asked: path, import_id, name, upload, line), unless it would only wait again."""
    try:
        if made := _made_before(shop, one):
            return _told(made)
        _check_row(shop, one)
        return _told(_mended(shop, one, tell))
    finally:
        _forget_file(shop, one)


def _check_row(shop: Workspace, one: Job) -> None:
    first = collect.receipt(shop, one.asked["import_id"])
    mapping = collect.Mapping(**{**first.mapping, "key": tuple(first.mapping["key"])})
    tried = collect.load(shop, one.asked["path"], mapping=mapping, source=first.source, by=_actor(one), dry_run=True)
    if tried.quarantined:
        between = "" if language() == "zh" else " "
        why = between.join(collect.sentence(shop, reason) for reason in tried.reasons)
        raise collect.StillWrongError(line=one.asked["line"], detail=why)


def _mended(shop: Workspace, one: Job, tell: Tell) -> Receipt:
    with collect.under_name(one.asked.get("name")):
        return collect.retry(
            shop, one.asked["import_id"], path=one.asked["path"], by=_actor(one), name=one.asked.get("name"), job_id=one.id,
            progress=_steps(tell),
        )  # fmt: skip


def _undo(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Take an import back (asked: import_id)."""
    tell(0, 1, "undoing")
    import_id = one.asked["import_id"]
    if not collect.receipt(shop, import_id).undone_at:
        collect.undo(shop, import_id, by=_actor(one))
    return {"import": import_id}


def _run(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Compute all tables (asked: as_of or nothing)."""
    done = pipeline.run(shop, as_of=one.asked.get("as_of"), by=_actor(one), progress=tell)
    return {"run": done.id, "as_of": done.as_of.isoformat(), "seconds": done.seconds}


def _refresh(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Bring what is known of customers up to date."""
    done = refreshing.refresh(shop, by=_actor(one), progress=tell)
    if done is None:
        return {}
    return {"run": done.id, "as_of": done.as_of.isoformat(), "seconds": done.seconds}


def _look_back(shop: Workspace, one: Job, tell: Tell) -> Mapping[str, Any]:
    """Compute how things stood on an earlier day (asked: name, the day)."""
    past.look_back(shop, pipeline.day_of(str(one.asked["name"])), by=_actor(one), progress=tell)
    return {"as_of": one.asked["name"]}


def _made_before(shop: Workspace, one: Job) -> Receipt | None:
    """Return the import that this job made before the server was killed."""
    return next((r for r in collect.receipts(shop, undone=True) if r.job_id == one.id), None)


def _forget_file(shop: Workspace, one: Job) -> None:
    """Delete the upload once its rows are in: it may hold what no workspace keeps."""
    if one.asked.get("upload"):
        collect.drop_upload(shop, one.asked["upload"])


def _steps(tell: Tell) -> Callable[[str], None]:
    return lambda step: tell(_IMPORT_STEPS.index(step), len(_IMPORT_STEPS), step)


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
    "mend": _mend,
    "undo": _undo,
    "run": _run,
    "refresh": _refresh,
    "look_back": _look_back,
    "export": make_file,
}
