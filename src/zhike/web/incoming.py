"""A file on its way in: the multipart form is taken apart as it arrives, and its file goes straight to the workspace."""

from __future__ import annotations

from typing import Any

from anyio import to_thread
from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from zhike.collect import Incoming, NothingUploadedError, Upload
from zhike.govern import Actor
from zhike.workspace import Workspace


class _FirstFile:
    """Listens to the parser of a form: keeps the pieces of the first file, and passes over everything else."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.pieces: list[bytes] = []
        self._header, self._value, self._disposition = b"", b"", b""
        self._in_it = self._ended = False

    def callbacks(self) -> Any:
        return {
            name: getattr(self, name)
            for name in ("on_part_begin", "on_header_field", "on_header_value", "on_header_end", "on_headers_finished",
                         "on_part_data", "on_part_end")
        }  # fmt: skip

    def on_part_begin(self) -> None:
        self._header, self._value, self._disposition = b"", b"", b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def on_headers_finished(self) -> None:
        _kind, options = parse_options_header(self._disposition)
        if b"filename" in options and not self._ended:
            self.name, self._in_it = options[b"filename"].decode("utf-8", "replace"), True

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_it:
            self.pieces.append(data[start:end])

    def on_part_end(self) -> None:
        self._ended, self._in_it = self._ended or self._in_it, False


async def received(request: Request, shop: Workspace, *, by: Actor) -> Upload:
    """Return the file of a multipart form as an upload; nothing is kept of a form that breaks off or is too large."""
    incoming = await to_thread.run_sync(Incoming, shop)
    try:
        name = await _written(request, incoming)
        return await to_thread.run_sync(lambda: incoming.keep(name=name, by=by))
    except BaseException:
        incoming.drop()
        raise


async def _written(request: Request, incoming: Incoming) -> str:
    """Write the first file of a form and return its name as it was sent."""
    _kind, options = parse_options_header(request.headers.get("content-type", ""))
    if b"boundary" not in options:
        raise NothingUploadedError
    incoming.expect(int(request.headers.get("content-length") or 0))
    heard = _FirstFile()
    try:
        parser = MultipartParser(options[b"boundary"], heard.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
            if heard.pieces:
                await to_thread.run_sync(incoming.write, b"".join(heard.pieces))
                heard.pieces.clear()
        parser.finalize()
    except FormParserError as error:
        raise NothingUploadedError from error
    if not heard.name:
        raise NothingUploadedError
    return heard.name
