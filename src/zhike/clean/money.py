"""Money: ¥, ￥, $, €, 元, thousands separators, 万, brackets and trailing minus for negatives."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from zhike.clean.amounts import LARGEST, amount
from zhike.clean.kind import Context, Form, Kind, Reading, unreadable
from zhike.clean.numbers import quantity_forms

_SIGNS = r"(?:[¥￥$€£₩₹]|[A-Z]{2}\$|rmb|cny|usd|eur|gbp|hkd|jpy|twd|us\$|人民币|美元|欧元|港币|港元|日元|英镑)"
_BEFORE = re.compile(rf"^([-+(]?)\s*{_SIGNS}\s*:?\s*(?=[-+(.\d])", re.IGNORECASE)
_AFTER = re.compile(rf"\s*(?:{_SIGNS}|元整|元|圆|块钱|块)\s*([-)]?)$", re.IGNORECASE)
# ¥27.90, ¥-5 and -1,234.50; twelve digits at most, so that DECIMAL(18,4) always holds them. 0,125 is a decimal comma.
_USUAL = "[¥￥]?-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}(?:[.][0-9]{1,4})?|[¥￥]-?[0-9]{1,12}(?:[.][0-9]{1,4})?"
_FREE = frozenset({"free", "免费", "赠品", "赠送", "gratis"})


def forms(x: str, context: Context) -> tuple[Form, ...]:
    """Return the usual forms: a plain number, and one with ¥ in front or commas between the thousands."""
    value = f"try_cast(replace(ltrim({x}, '¥￥'), ',', '') AS DECIMAL(18,4))"
    repair = f"CASE WHEN contains({x}, ',') THEN 'thousands' ELSE 'currency_sign' END"
    return (*quantity_forms(x, context), Form(f"regexp_full_match({x}, '{_USUAL}')", value, repair))


def read(text: str, _context: Context) -> Reading:
    """Read an amount as DECIMAL(18,4), rounded half up; 免费 is 0. Beyond 14 digits it is no amount."""
    if text.lower() in _FREE:
        return Reading(Decimal("0.0000"), "free")
    bare = _AFTER.sub(r"\1", _BEFORE.sub(r"\1", text))
    try:
        found, repair = amount(bare)
        if found is None or abs(found) >= LARGEST - 1:
            return unreadable("bad_money")
        value = found.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    except InvalidOperation:  # an exponent beyond what Decimal holds
        return unreadable("bad_money")
    return Reading(value, repair or ("currency_sign" if bare != text else None))


# NaN in a column of amounts is a calculation gone wrong, not a word for nothing.
KIND = Kind(read=read, forms=forms, keeps=frozenset({"nan"}))
