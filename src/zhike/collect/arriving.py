"""A delivery arrives: it is looked at, its columns are mapped, and it is received into a pending folder.

None of this needs the workspace's writing place, so the next file can arrive while one is settled.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace

from zhike.collect.databases import look_database, receive_database
from zhike.collect.entities import ENTITIES
from zhike.collect.files import Layout, Received, Stop, look, receive
from zhike.collect.mapping import Mapping
from zhike.collect.pending import Pending, new_pending
from zhike.collect.receipts import receipts
from zhike.collect.requests import DEFAULT_SOURCE, Request, checked_source, decide_mapping
from zhike.collect.settle import MENDED
from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_, _
from zhike.workspace import Workspace

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Arrived:
    """A delivery that was received and is not settled yet; `cursor` is the last value of a database's cursor column."""

    request: Request
    layout: Layout
    mapping: Mapping
    source: str
    pending: Pending
    received: Received
    cursor: str | None
    seconds: float


def arrive(shop: Workspace, request: Request, *, progress: Progress, stop: Stop | None = None) -> Arrived:
    """Look at a delivery, decide about its columns and receive it; another thread can end the reading by `stop`."""
    if request.into is not None and request.into not in ENTITIES:
        raise UnknownNameError(what=N_("entity"), value=request.into, known=ENTITIES)
    started = time.perf_counter()
    progress("looking")
    request = _continued(shop, request)
    layout = look_database(request.query) if request.query else look(request.path, sheet=request.sheet, stop=stop)
    mapping = decide_mapping(shop, layout, request)
    source = checked_source(mapping.source or DEFAULT_SOURCE)
    not_twice(shop, request, layout)
    progress("receiving")
    pending = new_pending(shop.lake.folder / "raw" / source)
    try:
        received, cursor = _received(shop, layout, request, mapping=mapping, pending=pending, stop=stop)
    except BaseException:  # also when interrupted: nothing of what did not arrive stays
        pending.drop()
        raise
    return Arrived(request, layout, mapping, source, pending, received, cursor, seconds=time.perf_counter() - started)


def not_twice(shop: Workspace, request: Request, layout: Layout) -> None:
    """Refuse a mended file that joined its import already: its equal rows would count twice."""
    if request.retry_of is None:
        return
    for r in receipts(shop):
        if r.retry_of == request.retry_of and r.file_sha256 == layout.sha256:
            raise WrongUseError(detail=_("{file} was taken already, as import {id}").format(file=layout.name, id=r.id))


class Ahead:
    """A delivery that arrives in a thread, while the one before it is settled."""

    def __init__(self, shop: Workspace, request: Request) -> None:
        self._shop, self._request = shop, request
        self._stop = Stop()
        self._thread = ThreadPoolExecutor(1, "arriving")
        # With the context: the notes on a file are in the language of who asked.
        self._coming = self._thread.submit(copy_context().run, self._arrive)

    def take(self) -> Arrived | None:
        """Return what arrived, or None when it has to be looked at again, in its turn.

        That is so when it failed (the error then comes where it would have without reading ahead), and when the import
        before it taught the workspace another mapping for its columns.
        """
        if self._coming.exception():
            return None
        arrived = self._coming.result()
        if decide_mapping(self._shop, arrived.layout, arrived.request) == arrived.mapping:
            return arrived
        arrived.pending.drop()
        return None

    def drop(self) -> None:
        """End the reading, and let nothing of it stay."""
        self._stop.set()
        if not self._coming.exception():
            self._coming.result().pending.drop()
        self._thread.shutdown()

    def _arrive(self) -> Arrived:
        return arrive(self._shop, self._request, progress=_silent, stop=self._stop)


def _received(
    shop: Workspace, layout: Layout, request: Request, *, mapping: Mapping, pending: Pending, stop: Stop | None
) -> tuple[Received, str | None]:
    columns, key = dict(mapping.columns), shop.store.secret("national_id")
    if request.retry_of is not None and "reason" in layout.columns and "reason" not in columns:
        columns["reason"] = MENDED
    if request.query is not None:
        return receive_database(request.query, columns=columns, to=pending.folder, hash_key=key)
    return receive(layout, columns=columns, to=pending.folder, hash_key=key, stop=stop), None


def _continued(shop: Workspace, request: Request) -> Request:
    """Return the request with the cursor's last value, where the same table was taken before with a cursor."""
    if request.query is None or request.query.cursor is None:
        return request
    before = [r.cursor for r in receipts(shop) if r.file_name == request.query.shown and r.cursor]
    return replace(request, query=replace(request.query, since=before[-1] if before else None))


def _silent(_phase: str) -> None:
    """Tell nobody."""
