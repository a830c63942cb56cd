"""The pages of a customer as of an earlier day: the same pages, read from the workspace as it stood then."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from zhike import jobs, past, pipeline
from zhike.describe import profile
from zhike.jobs import Told
from zhike.web.asking import Asked
from zhike.web.rendering import render
from zhike.web.room import API, signature_of

Day = Annotated[str, Query(max_length=10, description="Earlier day, as 2025-03-01.")]


@dataclass(frozen=True)
class NotThenPage:
    """A day that is not computed yet: `told` says how far it is, once somebody has asked for it."""

    title: str
    customer_id: str
    day: date
    told: Told | None


def on_day(build: Callable[..., Any]) -> Callable[..., Any]:
    """Let a page of one customer take `as_of`: then it shows what was known on that day.

    Who may see the customer today is asked first; a day that nobody has computed leads to a page where it can be asked for.
    """

    @functools.wraps(build)
    def then_shown(ask: Asked, customer_id: str, *args: Any, as_of: str = "", **kwargs: Any) -> Any:
        if not as_of:
            return build(ask, customer_id, *args, **kwargs)
        day = pipeline.day_of(as_of)
        today = profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
        then = past.looked_back(ask.shop, day)
        if then is None:
            return _not_then(ask, str(today.get("name") or customer_id), customer_id, day)
        ids = past.customers_then(ask.shop, then, customer_id)
        return build(replace(ask, shop=then), ids[0], *args, **kwargs)

    signature = signature_of(build)
    extra = inspect.Parameter("as_of", inspect.Parameter.KEYWORD_ONLY, default="", annotation=Day)
    then_shown.__signature__ = signature.replace(parameters=[*signature.parameters.values(), extra])  # type: ignore[attr-defined]
    return then_shown


def _not_then(ask: Asked, name: str, customer_id: str, day: date) -> Response:
    if ask.request.url.path.startswith(API):
        raise past.NotLookedBackError(day=day)
    job = jobs.looking_back(ask.shop, day)
    told = jobs.told(ask.shop, job) if job is not None else None
    return render(ask, "customers/not_then.html", NotThenPage(name, customer_id, day, told))
