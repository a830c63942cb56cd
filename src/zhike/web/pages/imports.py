"""Imports: which there are, what became of their rows, their errors as a file, mended files, undoing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from zhike import collect, govern, jobs
from zhike.collect import Standing, Undoing
from zhike.jobs import Stale, Told
from zhike.web.asking import Question
from zhike.web.downloads import attachment
from zhike.web.incoming import received
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("imports")

_PAGE = 50
# How long a change waits for its job before it shows the job instead of the result.
PATIENCE_SECONDS = 6.0
STATES: dict[str, str] = {
    "done": N_("done"),
    "waiting": N_("rows wait"),
    "undone": N_("undone"),
}


@dataclass(frozen=True)
class ImportsPage:
    """The imports, the newest first, as filtered; the jobs that are open; what the current run does not know yet."""

    title: str
    imports: tuple[Standing, ...]
    open_jobs: tuple[Told, ...]
    failed_jobs: tuple[Told, ...]
    stale: Stale
    sources: list[str]
    entities: dict[str, str]
    states: dict[str, str]
    source: str
    entity: str
    state: str
    count: int
    rows: int
    waiting: int
    page_number: int
    pages: int


@dataclass(frozen=True)
class ImportPage:
    """One import: where it stands, its reasons in words, what still waits, and the imports that mend it; more than `at_once` rows are made as a file in the background."""

    title: str
    standing: Standing
    reasons: dict[str, int]
    columns: dict[str, str]
    left_out: tuple[str, ...]
    mends: tuple[int, ...]
    stale: Stale
    at_once: int


@dataclass(frozen=True)
class UndoPage:
    """What taking an import back would do."""

    title: str
    import_id: int
    file_name: str
    undoing: Undoing


@room.page("/data/imports", template="imports/list.html")
def imports(ask: Question, source: str = "", entity: str = "", state: str = "", page: int = 1) -> ImportsPage:
    """List the imports, the newest first."""
    there = collect.standings(ask.shop, source=source or None, entity=entity or None)
    found = [s for s in there if state in {"", s.state}]
    now = [jobs.told(ask.shop, j) for j in jobs.jobs(ask.shop.store, most=20)]
    pages = max(1, -(-len(found) // _PAGE))
    at = min(max(page, 1), pages)
    return ImportsPage(
        title=_("Imports"),
        imports=tuple(found[(at - 1) * _PAGE : at * _PAGE]),
        open_jobs=tuple(reversed([j for j in now if not j.is_over])),
        failed_jobs=tuple([j for j in now if j.error and not j.is_stopped and j.kind != "mend"][:3]),
        stale=jobs.stale(ask.shop),
        sources=collect.sources(ask.shop),
        entities={name: collect.entity_name(name) for name in collect.ENTITIES},
        states=STATES,
        source=source,
        entity=entity,
        state=state,
        count=len(found),
        rows=sum(s.receipt.received for s in found if s.state != "undone"),
        waiting=sum(s.waiting for s in found),
        page_number=at,
        pages=pages,
    )


@room.page("/data/imports/{import_id:int}", template="imports/one.html")
def import_(ask: Question, import_id: int) -> ImportPage:
    """Show one import: what became of its rows and why."""
    found = collect.standing(ask.shop, import_id)
    one = found.receipt
    mapped = dict(one.mapping["columns"])
    return ImportPage(
        title=_("Import {id}: {file}").format(id=one.id, file=one.file_name),
        standing=found,
        reasons={collect.sentence(ask.shop, code): n for code, n in one.reasons.items()},
        columns={c: mapped[c] for c in one.file_columns if c in mapped},
        left_out=tuple(c for c in one.file_columns if c not in mapped and not (one.retry_of and c == "reason")),
        mends=tuple(r.id for r in collect.receipts(ask.shop, source=one.source) if r.retry_of == one.id),
        stale=jobs.stale(ask.shop),
        at_once=jobs.AT_ONCE,
    )


@room.file("/data/imports/{import_id:int}/errors.csv", needs="see_contacts")
def errors_file(ask: Question, import_id: int) -> Response:
    """Send the rows that wait as a file to be mended."""
    govern.require(ask.actor, "export")
    jobs.check_at_once(collect.standing(ask.shop, import_id).waiting)
    name = f"import-{import_id}-errors.csv"
    with tempfile.TemporaryDirectory(prefix="zhike-") as folder:
        path = Path(folder) / name
        collect.write_errors(ask.shop, collect.receipt(ask.shop, import_id), to=path)
        return Response(path.read_bytes(), media_type="text/csv; charset=utf-8", headers=attachment(name))


@room.change("/data/imports/{import_id:int}/errors", needs="see_contacts")
def ask_for_errors(ask: Question, import_id: int) -> str:
    """Have the file of the rows that wait made in the background."""
    collect.receipt(ask.shop, import_id)
    return f"/exports/{jobs.ask_for_errors(ask.shop, import_id, by=ask.actor).id}"


async def take_mended(ask: Question, request: Request, import_id: int) -> Response:
    """Take a mended error file in, and have its rows join the import."""
    govern.require(ask.actor, "import")
    collect.receipt(ask.shop, import_id)
    kept = await received(request, ask.shop, by=ask.actor)
    asked = jobs.take_mended(ask.shop, import_id, kept, by=ask.actor)
    return RedirectResponse(f"/data/imports/jobs/{asked.id}", status_code=303)


room.pages.add_api_route("/data/imports/{import_id:int}/mended", take_mended, methods=["POST"], response_model=None)


@room.page("/data/imports/{import_id:int}/undo", template="imports/undo.html", needs="import", twin=False)
def undoing(ask: Question, import_id: int) -> UndoPage:
    """Say what undoing would do, and ask."""
    one = collect.receipt(ask.shop, import_id)
    said = collect.undoing(ask.shop, import_id)
    return UndoPage(_("Undo import {id}?").format(id=import_id), import_id, one.file_name, said)


@room.change("/data/imports/{import_id:int}/undo", needs="import")
def undo(ask: Question, import_id: int) -> str:
    """Take an import back."""
    asked = jobs.take_back(ask.shop, import_id, by=ask.actor)
    return shown_after(ask, asked.id, f"/data/imports/{import_id}")


def shown_after(ask: Question, job_id: str, path: str) -> str:
    """Return where to go once a job is over; the job itself where that takes long, or where it failed."""
    done = jobs.finished(ask.shop, job_id, within=PATIENCE_SECONDS)
    return path if done.found is not None else f"/data/imports/jobs/{job_id}"
