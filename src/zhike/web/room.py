"""A room of pages: each page is one function that returns one context; its JSON twin comes from the same function.

    room = Room("customers")

    @room.page("/customers", template="customers/list.html", needs="see")
    def customers(ask: Question, q: str = "") -> CustomersPage: ...

gives GET /customers as a page and GET /api/v1/customers as JSON, both behind the same gate.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from zhike import govern
from zhike.web.asking import Asked, Question, asked_by_program
from zhike.web.downloads import downloaded
from zhike.web.rendering import render

API = "/api/v1"

Handler = Callable[..., Any]


class Room:
    """Collects the routes of one room: `pages` for people, `api` for programs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pages = APIRouter(include_in_schema=False)
        self.api = APIRouter(prefix=API, tags=[name])

    def page(self, path: str, *, template: str, needs: str = "see", twin: bool = True) -> Callable[[Handler], Handler]:
        """Show what a function returns as a page, and (unless `twin` is off) as JSON below /api/v1."""

        def add(build: Handler) -> Handler:
            gated = _gated(build, needs)
            self.pages.add_api_route(path, _shown(gated, template), methods=["GET"], response_model=None)
            if twin:
                self.api.add_api_route(path, _for_programs(gated), methods=["GET"], response_model=_returns(build))
            return build

        return add

    def change(
        self, path: str, *, needs: str, method: str = "POST", most_fields: int = 1000
    ) -> Callable[[Handler], Handler]:
        """Let a function change something; what it returns is a response, or the path of the page to show next.

        Its form has at most so many fields.
        """

        def add(build: Handler) -> Handler:
            self.pages.add_api_route(
                path,
                _then_shown(_gated(build, needs)),
                methods=[method],
                response_model=None,
                form_limits={"max_fields": most_fields},
            )
            return build

        return add

    def call(self, path: str, *, needs: str) -> Callable[[Handler], Handler]:
        """Let a program change something by POST below /api/v1; what the function returns is the JSON answer."""

        def add(build: Handler) -> Handler:
            gated = _for_programs(_gated(build, needs))
            self.api.add_api_route(path, gated, methods=["POST"], response_model=_returns(build), status_code=201)
            return build

        return add

    def file(self, path: str, *, needs: str = "export") -> Callable[[Handler], Handler]:
        """Send what a function returns (a response) as it is: a file, a fragment."""

        def add(build: Handler) -> Handler:
            self.pages.add_api_route(path, _gated(build, needs), methods=["GET"], response_model=None)
            return build

        return add


def _gated(build: Handler, needs: str) -> Handler:
    """Return the function behind its permission."""

    @functools.wraps(build)
    def checked(ask: Asked, *args: Any, **kwargs: Any) -> Any:
        govern.require(ask.actor, needs)
        return build(ask, *args, **kwargs)

    return _with_signature(checked, build)


def _shown(build: Handler, template: str) -> Handler:
    @functools.wraps(build)
    def shown(ask: Asked, *args: Any, **kwargs: Any) -> Response:
        context = build(ask, *args, **kwargs)
        if isinstance(context, Response):
            return context
        wanted = ask.request.query_params.get("download")
        return downloaded(ask, context, wanted) if wanted else render(ask, template, context)

    return _with_signature(shown, build)


def _then_shown(build: Handler) -> Handler:
    @functools.wraps(build)
    def changed(ask: Asked, *args: Any, **kwargs: Any) -> Response:
        found = build(ask, *args, **kwargs)
        return found if isinstance(found, Response) else RedirectResponse(str(found), status_code=303)

    return _with_signature(changed, build)


def _for_programs(build: Handler) -> Handler:
    """Return the function for the API: there a program signs in with its key."""

    @functools.wraps(build)
    def answered(ask: Asked, *args: Any, **kwargs: Any) -> Any:
        return build(ask, *args, **kwargs)

    signature = signature_of(build)
    ask, *others = signature.parameters.values()
    program = ask.replace(annotation=Annotated[Asked, Depends(asked_by_program)])
    answered.__signature__ = signature.replace(parameters=[program, *others])  # type: ignore[attr-defined]
    return answered


def _with_signature(wrapper: Handler, build: Handler) -> Handler:
    wrapper.__signature__ = signature_of(build)  # type: ignore[attr-defined]
    return wrapper


def signature_of(build: Handler) -> inspect.Signature:
    """Return the signature with its types, not their names: FastAPI looks names up in the wrapper's own module."""
    given = getattr(build, "__signature__", None)
    if given is not None:
        return given  # type: ignore[no-any-return]
    hints = get_type_hints(build, include_extras=True)
    signature = inspect.signature(build)
    typed = [p.replace(annotation=hints.get(name, p.annotation)) for name, p in signature.parameters.items()]
    return signature.replace(parameters=typed, return_annotation=hints.get("return", signature.return_annotation))


def _returns(build: Handler) -> Any:
    return get_type_hints(build).get("return")


__all__ = ["API", "Question", "Request", "Room", "signature_of"]
