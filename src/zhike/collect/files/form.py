"""What form a file has, by its content: names and endings are not to be believed."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from zhike.collect.files import archive, delimited, excel, jsons, parquet
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import EmptyFileError, FileMissingError, NotAFileError, NotATableError, TooLargeError
from zhike.collect.files.scan import file_hash
from zhike.words import N_, _

_HEAD = 1 << 16
_OTHER: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", N_("a PNG picture")),
    (b"\xff\xd8\xff", N_("a JPEG picture")),
    (b"GIF8", N_("a GIF picture")),
    (b"%PDF", N_("a PDF document")),
    (b"Rar!", N_("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7-Zip archive")),
    (b"\xfd7zXZ", N_("an XZ archive")),
    (b"\x28\xb5\x2f\xfd", N_("a Zstandard archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"SQLite format 3", N_("an SQLite database")),
    (b"MZ", N_("a Windows program")),
    (b"\x7fELF", N_("a program")),
    (b"<!DOCTYPE html", N_("a web page")),
    (b"<html", N_("a web page")),
    (b"<?xml", N_("an XML document")),
    (b"{\\rtf", N_("an RTF document")),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\0\x1b"))


def look(
    path: Path,
    *,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    has_header: bool | None,
    limits: Limits,
) -> Layout:
    """Return the layout of a file; runs in the reading process."""
    facts, head = _facts(path, limits=limits)
    with ThreadPoolExecutor(1) as pool, path.open("rb") as stream:
        digest = pool.submit(file_hash, stream)  # beside the reading: hashing a gigabyte takes most of a second
        if head.startswith(parquet.MAGIC):
            layout = parquet.look(facts, limits=limits)
        elif head.startswith(excel.OLE_MAGIC) or (head.startswith(archive.ZIP_MAGIC) and _holds_workbook(facts)):
            layout = excel.look(facts, sheet=sheet, has_header=has_header, limits=limits)
        elif jsons.is_json(head) and delimiter is None:
            layout = jsons.look(facts, encoding_given=encoding, limits=limits)
        else:
            _check_text(facts["name"], head)
            layout = delimited.look(
                facts, limits=limits, encoding_given=encoding, delimiter=delimiter, has_header=has_header
            )
        return replace(layout, sha256=digest.result())


def _facts(path: Path, *, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """Return what is known of the file as such, and the first bytes of its content."""
    state = _state(path, limits=limits)
    with path.open("rb") as stream:
        packing = archive.compression(stream.read(4))
    if packing == "zip" and excel.is_workbook(path, limits=limits):
        packing = None
    member = archive.the_member(path, limits=limits) if packing == "zip" else None
    with archive.opened(path, packing=packing, member=member, limits=limits) as content:
        head = content.read(_HEAD)
    if not head:
        raise EmptyFileError(name=path.name)
    facts = {
        "path": path,
        "name": path.name,
        "bytes": state.st_size,
        "sha256": "",
        "modified_ns": state.st_mtime_ns,
    }
    return {**facts, "compression": packing, "member": member}, head


def _state(path: Path, *, limits: Limits) -> os.stat_result:
    try:
        state = path.stat()
    except (OSError, ValueError) as error:
        raise FileMissingError(path=str(path)) from error
    if not stat.S_ISREG(state.st_mode):
        raise NotAFileError(path=str(path))
    if not os.access(path, os.R_OK):
        raise FileMissingError(path=str(path))
    if state.st_size == 0:
        raise EmptyFileError(name=path.name)
    if state.st_size > limits.file_bytes:
        raise TooLargeError(
            name=path.name, what=_(N_("its size in bytes")), value=state.st_size, limit=limits.file_bytes
        )
    return state


def _holds_workbook(facts: dict[str, Any]) -> bool:
    if facts["compression"] is None:
        return True  # a ZIP file that is not taken for an archive is a workbook
    if (
        not str(facts["member"] or facts["name"])
        .lower()
        .removesuffix(".gz")
        .endswith((".xlsx", ".xlsm", ".xlsb", ".ods"))
    ):
        raise NotATableError(name=facts["name"], what=_(N_("an archive within an archive")))
    return True


def _check_text(name: str, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, what in _OTHER:
        if start.lower().startswith(magic.lower()):
            raise NotATableError(name=name, what=_(what))
    controls = len(head) - len(head.translate(None, delete=_CONTROLS))
    if controls > 8 and controls * 50 > len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotATableError(name=name, what=_(N_("a file of bytes that are no text")))
