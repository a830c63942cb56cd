"""Free text: trimmed, without control characters, nothing instead of a sentinel. Width and case stay as written."""

from __future__ import annotations

from zhike.clean.folding import UNTIDY
from zhike.clean.kind import Context, Kind, Reading, as_is, literals
from zhike.clean.sentinels import SENTINELS


def fast(x: str, _context: Context) -> str:
    """Return SQL: the text when there is nothing to do, else NULL."""
    # '#' opens every error value of a spreadsheet; the sentinels are short, so long texts are not compared.
    sentinel = f"(strlen({x}) <= 48 AND (lower({x}) IN {literals(SENTINELS)} OR {x}[1] IN ('#', '＃')))"
    return f"CASE WHEN {x} <> '' AND NOT {sentinel} AND NOT regexp_matches({x}, '{UNTIDY}') THEN {x} END"


def read(text: str, _context: Context) -> Reading:
    """Read a text that had something to remove."""
    return Reading(text)


KIND = Kind(read=read, fast=fast, folds=False, plain=as_is)
