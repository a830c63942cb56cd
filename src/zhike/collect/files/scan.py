"""One pass over a whole file: its hash, its encoding, and whether the fast reader would read it right."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import IO

import numpy as np

from zhike.collect.files import encoding
from zhike.collect.files.limits import Limits

BLOCK = 1 << 20
_ODD_BLOCKS = 8
_BLANK_LINE = re.compile(rb"\n\r?\n")


@dataclass(frozen=True)
class Scan:
    """What one pass over a text file shows; `size` in bytes. `lines` is None where a quote could hide a line break."""

    head: bytes
    size: int
    encoding: str
    plain: bool
    lines: int | None
    broken: int


class Scanner:
    """Collects facts block by block."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._odd: list[bytes] = []
        self._since_break = 0
        self._last = b""
        self.size = self.multibyte = self.broken = self.breaks = 0
        self.long = self.nul = self.bare_return = self.blank_line = self.quote = False
        self.head = b""

    def take(self, block: bytes) -> None:
        """Take the next block."""
        self.size += len(block)
        self.head = self.head or block
        self._take_text(block)
        self._take_breaks(block)
        self.nul = self.nul or b"\0" in block
        self.quote = self.quote or b'"' in block

    def result(self) -> Scan:
        """Return what was found."""
        self.broken += encoding.broken_places(self._decoder.decode(b"", final=True))
        found = encoding.of_bytes(
            self.head[: 1 << 16], b"".join(self._odd), broken=self.broken, multibyte=self.multibyte
        )
        unusual = self.nul or self.bare_return or self.blank_line or self.long or self.broken
        lines = self.breaks + (not self._last.endswith(b"\n"))
        return Scan(
            size=self.size,
            head=self.head,
            encoding=found,
            plain=found.startswith("utf-8") and not unusual,
            lines=None if self.quote else lines,
            broken=self.broken,
        )

    def _take_text(self, block: bytes) -> None:
        # Plain ASCII, the usual case, costs one look; an unfinished character before it is broken.
        if block.isascii() and not self._decoder.getstate()[0]:
            return
        if len(self._odd) < _ODD_BLOCKS:
            self._odd.append(block)
        text = self._decoder.decode(block)
        broken = encoding.broken_places(text)
        self.broken += broken
        self.multibyte += max(len(block) - len(text), 0)

    def _take_breaks(self, block: bytes) -> None:
        self.blank_line = self.blank_line or bool(
            _BLANK_LINE.search(block) or _BLANK_LINE.search(self._last + block[:2])
        )
        first = block.find(b"\n")
        self._since_break += first if first >= 0 else len(block)
        self.long = self.long or self._since_break > self._limits.line_bytes
        if first >= 0:
            self._since_break = len(block) - block.rfind(b"\n") - 1
        # NumPy counts four times as fast as bytes.count, which stops at every hit.
        self.breaks += int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))
        if b"\r" in block or self._last.endswith(b"\r"):
            ends = (self._last[-1:] + block[:-1]).count(b"\r"), (self._last[-1:] + block).count(b"\r\n")
            self.bare_return = self.bare_return or ends[0] != ends[1]
        self._last = (self._last + block)[-2:]


def scan(stream: IO[bytes], *, limits: Limits) -> Scan:
    """Return the facts of a whole stream, read once."""
    scanner = Scanner(limits)
    while block := stream.read(BLOCK):
        scanner.take(block)
    return scanner.result()


def file_hash(stream: IO[bytes]) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
