"""Which encoding a text file is in, and its bytes as UTF-8 whatever it was.

UTF-8 is certain when the whole file is valid. Chinese text in GB18030 comes as runs of high bytes, two for each
character; in Latin-1 and cp1252 a high byte stands alone between plain letters. UTF-16 shows by its mark, or by NULs.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO

import numpy as np
import pyarrow as pa

BLOCK = 1 << 20
UTF8_MARK = codecs.BOM_UTF8

_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_BROKEN = re.compile("[\udc80-\udcff]+")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
# One broken place for this many good bytes beyond ASCII is damage; more broken places are another encoding.
_DAMAGE = 4


def by_mark(head: bytes) -> str | None:
    """Return the encoding that the file's first bytes state, or None."""
    if head.startswith(UTF8_MARK):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return _utf16(head)


def of_bytes(head: bytes, odd: bytes, *, broken: int, multibyte: int) -> str:
    """Return the encoding of a file.

    Args:
        head: its first bytes.
        odd: some blocks of it that are not plain ASCII.
        broken: how many places are not valid UTF-8.
        multibyte: how many bytes beyond the first the valid UTF-8 characters take.
    """
    if marked := by_mark(head):
        return marked
    if not broken or multibyte >= _DAMAGE * broken:
        return "utf-8"
    if _is_gb18030(odd):
        return "gb18030"
    return "cp1252" if _decodes(odd, "cp1252") else "latin-1"


def is_utf8(data: bytes) -> bool:
    """Whether all bytes are valid UTF-8."""
    if data.isascii():
        return True
    # One text over the whole of it: Arrow checks several times as fast as Python decodes.
    ends = pa.py_buffer(np.array([0, len(data)], np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def broken_places(text: str) -> int:
    """Return how many places of a text decoded with surrogateescape were not valid."""
    return len(_BROKEN.findall(text))


def as_utf8(stream: IO[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the stream in blocks of UTF-8 without a mark; bytes that cannot be decoded stay as they are.

    A place that is not valid stays invalid on purpose: the row it stands in is rejected, and no other.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    plain = encoding in {"utf-8", "utf-8-sig"}
    first = True
    while block := stream.read(BLOCK):
        if plain:
            yield block.removeprefix(UTF8_MARK) if first else block
        else:
            yield decoder.decode(block).encode("utf-8", "surrogateescape")
        first = False
    if not plain:
        yield _rest(decoder)


def _rest(decoder: codecs.IncrementalDecoder) -> bytes:
    try:
        return decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")
    except UnicodeError:
        return b"\xff"  # a character cut off at the end of the file: its row is rejected


def _utf16(head: bytes) -> str | None:
    """Return utf-16-le or utf-16-be for text without a mark: half of each plain character is NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 10 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    good = sum(
        1
        for character in text
        if character in "\r\n\t" or " " <= character <= "~" or _HAN.match(character) or character.isalpha()
    )
    return name if good >= 0.9 * len(text) else None


def _is_gb18030(odd: bytes) -> bool:
    runs = _HIGH_RUNS.findall(odd)
    paired = sum(len(run) for run in runs if len(run) >= 2)
    if not runs or paired < 0.7 * sum(map(len, runs)):
        return False
    text = odd.decode("gb18030", "surrogateescape")
    beyond_ascii = [character for character in text if character > "\x7f"]
    han = sum(1 for character in beyond_ascii if _HAN.match(character))
    return han >= 0.7 * len(beyond_ascii)


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True
