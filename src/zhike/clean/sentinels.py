"""Words that stand for nothing: 无, N/A, NULL, -, 请选择. And the error values that spreadsheets write."""

from __future__ import annotations

import re

# Compared in lower case after folding. "0", "test" and "x" are not here: they are somebody's real value.
_CHINESE = "无 没有 暂无 未知 不详 未填 未填写 未提供 不明 空 空白 待补充 保密 匿名 请选择 请输入 未设置"
_ENGLISH = (
    "n/a|na|n.a.|n.a|null|none|nil|nan|nat|undefined|unknown|unspecified|not available|not provided|not applicable|"
    "missing|select|please select|- select -|--select--|(blank)|(null)|[null]|<null>|\\n|(empty)|empty"
)
_SIGNS = '- -- --- — —— – / // \\ . .. ... … ? ?? ??? * _ ~ \' " "" “” ,'
SENTINELS = frozenset({*_CHINESE.split(), *_ENGLISH.split("|"), *_SIGNS.split()})

# The same for RE2, in SQL.
PATTERN = f"(?i:^(?:{'|'.join(re.escape(word) for word in sorted(SENTINELS))})$)"

_EXCEL_ERROR = re.compile(r"#(N/A|REF!?|VALUE!?|DIV/0!?|NAME\?|NUM!?|NULL!?|SPILL!?|CALC!?|#+)", re.IGNORECASE)


def is_sentinel(text: str) -> bool:
    """Return whether a trimmed text stands for nothing."""
    return len(text) <= 16 and text.lower() in SENTINELS


def is_excel_error(text: str) -> bool:
    """Return whether a trimmed text is what a spreadsheet shows for a broken formula or a column too narrow."""
    return text.startswith("#") and _EXCEL_ERROR.fullmatch(text) is not None
