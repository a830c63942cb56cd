"""One place where an error becomes an answer: a page for people, JSON for programs, the same code and words in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from zhike import jobs
from zhike.errors import ZhikeError
from zhike.govern import NotAllowedError, SignInRefusedError, TooManyFailuresError
from zhike.jobs import Stale
from zhike.web.asking import SignInNeededError, asked
from zhike.web.rendering import render, render_outside
from zhike.words import N_, _
from zhike.workspace import BusyError, NoRunError

_STATUS: tuple[tuple[type[BaseException], int], ...] = (
    (SignInNeededError, 401),
    (SignInRefusedError, 401),
    (TooManyFailuresError, 429),
    (NotAllowedError, 403),
    (NoRunError, 409),
    (BusyError, 409),
    (LookupError, 404),
    (ZhikeError, 422),
)
_HTTP = {
    404: N_("There is no page at this address."),
    405: N_("This address does not take this kind of request."),
    413: N_("This is too large."),
}


@dataclass(frozen=True)
class NothingComputed:
    """What stands in the place of a page before the first run: what came in until now."""

    stale: Stale


@dataclass(frozen=True)
class Failure:
    """What went wrong, in the one shape that pages and API share."""

    code: str
    message: str
    status: int
    can_retry: bool = False
    fields: tuple[dict[str, str], ...] = ()


def add_to(app: FastAPI) -> None:
    """Turn our errors, wrong input and unknown addresses into answers."""
    app.add_exception_handler(ZhikeError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_input)
    app.add_exception_handler(HTTPException, _on_http)


def failure_of(error: ZhikeError) -> Failure:
    """Return an error of ours as an answer."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return Failure(error.code, str(error), status, can_retry=error.can_retry)


def _on_ours(request: Request, error: Any) -> Response:
    failure = failure_of(error)
    if isinstance(error, SignInNeededError) and not _for_program(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?next={quote(wanted)}" if request.method == "GET" and wanted != "/" else ""
        return RedirectResponse(f"/sign-in{back}", status_code=303)
    return _answer(request, failure)


def _on_input(request: Request, error: Any) -> Response:
    wrong = tuple({"field": ".".join(map(str, e["loc"][1:])), "message": str(e["msg"])} for e in error.errors())
    said = "; ".join(f"{w['field']}: {w['message']}" for w in wrong)
    return _answer(
        request, Failure("wrong_input", _("This cannot be read: {detail}").format(detail=said), 422, fields=wrong)
    )


def _on_http(request: Request, error: Any) -> Response:
    said = _(_HTTP[error.status_code]) if error.status_code in _HTTP else str(error.detail)
    return _answer(request, Failure(f"http_{error.status_code}", said, error.status_code))


def _answer(request: Request, failure: Failure) -> Response:
    if _for_program(request):
        body = {"code": failure.code, "message": failure.message, "can_retry": failure.can_retry}
        return JSONResponse({**body, "fields": list(failure.fields)}, status_code=failure.status)
    try:
        ask = asked(request)
    except ZhikeError:
        return render_outside(request, "failure.html", failure, status=failure.status)
    if failure.code == "no_run":
        return render(ask, "no_run.html", NothingComputed(jobs.stale(ask.shop)), status=failure.status)
    return render(ask, "failure.html", failure, status=failure.status)


def _for_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")
