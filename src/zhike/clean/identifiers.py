"""Identifiers: order numbers, member numbers, WeChat ids. Text always: a leading zero is part of the number."""

from __future__ import annotations

import re
from decimal import Decimal

from zhike.clean.kind import Context, Form, Kind, Reading

# With a digit in it and no dot, or ten letters long, it cannot be a sentinel, nor a number that Excel has touched.
_USUAL = "[A-Za-z0-9_:#-]*[0-9][A-Za-z0-9_:#-]*|[A-Za-z_-]{10,}"
_NUMBER_WITH_ZERO_CENTS = re.compile(r"(-?\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d{1,2}")


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: an identifier with nothing to do."""
    return (Form(f"regexp_full_match({x}, '{_USUAL}')", x),)


def read(text: str, _context: Context) -> Reading:
    """Read an odd identifier; 17850.0 is 17850, and 1.7850E+04 too when no digit was lost on the way."""
    if match := _NUMBER_WITH_ZERO_CENTS.fullmatch(text):
        return Reading(match[1], "excel_number")
    if _SCIENTIFIC.fullmatch(text):
        return _scientific(text)
    if len(text) > 1 and text[0] == "'" and text[1:].strip().isalnum():
        return Reading(text[1:].strip(), "excel_quote")  # the apostrophe that makes Excel keep a number as text
    return Reading(text)


def _scientific(text: str) -> Reading:
    mantissa, exponent = text.upper().split("E+")
    digits = len(mantissa.replace(".", "").rstrip("0"))
    # 1.23457E+11 shows six of twelve digits: what the other six were, nobody knows.
    if digits >= int(exponent) - 2 or digits == 1:
        return Reading(str(int(Decimal(text))), "scientific")
    return Reading(text, "digits_lost")


KIND = Kind(read=read, forms=forms)
