"""Static files: packed where the browser takes it, kept for good because their address changes with them."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

FOLDER = (Path(__file__).parent / "static").resolve()
_FOR_GOOD = "public, max-age=31536000, immutable"


def add_to(app: FastAPI) -> None:
    """Serve /static/… from the package."""
    app.add_api_route("/static/{name:path}", _static, methods=["GET", "HEAD"], include_in_schema=False)


def _static(name: str, request: Request) -> Response:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file() or path.name.startswith("."):
        raise HTTPException(404)
    headers = {"cache-control": _FOR_GOOD, "vary": "Accept-Encoding"}
    packed = path.with_name(f"{path.name}.gz")
    if packed.exists() and "gzip" in request.headers.get("accept-encoding", ""):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FileResponse(packed, media_type=kind, headers={**headers, "content-encoding": "gzip"})
    return FileResponse(path, headers=headers)
