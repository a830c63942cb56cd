"""Names as people type them without Chinese characters: 王芳 is "wangfang", or "wf".

One reading for each character, looked up once: a million names take two seconds. Surnames have readings of their own.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

# Only where the surname is not read as the character usually is.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "翟": "zhai", "盖": "ge",
    "尉": "yu", "乐": "yue", "缪": "miao", "员": "yun", "召": "shao", "种": "chong", "折": "she", "黑": "he", "秘": "bi",
    "卜": "bu", "句": "gou", "覃": "qin", "隗": "wei", "祭": "zhai", "阚": "kan", "任": "ren", "华": "hua",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "单于": ("chan", "yu"), "万俟": ("mo", "qi"), "澹台": ("tan", "tai"), "长孙": ("zhang", "sun"),
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BLANKS = re.compile(r"\s+")


class _Readings(dict[int, str]):
    """The reading of each character, by its code; what is no Chinese character reads as itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = _lazy_pinyin()(character)[0] if _HAN.match(character) else character
        self[code] = found
        return found


@lru_cache(maxsize=1)
def _lazy_pinyin() -> Callable[[str], list[str]]:
    # Its dictionaries take time to load, which every command would wait for and only names need; phrases, most of them,
    # say nothing of single characters.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return lazy_pinyin


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def unaccented(text: str) -> str:
    """Return a text in lower case without accents: "José" is "jose"."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFKD", lower.replace("ü", "v")) if not unicodedata.combining(c))


def spelled(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return for each name its full pinyin and its initials, in lower case and without blanks.

    A name in Latin letters is its own pinyin, and the first letters of its words are its initials.
    """
    readings = _Readings()
    both = [_spelled(name, readings) for name in names]
    return [full for full, _initials in both], [initials for _full, initials in both]


def sounds(names: Iterable[str]) -> list[str]:
    """Return for each name its full pinyin alone, as `spelled` does."""
    readings = _Readings()
    return [_sound(name, readings) for name in names]


def _spelled(name: str, readings: _Readings) -> tuple[str, str]:
    if not has_han(name):
        words = unaccented(name).split()
        return "".join(words), "".join(word[0] for word in words)
    first, rest = _surname(name)
    parts = [*first, *(readings[ord(c)] for c in rest)]
    return "".join(parts), "".join(part[:1] for part in parts)


def _sound(name: str, readings: _Readings) -> str:
    if not has_han(name):
        return "".join(unaccented(name).split())
    first, rest = _surname(name)
    return "".join(first) + rest.translate(readings)


def _surname(name: str) -> tuple[tuple[str, ...], str]:
    """Return how the surname is read where it has a reading of its own, and what of the name comes after that."""
    plain = _BLANKS.sub("", name.lower())
    first = _DOUBLE_SURNAMES.get(plain[:2]) or ((_SURNAMES[plain[0]],) if plain[0] in _SURNAMES else ())
    return first, plain[len(first) :]
