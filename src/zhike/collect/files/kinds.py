"""What a text looks like at first sight, so that a header can be told from the values under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"\d{4}([-/.])\d{1,2}\1\d{1,2}([ T].*)?|\d{1,2}([-/.])\d{1,2}\3\d{2,4}( .*)?|\d{4}年\d{1,2}月(\d{1,2}日)?.*"
        ),
    ),
    ("number", re.compile(r"[-+(]?[¥￥$€£]?\s*[-+]?(\d{1,3}([,，]\d{3})+|\d+)?([.,]\d+)?([eE][-+]?\d+)?\s*[%万元)]?")),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("phone", re.compile(r"[+(]?\d[\d\s()-]{6,}\d")),
    ("code", re.compile(r"[A-Za-z]{0,6}[-_#]?\d{2,}[\w-]*|[A-Za-z]+-\d+(-[\w]+)*|[0-9a-f]{8}-[0-9a-f-]{20,}")),
    ("flag", re.compile(r"true|false|yes|no|是|否", re.IGNORECASE)),
)
_LONGEST_NAME = 80


def kind(value: str | None) -> str:
    """Return empty, date, number, email, phone, code, flag or text."""
    text = (value or "").strip()
    if not text:
        return "empty"
    return next((name for name, pattern in _KINDS if pattern.fullmatch(text)), "text")


def is_header(first: Sequence[str | None], rest: Sequence[Sequence[str | None]]) -> bool:
    """Whether the first row names the columns: it has no dates or numbers where the rows below have them.

    Where neither row nor column decides (all is text), a row of short, distinct names that do not occur below is a
    header: most files have one.
    """
    votes = sum(_vote(value, [row[at] for row in rest if at < len(row)]) for at, value in enumerate(first))
    return votes > 0 or (votes == 0 and _could_be_names(first, rest))


def _vote(name: str | None, values: Sequence[str | None]) -> int:
    """+1 where a name stands over typed values, -1 where a typed value stands over its like, else 0."""
    above = kind(name)
    kinds = Counter(found for value in values if (found := kind(value)) != "empty")
    if not kinds:
        return -1 if above in {"date", "number", "email", "phone"} else 0
    below, count = kinds.most_common(1)[0]
    if below == "text" or count < 0.6 * kinds.total():
        return -1 if above in {"date", "email"} else 0
    if above == "text":
        return 1
    return -1 if above == below else 0


def _could_be_names(first: Sequence[str | None], rest: Sequence[Sequence[str | None]]) -> bool:
    names = [(value or "").strip() for value in first]
    given = [name for name in names if name]
    if (
        not given
        or len(set(given)) < len(given) * 0.5
        or any(len(name) > _LONGEST_NAME or "\n" in name for name in given)
    ):
        return False
    if any(kind(name) in {"number", "date", "email", "phone"} for name in given):
        return False
    repeated = sum(
        any(at < len(row) and (row[at] or "").strip() == name for row in rest) for at, name in enumerate(names) if name
    )
    return repeated * 2 < len(given)
