"""Colleagues who are mentioned in a text, as @login."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zhike import govern
from zhike.govern import Person
from zhike.workspace import Workspace


def colleagues(shop: Workspace) -> Mapping[str, Person]:
    """Return by id the people who may sign in."""
    return {p.id: p for p in govern.everybody(shop.store) if p.disabled_at is None}


def mentions_in(text: str, there: Iterable[Person]) -> list[tuple[str, bool]]:
    """Return a text in pieces, and of each whether it mentions one of these people."""
    pieces, at = [], 0
    for found in _mention(there).finditer(text):
        pieces += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    return [p for p in [*pieces, (text[at:], False)] if p[0]]


def mentioned(text: str, there: Iterable[Person]) -> list[Person]:
    """Return those of these people whom a text mentions."""
    people = list(there)
    logins = {found[1].lower() for found in _mention(people).finditer(text)}
    return [p for p in people if p.login.lower() in logins]


def _mention(there: Iterable[Person]) -> re.Pattern[str]:
    """Return the pattern of @login, of the longest where one begins with another; Chinese may follow without a blank."""
    logins = sorted((re.escape(p.login) for p in there), key=len, reverse=True)
    return re.compile(rf"@({'|'.join(logins) or '(?!)'})(?![A-Za-z0-9_@-]|\.[A-Za-z0-9])", re.IGNORECASE)
