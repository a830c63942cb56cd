"""Where browsers report what our own policy forbade: a page of ours that breaks it is a bug."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from fastapi.responses import Response

router = APIRouter(include_in_schema=False)
_log = logging.getLogger("zhike.web.policy")
_LONGEST = 4096


@router.post("/reports/policy")
async def policy_report(request: Request) -> Response:
    """Write a browser's report into the log."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            break
    _log.warning("a browser refused something: %s", body[:_LONGEST].decode("utf-8", "replace").replace("\n", " "))
    return Response(status_code=204)
