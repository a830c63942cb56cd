"""Carry out the steps of a run: each table is written beside the old ones, or taken over when nothing it is made of changed.

In: steps in order, the relations they start from, the tables of the run before. Out: one Parquet file per table and a
report with rows and seconds. Publishing is the caller's: until then nobody reads what is written here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.engine.declared import Table, WrongDeclarationError
from zhike.engine.fresh import Course, Finished, Fresh
from zhike.engine.lake import ROW_GROUP, SMALL_ROW_GROUP, Lake, write_parquet
from zhike.engine.plan import PythonTable, Step, before_name
from zhike.engine.session import Session, name_of, text_of


@dataclass(frozen=True)
class Input:
    """A relation that steps may read and nothing of the run makes: its SELECT and what it is a function of."""

    select: str
    fingerprint: str


@dataclass(frozen=True)
class TableReport:
    """What became of one table in a run."""

    table: str
    rows: int
    seconds: float
    bytes: int
    taken_over: bool
    fingerprint: str


@dataclass(frozen=True)
class RunReport:
    """All tables of a run, in the order they were made."""

    tables: tuple[TableReport, ...]


@dataclass(frozen=True)
class Made:
    """What became of a table: its rows, whether its file is that of the run before, and its fingerprint where it is not today's."""

    rows: int
    taken_over: bool = False
    fingerprint: str = ""


Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Place:
    """Where a run is written and what it is made from; `fresh` for one that only brings the run before up to date."""

    lake: Lake
    run_id: str
    inputs: Mapping[str, Input]
    before: Mapping[str, Finished]
    parameters: Mapping[str, Any]
    fresh: Fresh | None = None


def execute(session: Session, steps: Sequence[Step], *, place: Place, progress: Progress | None = None) -> RunReport:
    """Make all tables in order; on return every file is on disk."""
    for name, given in place.inputs.items():
        session.view(name, given.select)
    prints = {name: given.fingerprint for name, given in place.inputs.items()}
    _show_before(session, [t for s in steps for t in s.tables], place)
    course = _course(session, place) if place.fresh else None
    reports = []
    for done, step in enumerate(steps):
        if progress:
            progress(done, len(steps), step.table.name)
        fingerprint = step.fingerprint(prints, place.parameters)
        for report in _make(session, step, place=place, fingerprint=fingerprint, course=course):
            prints[report.table] = report.fingerprint
            path = place.lake.table(place.run_id, report.table)
            session.view(report.table, f"select * from read_parquet({text_of(path)})")
            reports.append(report)
    if progress:
        progress(len(steps), len(steps), "")
    return RunReport(tuple(reports))


def make_tables(
    session: Session,
    python: PythonTable,
    parameters: Mapping[str, Any],
    *,
    resumed: Mapping[str, pa.Table] | None = None,
) -> Mapping[str, pa.Table]:
    """Return the tables that a Python function makes from what it reads in this session; nothing is written."""
    read = {n: session.arrow(sql, _used(sql, parameters), step=python.table.name) for n, sql in python.reads.items()}
    return python.make({**read, **(resumed or {})}, session)


def _show_before(session: Session, tables: Sequence[Table], place: Place) -> None:
    """Name the tables of the run before that some step reads; one that is not there, or was of another form, is empty."""
    forms = {t.name: t for t in tables}
    for name in sorted({b for t in tables for b in t.before}):
        columns = {c.name: c.type for c in forms[name].columns}
        before = place.before.get(name)
        none = ", ".join(f"null::{kind} as {name_of(c)}" for c, kind in columns.items())
        select = f"select {none} where false"
        if before is not None and before.path.exists():
            there = f"select * from read_parquet({text_of(before.path)})"
            select = there if session.columns(there) == columns else select
        session.view(before_name(name), select)


def _course(session: Session, place: Place) -> Course:
    assert place.fresh is not None  # noqa: S101 - asked for only then
    prints = place.fresh.prints
    same = {name for name, given in place.inputs.items() if prints.get(name) == given.fingerprint}
    reads = {name: given.select for name, given in place.inputs.items()}
    return Course(session, place.fresh, place.before, place.parameters, same=same, reads=reads)


def _make(
    session: Session, step: Step, *, place: Place, fingerprint: str, course: Course | None
) -> list[TableReport]:  # fmt: skip
    started = time.perf_counter()
    made = _made(session, step, place=place, fingerprint=fingerprint, course=course)
    seconds = time.perf_counter() - started
    if course is not None:
        for t in step.tables:
            course.note(t, place.lake.table(place.run_id, t.name), is_same=made[t.name].taken_over or None)
    return [
        # The time is that of the step; it stands with the first of its tables.
        TableReport(
            t.name, made[t.name].rows, seconds if t.name == step.table.name else 0.0,
            place.lake.table(place.run_id, t.name).stat().st_size, made[t.name].taken_over, made[t.name].fingerprint or fingerprint,
        )
        for t in step.tables
    ]  # fmt: skip


def _made(session: Session, step: Step, *, place: Place, fingerprint: str, course: Course | None) -> dict[str, Made]:
    """Take the tables of a step over, leave them, make what was touched of them, or make them whole."""
    before = [place.before.get(t.name) for t in step.tables]
    if all(b is not None and b.fingerprint == fingerprint and b.path.exists() for b in before):
        return {t.name: _taken_over(t, place) for t in step.tables}
    if course is None:
        return _write(session, step, place=place)
    if course.is_left(step):
        return {t.name: _left(session, t, place=place, course=course) for t in step.tables}
    if course.is_same(step):
        return {t.name: _taken_over(t, place) for t in step.tables}
    if course.can_patch(step):
        bound = {p: place.parameters[p] for p in step.parameters}
        rows = course.patched(step, partial(_write_one, session, step.table, place=place, bound=bound))
        return {step.table.name: Made(rows)}
    return _write(session, step, place=place)


def _taken_over(table: Table, place: Place) -> Made:
    before = place.before[table.name]
    _take_over(before.path, place.lake.table(place.run_id, table.name))
    return Made(before.rows, taken_over=True)


def _left(session: Session, table: Table, *, place: Place, course: Course) -> Made:
    """Leave a table as it was, or without the rows that must not stay.

    It is still a function of what it was made from, so that the next run sees that it is behind.
    """
    before, some = place.before[table.name], course.kept(table)
    if some is None:
        return replace(_taken_over(table, place), fingerprint=before.fingerprint)
    rows = _write_one(session, table, some, place=place, bound={})
    return Made(rows, fingerprint=hashlib.sha256(f"some of {before.fingerprint}".encode()).hexdigest())


def _take_over(old: Path, new: Path) -> None:
    """Give a file of the run before a second name: each run's folder is whole, and deleting one leaves the other."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # file systems without hard links
        shutil.copy2(old, new)


def _write(session: Session, step: Step, *, place: Place) -> dict[str, Made]:
    """Write the tables of a step; return what became of each."""
    bound = {p: place.parameters[p] for p in step.parameters}
    if step.python is None:
        return {step.table.name: Made(_write_one(session, step.table, step.table.sql, place=place, bound=bound))}
    made = make_tables(session, step.python, bound, resumed=_resumed(session, step.python, place))
    found = {}
    for table in step.tables:
        name = f"made {table.name}"
        session.connection.register(name, made[table.name])
        found[table.name] = Made(_write_one(session, table, f"select * from {name_of(name)}", place=place, bound={}))
        session.connection.unregister(name)
    return found


def _write_one(session: Session, table: Table, select: str, *, place: Place, bound: Mapping[str, Any]) -> int:
    path = place.lake.table(place.run_id, table.name)
    rows = write_parquet(
        session, _sorted(table, select), path, parameters=bound or None, step=table.name,
        row_group=SMALL_ROW_GROUP if table.per_customer else ROW_GROUP,
    )  # fmt: skip
    _check_types(session, table, path)
    return rows


def _resumed(session: Session, python: PythonTable, place: Place) -> dict[str, pa.Table]:
    """Return the tables of the run before that the function may start from, where they are there in today's form."""
    forms = {t.name: t for t in python.tables}
    found = {}
    for name, table in python.resumes.items():
        before = place.before.get(table)
        if before is None or not before.path.exists():
            continue
        select = f"select * from read_parquet({text_of(before.path)})"
        if session.columns(select) == {c.name: c.type for c in forms[table].columns}:
            found[name] = session.arrow(select, step=table)
    return found


def _used(sql: str, bound: Mapping[str, Any]) -> dict[str, Any] | None:
    return {n: v for n, v in bound.items() if f"${n}" in sql} or None


def _sorted(table: Table, select: str) -> str:
    """Return the SELECT in the order that lets one customer's rows be found without reading the rest."""
    order = ", ".join(name_of(c) for c in table.sorted_by)
    return f"select * from ({select}) order by {order}" if order else select


def _check_types(session: Session, table: Table, path: Path) -> None:
    """Raise unless a file has the declared columns: asked of the file, for to plan a SELECT once more takes longer than a small one."""
    found = session.columns(f"select * from read_parquet({text_of(path)})")
    said = {c.name: c.type for c in table.columns}
    if list(found.items()) != list(said.items()):
        path.unlink()
        wrong = [
            f"{n}: declared {said.get(n)}, is {found.get(n)}" for n in {**said, **found} if said.get(n) != found.get(n)
        ]
        raise WrongDeclarationError(table=table.name, detail="; ".join(wrong) or f"order of columns is {list(found)}")
