"""A sentence with the few marks that our own texts use: `code`, *emphasis* and **strong**; all else is escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*")


def prose(sentence: str) -> Markup:
    """Return a sentence as HTML."""
    return Markup(_MARKS.sub(_marked, str(escape(sentence))))  # noqa: S704 - escaped before the marks are read


def _marked(found: re.Match[str]) -> str:
    code, strong, emphasis = found.groups()
    if code:
        return f"<code>{code}</code>"
    return f"<strong>{strong}</strong>" if strong else f"<em>{emphasis}</em>"
