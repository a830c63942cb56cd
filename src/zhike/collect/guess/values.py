"""What a column's values look like: the share of them that are phones, e-mails, dates, money and so on.

In: a column of the sample. Out: a `Profile`. Nothing here knows a header or an entity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from zhike.collect.guess import vocabulary

# Evidence settles long before this many values, and a hostile sample cannot make the guess slow.
MOST_VALUES, MOST_CHARACTERS = 500, 200

_EMPTY = frozenset(
    {"", "-", "--", "—", "/", "\\n", "null", "none", "nan", "n/a", "na", "nil", "无", "空", "暂无", "未填写"}
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_URL = re.compile(r"(https?://|www\.)\S+|/[\w\-/.]+(\?\S*)?", re.IGNORECASE)
_MOBILE = re.compile(r"(\+?86|0086)?1[3-9]\d(\d{8}|\*{4}\d{4})")
_LANDLINE = re.compile(r"(\+?86)?0\d{2,3}\d{7,8}(转\d+)?|400\d{7}|800\d{7}")
_FOREIGN = re.compile(r"\+\d{8,15}")
_GROUPED = re.compile(
    r"(\+?\d{1,3}[-. ])?\(?\d{2,4}\)?[-./ ]+\d{3,4}[-. ]?\d{3,4}(\s*(x|ext\.?)\s*\d+)?", re.IGNORECASE
)
_CLOCK = r"([ T]+\d{1,2}[:时]\d{1,2}([:分]\d{1,2}([.,]\d+)?秒?)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"((?:1[89]|20)\d{2})([-/.年])\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?" + _CLOCK, re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2}|\d{4})" + _CLOCK, re.IGNORECASE)
_MONTH_NAMED = re.compile(
    r"([a-z]{3,9},? )?(\d{1,2}(st|nd|rd|th)?[- ][a-z]{3,9}[-, ]+\d{2,4}|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4})"
    + _CLOCK,
    re.IGNORECASE,
)
_EPOCH = re.compile(r"1\d{9}(\.\d+)?|1\d{12}|1\d{15}")
_NUMBER = re.compile(
    r"[-+(]?\s*[¥￥$€£]?\s*[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?\s*(元|万|万元|cny|rmb|usd|eur|gbp)?\)?", re.IGNORECASE
)
_CODE = re.compile(r"['#]?[A-Za-z0-9_\-.:#/|=+*@]+")
_CHINESE_NAME = re.compile(
    r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff][*＊xX]{1,2}[\u4e00-\u9fff]?|[\u4e00-\u9fff]{1,2}(先生|女士|小姐)"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,}(省|市|自治区|区|县|路|街|道|镇|乡|村|巷|弄|号|栋|幢|室|小区|大厦)")
_STREET = re.compile(
    r"(?=.*\d).*\b(st|street|rd|road|ave|avenue|blvd|lane|ln|dr|drive|way|hwy|close|court|place|rua|apt|suite)\b",
    re.IGNORECASE,
)
_WESTERN_NAME = re.compile(r"[^\W\d_][^\d_@/\\:;<>]{0,38}")
_POSTCODE = re.compile(
    r"\d{5,6}|\d{4}|\d{5}-\d{4}|\d{4}-\d{3}|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d"
)
_IDENTITY = re.compile(r"\d{17}[\dX]")
_HIDDEN_IDENTITY = re.compile(r"\d{1,6}\*{6,16}[\dX]{1,4}")
_OPENID = re.compile(r"o[A-Za-z0-9_-]{27}|w[mo][A-Za-z0-9_-]{20,}|wxid_\w+", re.ASCII)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Profile:
    """The evidence of one column: how many values it has, and what share of them is of each look."""

    filled: int
    rows: int
    distinct: float  # distinct values per filled value, 0..1
    length: float  # mean number of characters
    shares: dict[str, float]
    numbers: tuple[float, ...] = ()

    def share(self, *looks: str) -> float:
        """Return the largest share among the looks; 0 when there are no values."""
        return max((self.shares.get(look, 0.0) for look in looks), default=0.0)

    @property
    def middle(self) -> float:
        """The median of the values that are numbers; 0 without any."""
        return median(self.numbers) if self.numbers else 0.0


def profile(values: Sequence[str | None]) -> Profile:
    """Return the evidence of a column, from at most 500 of its values spread over the whole sample."""
    cleaned = [_clean(value) for value in values if value is not None]
    filled = [value for value in cleaned if value.casefold() not in _EMPTY]
    kept = filled[:: max(1, len(filled) // MOST_VALUES)]
    total = max(1, len(kept))
    return Profile(
        filled=len(filled),
        rows=len(values),
        distinct=len(set(filled)) / max(1, len(filled)),
        length=sum(map(len, kept)) / total,
        shares={look: sum(map(test, kept)) / total for look, test in LOOKS.items()},
        numbers=tuple(number for value in kept if (number := as_number(value)) is not None),
    )


def as_number(value: str) -> float | None:
    """Return a number as people write it ("¥1,280.50", "(12)", "3.5元"), or None."""
    if not _NUMBER.fullmatch(value) or not any(c.isdigit() for c in value):
        return None
    digits = re.sub(r"[^\d.]", "", value)
    return -float(digits) if "-" in value or value.startswith("(") else float(digits)


def is_identity_number(value: str) -> bool:
    """Whether this is a Chinese identity number with the right check digit (GB 11643-1999, ISO 7064 MOD 11-2).

    One with its middle hidden, as exports show it, counts as well.
    """
    text = value.upper()
    if _HIDDEN_IDENTITY.fullmatch(text):
        return True
    if not _IDENTITY.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _IDENTITY_WEIGHTS, strict=True))
    return text[17] == "10X98765432"[total % 11]


def _clean(value: str) -> str:
    return unicodedata.normalize("NFKC", value[:MOST_CHARACTERS]).strip().removeprefix("'")


def _is_phone(value: str) -> bool:
    bare = re.sub(r"[\s\-()]", "", value.removesuffix(".0"))
    known = _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare) or _FOREIGN.fullmatch(bare)
    return bool(known or _GROUPED.fullmatch(value)) and not _is_date(value)


def _is_date(value: str) -> bool:
    shapes = (_YEAR_FIRST, _COMPACT, _MONTH_NAMED)
    return any(shape.fullmatch(value) for shape in shapes) or day_and_month(value) is not None


def day_and_month(value: str) -> tuple[int, int] | None:
    """Return the first two parts of a date that ends with its year ("03/04/2024" → 3, 4), or None."""
    found = _YEAR_LAST.fullmatch(value.strip())
    first, second = (int(found[1]), int(found[3])) if found else (0, 0)
    return (first, second) if 1 <= min(first, second) <= 12 and max(first, second) <= 31 else None


def _is_moment(value: str) -> bool:
    return bool(_EPOCH.fullmatch(value)) or (_is_date(value) and ":" in value)


def _is_integer(value: str) -> bool:
    number = as_number(value)
    return number is not None and number == int(number)


def _is_small(value: str) -> bool:
    number = as_number(value)
    # "0004" is an id, however small.
    return number is not None and number == int(number) and abs(number) < 1000 and not re.match(r"0\d", value)


def _is_fraction(value: str) -> bool:
    """Two decimals or a sign of money: what an amount has and an id has not ("17850.0" is an id read as a float)."""
    return as_number(value) is not None and bool(re.search(r"\.\d\d|\.[1-9]|[¥$€£元]", value))


def _is_chinese_name(value: str) -> bool:
    known = value[:1] in vocabulary.SURNAMES or value[:2] in vocabulary.LONG_SURNAMES
    return known and bool(_CHINESE_NAME.fullmatch(value)) and not _is_division(value)


def _is_division(value: str) -> bool:
    if value[:2] in vocabulary.PROVINCES or value[:3] in vocabulary.PROVINCES:
        return len(value) <= 8
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{1,8}(省|市|自治区|自治州|区|县|盟|旗)", value))


def _is_address(value: str) -> bool:
    places = len(re.findall(r"省|市|区|县|路|街|大道|镇|村|号|栋|幢|室|弄|巷", value))
    return (len(value) >= 6 and places >= 2 and bool(_PLACE.search(value))) or bool(_STREET.match(value))


def _is_one_of(words: frozenset[str]) -> Callable[[str], bool]:
    return lambda value: value.casefold() in words


def _holds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: bool(pattern.fullmatch(value))


LOOKS: dict[str, Callable[[str], bool]] = {
    "email": _holds(_EMAIL),
    "url": _holds(_URL),
    "phone": _is_phone,
    "mobile": lambda value: bool(_MOBILE.fullmatch(re.sub(r"[\s\-()]", "", value.removesuffix(".0")))),
    "identity": is_identity_number,
    "openid": _holds(_OPENID),
    "date": _is_date,
    "dated": lambda value: _is_date(value) and not value.isdigit(),
    "moment": _is_moment,
    "epoch": _holds(_EPOCH),
    "number": lambda value: as_number(value) is not None,
    "integer": _is_integer,
    "small": _is_small,
    "fraction": _is_fraction,
    "code": _holds(_CODE),
    "chinese": lambda value: bool(re.search(r"[\u4e00-\u9fff]", value)),
    "chinese_name": _is_chinese_name,
    "western_name": _holds(_WESTERN_NAME),
    "division": _is_division,
    "province": lambda value: (
        _is_division(value) and (value[:2] in vocabulary.PROVINCES or value[:3] in vocabulary.PROVINCES)
    ),
    "address": _is_address,
    "postcode": _holds(_POSTCODE),
    **{look: _is_one_of(words) for look, words in vocabulary.LISTS.items()},
}
