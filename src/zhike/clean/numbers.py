"""Plain numbers: scores, tenures, quantities, counts."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from zhike.clean.amounts import LARGEST, amount
from zhike.clean.kind import Context, Form, Kind, Reading, unreadable

_UNIT = re.compile(
    r"\s*(?:件|个|份|台|套|瓶|盒|包|箱|只|双|条|张|本|支|袋|分|星|个月|月|年|pcs\.?|pc|ea|units?|x|months?|years?|stars?)$",
    re.IGNORECASE,
)


def number_forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: a plain finite number, as DOUBLE."""
    value = f"try_cast({x} AS DOUBLE)"
    return (Form(f"{_is_plain(x)} AND isfinite({value})", value),)


def quantity_forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: a plain number, as DECIMAL(18,4)."""
    value = f"try_cast({x} AS DECIMAL(18,4))"
    return (Form(f"{_is_plain(x)} AND {value} IS NOT NULL", value),)


def integer_forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: digits alone (DuckDB would round 1.5 to 2), as BIGINT."""
    return (Form(f"regexp_full_match({x}, '[+-]?[0-9]{{1,18}}')", f"try_cast({x} AS BIGINT)"),)


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
NUMBER = Kind(read=read_number, forms=number_forms, keeps=_NAN)
QUANTITY = Kind(read=read_quantity, forms=quantity_forms, keeps=_NAN)
INTEGER = Kind(read=read_integer, forms=integer_forms, keeps=_NAN)
