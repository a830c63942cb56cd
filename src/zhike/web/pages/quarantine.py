"""Quarantine: the rows of an import that wait, each with its reason, mended where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from zhike import collect, jobs
from zhike.collect import Standing, WaitingRow
from zhike.web.asking import Question
from zhike.web.pages.imports import PATIENCE_SECONDS
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("imports")

_PAGE = 20


@dataclass(frozen=True)
class QuarantinePage:
    """The rows of an import that wait, one page of them; `wrong_line` is one that was mended and still cannot be used.

    More than `at_once` rows are made as a file in the background.
    """

    title: str
    standing: Standing
    rows: tuple[WaitingRow, ...]
    page_number: int
    pages: int
    mended: int = 0
    wrong_line: int = 0
    error: str = ""
    at_once: int = jobs.AT_ONCE


@room.page("/data/imports/{import_id:int}/quarantine", template="imports/quarantine.html")
def quarantine(ask: Question, import_id: int, page: int = 1, mended: int = 0) -> QuarantinePage:
    """Show the rows that wait."""
    return _page(ask, import_id, page=page, mended=mended)


@room.change(
    "/data/imports/{import_id:int}/quarantine/{line:int}", needs="import", most_fields=collect.MOST_COLUMNS + 10
)
def mend(
    ask: Question, import_id: int, line: int, value: Annotated[list[str], Form()], page: Annotated[int, Form()] = 1
) -> Response:
    """Take one row as it was mended; if it still cannot be used, say why beside it."""
    asked = jobs.mend_row(ask.shop, import_id, line, values=value, by=ask.actor)
    done = jobs.finished(ask.shop, asked.id, within=PATIENCE_SECONDS)
    if not done.is_over:
        return RedirectResponse(f"/data/imports/jobs/{asked.id}", status_code=303)
    if done.error is None:
        back = f"/data/imports/{import_id}/quarantine?page={page}&mended={line}"
        return RedirectResponse(back, status_code=303)
    shown = _page(ask, import_id, page=page)
    rows = tuple(_as_typed(r, value) if r.line == line else r for r in shown.rows)
    wrong = replace(shown, rows=rows, wrong_line=line, error=str(done.error["message"]))
    return render(ask, "imports/quarantine.html", wrong, status=422)


def _page(ask: Question, import_id: int, *, page: int, mended: int = 0) -> QuarantinePage:
    found = collect.standing(ask.shop, import_id)
    pages = max(1, -(-found.waiting // _PAGE))
    at = min(max(page, 1), pages)
    rows = collect.waiting_rows(ask.shop, found.receipt, by=ask.actor, offset=(at - 1) * _PAGE, most=_PAGE)
    title = _("Rows that wait in import {id}").format(id=import_id)
    return QuarantinePage(title, found, tuple(rows), at, pages, mended)


def _as_typed(row: WaitingRow, values: Sequence[str]) -> WaitingRow:
    """Return a row with what somebody typed, so that nothing has to be typed again."""
    typed = (replace(v, value=now) for v, now in zip(row.values, values, strict=True))
    return replace(row, values=tuple(typed))
