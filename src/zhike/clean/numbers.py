"""Plain numbers: scores, tenures, quantities, counts."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from zhike.clean.amounts import LARGEST, amount
from zhike.clean.kind import Context, Kind, Reading, unreadable

_UNIT = re.compile(
    r"\s*(?:件|个|份|台|套|瓶|盒|包|箱|只|双|条|张|本|支|袋|分|星|个月|月|年|pcs\.?|pc|ea|units?|x|months?|years?|stars?)$",
    re.IGNORECASE,
)


def fast_number(x: str, _context: Context) -> str:
    """Return SQL: the DOUBLE, or NULL when the text is not a plain finite number."""
    return f"CASE WHEN {_is_plain(x)} AND isfinite(try_cast({x} AS DOUBLE)) THEN try_cast({x} AS DOUBLE) END"


def fast_quantity(x: str, _context: Context) -> str:
    """Return SQL: the DECIMAL(18,4), or NULL when the text is not a plain number."""
    return f"CASE WHEN {_is_plain(x)} THEN try_cast({x} AS DECIMAL(18,4)) END"


def bare_decimal(x: str) -> str:
    """Return SQL: the DECIMAL(18,4) of a column whose values are all plain numbers or blank."""
    return f"try_cast({x} AS DECIMAL(18,4))"


def fast_integer(x: str, _context: Context) -> str:
    """Return SQL: the BIGINT, or NULL when the text is not digits alone (DuckDB would round 1.5 to 2)."""
    return f"CASE WHEN regexp_full_match({x}, '[+-]?[0-9]{{1,18}}') THEN try_cast({x} AS BIGINT) END"


def read_number(text: str, _context: Context) -> Reading:
    """Read a number with separators, a unit or 万; percentages are left alone, for 90% may be 0.9 or 90."""
    found, repair = _amount(text)
    if found is None or not math.isfinite(float(found)):
        return unreadable("bad_number")
    return Reading(float(found), repair)


def read_quantity(text: str, _context: Context) -> Reading:
    """Read a number of units, as DECIMAL(18,4)."""
    found, repair = _amount(text)
    if found is None or abs(found) >= LARGEST:
        return unreadable("bad_number")
    return Reading(found.quantize(Decimal("0.0001")), repair)


def read_integer(text: str, _context: Context) -> Reading:
    """Read a whole number; 3.0 is 3, 3.5 is none."""
    found, repair = _amount(text)
    if found is None or abs(found) >= 2**63 or found != int(found):
        return unreadable("bad_number")
    return Reading(int(found), repair or ("excel_number" if "." in text else None))


def _is_plain(x: str) -> str:
    # DuckDB reads 1_000 as a number; who writes that means something else. A regular expression would cost ten times.
    return f"NOT contains({x}, '_')"


def _amount(text: str) -> tuple[Decimal | None, str | None]:
    if (match := _UNIT.search(text)) and text[: match.start()][-1:].isdigit():
        return _amount(text[: match.start()])[0], "unit"
    try:
        return amount(text)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        return None, None


# NaN in a column of numbers is a calculation gone wrong, not a word for nothing.
_NAN = frozenset({"nan"})
NUMBER = Kind(read=read_number, fast=fast_number, keeps=_NAN)
QUANTITY = Kind(read=read_quantity, fast=fast_quantity, plain=bare_decimal, keeps=_NAN)
INTEGER = Kind(read=read_integer, fast=fast_integer, keeps=_NAN)
