"""The pipeline: which rooms' tables make a run, top to bottom.

In: a workspace and a day. Out: a published run; a run that dies leaves nothing that anyone can see.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa
from sqlalchemy import delete, insert, select

from zhike import clean, collect, describe, predict, segment, unify
from zhike.collect import receipts
from zhike.describe.periods import as_of as day_of_run
from zhike.engine import (
    Finished,
    Fresh,
    Input,
    Origin,
    Place,
    Progress,
    PythonTable,
    RunReport,
    Table,
    execute,
    in_order,
    lineage,
    literal,
    make_tables,
    read_table,
    step_of,
)
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, actor_at_the_terminal
from zhike.settings import Settings
from zhike.store import current, run_tables, runs
from zhike.words import N_, _
from zhike.workspace import Workspace

# The rooms in the order data flows through them; within and between them the order is found by what each table reads.
_ROOMS = (clean, unify, describe, segment)
_PYTHON: tuple[PythonTable, ...] = (
    *unify.PYTHON_TABLES, *describe.PYTHON_TABLES, *predict.PYTHON_TABLES, *segment.PYTHON_TABLES,
)  # fmt: skip


# Days looked back to that are kept: each takes the room of a run.
_PAST_KEPT = 12


@dataclass(frozen=True)
class Run:
    """A published run: its id, its day, and what became of each table."""

    id: str
    as_of: date
    seconds: float
    report: RunReport


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Return every declared table by name."""
    declared = [read_table(path) for room in _ROOMS for path in room.TABLES]
    return {t.name: t for t in [*(t for p in _PYTHON for t in p.tables), *declared, *predict.TABLES]}


@lru_cache(maxsize=1)
def reads() -> dict[str, frozenset[str]]:
    """Return by name of a table the other declared tables that it is made from, by SQL or in Python."""
    made: list[Table | PythonTable] = [*_PYTHON, *(t for t in tables().values() if t.sql)]
    return {t.name: step.reads & tables().keys() for step in map(step_of, made) for t in step.tables}


@lru_cache(maxsize=1)
def program() -> str:
    """Return a digest of everything that makes the tables: another one says that the program has changed."""
    made: list[Table | PythonTable] = [*_PYTHON, *(t for t in tables().values() if t.sql)]
    return hashlib.sha256("\x1f".join(sorted(s.text for s in map(step_of, made))).encode()).hexdigest()


def origin(table: str, column: str) -> Origin:
    """Return the tree of columns that `table.column` is computed from, down to what was received."""
    return lineage(table, column, tables={**collect.received_tables(), **tables()})


def run(
    shop: Workspace, *, as_of: date | str | None = None, by: Actor | None = None, progress: Progress | None = None
) -> Run:
    """Compute all derived tables as of a day, publish them together, and return the run.

    Without a day it is the last one on which something happened in the data, and today at the latest.
    """
    with shop.alone():
        collect.sweep(shop)
        collect.restate(shop)
        sweep_runs(shop)
        day = day_of(as_of) if isinstance(as_of, str) else as_of
        return made(shop, day or last_day(shop), by=by, progress=progress)


def last_day(shop: Workspace) -> date:
    """Return the last day on which something happened in what was received, today at the latest."""
    today = shop.today()
    days = [r.newest_on for r in receipts(shop) if r.newest_on is not None]
    return min(max(days, default=today), today)


def sweep_runs(shop: Workspace) -> int:
    """Delete what a killed run left behind; the caller holds the workspace's writing place. Return how many folders."""
    with shop.store.reading() as connection:
        known = set(connection.execute(select(runs.c.id)).scalars())
    left = [r for r in shop.lake.runs_on_disk() if r not in known]
    for one in left:
        shop.lake.drop_run(one)
    shop.lake.drop_spill()
    return len(left)


def train(shop: Workspace, score: str, *, cutoffs: int | None = None) -> dict[str, pa.Table]:
    """Return a score's tables made anew from the current run, tested on so many past days; the run stays as it is."""
    if score == predict.CLUSTERS:
        raise WrongUseError(detail=_("{score} cannot be trained or tested alone: every run finds clusters anew and goes on with those of the run before. Compute with zhike run.").format(score=score))  # fmt: skip
    python = next((p for p in predict.PYTHON_TABLES if p.table.name == score), None)
    if python is None:
        raise UnknownNameError(what=N_("score"), value=score, known=predict.PREDICTED)
    settings = shop.settings
    if cutoffs is not None:
        settings = replace(settings, predict=replace(settings.predict, cutoffs=cutoffs))
    with shop.reader() as session:
        return dict(make_tables(session, python, _parameters(settings, day_of_run(shop))))


def made(
    shop: Workspace, day: date, *, by: Actor | None, progress: Progress | None, is_past: bool = False, fresh: Fresh | None = None
) -> Run:  # fmt: skip
    """Compute and publish all tables as of a day; the caller holds the workspace's writing place.

    Three ways to a run: `run`, `past.look_back`, and `refreshing.refresh`, which brings the current one up to date (`fresh`).
    """
    started, moment = time.perf_counter(), datetime.now(UTC)
    name = f"{moment:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    try:
        # A look back starts from nothing, as a workspace would that holds no later day.
        place = Place(
            shop.lake, name, _given(shop, name, moment), {} if is_past else _before(shop), _parameters(shop.settings, day), fresh
        )  # fmt: skip
        report = _execute(shop, place, progress=progress)
        done = Run(name, day, time.perf_counter() - started, report)
        kind = {"is_past": int(is_past), "is_refresh": int(fresh is not None)}
        said = json.dumps(made_from(shop, place.inputs))
        told = {"by": (by or actor_at_the_terminal()).name, "started_at": moment, "made_from": said}
        _publish(shop, done, {**told, **kind})
    except BaseException:
        shop.lake.drop_run(name)
        raise
    _retire(shop)
    return done


def _parameters(settings: Settings, day: date) -> dict[str, Any]:
    """Return everything that SQL of declared tables may name with a `$`."""
    predicted = {f.name: getattr(settings.predict, f.name) for f in fields(settings.predict)}
    return {
        "as_of": day,
        "currency": settings.currency,
        "shared_value_limit": settings.shared_value_limit,
        "match_precision": settings.match_precision,
        "largest_customer": settings.largest_customer,
        "largest_household": settings.largest_household,
        **{f"lifecycle_{name}": value for name, value in settings.lifecycle_rules.items()},
        "funnel": list(settings.funnel),
        "funnel_days": settings.funnel_days,
        # DuckDB binds several values as a list.
        **{f"predict_{n}": list(v) if isinstance(v, tuple) else v for n, v in predicted.items()},
        "clusters_features": list(settings.clusters.features),
        "clusters_least_orders": settings.clusters.least_orders,
        **settings.advice.parameters,
    }


def made_from(shop: Workspace, given: Mapping[str, Input] | None = None) -> dict[str, Any]:
    """Return what a run of this moment is made from: digests of its inputs, of its imports by id, and of the program."""
    there = _given(shop, "", datetime.now(UTC)) if given is None else given
    return {"prints": {n: i.fingerprint for n, i in there.items()}, "imports": imports_of(shop), "program": program()}


def imports_of(shop: Workspace) -> dict[str, str]:
    """Return the imports that count, by id, with the digest of the program that read them."""
    return {str(r.id): r.fingerprint for r in receipts(shop)}


def _given(shop: Workspace, name: str, moment: datetime) -> dict[str, Input]:
    """Return what a run starts from."""
    return {
        **collect.inputs(shop), **_settings_as_tables(shop), "identity_decisions": unify.decided(shop.store),
        "given_corrections": unify.corrected(shop.store), "this_run": _this_run(name, moment),
        "segment_rules": segment.kept_rules(shop), "segment_lists": segment.kept_lists(shop),
        "tag_groups": segment.kept_groups(shop), "tag_statements": segment.kept_statements(shop),
    }  # fmt: skip


def _execute(shop: Workspace, place: Place, *, progress: Progress | None) -> RunReport:
    made = [t for t in _following_settings(shop).values() if t.sql]
    steps = in_order([*_PYTHON, *made], list(place.inputs))
    with shop.session() as session:
        return execute(session, steps, place=place, progress=progress)


def _following_settings(shop: Workspace) -> dict[str, Table]:
    """Return every declared table, with the SQL that the workspace's settings ask for."""
    return {**tables(), "customers": unify.ruled(tables()["customers"], shop.settings.golden_rules)}


def _before(shop: Workspace) -> dict[str, Finished]:
    """Return the tables of the current run, which this one takes over where nothing they are made of changed."""
    found = select(run_tables).join(current, current.c.run_id == run_tables.c.run_id)
    with shop.store.reading() as connection:
        rows = connection.execute(found).mappings().all()
    return {r["table"]: Finished(shop.lake.table(r["run_id"], r["table"]), r["fingerprint"], r["rows"]) for r in rows}


def _settings_as_tables(shop: Workspace) -> dict[str, Input]:
    """Return source_trust (source, trust: 0 is the most trusted), currency_rates (currency, rate) and golden_choices (field, rule)."""
    order = [*shop.settings.source_trust, *(r.source for r in receipts(shop))]
    trust = {source: float(place) for place, source in reversed(list(enumerate(dict.fromkeys(order))))}
    rates = {**shop.settings.rates, shop.settings.currency: 1.0}
    return {
        "source_trust": _listed("source", "trust", trust),
        "currency_rates": _listed("currency", "rate", rates),
        "golden_choices": unify.chosen_rules(shop.settings.golden_rules),
    }


def _this_run(name: str, moment: datetime) -> Input:
    """Return the run as a relation; it is no reason to make a table anew, so its fingerprint is always the same."""
    started = f"{literal(moment.isoformat())}::timestamp with time zone"
    return Input(f"select {literal(name)}::varchar as run_id, {started} as started_at", "this run")


def _listed(key: str, value: str, pairs: Mapping[str, float]) -> Input:
    rows = " union all ".join(
        f"select {literal(k)} as {key}, {literal(v)}::double as {value}" for k, v in pairs.items()
    )
    text = rows or f"select ''::varchar as {key}, 0::double as {value} where false"
    return Input(text, hashlib.sha256(text.encode()).hexdigest())


def _publish(shop: Workspace, done: Run, told: Mapping[str, Any]) -> None:
    """Make the run the current one, or one that looks back: all its tables at once, in one transaction."""
    rows = [
        {
            "run_id": done.id, "table": t.table, "position": place, "rows": t.rows, "seconds": t.seconds, "bytes": t.bytes,
            "taken_over": int(t.taken_over), "fingerprint": t.fingerprint,
        }
        for place, t in enumerate(done.report.tables)
    ]  # fmt: skip
    with shop.store.writing() as connection:
        connection.execute(insert(runs).values(id=done.id, as_of=done.as_of, seconds=done.seconds, **told))
        connection.execute(insert(run_tables), rows)
        if told["is_past"]:
            return
        connection.execute(delete(current))
        connection.execute(insert(current).values(id=1, run_id=done.id))


def _retire(shop: Workspace) -> None:
    """Delete the runs beyond the number that the settings keep, and those that look back from a run that is not current.

    Of those that brought a run up to date, two are kept: somebody may still be reading the one before.
    """
    with shop.store.reading() as connection:
        newest_first = connection.execute(select(runs).order_by(runs.c.started_at.desc())).all()
        now = connection.execute(select(current.c.run_id)).scalar()
    since = next(r.started_at for r in newest_first if r.id == now)
    kept = [r.id for r in newest_first if not r.is_past and not r.is_refresh][: shop.settings.runs_kept]
    kept += [r.id for r in newest_first if r.is_refresh][:2]
    kept += [r.id for r in newest_first if r.is_past and r.started_at >= since][:_PAST_KEPT]
    for old in [r.id for r in newest_first if r.id not in kept]:
        with shop.store.writing() as connection:
            connection.execute(delete(run_tables).where(run_tables.c.run_id == old))
            connection.execute(delete(runs).where(runs.c.id == old))
        shop.lake.drop_run(old)


def day_of(said: str) -> date:
    """Return a day as somebody wrote it, or raise WrongUseError."""
    try:
        return date.fromisoformat(said)
    except ValueError as wrong:
        raise WrongUseError(detail=_("{value!r} is no day; write it as 2025-06-30").format(value=said[:40])) from wrong
