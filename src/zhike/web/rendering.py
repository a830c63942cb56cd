"""One page: a template, a context dataclass, and what all pages share."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from zhike import govern
from zhike.web import formats
from zhike.web.asking import Asked
from zhike.web.charts import Chart
from zhike.web.navigation import sections
from zhike.web.prose import prose
from zhike.words import _, language, ngettext, unit

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of all templates: everything is escaped, a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("number", "short", "percent", "change", "points", "day", "month", "seconds", "size", "browser"):
        made.filters[name] = getattr(formats, name)
    made.filters["prose"] = prose
    made.globals.update(_=_say, ngettext=_say_counted, unit_said=unit, nothing=formats.NOTHING)
    made.globals.update(icon=icon, asset=asset, chart_data=chart_data)
    return made


def render(ask: Asked, template: str, context: Any, *, status: int = 200) -> HTMLResponse:
    """Return a page of a person who is signed in."""
    return _answer(ask.request, template, {**_values(context), **_shared(ask)}, status=status)


def render_outside(request: Request, template: str, context: Any, *, status: int = 200) -> HTMLResponse:
    """Return a page for somebody who is not signed in."""
    shop = request.app.state.shop
    outside: dict[str, Any] = {"ask": None, "shop_name": shop.settings.name or "Zhike", "sections": [], "may": _nothing}
    return _answer(request, template, {**_values(context), **outside}, status=status)


def icon(name: str) -> Markup:
    """Return an icon of the sprite; it says nothing that the words beside it do not say."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>').format(
        asset("vendor/icons.svg"), name
    )


@lru_cache(maxsize=256)
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the file, so browsers may keep it for good."""
    state = (HERE / "static" / name).stat()
    return f"/static/{name}?{state.st_mtime_ns:x}"


def chart_data(chart: Chart) -> Markup:
    """Return a chart as JSON that may stand inside a script element."""
    text = json.dumps(asdict(chart), ensure_ascii=False, default=_plain, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped here


def _answer(request: Request, template: str, values: dict[str, Any], *, status: int) -> HTMLResponse:
    shop = request.app.state.shop
    currency, zone = shop.settings.currency, shop.settings.timezone
    page = environment().get_template(template)
    text = page.render(
        **values,
        request=request,
        download_address=partial(_download_address, request),
        language=language(),
        nonce=request.scope["state"]["nonce"],
        currency=currency,
        money=partial(formats.money, currency=currency),
        short_money=partial(formats.short_money, currency=currency),
        moment=partial(formats.moment, timezone=zone),
        day_of=partial(formats.day_of, timezone=zone),
        shown=partial(formats.shown, currency=currency, timezone=zone),
    )
    return HTMLResponse(text, status_code=status)


def _download_address(request: Request, name: str) -> str:
    """Return the page's own address with a chart of it as a file."""
    return f"?{urlencode([*request.query_params.multi_items(), ('download', name)])}"


def _shared(ask: Asked) -> dict[str, Any]:
    return {
        "ask": ask,
        "shop_name": ask.shop.settings.name or "Zhike",
        "sections": sections(ask),
        "may": partial(govern.may, ask.actor),
    }


def _values(context: Any) -> dict[str, Any]:
    """Return the fields of a context as the template's names; `page` is the context itself."""
    if not is_dataclass(context) or isinstance(context, type):
        raise TypeError(f"a page's context is a dataclass, this is {type(context).__name__}")
    return {**{f.name: getattr(context, f.name) for f in fields(context)}, "page": context}


def _say(sentence: str, **values: Any) -> str:
    """Return a sentence in the reader's language with its values in it, escaped."""
    said = _(sentence)
    return Markup(escape(said)).format(**values) if values else said  # noqa: S704 - escaped, and format escapes the values


def _say_counted(one: str, many: str, number: float, **values: Any) -> str:
    """Return the sentence that goes with a number; `{count}` is that number, unless it is given."""
    return Markup(escape(ngettext(one, many, number))).format(**{"count": formats.number(number), **values})  # noqa: S704 - escaped, and format escapes the values


def _nothing(_permission: str) -> bool:
    return False


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
