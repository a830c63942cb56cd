"""What every answer and every change passes: language, security headers, and the defence against other sites."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhike.words import LANGUAGES, use_language

LANGUAGE_COOKIE = "zhike_language"
_SAFE = {"GET", "HEAD", "OPTIONS"}
# Scripts carry the nonce of their page; styles and pictures are our own; nothing is loaded from anywhere else.
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'; report-uri /reports/policy"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Defence:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it, and put the headers on its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        use_language(_language(headers))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), nonce, scope["path"])
            await send(message)

        if scope["method"] not in _SAFE and _is_foreign(headers, scope):
            refused = PlainTextResponse("Refused: this change was asked for by another site.", status_code=403)
            await refused(scope, receive, sending)
            return
        await self._app(scope, receive, sending)


def _is_foreign(headers: Headers, scope: Scope) -> bool:
    """Whether a change comes from another site: by Fetch Metadata, else by Origin; programs with a key send neither."""
    if scope["path"].startswith("/api/") and headers.get("authorization", "").lower().startswith("bearer "):
        return False  # a browser never sends our keys by itself
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _language(headers: Headers) -> str:
    chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for part in headers.get("accept-language", "").split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return "en"


def _add_headers(headers: Any, nonce: str, path: str) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", _POLICY.format(nonce=nonce))
    if not path.startswith("/static/"):
        headers.setdefault("cache-control", "no-store")
    headers.setdefault("vary", "Accept-Language, Cookie")
