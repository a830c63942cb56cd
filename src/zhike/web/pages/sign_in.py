"""Coming in: sign in, use a one-time link, sign out, choose the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from zhike import govern
from zhike.errors import ZhikeError
from zhike.govern import LinkSpentError
from zhike.web.asking import SECURE_SESSION_COOKIE, SESSION_COOKIE, Question, Shop, address_of, session_token
from zhike.web.defence import LANGUAGE_COOKIE
from zhike.web.failures import failure_of
from zhike.web.rendering import render_outside
from zhike.words import LANGUAGES, _

router = APIRouter(include_in_schema=False)
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class SignInPage:
    """The form to sign in, with what was wrong about the last try."""

    title: str
    next: str = "/"
    login: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class JoinPage:
    """The form behind a one-time link: who you are and your password."""

    title: str
    token: str
    role: str
    is_new: bool
    name: str = ""
    login: str = ""
    wrong: str = ""


class JoinForm(BaseModel, extra="forbid"):
    """What a person fills in behind a one-time link."""

    password: str = Field(max_length=1000)
    name: str = Field("", max_length=200)
    login: str = Field("", max_length=300)


@router.get("/sign-in")
def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002 - the customary name
    """Show the form."""
    return render_outside(request, "sign_in.html", SignInPage(_("Sign in"), _inside(next)))


@router.post("/sign-in")
def sign_in(
    request: Request,
    shop: Shop,
    login: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the customary name
) -> Response:
    """Open a session."""
    agent, address = request.headers.get("user-agent", ""), address_of(request)
    try:
        token = govern.sign_in(shop.store, login, password, address=address, agent=agent)
    except ZhikeError as error:
        failure = failure_of(error)
        page = SignInPage(_("Sign in"), _inside(next), login=login, wrong=failure.message)
        return render_outside(request, "sign_in.html", page, status=failure.status)
    return _with_session(RedirectResponse(_inside(next), status_code=303), request, token)


@router.get("/join/{token}")
def join_form(request: Request, shop: Shop, token: str) -> Response:
    """Show what a one-time link is for."""
    try:
        link = govern.opened(shop.store, token)
    except LinkSpentError as error:
        return render_outside(request, "failure.html", failure_of(error), status=404)
    return render_outside(request, "join.html", _join_page(link, token))


@router.post("/join/{token}")
def join(
    request: Request,
    shop: Shop,
    token: str,
    given: Annotated[JoinForm, Form()],
) -> Response:
    """Use a one-time link and sign in."""
    try:
        person = govern.joined(shop.store, token, name=given.name, login=given.login, password=given.password)
    except LinkSpentError as error:
        return render_outside(request, "failure.html", failure_of(error), status=404)
    except ZhikeError as error:
        page = _join_page(govern.opened(shop.store, token), token, name=given.name, login=given.login, wrong=str(error))
        return render_outside(request, "join.html", page, status=422)
    session = govern.open_session(shop.store, person, agent=request.headers.get("user-agent", ""))
    return _with_session(RedirectResponse("/", status_code=303), request, session)


@router.post("/sign-out")
def sign_out(ask: Question, everywhere: Annotated[bool, Form()] = False) -> Response:
    """End this session, or all of the person's."""
    if everywhere:
        govern.sign_out_everywhere(ask.shop.store, ask.person.id)
    else:
        govern.sign_out(ask.shop.store, session_token(ask.request))
    answer = RedirectResponse("/sign-in", status_code=303)
    for name in (SESSION_COOKIE, SECURE_SESSION_COOKIE):
        answer.delete_cookie(name, path="/")
    return answer


@router.post("/language")
def choose_language(
    request: Request,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the customary name
) -> Response:
    """Keep the language that a person chose."""
    answer = RedirectResponse(_inside(next), status_code=303)
    if language in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=_A_YEAR,
            path="/",
            samesite="lax",
            httponly=True,
            secure=_is_secure(request),
        )
    return answer


def _join_page(link: govern.Link, token: str, *, name: str = "", login: str = "", wrong: str = "") -> JoinPage:
    is_new = link.person_id is None
    title = _("Welcome to Zhike") if is_new else _("Choose a new password")
    return JoinPage(title, token, govern.ROLES[link.role].label, is_new=is_new, name=name, login=login, wrong=wrong)


def _with_session(answer: Response, request: Request, token: str) -> Response:
    secure = _is_secure(request)
    answer.set_cookie(
        SECURE_SESSION_COOKIE if secure else SESSION_COOKIE,
        token,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    return answer


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _inside(path: str) -> str:
    """Return the path when it leads to a page of ours, else the first page: no link sends people elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path
    return path if is_ours else "/"
