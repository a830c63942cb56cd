"""Why a column was given to a field, or to none: one sentence in the reader's language."""

from __future__ import annotations

from zhike.collect.named import entity_name
from zhike.words import _


def for_field(*, by_header: bool, fitting: float, filled: int, headless: bool) -> str:
    """Return why a column was given to its field."""
    share = f"{fitting:.0%}"
    if by_header and filled:
        return _("The header says so, and the values suit it ({share}).").format(share=share)
    if by_header:
        return _("The header says so; the sample has no values to check it by.")
    if headless:
        return _("There is no header; the values look like it.")
    return _("The header is not known, but the values look like it.")


def vetoed(field: str) -> str:
    """Return why a column was not given to the field its header names."""
    return _("The header says {field}, but the values do not look like it.").format(field=field)


def beaten(field: str, *, by: str) -> str:
    """Return why a column lost its field to another column."""
    return _("It could be {field}, but column {column!r} suits that better.").format(field=field, column=by)


def nothing(entity: str) -> str:
    """Return why a column goes nowhere."""
    return _("Neither the header nor the values match a field of {entity}.").format(entity=entity_name(entity))


def unsure_date() -> str:
    """Return what to add when day and month look alike in the whole sample."""
    return _("Day and month cannot be told apart: no value has a part above 12. Say which comes first.")
