"""Uploads: files that people brought over the web and that wait to be imported.

A file lies under a random id, never under its own name. It holds what was sent, identity numbers too, so it goes as soon
as its rows are in, and after a week in any case.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from zhike.collect.files import LIMITS, FileRefusedError, Layout, look
from zhike.errors import ZhikeError
from zhike.govern import Actor, new_id
from zhike.store import uploads as table
from zhike.words import N_, language
from zhike.workspace import Workspace

# What one person may send at once; larger files are imported on the server itself, with `zhike import`.
UPLOAD_BYTES = 8_000_000_000
# What a file may have: a form that speaks of each column has room for so many.
MOST_COLUMNS = LIMITS.columns
_KEPT = timedelta(days=7)
_LONGEST_NAME = 200
# What a form adds to its file: boundary and headers.
_FORM_BYTES = 10_000


class NoSuchUploadError(ZhikeError, LookupError):
    """A file that is not there, or that somebody else brought."""

    code = "no_such_upload"
    sentence = N_("This file is not here, or no longer. Bring it in again.")


class UploadTooLargeError(ZhikeError, ValueError):
    """More than may be sent at once."""

    code = "upload_too_large"
    sentence = N_(
        "The file is larger than {limit:,} bytes, the most that is taken in the browser. Split it, or import it on the server with `zhike import`."
    )


class NothingUploadedError(ZhikeError, ValueError):
    """A form that was sent without a file."""

    code = "nothing_uploaded"
    sentence = N_("No file came with the form. Choose a file that is not empty.")


@dataclass(frozen=True)
class Upload:
    """A file that somebody brought: what it is called where it comes from, and where it lies here."""

    id: str
    person_id: str
    file_name: str
    bytes: int
    made_at: datetime
    path: Path


class Incoming:
    """A file on its way in: written piece by piece, then kept whole or dropped whole."""

    def __init__(self, shop: Workspace, *, most: int | None = None) -> None:
        self._shop, self._most, self._bytes = shop, UPLOAD_BYTES if most is None else most, 0
        self._id = new_id()
        self._folder = _folder(shop, self._id)
        self._folder.mkdir(parents=True)
        self._file = (self._folder / "file").open("wb")

    def expect(self, size: int) -> None:
        """Raise UploadTooLargeError at once where a form says itself that its file is too large."""
        if size > self._most + _FORM_BYTES:
            raise UploadTooLargeError(limit=self._most)

    def write(self, piece: bytes) -> None:
        """Take the next piece; raise UploadTooLargeError once it is too much."""
        self._bytes += len(piece)
        if self._bytes > self._most:
            raise UploadTooLargeError(limit=self._most)
        self._file.write(piece)

    def keep(self, *, name: str, by: Actor) -> Upload:
        """Return the file as an upload of a person."""
        self._file.close()
        if not self._bytes:
            raise NothingUploadedError
        row = {
            "id": self._id, "person_id": by.person_id or by.name, "file_name": shown_name(name), "bytes": self._bytes,
            "made_at": datetime.now(UTC),
        }  # fmt: skip
        with self._shop.store.writing() as connection:
            connection.execute(insert(table).values(**row))
        sweep_uploads(self._shop)
        return _upload(self._shop, row)

    def drop(self) -> None:
        """Forget what came so far."""
        self._file.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def upload(shop: Workspace, upload_id: str, *, by: Actor) -> Upload:
    """Return a file that this person brought; anybody else's does not exist."""
    chosen = select(table).where(table.c.id == upload_id, table.c.person_id == (by.person_id or by.name))
    with shop.store.reading() as connection:
        row = connection.execute(chosen).mappings().first()
    found = _upload(shop, row) if row else None
    if found is None or not found.path.is_file():
        raise NoSuchUploadError
    return found


def drop_upload(shop: Workspace, upload_id: str) -> None:
    """Delete a file that somebody brought."""
    with shop.store.writing() as connection:
        connection.execute(delete(table).where(table.c.id == upload_id))
    shutil.rmtree(_folder(shop, upload_id), ignore_errors=True)


def sweep_uploads(shop: Workspace) -> int:
    """Delete the files that nobody imported within a week; return how many."""
    old = select(table.c.id).where(table.c.made_at < datetime.now(UTC) - _KEPT)
    with shop.store.reading() as connection:
        left = list(connection.execute(old).scalars())
    for one in left:
        drop_upload(shop, one)
    return len(left)


def looked_at(one: Upload, *, sheet: str | None = None) -> Layout:
    """Return what an upload is; it is looked at once, because looking reads it whole."""
    known = one.path.with_name(f"{hashlib.sha256(f'{language()} {sheet}'.encode()).hexdigest()[:16]}.layout")
    if known.exists():
        return replace(Layout.from_json(known.read_text("utf-8")), name=one.file_name)
    with under_name(one.file_name):
        found = look(one.path, sheet=sheet)
    known.write_text(found.as_json(), "utf-8")
    return replace(found, name=one.file_name)


@contextmanager
def under_name(name: str | None) -> Iterator[None]:
    """Let a refusal call a file by the name that people know, not by the one under which it lies here."""
    try:
        yield
    except FileRefusedError as error:
        if not name or "name" not in error.values:
            raise
        raise type(error)(**{**error.values, "name": name}) from error


def shown_name(name: str) -> str:
    """Return the last part of a file's name as it was sent, without what no name may hold; only ever shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[-_LONGEST_NAME:] or "file"


def _upload(shop: Workspace, row: Any) -> Upload:
    return Upload(**row, path=_folder(shop, row["id"]) / "file")


def _folder(shop: Workspace, upload_id: str) -> Path:
    return shop.folder / "files" / "uploads" / upload_id
