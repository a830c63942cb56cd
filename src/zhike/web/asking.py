"""What a handler is given: the workspace, who asks, and in which language. The only way from a request to an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from zhike import govern
from zhike.errors import ZhikeError
from zhike.govern import Actor, Person
from zhike.words import N_, language
from zhike.workspace import Workspace

SESSION_COOKIE, SECURE_SESSION_COOKIE = "zhike_session", "__Host-zhike_session"


class SignInNeededError(ZhikeError, PermissionError):
    """A page that only people who are signed in may see."""

    code = "sign_in_needed"
    sentence = N_("Sign in to see this page.")


@dataclass(frozen=True)
class Asked:
    """One question to the application: where, by whom, in which language."""

    shop: Workspace
    person: Person
    request: Request

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return self.person.actor

    @property
    def language(self) -> str:
        """Return "zh" or "en"."""
        return language()

    def may(self, permission: str) -> bool:
        """Whether who asks is allowed to."""
        return govern.may(self.actor, permission)


def shop_of(request: Request) -> Workspace:
    """Return the workspace that this application serves."""
    shop: Workspace = request.app.state.shop
    return shop


def session_token(request: Request) -> str:
    """Return the token of the request's session cookie, or ""."""
    return request.cookies.get(SECURE_SESSION_COOKIE) or request.cookies.get(SESSION_COOKIE) or ""


def address_of(request: Request) -> str:
    """Return where a request comes from, by which failed sign-ins are counted."""
    return request.client.host if request.client else ""


def asked(request: Request) -> Asked:
    """Return the question of a person who is signed in; raise SignInNeededError for anybody else."""
    shop = shop_of(request)
    token = session_token(request)
    found = govern.signed_in(shop.store, token) if token else None
    if found is None:
        raise SignInNeededError
    return Asked(shop, found, request)


def asked_by_program(request: Request) -> Asked:
    """Return the question of a program: by its key, or, to read only, by the session of the person at the browser."""
    shop = shop_of(request)
    scheme, _space, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = govern.by_key(shop.store, key.strip())
        if found is None:
            raise SignInNeededError
        return Asked(shop, found, request)
    if request.method not in {"GET", "HEAD"}:
        raise SignInNeededError
    return asked(request)


Question = Annotated[Asked, Depends(asked)]
Shop = Annotated[Workspace, Depends(shop_of)]
