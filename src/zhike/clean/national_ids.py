"""Identity numbers: only the keyed hash arrives here; the number was checked before it was hashed."""

from __future__ import annotations

from zhike.clean.kind import Context, Kind, Reading, as_is


def fast(x: str, _context: Context) -> str:
    """Return SQL: the hash when it is one."""
    return f"CASE WHEN regexp_full_match({x}, '[0-9a-f]{{16,128}}') THEN {x} END"


def read(_text: str, _context: Context) -> Reading:
    """Read what is no hash: nothing of it is kept."""
    return Reading(repair="invalid", problem="bad_national_id")


KIND = Kind(read=read, fast=fast, plain=as_is)
