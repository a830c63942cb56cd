"""Bring a file in: choose it, look over its columns, have the whole of it checked, import it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from zhike import collect, govern, jobs
from zhike.collect import Layout, Mapping, Proposal, Upload
from zhike.errors import ZhikeError
from zhike.web.asking import Question
from zhike.web.incoming import received
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("imports")

# Two choices for each column that a file may have, and what is said of the file itself.
_FIELDS = 2 * collect.MOST_COLUMNS + 10

Word = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class NewImportPage:
    """The first step: a file is chosen; `refused` says why the last one could not be read, and what it was called."""

    title: str
    most_bytes: int
    refused: str = ""
    file_name: str = ""


@dataclass(frozen=True)
class ColumnsPage:
    """The second step: what the file is, and where each of its columns goes; `error` says what is wrong with the choice."""

    title: str
    upload: Upload
    layout: Layout
    sheet: str | None
    proposal: Proposal
    entities: dict[str, str]
    sources: list[str]
    fields: tuple[collect.Field, ...]
    needed: tuple[str, ...]
    error: str = ""


@room.page("/data/imports/new", template="imports/new.html", needs="import", twin=False)
def new_import(ask: Question) -> NewImportPage:  # noqa: ARG001 - the frame hands it to every page
    """Choose a file."""
    return NewImportPage(_("Bring in a file"), collect.UPLOAD_BYTES)


async def bring(ask: Question, request: Request) -> Response:
    """Take a file in as it arrives, and show what it is."""
    govern.require(ask.actor, "import")
    kept = await received(request, ask.shop, by=ask.actor)
    return RedirectResponse(f"/data/imports/new/{kept.id}", status_code=303)


# A file is taken while it arrives, which the frame's own handlers, who are given whole forms, cannot do.
room.pages.add_api_route("/data/imports/uploads", bring, methods=["POST"], response_model=None)


@room.page("/data/imports/new/{upload_id}", template="imports/columns.html", needs="import", twin=False)
def columns(
    ask: Question, upload_id: str, *, entity: str = "", source: str = "", sheet: str = "", checked: str = ""
) -> ColumnsPage | Response:
    """Say what the file is, and where its columns go: as guessed, as last time, or as they were checked."""
    kept = collect.upload(ask.shop, upload_id, by=ask.actor)
    try:
        layout = collect.looked_at(kept, sheet=sheet or None)
    except collect.FileRefusedError as error:
        page = NewImportPage(_("Bring in a file"), collect.UPLOAD_BYTES, str(error), kept.file_name)
        return render(ask, "imports/new.html", page, status=422)
    chosen = jobs.checked_mapping(ask.shop, checked) if checked else None
    return _columns(ask, kept, layout, proposal=collect.propose(
        ask.shop, layout, entity=entity or None, source=source or None, chosen=chosen
    ), sheet=sheet)  # fmt: skip


@room.change("/data/imports/new/{upload_id}/reading", needs="import", most_fields=_FIELDS)
def read_as(
    ask: Question, upload_id: str, *, entity: Word, source: Word = "", new_source: Word = "", sheet: Word = ""
) -> str:
    """Read the file as something else: another entity, another source, another sheet."""
    kept = collect.upload(ask.shop, upload_id, by=ask.actor)
    said = {"entity": entity, "source": new_source.strip() or source, "sheet": sheet}
    return f"/data/imports/new/{kept.id}?{urlencode({k: v for k, v in said.items() if v})}"


@room.change("/data/imports/new/{upload_id}/check", needs="import", most_fields=_FIELDS)
def check(
    ask: Question,
    upload_id: str,
    *,
    entity: Word,
    field: Annotated[list[str], Form()],
    source: Word = "",
    new_source: Word = "",
    sheet: Word = "",
    order: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Have the whole file checked with the columns as they were chosen."""
    kept = collect.upload(ask.shop, upload_id, by=ask.actor)
    layout = collect.looked_at(kept, sheet=sheet or None)
    mapping = collect.chosen_mapping(
        layout, entity=entity, source=new_source.strip() or source, goes_to=field, orders=order or ()
    )
    try:
        asked = jobs.check_upload(ask.shop, kept, mapping, sheet=sheet or None, by=ask.actor)
    except ZhikeError as error:
        return _again(ask, kept, layout, mapping=mapping, sheet=sheet, error=str(error))
    return RedirectResponse(f"/data/imports/jobs/{asked.id}", status_code=303)


@room.change("/data/imports/jobs/{job_id}/import", needs="import")
def import_checked(ask: Question, job_id: str) -> str:
    """Import exactly what was checked."""
    asked = jobs.import_checked(ask.shop, job_id, by=ask.actor)
    return f"/data/imports/jobs/{asked.id}"


def _again(ask: Question, kept: Upload, layout: Layout, *, mapping: Mapping, sheet: str, error: str) -> Response:
    proposal = collect.propose(ask.shop, layout, entity=mapping.entity, source=mapping.source or None, chosen=mapping)
    page = _columns(ask, kept, layout, proposal=proposal, sheet=sheet, error=error)
    return render(ask, "imports/columns.html", page, status=422)


def _columns(
    ask: Question, kept: Upload, layout: Layout, *, proposal: Proposal, sheet: str, error: str = ""
) -> ColumnsPage:
    known = collect.ENTITIES[proposal.entity]
    return ColumnsPage(
        title=_("Columns of {file}").format(file=kept.file_name),
        upload=kept,
        layout=layout,
        sheet=sheet or layout.sheet,
        proposal=proposal,
        entities={name: collect.entity_name(name) for name in collect.ENTITIES},
        sources=collect.sources(ask.shop),
        fields=known.fields,
        needed=collect.missing_fields(proposal.entity, ()),
        error=error,
    )
