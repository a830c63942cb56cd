"""Carry out the steps of a run: each table is written beside the old ones, or taken over when nothing it is made of changed.

In: steps in order, the relations they start from, the tables of the run before. Out: one Parquet file per table and a
report with rows and seconds. Publishing is the caller's: until then nobody reads what is written here.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhike.engine.declared import Table, WrongDeclarationError
from zhike.engine.lake import ROW_GROUP, SMALL_ROW_GROUP, Lake, write_parquet
from zhike.engine.plan import Step
from zhike.engine.session import Session, name_of, text_of


@dataclass(frozen=True)
class Input:
    """A relation that steps may read and nothing of the run makes: its SELECT and what it is a function of."""

    select: str
    fingerprint: str


@dataclass(frozen=True)
class Finished:
    """A table of the run before: where it lies and what it was a function of."""

    path: Path
    fingerprint: str
    rows: int


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


Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Place:
    """Where a run is written and what it is made from."""

    lake: Lake
    run_id: str
    inputs: Mapping[str, Input]
    before: Mapping[str, Finished]
    parameters: Mapping[str, Any]


def execute(session: Session, steps: Sequence[Step], *, place: Place, progress: Progress | None = None) -> RunReport:
    """Make all tables in order; on return every file is on disk."""
    for name, given in place.inputs.items():
        session.view(name, given.select)
    prints = {name: given.fingerprint for name, given in place.inputs.items()}
    reports = []
    for done, step in enumerate(steps):
        if progress:
            progress(done, len(steps), step.table.name)
        report = _make(session, step, place=place, fingerprint=step.fingerprint(prints, place.parameters))
        prints[step.table.name] = report.fingerprint
        path = place.lake.table(place.run_id, step.table.name)
        session.view(step.table.name, f"select * from read_parquet({text_of(path)})")
        reports.append(report)
    if progress:
        progress(len(steps), len(steps), "")
    return RunReport(tuple(reports))


def _make(session: Session, step: Step, *, place: Place, fingerprint: str) -> TableReport:
    to = place.lake.table(place.run_id, step.table.name)
    before = place.before.get(step.table.name)
    started = time.perf_counter()
    same = before is not None and before.fingerprint == fingerprint and before.path.exists()
    if same and before is not None:
        rows = before.rows
        _take_over(before.path, to)
    else:
        rows = _write(session, step, to=to, parameters=place.parameters)
    return TableReport(step.table.name, rows, time.perf_counter() - started, to.stat().st_size, same, fingerprint)


def _take_over(old: Path, new: Path) -> None:
    """Give a file of the run before a second name: each run's folder is whole, and deleting one leaves the other."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # file systems without hard links
        shutil.copy2(old, new)


def _write(session: Session, step: Step, *, to: Path, parameters: Mapping[str, Any]) -> int:
    select, name = step.table.sql, f"made {step.table.name}"
    bound = {p: parameters[p] for p in step.parameters}
    if step.python is not None:
        made = {n: session.arrow(sql, _used(sql, bound), step=step.table.name) for n, sql in step.python.reads.items()}
        session.connection.register(name, step.python.make(made))
        select, bound = f"select * from {name_of(name)}", {}
    _check_types(session, step.table, select, bound)
    group = SMALL_ROW_GROUP if step.table.per_customer else ROW_GROUP
    rows = write_parquet(
        session, _sorted(step.table, select), to, parameters=bound or None, step=step.table.name, row_group=group
    )
    if step.python is not None:
        session.connection.unregister(name)
    return rows


def _used(sql: str, bound: Mapping[str, Any]) -> dict[str, Any] | None:
    return {n: v for n, v in bound.items() if f"${n}" in sql} or None


def _sorted(table: Table, select: str) -> str:
    """Return the SELECT in the order that lets one customer's rows be found without reading the rest."""
    order = ", ".join(name_of(c) for c in table.sorted_by)
    return f"select * from ({select}) order by {order}" if order else select


def _check_types(session: Session, table: Table, select: str, bound: Mapping[str, Any]) -> None:
    found = {r[0]: r[1] for r in session.rows(f"describe {select}", bound or None, step=table.name)}
    said = {c.name: c.type for c in table.columns}
    if list(found.items()) != list(said.items()):
        wrong = [
            f"{n}: declared {said.get(n)}, is {found.get(n)}" for n in {**said, **found} if said.get(n) != found.get(n)
        ]
        raise WrongDeclarationError(table=table.name, detail="; ".join(wrong) or f"order of columns is {list(found)}")
