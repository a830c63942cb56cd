"""Names as people type them without Chinese characters: 王芳 is "wangfang", or "wf".

One reading for each character, looked up once: a million names take two seconds. Surnames have readings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pypinyin import lazy_pinyin

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "任": "ren", "区": "ou", "朴": "piao", "翟": "zhai",
    "华": "hua", "盖": "ge", "尉": "yu", "乐": "yue", "缪": "miao", "宓": "mi", "葛": "ge", "纪": "ji", "燕": "yan",
    "员": "yun", "召": "shao", "种": "chong", "折": "she", "黑": "he", "秘": "bi", "冼": "xian", "尧": "yao", "褚": "chu",
    "谌": "chen", "卜": "bu", "訾": "zi", "洗": "xian", "晟": "cheng", "句": "gou", "牟": "mou", "逄": "pang", "隗": "wei",
    "眭": "sui", "那": "na", "覃": "qin", "教": "jiao", "哈": "ha", "应": "ying", "过": "guo", "少": "shao", "长": "chang",
    "俞": "yu", "沈": "shen", "石": "shi", "尹": "yin", "祭": "zhai", "瞿": "qu", "令": "ling", "阚": "kan", "肖": "xiao",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": "yuchi", "单于": "chanyu", "长孙": "zhangsun", "万俟": "moqi", "澹台": "tantai", "夏侯": "xiahou", "皇甫": "huangfu",
    "令狐": "linghu", "宇文": "yuwen", "鲜于": "xianyu", "闾丘": "lvqiu", "亓官": "qiguan", "司空": "sikong", "太史": "taishi",
    "濮阳": "puyang", "淳于": "chunyu", "公冶": "gongye", "轩辕": "xuanyuan", "呼延": "huyan", "慕容": "murong",
}  # fmt: skip
_SYLLABLES = {
    "yuchi": "yc", "chanyu": "cy", "zhangsun": "zs", "moqi": "mq", "tantai": "tt", "xiahou": "xh", "huangfu": "hf",
    "linghu": "lh", "yuwen": "yw", "xianyu": "xy", "lvqiu": "lq", "qiguan": "qg", "sikong": "sk", "taishi": "ts",
    "puyang": "py", "chunyu": "cy", "gongye": "gy", "xuanyuan": "xy", "huyan": "hy", "murong": "mr",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BLANKS = re.compile(r"\s+")


class _Readings(dict[str, str]):
    """The reading of each character; what is no Chinese character reads as itself."""

    def __missing__(self, character: str) -> str:
        found = lazy_pinyin(character)[0] if _HAN.match(character) else character
        self[character] = found
        return found


def has_han(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def spelled(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return for each name its full pinyin and its initials, in lower case and without blanks.

    A name in Latin letters is its own pinyin, and the first letters of its words are its initials.
    """
    readings = _Readings()
    both = [_spelled(name, readings) for name in names]
    return [full for full, _initials in both], [initials for _full, initials in both]


def _spelled(name: str, readings: _Readings) -> tuple[str, str]:
    if name.isascii():
        words = name.lower().split()
        return "".join(words), "".join(word[0] for word in words)
    plain = _BLANKS.sub("", name.lower())
    double = _DOUBLE_SURNAMES.get(plain[:2])
    if double:
        rest = [readings[c] for c in plain[2:]]
        return double + "".join(rest), _SYLLABLES[double] + "".join(r[:1] for r in rest)
    parts = [readings[c] for c in plain]
    if parts:
        parts[0] = _SURNAMES.get(plain[0], parts[0])
    return "".join(parts), "".join(part[:1] for part in parts)
