"""A few alternatives of a page as links: each is the page's own address with one part of it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request


@dataclass(frozen=True)
class Choice:
    """One alternative: what it is called, the address that shows it, and whether it is shown now."""

    label: str
    address: str
    chosen: bool


def choices(request: Request, name: str, options: Mapping[str, str], *, chosen: str) -> tuple[Choice, ...]:
    """Return the alternatives of one parameter; `options` are their values and labels, other parameters stay."""
    others = [(k, v) for k, v in request.query_params.multi_items() if k not in {name, "download"}]
    return tuple(
        Choice(label, f"?{urlencode([*others, (name, value)])}", value == chosen) for value, label in options.items()
    )
