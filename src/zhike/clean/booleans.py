"""Yes and no: 是/否, Y/N, true/false, 1/0, and the words for a customer who left or stayed."""

from __future__ import annotations

from zhike.clean.kind import Context, Form, Kind, Reading, unreadable
from zhike.clean.spellings import spelled

_YES_WORDS = "yes y true t 1 10 是 是的 有 对 真 on √ ✓ ✔ 已流失 流失 churned left lost 已离网 离网"
_NO_WORDS = "no n false f 0 00 否 不是 无 没有 错 假 off × ✗ ✘ 未流失 留存 在网 active stayed retained 正常"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: the most frequent words."""
    yes = "('Yes', 'true', 'True', '1', 'Y', '是', 'TRUE')"
    no = "('No', 'false', 'False', '0', 'N', '否', 'FALSE')"
    return (Form(f"{x} IN {yes} OR {x} IN {no}", f"{x} IN {yes}"),)


def read(text: str, _context: Context) -> Reading:
    """Read a yes or no; 无 is a no here, not a missing value."""
    word = spelled(text)
    if word in _YES or word in _NO:
        return Reading(word in _YES)
    return unreadable("bad_boolean")


KIND = Kind(read=read, forms=forms, keeps=frozenset({"无", "没有"}))
