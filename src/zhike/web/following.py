"""Numbers of before: a customer's number that a run has changed leads to the customer of now."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse, RedirectResponse, Response

from zhike import pipeline
from zhike.describe import profile
from zhike.describe.profile import UnknownCustomerError
from zhike.unify import who
from zhike.web.asking import Asked
from zhike.web.rendering import render
from zhike.web.room import API
from zhike.words import _


@dataclass(frozen=True)
class Heir:
    """A customer of now who has records of a number of before."""

    customer_id: str
    name: str
    address: str


@dataclass(frozen=True)
class PartedPage:
    """A number whose records now belong to several customers."""

    title: str
    customer_id: str
    heirs: tuple[Heir, ...]


def leads_on(build: Callable[..., Any]) -> Callable[..., Any]:
    """Let a page of one customer answer for numbers of before, too: by the page of the customer of now, or a list of them."""

    @functools.wraps(build)
    def followed(ask: Asked, customer_id: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return build(ask, customer_id, *args, **kwargs)
        except UnknownCustomerError:
            went = who.followed(ask.shop, customer_id)
            if not went or customer_id in went:
                raise
            return led_to(ask, customer_id, went)

    return followed


def led_to(ask: Asked, customer_id: str, customers: Sequence[str]) -> Response:
    """Return the way from a number to the customers that have its records now."""
    if len(customers) == 1:
        return RedirectResponse(_address(ask, customer_id, customers[0]), status_code=307)
    heirs = tuple(Heir(c, _name(ask, c), _address(ask, customer_id, c)) for c in customers)
    page = PartedPage(_("A customer who was taken apart"), customer_id, heirs)
    if not ask.request.url.path.startswith(API):
        return render(ask, "customers/parted.html", page, status=300)
    said = _("{value} was taken apart: its records are now those of {listed}. Name one of them.").format(
        value=customer_id, listed=", ".join(customers)
    )
    fields = [{"field": "customer_id", "message": c} for c in customers]
    body = {"code": "customer_parted", "message": said, "can_retry": False, "fields": fields}
    return JSONResponse(body, status_code=300)


def _address(ask: Asked, was: str, now: str) -> str:
    """Return the address that was asked for, of another customer."""
    path = ask.request.url.path
    before = API if path.startswith(API) else ""
    rest = path.partition(f"/customers/{was}")[2]
    query = f"?{ask.request.url.query}" if ask.request.url.query else ""
    return f"{before}/customers/{now}{rest}{query}"


def _name(ask: Asked, customer_id: str) -> str:
    try:
        row = profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    except UnknownCustomerError:
        return customer_id
    return str(row.get("name") or customer_id)
