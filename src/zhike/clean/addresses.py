"""Addresses: province, city and district out of what people write, in three columns, in one, or in both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhike.clean import countries
from zhike.clean.divisions import Division, by_name, names_of
from zhike.clean.folding import UNTIDY, fold
from zhike.clean.kind import Context, Form, Kind, Reading, literal
from zhike.clean.sentinels import PATTERN, is_sentinel

# The longest official name has fifteen characters (双江拉祜族佤族布朗族傣族自治县).
_LONGEST = 15
# 南京西路, 北京东街: a short name before these is the name of a street, not of a place.
_STREET = re.compile(r"[东西南北中一二三四五六]?(?:路|街|道|大道|大街|巷|弄|胡同)")
_SKIPPED = re.compile(
    r"(?:中国|中华人民共和国|市辖区|县(?=[^\s]{2})|省直辖县级行政区划|省直辖|自治区直辖县级行政区划|[\s,，、·/_>-]+|\d{6}(?=\D))"
)
# Every blank but the plain one; RE2's \s knows those of ASCII only.
_ODD_BLANK = r"[^ \S]|[\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
_WIDE = "０-９Ａ-Ｚａ-ｚ"
_ODD = literal(f"{PATTERN}|^[#＃]|{UNTIDY}|[{_WIDE}]|[\\s\\p{{Z}}]{{2}}|{_ODD_BLANK}")
# Digits and letters only: the full-width comma and brackets belong to Chinese writing.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address lies, by official names where they are Chinese; None where it is not said."""

    province: str | None = None
    city: str | None = None
    district: str | None = None


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: an address with nothing to do."""
    return (Form(f"NOT regexp_matches({x}, {_ODD})", x),)


def read(text: str, _context: Context) -> Reading:
    """Read an address: half-width digits and letters, single blanks."""
    narrow = " ".join(text.translate(_NARROW).split())
    return Reading(narrow, None if narrow == text else "full_width" if " ".join(text.split()) != narrow else "spaces")


def head_sql(address: str) -> str:
    """Return SQL: the part of an address that names its divisions; addresses share few heads, so each is read once."""
    region, division = "[^0-9]{2,5}?自治区", "[^0-9]{2,14}?[区县旗]"
    shapes = f"^{region}{division}|^{region}[^0-9]{{0,25}}|^{division}|^[^0-9]{{1,30}}"
    head = f"regexp_extract(replace({address}, '市辖区', ''), '{shapes}')"
    return f"coalesce(nullif({head}, ''), left({address}, 40), '')"


def place(*, province: str, city: str, district: str, address: str, country: str = "") -> Place:
    """Return the place that three columns and an address say together, each possibly empty.

    What the columns say wins over the address; what they leave open is taken from it. A district whose name many
    cities have (朝阳区, 城关区) is settled by the city or the province; without either it stays as written.
    """
    given = [_given(text) for text in (province, city, district)]
    if _is_abroad(country):
        return Place(*given)
    found = _walk(fold(address), _told(given))
    if found is None:
        return Place(*given)
    names = names_of(found)
    return Place(*(name or written for name, written in zip(names, given, strict=True)))


def is_settled(*, province: str, city: str, district: str, country: str = "") -> bool:
    """Return whether the columns say all that `place` could find out, so that no address can add to it."""
    found = _told([_given(text) for text in (province, city, district)])
    return _is_abroad(country) or (found is not None and found.level == 3)


def _is_abroad(country: str) -> bool:
    return bool(country) and countries.code_of(country) not in countries.CHINESE


def _told(given: list[str | None]) -> Division | None:
    """Return the deepest division that province, city and district name together."""
    found: Division | None = None
    for text in given:
        found = _walk(text, found) if text else found
    return found


@lru_cache(maxsize=65536)
def _given(text: str) -> str | None:
    bare = fold(text)
    return None if not bare or is_sentinel(bare) or bare.startswith("#") else bare


@lru_cache(maxsize=65536)
def _walk(text: str, within: Division | None) -> Division | None:
    """Return the deepest division that a text names from its beginning, inside `within` if that is known."""
    position = 0
    while within is None or within.level < 3 or position == 0:
        while match := _SKIPPED.match(text, position):
            position = match.end()
        step = _next(text, position, within)
        if step is None:
            break
        position, within = step
    return within


def _next(text: str, position: int, within: Division | None) -> tuple[int, Division] | None:
    for length in range(min(_LONGEST, len(text) - position), 1, -1):
        end = position + length
        name = text[position:end]
        candidates = by_name().get(name, ())
        found = _chosen(candidates, name, within)
        if found and not (found.name != name and _STREET.match(text, end)):
            return end, found
        if candidates and within is None and candidates[0].name == name:
            return None  # 朝阳区 is in four cities: it must not be taken for the city of 朝阳 with a 区 behind
    return None


def _chosen(candidates: tuple[Division, ...], name: str, within: Division | None) -> Division | None:
    if not candidates:
        return None
    if within is not None:
        # 广东省 after 广东, or 北京市 as the city of 北京: said twice, nothing new.
        if any(within.lies_in(division) for division in candidates):
            return within
        inside = [division for division in candidates if division.lies_in(within)]
        return inside[0] if len(inside) == 1 else None
    upper = [division for division in candidates if division.level < 3]
    if upper:
        return upper[0] if upper[0].level == 1 or len(upper) == 1 else None
    # A district alone: only by its official name, and only when no other has it.
    return candidates[0] if len(candidates) == 1 and candidates[0].name == name else None


KIND = Kind(read=read, forms=forms, folds=False)
