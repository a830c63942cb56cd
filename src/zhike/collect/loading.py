"""Load a file: look at it, map its columns, receive it in a worker, settle it, and put it into the lake as one import.

The import exists from the moment its receipt is committed; until then its folder is a pending one that the next writer
sweeps away.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as sql_select

from zhike.collect.databases import Query, asked, is_url, look_database, receive_database
from zhike.collect.entities import ENTITIES
from zhike.collect.files import Layout, look, receive
from zhike.collect.guess import guess
from zhike.collect.mapping import Mapping, header_signature, read_mapping
from zhike.collect.outcomes import Delivery
from zhike.collect.receipts import Receipt, receipt, receipts, record
from zhike.collect.settle import MENDED, Circumstances, Settled, fingerprint, settle
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, actor_at_the_terminal
from zhike.store import imports, mappings
from zhike.words import N_, _
from zhike.workspace import Workspace

DEFAULT_SOURCE = "main"
_PENDING = ".pending"

Progress = Callable[[str], None]


class NotMappedError(WrongUseError):
    """A file whose columns could not be understood."""

    code = "not_mapped"
    sentence = N_(
        "It is not clear what {file} holds ({columns}). Say it with --as ENTITY, or write a mapping file and give it with --map: {example}"
    )


class SourceNameError(WrongUseError):
    """A source name that cannot be a folder's."""

    code = "source_name"
    sentence = N_("{value!r} cannot be the name of a source: use letters, digits, '-' and '_', at most 60 of them.")


@dataclass(frozen=True)
class Request:
    """What is to be loaded, and how far the caller has decided about it."""

    path: str
    into: str | None = None
    source: str | None = None
    mapping: Mapping | None = None
    sheet: str | None = None
    retry_of: int | None = None
    dry_run: bool = False
    query: Query | None = None
    name: str | None = None
    job_id: str | None = None


def load(
    shop: Workspace, path: str | Path, *, into: str | None = None, source: str | None = None, mapping: Mapping | dict[str, str] | Path | None = None,
    sheet: str | None = None, by: Actor | None = None, dry_run: bool = False, progress: Progress | None = None,
    table: str | None = None, select: str | None = None, cursor: str | None = None, name: str | None = None,
    job_id: str | None = None,
) -> Receipt:  # fmt: skip
    """Import one file or database table and return its receipt; a dry run says the same for the whole of it and writes nothing.

    `into` is the entity, `source` the system it comes from; what is not said is taken from the mapping, from how the
    source was mapped last time, or guessed from headers and values. A mapping is a Mapping, the path of a mapping file, or
    a dict of file column → field. `path` may be a database URL, with a table or a SELECT, and a cursor column to take only
    what is new. `name` is what the file is called where it comes from, when that is not its name here; `job_id` marks the
    import as a job's.
    """
    chosen = read_mapping(mapping) if isinstance(mapping, Path) else mapping
    if isinstance(chosen, dict):
        chosen = Mapping(entity=into or "", columns=chosen)
    query = asked(str(path), chosen, (table, select, cursor)) if is_url(str(path)) else None
    request = Request(str(path), into, source, chosen, sheet, dry_run=dry_run, query=query, name=name, job_id=job_id)
    return _load(shop, request, by=by or actor_at_the_terminal(), progress=progress or _silent)


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
    return _load(shop, request, by=by or actor_at_the_terminal(), progress=progress or _silent)


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
    """Delete what a killed import left behind; the caller holds the workspace's writing place. Return how many folders."""
    left = [p for p in (shop.lake.folder / "raw").glob(f"*/{_PENDING}*") if p.is_dir()]
    known = {(r.source, str(r.id)) for r in receipts(shop, undone=True)}
    left += [
        p
        for p in (shop.lake.folder / "raw").glob("*/*")
        if p.is_dir() and (p.parent.name, p.name) not in known and p not in left
    ]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def decide_mapping(shop: Workspace, layout: Layout, request: Request) -> Mapping:
    """Return how a file's columns map: as said, else as the source was mapped last time, else as guessed."""
    if request.mapping is not None:
        mapping = replace(request.mapping, entity=request.into or request.mapping.entity)
        file_columns = [c for c in layout.columns if request.retry_of is None or c not in _extra(layout, mapping)]
        mapping.check(file_columns)
        return replace(mapping, source=request.source or mapping.source or DEFAULT_SOURCE)
    source = request.source or DEFAULT_SOURCE
    known = _remembered(shop, source, layout)
    if known is not None and request.into in {None, known.entity}:
        return known
    return _guessed(layout, request, source)


def _load(shop: Workspace, request: Request, *, by: Actor, progress: Progress) -> Receipt:
    if request.into is not None and request.into not in ENTITIES:
        raise UnknownNameError(what=N_("entity"), value=request.into, known=ENTITIES)
    started = time.perf_counter()
    progress("looking")
    request = _continued(shop, request)
    layout = look_database(request.query) if request.query else look(request.path, sheet=request.sheet)
    mapping = decide_mapping(shop, layout, request)
    source = _checked_source(mapping.source or DEFAULT_SOURCE)
    with shop.alone():
        sweep(shop)
        restate(shop)
        _not_twice(shop, request, layout)
        made = _pending(shop, layout, request, mapping=mapping, by=by)
        folder = shop.lake.delivery(source, f"{_PENDING}-{made.id}")
        try:
            made = _deliver(shop, layout, made, request=request, mapping=mapping, folder=folder, progress=progress)
            made = replace(made, seconds=time.perf_counter() - started)
            if not request.dry_run:
                _commit(shop, made, folder=folder, mapping=mapping, layout=layout)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return replace(made, id=0) if request.dry_run else made


def _deliver(
    shop: Workspace,
    layout: Layout,
    made: Receipt,
    *,
    request: Request,
    mapping: Mapping,
    folder: Path,
    progress: Progress,
) -> Receipt:
    """Receive and settle a delivery in a pending folder; return the receipt with its counts."""
    progress("receiving")
    columns, key = dict(mapping.columns), shop.store.secret("national_id")
    if made.retry_of is not None and "reason" in layout.columns and "reason" not in columns:
        columns["reason"] = MENDED
    if request.query is not None:
        received, cursor = receive_database(request.query, columns=columns, to=folder, hash_key=key)
    else:
        received, cursor = receive(layout, columns=columns, to=folder, hash_key=key), None
    delivery = Delivery(folder, made.id, made.source)
    found = _settle(shop, delivery, _about(shop, mapping, made), progress=progress)
    counts: dict[str, Any] = {o: found.outcomes.get(o, 0) for o in made.outcomes}
    notes = tuple(dict.fromkeys([*layout.notes, *received.notes]))
    return replace(
        made, received=found.received, reasons=found.reasons, repeats=found.repeats, newest_on=found.newest_on, cursor=cursor,
        notes=notes, **counts,
    )  # fmt: skip


def _continued(shop: Workspace, request: Request) -> Request:
    """Return the request with the cursor's last value, where the same table was taken before with a cursor."""
    if request.query is None or request.query.cursor is None:
        return request
    before = [r.cursor for r in receipts(shop) if r.file_name == request.query.shown and r.cursor]
    return replace(request, query=replace(request.query, since=before[-1] if before else None))


def _settle(shop: Workspace, delivery: Delivery, about: Circumstances, *, progress: Progress) -> Settled:
    with shop.session() as session:
        return settle(shop, session, delivery=delivery, about=about, progress=progress)


def _about(shop: Workspace, mapping: Mapping, made: Receipt) -> Circumstances:
    before = [r for r in receipts(shop, entity=made.entity, source=made.source) if r.id < made.id]
    parts = [r for r in before if made.retry_of is not None and made.retry_of in {r.id, r.retry_of}]
    return Circumstances(
        mapping, [r.delivery(shop) for r in before], [r.delivery(shop) for r in parts], made.received_at
    )


def _pending(shop: Workspace, layout: Layout, request: Request, *, mapping: Mapping, by: Actor) -> Receipt:
    """Return the receipt of an import that has not happened yet: everything known but the counts."""
    return Receipt(
        source=mapping.source or DEFAULT_SOURCE, entity=mapping.entity, file_name=request.name or layout.name, file_sha256=layout.sha256,
        bytes=layout.bytes, mapping=_plain(mapping), file_columns=layout.columns, by=by.name,
        received_at=datetime.now(UTC), seconds=0.0, received=0, created=0, updated=0, unchanged=0, duplicate=0, quarantined=0,
        reasons={}, repeats=0, fingerprint=fingerprint(shop), retry_of=request.retry_of, job_id=request.job_id,
        id=max((r.id for r in receipts(shop, undone=True)), default=0) + 1,
    )  # fmt: skip


def _commit(shop: Workspace, made: Receipt, *, folder: Path, mapping: Mapping, layout: Layout) -> None:
    """Name the folder, then commit the receipt: a folder without a receipt is swept, a receipt without a folder cannot be."""
    final = shop.lake.delivery(made.source, str(made.id))
    shutil.rmtree(final, ignore_errors=True)
    folder.rename(final)
    with shop.store.writing() as connection:
        record(connection, made)
        if made.retry_of is None:
            signature = header_signature(layout.columns)
            connection.execute(
                delete(mappings).where(mappings.c.source == made.source, mappings.c.signature == signature)
            )
            saved = {
                "source": made.source,
                "signature": signature,
                "mapping": _plain(mapping),
                "saved_at": made.received_at,
            }
            connection.execute(insert(mappings).values(**saved))


def _not_twice(shop: Workspace, request: Request, layout: Layout) -> None:
    """Refuse a mended file that joined its import already: its equal rows would count twice."""
    if request.retry_of is None:
        return
    for r in receipts(shop):
        if r.retry_of == request.retry_of and r.file_sha256 == layout.sha256:
            raise WrongUseError(detail=_("{file} was taken already, as import {id}").format(file=layout.name, id=r.id))


def _guessed(layout: Layout, request: Request, source: str) -> Mapping:
    found = guess(
        layout.columns,
        layout.sample,
        has_header=layout.has_header or layout.format not in {"delimited", "excel"},
        entity=request.into,
        file_name=layout.name,
    )
    mapping = Mapping.from_guess(found, source=source)
    if not mapping.columns or found.missing or (request.into is None and found.confidence < 0.5):
        example = f'entity = "{found.entity}" [columns] "{layout.columns[0]}" = "…"'
        raise NotMappedError(file=layout.name, columns=", ".join(layout.columns[:12]), example=example)
    return mapping


def _remembered(shop: Workspace, source: str, layout: Layout) -> Mapping | None:
    chosen = sql_select(mappings.c.mapping).where(
        mappings.c.source == source, mappings.c.signature == header_signature(layout.columns)
    )
    with shop.store.reading() as connection:
        found = connection.execute(chosen).scalar()
    return Mapping(**{**found, "key": tuple(found["key"])}) if found else None


def _mapping_of(made: Receipt) -> Mapping:
    return Mapping(**{**made.mapping, "key": tuple(made.mapping["key"])})


def _plain(mapping: Mapping) -> dict[str, object]:
    return {
        **mapping.__dict__,
        "columns": dict(mapping.columns),
        "formats": dict(mapping.formats),
        "key": list(mapping.key),
    }


def _extra(layout: Layout, mapping: Mapping) -> Sequence[str]:
    return [c for c in layout.columns if c == "reason" and c not in mapping.columns]


def _checked_source(name: str) -> str:
    if not re.fullmatch(r"[\w-]{1,60}", name):
        raise SourceNameError(value=name)
    return name


def _silent(_: str) -> None:
    """Tell nobody."""
