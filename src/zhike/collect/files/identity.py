"""Chinese identity numbers, which are never stored: a keyed hash, and the facts that the number states.

The resident identity number is that of GB 11643-1999: six digits of division, birth date, three of sequence (odd
for men), and a check character by ISO 7064 MOD 11-2. The old form has 15 digits, two for the year and no check.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

NAME = "national_id"
COLUMNS = (NAME, f"{NAME}.valid", f"{NAME}.birth_date", f"{NAME}.gender")
HIDDEN = "[national id]"

_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OLD = re.compile(r"[1-9]\d{14}", re.ASCII)
_HASHED = re.compile(r"hash:([0-9a-f]{64})", re.ASCII)
_BLANKS = re.compile(r"[\s\-]+")

# Only what has a possible month and day: order numbers of 18 digits stay readable.
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_LOOKALIKE = re.compile(
    rf"(?<![0-9])[1-9]\d{{5}}(?:(?:18|19|20)\d{{2}}{_DAY}\d{{3}}[\dXx]|\d{{2}}{_DAY}\d{{3}})(?![0-9])", re.ASCII
)


class Facts(NamedTuple):
    """What is kept of an identity number: hash (hex), valid (true/false/None), birth date (ISO), gender."""

    hash: str | None
    valid: str | None = None
    birth_date: str | None = None
    gender: str | None = None


def facts(value: str | None, key: bytes) -> Facts:
    """Return what is kept of one value: HMAC-SHA256 of its normal form under `key`, and what the number states.

    The 15-digit form is hashed as the 18-digit number it became, so that both meet. A value `hash:<64 hex>`, as
    error files hold it, is taken over; whether it was valid cannot be known any more.
    """
    normal = _BLANKS.sub("", unicodedata.normalize("NFKC", value or "")).upper()
    if not normal:
        return Facts(None)
    if taken := _HASHED.fullmatch(normal.lower()):
        return Facts(taken[1])
    resident = _resident(normal)
    if resident is None:
        return Facts(_keyed(normal, key), "false")
    born = f"{resident[6:10]}-{resident[10:12]}-{resident[12:14]}"
    return Facts(_keyed(resident, key), "true", born, "male" if int(resident[16]) % 2 else "female")


def columns(values: Sequence[str | None], key: bytes) -> list[list[str | None]]:
    """Return the four columns of COLUMNS for a column of identity numbers."""
    found = [facts(value, key) for value in values]
    return [list(column) for column in zip(*found, strict=True)] if found else [[], [], [], []]


def reference(value: str, key: bytes) -> str:
    """Return the value as an error file may hold it: `hash:` and its keyed hash, or nothing for nothing."""
    hashed = facts(value, key).hash
    return f"hash:{hashed}" if hashed else ""


def hide(text: str) -> str:
    """Return the text with everything that looks like a Chinese identity number replaced."""
    return _LOOKALIKE.sub(HIDDEN, text)


def _resident(normal: str) -> str | None:
    """Return the valid 18-digit number, from either form, or None."""
    if _OLD.fullmatch(normal):
        longer = f"{normal[:6]}19{normal[6:]}"
        normal = longer + _check(longer)
    if not _RESIDENT.fullmatch(normal) or normal[17] != _check(normal[:17]):
        return None
    return normal if _is_day(normal[6:14]) else None


def _check(digits: str) -> str:
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= 1800
    except ValueError:
        return False


def _keyed(normal: str, key: bytes) -> str:
    return hmac.digest(key, normal.encode(), hashlib.sha256().name).hex()
