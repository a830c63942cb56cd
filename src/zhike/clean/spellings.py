"""Values out of a short list, written in many ways: one table from spelling to value, used in SQL and in Python."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zhike.clean.kind import Context, Form, Kind, Reading, literals, unreadable

_SEPARATORS = re.compile(r"[\s_\-./,·()]+")


def listed(spellings: Mapping[str, str], *, problem: str, keeps: frozenset[str] = frozenset()) -> Kind:
    """Return a kind whose values are the ones of `spellings` (spelling, as `spelled` gives it → value)."""
    known = {spelled(spelling): value for spelling, value in spellings.items()}
    known |= {spelled(value): value for value in spellings.values()}
    values = literals(set(known.values()))

    def _forms(x: str, _context: Context) -> tuple[Form, ...]:
        # Any other spelling goes through a side table: there are never many distinct ones.
        return (Form(f"{x} IN {values}", x),)

    def _read(text: str, _context: Context) -> Reading:
        value = known.get(spelled(text))
        if value is None:
            return unreadable(problem)
        return Reading(value, None if value == text else "standard_word")

    return Kind(read=_read, forms=_forms, keeps=keeps)


def spelled(text: str) -> str:
    """Return a text without case and separators: the form in which spellings are compared."""
    return _SEPARATORS.sub("", text.lower())
