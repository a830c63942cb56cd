"""Characters: full width to half width, odd blanks to a plain one, invisible ones out."""

from __future__ import annotations

import re

# Control characters except tab and line feed, and the marks that copying from web pages and Word leaves behind.
# The zero-width joiner U+200D stays: family emoji are made with it.
INVISIBLE = "\\x{00}-\\x{08}\\x{0B}-\\x{1F}\\x{7F}-\\x{9F}\\x{AD}\\x{200B}\\x{200C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2060}\\x{FEFF}"
_INVISIBLE = re.compile("[" + re.sub(r"\\x\{(\w+)\}", lambda m: re.escape(chr(int(m[1], 16))), INVISIBLE) + "]")

# U+FF01…U+FF5E are the ASCII characters in full width; the rest are blanks and dashes people's keyboards produce.
_HALF_WIDTH = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x1680, 0x202F, 0x205F, *range(0x2000, 0x200B)), " "),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63), "-"),
    0xFFE5: "¥",
    0x3002: "。",
}

# A text that needs neither trimming nor removal: RE2 for SQL. Built once, used by every kind that keeps its text.
UNTIDY = rf"^[\s\p{{Z}}]|[\s\p{{Z}}]$|[{INVISIBLE}]"


def fold(text: str) -> str:
    """Return the text with full-width characters in half width, odd blanks plain, nothing invisible, trimmed."""
    return visible(text).translate(_HALF_WIDTH).strip()


def trim(text: str) -> str:
    """Return the text without invisible characters and outer blanks; width and inner blanks are kept."""
    return visible(text).strip()


def visible(text: str) -> str:
    """Return the text without control and invisible characters; line feeds and tabs stay."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text.replace("\r\n", "\n"))
