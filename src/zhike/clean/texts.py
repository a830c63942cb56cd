"""Free text: trimmed, without control characters, nothing instead of a sentinel. Width and case stay as written."""

from __future__ import annotations

from zhike.clean.folding import UNTIDY
from zhike.clean.kind import Context, Form, Kind, Reading, literal
from zhike.clean.sentinels import PATTERN

# One pattern, for one pass: a list of eighty words would be compared one by one. '#' opens every spreadsheet error.
_ODD = literal(f"{PATTERN}|^[#＃]|{UNTIDY}")


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: a text with nothing to remove."""
    return (Form(f"NOT regexp_matches({x}, {_ODD})", x),)


def read(text: str, _context: Context) -> Reading:
    """Read a text that had something to remove."""
    return Reading(text)


KIND = Kind(read=read, forms=forms, folds=False)
