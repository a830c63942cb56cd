"""Blocks of a file cut into chunks of whole lines, which may be cut smaller or longer again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhike.collect.files.limits import Limits

KEPT_OF_LONG_LINE = 10_000
_PIECE = 1 << 16


@dataclass(frozen=True)
class Chunk:
    """Whole lines of a file, or the beginning of one line that is over the limit."""

    data: bytes
    is_long: bool = False


class Chunks(Iterator[Chunk]):
    """The chunks of a file, of which the next ones can be changed."""

    def __init__(self, blocks: Iterable[bytes], *, limits: Limits) -> None:
        self._source = chunks(blocks, limits=limits)
        self._next: deque[Chunk] = deque()

    def __next__(self) -> Chunk:
        return self._next.popleft() if self._next else next(self._source)

    def split(self, chunk: Chunk) -> bool:
        """Let smaller pieces of the chunk come next, so that an odd row costs little; False when it is small."""
        if chunk.is_long or len(chunk.data) <= 2 * _PIECE:
            return False
        self._next.extendleft(reversed([Chunk(data) for data in _pieces(chunk.data)]))
        return True

    def prepend(self, data: bytes) -> bool:
        """Let the next chunk begin with these bytes; False when there is none that could."""
        following = next(self, None)
        if following is None:
            return False
        self._next.appendleft(following if following.is_long else Chunk(data + following.data))
        return not following.is_long


def chunks(blocks: Iterable[bytes], *, limits: Limits) -> Iterator[Chunk]:
    """Yield blocks cut after a line's end; a line over the limit becomes a chunk of its own, cut short."""
    rest = b""
    long_head = b""
    for block in blocks:
        data = rest + block
        end = _last_break(data)
        if end:
            if long_head:
                first = _first_break(data)
                yield Chunk(long_head, is_long=True)
                data, end, long_head = data[first:], end - first, b""
            if end:
                yield Chunk(data[:end])
            rest = data[end:]
        else:
            rest = data
        if long_head or len(rest) > limits.line_bytes:
            long_head = long_head or rest[:KEPT_OF_LONG_LINE]
            rest = rest[-1:] if rest.endswith(b"\r") else b""
    if long_head:
        yield Chunk(long_head, is_long=True)
    elif rest:
        yield Chunk(rest)


def _last_break(data: bytes) -> int:
    """Return where the last whole line ends; a final CR may be half of CR LF, so it waits."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1 if data else 0


def _first_break(data: bytes) -> int:
    return len(data.splitlines(keepends=True)[0])


def _pieces(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _PIECE) + 1 or len(data)
        yield data[at:end]
        at = end
