"""Gender: female, male, other. Digits follow ISO/IEC 5218 and GB/T 2261.1: 1 male, 2 female, 0 and 9 not stated."""

from __future__ import annotations

from dataclasses import replace

from zhike.clean.kind import Context, Reading
from zhike.clean.spellings import listed, spelled

_SPELLINGS = {
    **dict.fromkeys(
        ("m", "male", "man", "男", "男性", "男士", "先生", "男生", "mr", "boy", "1", "1.0", "♂", "1男", "男1"), "male"
    ),
    **dict.fromkeys(
        (
            "f",
            "female",
            "woman",
            "女",
            "女性",
            "女士",
            "小姐",
            "太太",
            "女生",
            "mrs",
            "ms",
            "miss",
            "girl",
            "2",
            "2.0",
            "♀",
            "2女",
        ),
        "female",
    ),
    **dict.fromkeys(("other", "其他", "其它", "nonbinary", "x", "diverse"), "other"),
}
_NOT_STATED = frozenset(
    {"0", "00", "9", "90", "u", "未说明", "未说明的性别", "未知的性别", "prefernottosay", "notstated", "不愿透露"}
)

_LISTED = listed(_SPELLINGS, problem="bad_gender")


def read(text: str, context: Context) -> Reading:
    """Read a gender; the codes for "not stated" are nothing, not an error."""
    return Reading(repair="sentinel") if spelled(text) in _NOT_STATED else _LISTED.read(text, context)


KIND = replace(_LISTED, read=read)
