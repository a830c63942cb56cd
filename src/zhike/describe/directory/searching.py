"""What was typed into the search box as SQL: digits look for numbers, Chinese for names, Latin letters for pinyin, names, e-mail.

Who sees a mask of a contact finds it by the whole of it (or by the last four digits, which the mask shows) and not by parts:
else one could guess it piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from zhike.clean.folding import fold
from zhike.clean.pinyin import has_han, unaccented
from zhike.describe.directory.listing import KEYS, LISTING, NAMED, NAMES, RECORDS, search_key

_SEPARATORS = re.compile(r"[\s()+./-]")
# Of one or two letters only beginnings count: inside a name they are anywhere.
_SHORT = 3
_LAST, _LONGEST_PHONE = 4, 15
# Most numbers are of mobile phones at home: +86 and eleven digits.
_HOME, _HOME_LENGTH = "86", 11
# Above every character that a key may go on with.
_END = "\U0010ffff"


@dataclass(frozen=True)
class Search:
    """A search as SQL: parts that give (place, nearness), 0 for what was typed exactly; `wider` when those give nothing.

    `parameters` may hold more than a part uses.
    """

    parts: tuple[str, ...]
    wider: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)

    def sql(self, *, wide: bool) -> str:
        """Return the SELECT of every place that matches with its nearness."""
        parts = (wide and self.wider) or self.parts
        return f"select place, min(nearness) as nearness from ({' union all '.join(parts)}) group by place"


def search_of(typed: str, *, hidden: Collection[str]) -> Search:
    """Return the search for what was typed."""
    said = fold(typed)
    if "@" in said:
        return _by_email(said, hidden)
    if has_han(said):
        return Search((_named(_HAN),), parameters={"q": search_key(said)})
    digits = _SEPARATORS.sub("", said)
    if digits.isascii() and digits.isdigit():
        return _by_digits(digits, hidden)
    return _by_letters(said, hidden)


def _by_email(said: str, hidden: Collection[str]) -> Search:
    if "email" in hidden:
        return Search((_keyed("email", whole=True),), parameters=_from(said.lower()))
    contained = f"select place, 2 as nearness from {LISTING} where contains(email, $q)"
    return Search((_keyed("email"),), wider=(contained,), parameters=_from(said.lower()))


def _by_digits(digits: str, hidden: Collection[str]) -> Search:
    """Return a search for a phone number, its end or its beginning, or for a member's or a source's number."""
    parts = [_keyed("member_no", whole="member_no" in hidden), _RECORD, _named(_DIGITS)]
    parameters: dict[str, Any] = {**_from(digits), "said": digits}
    if len(digits) > _LONGEST_PHONE:
        return Search(tuple(parts), parameters=parameters)
    parts.append(_phone(0, "phone_no in ($number, $home)"))
    parameters |= {"number": int(digits), "home": int(f"{_HOME}{digits}"), "power": 10 ** len(digits)}
    if "phone" not in hidden or len(digits) == _LAST:
        parts.append(_phone(1, "phone_no % $power = $number"))
    if "phone" in hidden or len(digits) < _SHORT:
        return Search(tuple(parts), parameters=parameters)
    if len(digits) <= _HOME_LENGTH:
        missing = 10 ** (_HOME_LENGTH - len(digits))
        parameters |= {"low": int(f"{_HOME}{digits}") * missing, "high": (int(f"{_HOME}{digits}") + 1) * missing - 1}
        parts.append(_phone(2, "phone_no between $low and $high"))
    return Search(tuple(parts), wider=(_phone(3, "contains(phone, $q)"),), parameters=parameters)


def _by_letters(said: str, hidden: Collection[str]) -> Search:
    key = search_key(unaccented(said))
    parts = [_named(_LETTERS if len(key) >= _SHORT else _FEW_LETTERS)]
    if any(c.isdigit() for c in key):
        parts += [_keyed("member_no", whole="member_no" in hidden), _RECORD]
        parts.append(f"select place, 0 as nearness from {LISTING} where customer_id = upper($q)")
    if len(key) >= _SHORT and "email" not in hidden:
        parts.append(_keyed("email"))
    return Search(tuple(parts), parameters={**_from(key), "said": said})


def _from(key: str) -> dict[str, Any]:
    return {"q": key, "end": key + _END}


def _named(nearness: tuple[str, str]) -> str:
    """Return the part that looks at names: which ones are looked at, and how near each is."""
    where, near = nearness
    return f"select place, nearness from {NAMED} join (select no, {near} as nearness from {NAMES} where {where}) on no = name_no"


def _keyed(what: str, *, whole: bool = False) -> str:
    """Return the part that looks up e-mail addresses or member numbers: the whole of one, or its beginning."""
    wanted = "key = $q" if whole else "key >= $q and key < $end"
    return (
        f"select place, case when key = $q then 0 else 2 end as nearness from {KEYS} where {wanted} and what = '{what}'"
    )


def _phone(nearness: int, where: str) -> str:
    return f"select place, {nearness} as nearness from {LISTING} where {where}"


_RECORD = f"select place, 0 as nearness from {RECORDS} where number = hash($said)"
_HAN = ("contains(key, $q)", "case when key = $q then 0 when starts_with(key, $q) then 1 else 3 end")
_DIGITS = ("contains(key, $q)", "case when key = $q then 0 else 3 end")
_FEW_LETTERS = (
    "starts_with(pinyin, $q) or starts_with(initials, $q)",
    "case when pinyin = $q or initials = $q then 0 when starts_with(pinyin, $q) then 2 else 3 end",
)
_LETTERS = (
    "contains(pinyin, $q) or starts_with(initials, $q)",
    """case when pinyin = $q then 0 when initials = $q then 1 when starts_with(pinyin, $q) then 2
    when starts_with(initials, $q) then 3 else 4 end""",
)
