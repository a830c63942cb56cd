"""One pass over a whole text file: its encoding, and whether it is damaged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO

import numpy as np

from zhike.collect.files import encoding

BLOCK = 1 << 20
_ODD_BLOCKS = 8
_OF_EACH = 1 << 17  # bytes that are kept of an odd block: enough to tell one encoding from another
_LAST_OF_ASCII = 0x7F
_FIRST_OF_LEAD = 0xC0
_LONGEST = 4  # bytes of a character in UTF-8


@dataclass(frozen=True)
class Scan:
    """What one pass over a text file shows; `size` in bytes, `broken` in places that are not valid UTF-8."""

    head: bytes
    size: int
    encoding: str
    broken: int


class Scanner:
    """Collects facts block by block."""

    def __init__(self) -> None:
        self._odd: list[bytes] = []
        self._tail = b""  # the beginning of a character that the next block goes on with
        self._broken_blocks = 0
        self.size = self.multibyte = self.broken = 0
        self.head = b""

    def take(self, block: bytes) -> None:
        """Take the next block."""
        self.size += len(block)
        self.head = self.head or block
        if not self._is_certain() and (self._tail or not block.isascii()):
            data = self._tail + block
            end = _whole_characters(data)
            self._tail = data[end:]
            self._take_text(data[:end])

    def result(self) -> Scan:
        """Return what was found."""
        self._take_text(self._tail)
        found = encoding.of_bytes(
            self.head[: 1 << 16], b"".join(self._odd), broken=self.broken, multibyte=self.multibyte
        )
        return Scan(size=self.size, head=self.head, encoding=found, broken=self.broken)

    def _is_certain(self) -> bool:
        """Whether enough was seen that is no UTF-8: looking at every byte of such a file takes seconds."""
        return self._broken_blocks > _ODD_BLOCKS and self.broken > self.multibyte

    def _take_text(self, data: bytes) -> None:
        if data.isascii():
            return
        if len(self._odd) < _ODD_BLOCKS:
            self._odd.append(data[:_OF_EACH])
        if encoding.is_utf8(data):
            # All bytes of a character but the first are 10xxxxxx: below -64 as signed numbers.
            self.multibyte += int(np.count_nonzero(np.frombuffer(data, np.int8) < -64))
            return
        text = data.decode("utf-8", "surrogateescape")
        self.broken += encoding.broken_places(text)
        self.multibyte += len(data) - len(text)
        self._broken_blocks += 1


def scan(stream: IO[bytes]) -> Scan:
    """Return the facts of a whole stream, read once."""
    scanner = Scanner()
    while block := stream.read(BLOCK):
        scanner.take(block)
    return scanner.result()


def file_hash(stream: IO[bytes]) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def _whole_characters(data: bytes) -> int:
    """Return where the last whole character ends, as far as the last bytes can tell."""
    for back in range(1, min(_LONGEST, len(data) + 1)):
        sign = data[-back]
        if sign <= _LAST_OF_ASCII:
            return len(data)
        if sign >= _FIRST_OF_LEAD:
            needed = 2 + (sign >= 0xE0) + (sign >= 0xF0)
            return len(data) - back if needed > back else len(data)
    return len(data)
