"""Error cells of .xlsx sheets (#REF!, #N/A …), which the Excel reader gives as empty cells.

An empty cell and a broken one are not the same: a broken one must reach the user, so it is put back as its text.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_CELL = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>((?:(?!</c>).){0,20000}?)</c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>([^<]{1,40})</v>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_BLOCK = 1 << 20


def error_cells(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield row and column (from 0) and the text of every error cell of a sheet; nothing for other formats."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as book:
        part = _part(book, sheet)
        if part is None:
            return
        rest = b""
        with book.open(part) as stream:
            while block := stream.read(_BLOCK):
                data = rest + block
                yield from _found(data)
                # An error cell is short; what is kept for the next round holds no whole one twice.
                end = data.rfind(b"</c>") + len(b"</c>")
                rest = data[max(end, len(data) - _BLOCK) :]


def _found(data: bytes) -> Iterator[tuple[int, int, str]]:
    if b't="e"' not in data:
        return
    for cell in _CELL.finditer(data):
        place, value = _PLACE.search(cell[1]), _VALUE.search(cell[2])
        if place and value:
            yield int(place[2]) - 1, _column(place[1]), value[1].decode("utf-8", "replace")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _part(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part that holds the sheet, by the workbook's list and its relations."""
    if not {_WORKBOOK, _RELATIONS} <= set(book.namelist()):
        return None
    names = {tag.get("name"): tag.get("r:id") for tag in _tags(book.read(_WORKBOOK), "sheet")}
    targets = {tag.get("Id"): tag.get("Target", "") for tag in _tags(book.read(_RELATIONS), "Relationship")}
    target = targets.get(names.get(sheet), "")
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if target and part in book.namelist() else None


def _tags(xml: bytes, name: str) -> list[dict[str, str]]:
    # By pattern: an XML parser would have to be kept from expanding entities.
    found = re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", xml.decode("utf-8", "replace"))
    return [{key: html.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)} for attributes in found]
