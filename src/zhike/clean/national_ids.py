"""Identity numbers: only the keyed hash arrives here; the number was checked before it was hashed."""

from __future__ import annotations

from zhike.clean.kind import Context, Form, Kind, Reading


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: a hash."""
    return (Form(f"regexp_full_match({x}, '[0-9a-f]{{16,128}}')", x),)


def read(_text: str, _context: Context) -> Reading:
    """Read what is no hash: nothing of it is kept."""
    return Reading(repair="invalid", problem="bad_national_id")


KIND = Kind(read=read, forms=forms)
