"""How people write numbers: thousands separators, decimal commas, brackets and trailing minus, 万 and 亿."""

from __future__ import annotations

import re
from decimal import Decimal

# DECIMAL(18,4) holds fourteen digits before the point.
LARGEST = Decimal(10**14)

_UNITS = {
    "": 1,
    "百": 100,
    "千": 1000,
    "k": 1000,
    "万": 10**4,
    "w": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_SHAPE = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>\d[\d.,' ]*|[.,]\d+)(?P<exponent>e[+-]?\d{1,3})?\s*(?P<unit>[百千万亿kw]{0,2})(?P<minus>-?)"
)
_THOUSANDS = re.compile(r"\d{1,3}([,' .])(?:\d{2,3}\1)*\d{3}(?:[.,]\d*)?")
_DECIMAL_COMMA = re.compile(r"\d*,\d{1,2}|0,\d+")


def amount(text: str) -> tuple[Decimal | None, str | None]:
    """Return the number a folded text stands for and the repair it took; (None, None) when it is none.

    1,234 is one thousand: a comma before exactly three digits separates thousands, before one or two it is a decimal
    comma; where both signs occur, the last one is the decimal sign.
    """
    bracketed = text.startswith("(") and text.endswith(")")
    match = _SHAPE.fullmatch((text[1:-1] if bracketed else text).strip().lower())
    if match is None or match["unit"] not in _UNITS or (bracketed + bool(match["sign"]) + bool(match["minus"]) > 1):
        return None, None
    plain, repair = _plain(match["digits"].strip())
    if plain is None:
        return None, None
    value = Decimal(plain + (match["exponent"] or "")) * _UNITS[match["unit"]]
    negative = bracketed or bool(match["minus"]) or match["sign"] == "-"
    return (-value if negative else value), _first(
        ("brackets", bracketed), ("trailing_minus", bool(match["minus"])), ("wan", bool(match["unit"])), (repair, True)
    )


def _plain(digits: str) -> tuple[str | None, str | None]:
    """Return the digits with a point as decimal sign, and what was done for that."""
    if digits.count(".") <= 1 and not set(digits) & set(",' "):
        return digits, None
    if _DECIMAL_COMMA.fullmatch(digits):
        return digits.replace(",", "."), "decimal_comma"
    match = _THOUSANDS.fullmatch(digits)
    if match is None:
        return None, None
    return _without_thousands(digits, separator=match[1])


def _without_thousands(digits: str, *, separator: str) -> tuple[str | None, str | None]:
    rest = digits.replace(separator, "")
    repair = "decimal_comma" if "," in rest else "thousands"
    return (rest.replace(",", "."), repair) if rest.replace(",", ".").count(".") <= 1 else (None, None)


def _first(*codes: tuple[str | None, bool]) -> str | None:
    return next((code for code, applies in codes if applies and code), None)
