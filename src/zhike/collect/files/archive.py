"""Files inside files: opens a plain, gzipped or zipped file as one stream of bytes, and counts what comes out.

Nothing is unpacked to disk: an identity number in a temporary file would be one that was written.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import ArchiveChoiceError, BrokenFileError, EncryptedFileError, TooLargeError
from zhike.words import N_, _

BLOCK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1  # bit 0 of a ZIP entry's general purpose flags


class Counted(io.RawIOBase):
    """A stream that refuses to give more than the limits allow, whatever the archive's directory says."""

    def __init__(self, stream: IO[bytes], *, name: str, packed: int, limits: Limits) -> None:
        self._stream, self._name, self._packed, self._limits = stream, name, packed, limits
        self.taken = 0

    def readable(self) -> bool:
        """Say that this stream can be read, as io.RawIOBase asks."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; all that is left, within the limits, for -1."""
        if size < 0:
            return b"".join(iter(lambda: self.read(BLOCK), b""))
        try:
            block = self._stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError) as error:
            raise BrokenFileError(name=self._name, format="gzip/zip", detail=str(error)) from error
        self.taken += len(block)
        check_unpacked(self._name, packed=self._packed, unpacked=self.taken, limits=self._limits)
        return block


def check_unpacked(name: str, *, packed: int, unpacked: int, limits: Limits) -> None:
    """Refuse an archive whose content is too large, or too large for its own size (a bomb)."""
    if unpacked > limits.unpacked_bytes:
        raise TooLargeError(name=name, what=_(N_("the unpacked size")), value=unpacked, limit=limits.unpacked_bytes)
    if unpacked > limits.ratio_from_bytes and unpacked > packed * limits.unpacked_ratio:
        raise TooLargeError(
            name=name,
            what=_(N_("the ratio of unpacked to packed size")),
            value=unpacked // max(packed, 1),
            limit=limits.unpacked_ratio,
        )


def compression(head: bytes) -> str | None:
    """Return gzip, zip or None, by the first bytes of a file."""
    if head.startswith(GZIP_MAGIC):
        return "gzip"
    return "zip" if head.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)) else None


def check_directory(path: Path, *, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the entries of a ZIP file (a workbook is one too) after checking number, sizes and passwords."""
    with opened_zip(path, name=path.name) as archive:
        entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        raise TooLargeError(
            name=path.name, what=_(N_("the number of entries")), value=len(entries), limit=limits.archive_entries
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise EncryptedFileError(name=path.name)
    unpacked = sum(entry.file_size for entry in entries)
    check_unpacked(path.name, packed=path.stat().st_size, unpacked=unpacked, limits=limits)
    return entries


def the_member(path: Path, *, limits: Limits) -> str:
    """Return the name of the one data file in a ZIP file."""
    entries = check_directory(path, limits=limits)
    names = [entry.filename for entry in entries if not entry.is_dir() and not _is_clutter(entry.filename)]
    if len(names) != 1:
        raise ArchiveChoiceError(name=path.name, count=len(names), members=", ".join(names[:20]) or "—")
    return names[0]


@contextmanager
def opened_zip(file: Path | io.BytesIO, *, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP file; names without the UTF-8 mark are taken for GB18030, as Chinese Windows writes them."""
    try:
        archive = zipfile.ZipFile(file, metadata_encoding="gb18030")
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError, ValueError) as error:
        raise BrokenFileError(name=name, format="ZIP", detail=str(error)) from error
    with archive:
        yield archive


@contextmanager
def opened_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str, *, name: str) -> Iterator[IO[bytes]]:
    """Open one entry of an archive."""
    try:
        stream = archive.open(entry)
    except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise BrokenFileError(name=name, format="ZIP", detail=str(error)) from error
    with stream:
        yield stream


@contextmanager
def opened(path: Path, *, packing: str | None, member: str | None, limits: Limits) -> Iterator[IO[bytes]]:
    """Open the bytes of a file, unpacked if need be, within the limits."""
    with ExitStack() as stack:
        if packing is None:
            yield stack.enter_context(path.open("rb", buffering=0))
            return
        if packing == "zip":
            archive = stack.enter_context(opened_zip(path, name=path.name))
            stream = stack.enter_context(opened_entry(archive, member or "", name=path.name))
        else:
            stream = stack.enter_context(gzip.open(path))  # type: ignore[arg-type]
        yield Counted(stream, name=path.name, packed=path.stat().st_size, limits=limits)  # type: ignore[misc]


def in_memory(path: Path, *, packing: str | None, member: str | None, limits: Limits) -> bytes:
    """Return the whole content of a packed file, for formats that must be read as a whole."""
    parts: list[bytes] = []
    taken = 0
    with opened(path, packing=packing, member=member, limits=limits) as stream:
        while block := stream.read(BLOCK):
            taken += len(block)
            if taken > limits.in_memory_bytes:
                raise TooLargeError(
                    name=path.name, what=_(N_("the unpacked size")), value=taken, limit=limits.in_memory_bytes
                )
            parts.append(block)
    return b"".join(parts)


def _is_clutter(name: str) -> bool:
    return name.startswith(_CLUTTER[0]) or PurePosixPath(name).name in _CLUTTER[1:]
