"""Make the file of a long list: the rows as whoever asked may see them, written in a process of its own, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyarrow as pa

from zhike import collect, govern, pipeline, query
from zhike.describe import directory
from zhike.engine import sheets_for, write_apart
from zhike.govern import Actor
from zhike.jobs import board
from zhike.jobs.board import Job
from zhike.workspace import Workspace

KEPT = timedelta(days=7)

# How many rows there are, and the rows.
_Rows = tuple[int, pa.RecordBatchReader]


def make_file(shop: Workspace, one: Job, tell: Callable[[int, int, str], None]) -> Mapping[str, Any]:
    """Write the file of a job (asked: what, type, and what that list needs) and return its rows, bytes and sheets.

    The role counts that the person has now, not the one that they had when they asked.
    """
    by = govern.person(shop.store, one.person_id).actor if one.person_id else Actor(one.by)
    govern.require(by, "export")
    tell(0, 0, "sorting")
    folder, kind = folder_of(shop, one.id), one.asked["type"]
    forget_file(shop, one.id)  # what a killed server left
    folder.mkdir(mode=0o700, parents=True)
    to = folder / f"file.{kind}"
    try:
        with _LISTS[one.asked["what"]](shop, one.asked, by) as (total, rows):
            written = write_apart(rows, to, progress=lambda done: tell(done, total, "writing"))
    except BaseException:
        forget_file(shop, one.id)
        raise
    return {
        "rows": written,
        "bytes": to.stat().st_size,
        "sheets": sheets_for(written) if kind == "xlsx" else 1,
        "contacts": govern.may(by, "see_contacts"),
    }


def folder_of(shop: Workspace, job_id: str) -> Path:
    """Return the folder in which the file of a job lies."""
    return shop.folder / "files" / "exports" / job_id


def forget_file(shop: Workspace, job_id: str) -> None:
    """Delete the file of a job; it is no error when there is none."""
    shutil.rmtree(folder_of(shop, job_id), ignore_errors=True)


def sweep_files(shop: Workspace) -> int:
    """Delete the files whose time is over, and those of no job; return how many."""
    folder, since = shop.folder / "files" / "exports", datetime.now(UTC) - KEPT
    there = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    if not there:
        return 0
    old = there - {j.id for j in board.jobs(shop.store, kind="export", since=since)}
    for name in old:
        forget_file(shop, name)
    return len(old)


@contextmanager
def _customers(shop: Workspace, asked: Mapping[str, Any], by: Actor) -> Iterator[_Rows]:
    """Give the customers of a list (asked: question, as its address has it)."""
    given, declared = parse_qs(asked["question"]), pipeline.tables()
    fields = directory.prepare(shop, declared).fields
    question = directory.question_of(
        fields, q=given.get("q", [""])[0], f=given.get("f", []), sort=given.get("sort", [""])[0],
        columns=given.get("columns", []), hidden=govern.hidden_columns(by, fields),
    )  # fmt: skip
    total = directory.counted(shop, question, by=by, declared=declared)
    in_words = asked["type"] != "parquet"
    with directory.streamed(shop, question, by=by, declared=declared, in_words=in_words) as rows:
        yield total, rows


@contextmanager
def _answer(shop: Workspace, asked: Mapping[str, Any], by: Actor) -> Iterator[_Rows]:
    """Give the answer to a statement (asked: sql)."""
    found = query.answer(shop, asked["sql"], by=by)
    yield found.rows, found.table.to_reader(max_chunksize=10_000)


@contextmanager
def _errors(shop: Workspace, asked: Mapping[str, Any], by: Actor) -> Iterator[_Rows]:
    """Give the rows of an import that wait (asked: import_id)."""
    govern.require(by, "see_contacts")
    receipt = collect.receipt(shop, asked["import_id"])
    with collect.open_errors(shop, receipt) as rows:
        yield collect.standing(shop, receipt.id).waiting, rows


_LISTS: dict[str, Callable[[Workspace, Mapping[str, Any], Actor], AbstractContextManager[_Rows]]] = {
    "customers": _customers,
    "answer": _answer,
    "errors": _errors,
}
