"""Load files: each arrives, is settled, and is put into the lake as one import.

The import exists from the moment its receipt is committed; until then its folder is a pending one.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as sql_select

from zhike.collect.arriving import Ahead, Arrived, Progress, arrive, not_twice
from zhike.collect.mapping import Mapping, header_signature
from zhike.collect.outcomes import Delivery
from zhike.collect.pending import PENDING, sweep_pending
from zhike.collect.receipts import Receipt, receipt, receipts, record
from zhike.collect.requests import Request
from zhike.collect.settle import Circumstances, Settled, fingerprint, settle
from zhike.errors import WrongUseError
from zhike.govern import Actor, actor_at_the_terminal
from zhike.store import imports, mappings
from zhike.words import _
from zhike.workspace import Workspace

AllProgress = Callable[[Request, str], None]


def load(
    shop: Workspace, path: str | Path, *, into: str | None = None, source: str | None = None, mapping: Mapping | dict[str, str] | Path | None = None,
    sheet: str | None = None, by: Actor | None = None, dry_run: bool = False, progress: Progress | None = None,
    table: str | None = None, select: str | None = None, cursor: str | None = None, name: str | None = None,
    job_id: str | None = None,
) -> Receipt:  # fmt: skip
    """Import one file or database table and return its receipt; a dry run says the same for the whole of it and writes nothing.

    What the arguments mean is said at `Request.of`.
    """
    request = Request.of(
        path, into=into, source=source, mapping=mapping, sheet=sheet, dry_run=dry_run, table=table, select=select, cursor=cursor,
        name=name, job_id=job_id,
    )  # fmt: skip
    return _load(shop, request, by=by, progress=progress)


def load_all(
    shop: Workspace, requests: Iterable[Request], *, by: Actor | None = None, progress: AllProgress | None = None
) -> Iterator[Receipt]:
    """Import one delivery after the other and yield their receipts: as `load` does for each, but in less time.

    While one is settled, the file after it is read. The first that fails ends it: those before it stay, those after it
    are not imported. `progress` is told the request and the phase.
    """
    actor, tell = by or actor_at_the_terminal(), progress or _silent
    coming: Ahead | None = None
    waiting = list(requests)
    try:
        for request, following in zip_longest(waiting, waiting[1:]):
            phase = partial(tell, request)
            if coming:
                phase("receiving")
            arrived = (coming.take() if coming else None) or arrive(shop, request, progress=phase)
            # What a database is asked for depends on how far the one before came.
            coming = Ahead(shop, following) if following and following.query is None else None
            yield _kept(shop, arrived, by=actor, progress=phase)
    finally:
        if coming:
            coming.drop()


def retry(
    shop: Workspace, import_id: int, *, path: str | Path, by: Actor | None = None, progress: Progress | None = None,
    name: str | None = None, job_id: str | None = None,
) -> Receipt:  # fmt: skip
    """Take a mended error file: its rows join the import they came from, as a new import that remembers it."""
    first = receipt(shop, import_id)
    if first.undone_at:
        raise WrongUseError(detail=_("import {id} was undone; import the file anew instead").format(id=import_id))
    mapping = Mapping(**{**first.mapping, "key": tuple(first.mapping["key"])})
    request = Request(
        str(path), first.entity, first.source, mapping, retry_of=first.retry_of or first.id, name=name, job_id=job_id
    )
    return _load(shop, request, by=by, progress=progress)


def undo(shop: Workspace, import_id: int, *, by: Actor | None = None) -> list[Receipt]:
    """Take an import back, whole, with the mended rows that joined it; return what was undone. Derived tables follow at the next run."""
    if receipt(shop, import_id).undone_at:
        raise WrongUseError(detail=_("import {id} is undone already").format(id=import_id))
    actor = by or actor_at_the_terminal()
    with shop.alone(), shop.store.writing() as connection:
        whole = (imports.c.id == import_id) | (imports.c.retry_of == import_id)
        ids = list(connection.execute(sql_select(imports.c.id).where(whole, imports.c.undone_at.is_(None))).scalars())
        connection.execute(
            update(imports).where(imports.c.id.in_(ids)).values(undone_at=datetime.now(UTC), undone_by=actor.name)
        )
    return [receipt(shop, i) for i in ids]


def restate(shop: Workspace, *, progress: Progress | None = None) -> int:
    """Settle all imports anew, in order, when the cleaning code or the engine changed since; return how many."""
    now = fingerprint(shop)
    stale = any(r.fingerprint != now for r in receipts(shop))
    if not stale:
        return 0
    done = receipts(shop)
    for one in done:
        found = _settle(shop, one.delivery(shop), _about(shop, _mapping_of(one), one), progress=progress or _silent)
        counts = {o: found.outcomes.get(o, 0) for o in one.outcomes}
        with shop.store.writing() as connection:
            changed = {**counts, "reasons": found.reasons, "repeats": found.repeats, "fingerprint": now}
            connection.execute(update(imports).where(imports.c.id == one.id).values(**changed))
    return len(done)


def sweep(shop: Workspace) -> int:
    """Delete what a killed import left behind; the caller holds the workspace's writing place. Return how many folders.

    A folder that a living import is still filling stays.
    """
    there = [p for p in (shop.lake.folder / "raw").glob("*/*") if p.is_dir()]
    known = {(r.source, str(r.id)) for r in receipts(shop, undone=True)}
    pending = [p for p in there if p.name.startswith(PENDING)]
    left = [p for p in there if p not in pending and (p.parent.name, p.name) not in known]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left) + sum(map(sweep_pending, pending))


def _load(shop: Workspace, request: Request, *, by: Actor | None, progress: Progress | None) -> Receipt:
    tell = progress or _silent
    [made] = load_all(shop, [request], by=by, progress=lambda _request, phase: tell(phase))
    return made


def _kept(shop: Workspace, arrived: Arrived, *, by: Actor, progress: Progress) -> Receipt:
    """Settle what arrived and commit it as an import; in a dry run only say what would be."""
    started = time.perf_counter()
    try:
        with shop.alone():
            sweep(shop)
            restate(shop)
            not_twice(shop, arrived.request, arrived.layout)
            made = _settled(shop, arrived, _uncounted(shop, arrived, by=by), progress=progress)
            made = replace(made, seconds=arrived.seconds + time.perf_counter() - started)
            if not arrived.request.dry_run:
                _commit(shop, made, arrived)
    finally:
        arrived.pending.drop()
    return replace(made, id=0) if arrived.request.dry_run else made


def _settled(shop: Workspace, arrived: Arrived, made: Receipt, *, progress: Progress) -> Receipt:
    """Settle a delivery in its pending folder; return the receipt with its counts."""
    delivery = Delivery(arrived.pending.folder, made.id, made.source)
    found = _settle(shop, delivery, _about(shop, arrived.mapping, made), progress=progress)
    counts: dict[str, Any] = {o: found.outcomes.get(o, 0) for o in made.outcomes}
    notes = tuple(dict.fromkeys([*arrived.layout.notes, *arrived.received.notes]))
    return replace(
        made, received=found.received, reasons=found.reasons, repeats=found.repeats, newest_on=found.newest_on,
        cursor=arrived.cursor, notes=notes, **counts,
    )  # fmt: skip


def _settle(shop: Workspace, delivery: Delivery, about: Circumstances, *, progress: Progress) -> Settled:
    with shop.session() as session:
        return settle(shop, session, delivery=delivery, about=about, progress=progress)


def _about(shop: Workspace, mapping: Mapping, made: Receipt) -> Circumstances:
    before = [r for r in receipts(shop, entity=made.entity, source=made.source) if r.id < made.id]
    parts = [r for r in before if made.retry_of is not None and made.retry_of in {r.id, r.retry_of}]
    return Circumstances(
        mapping, [r.delivery(shop) for r in before], [r.delivery(shop) for r in parts], made.received_at
    )


def _uncounted(shop: Workspace, arrived: Arrived, *, by: Actor) -> Receipt:
    """Return the receipt of an import that has not happened yet: everything known but the counts."""
    request, layout, mapping = arrived.request, arrived.layout, arrived.mapping
    return Receipt(
        source=arrived.source, entity=mapping.entity, file_name=request.name or layout.name, file_sha256=layout.sha256,
        bytes=layout.bytes, mapping=_plain(mapping), file_columns=layout.columns, by=by.name,
        received_at=datetime.now(UTC), seconds=0.0, received=0, created=0, updated=0, unchanged=0, duplicate=0, quarantined=0,
        reasons={}, repeats=0, fingerprint=fingerprint(shop), retry_of=request.retry_of, job_id=request.job_id,
        id=max((r.id for r in receipts(shop, undone=True)), default=0) + 1,
    )  # fmt: skip


def _commit(shop: Workspace, made: Receipt, arrived: Arrived) -> None:
    """Name the folder, then commit the receipt: a folder without a receipt is swept, a receipt without a folder cannot be."""
    arrived.pending.becomes(shop.lake.delivery(made.source, str(made.id)))
    with shop.store.writing() as connection:
        record(connection, made)
        if made.retry_of is None:
            signature = header_signature(arrived.layout.columns)
            connection.execute(
                delete(mappings).where(mappings.c.source == made.source, mappings.c.signature == signature)
            )
            saved = {
                "source": made.source,
                "signature": signature,
                "mapping": _plain(arrived.mapping),
                "saved_at": made.received_at,
            }
            connection.execute(insert(mappings).values(**saved))


def _mapping_of(made: Receipt) -> Mapping:
    return Mapping(**{**made.mapping, "key": tuple(made.mapping["key"])})


def _plain(mapping: Mapping) -> dict[str, object]:
    return {
        **mapping.__dict__,
        "columns": dict(mapping.columns),
        "formats": dict(mapping.formats),
        "key": list(mapping.key),
    }


def _silent(*_: object) -> None:
    """Tell nobody."""
