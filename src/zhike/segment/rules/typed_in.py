"""Values as people type them into the fields of a page, and back: `10 .. 30`, `上海市, 北京市`, `days_ago(30)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zhike.segment.rules.tree import OPERATORS, DaysAgo, Value

_DAYS_AGO = re.compile(r"days_ago\(\s*(\d{1,5})\s*\)")
_FLAGS = {"true": True, "false": False}


def values_in(said: str, *, kind: str, op: str) -> tuple[Value, ...]:
    """Return the values that a field holds for a column of a kind; one that cannot be read stays a text, and is refused later."""
    count = OPERATORS.get(op)
    if count == 0:
        return ()
    parts = said.split("..", 1) if count == 2 else re.split(r"[,，]", said) if count is None else [said]
    typed = [p.strip() if kind != "text" or count != 1 else p for p in parts]
    return tuple(_value(p, kind) for p in typed if p or count is not None)


def said_of(values: Sequence[Value], *, op: str) -> str:
    """Return the values as the field shows them."""
    return (" .. " if OPERATORS.get(op) == 2 else ", ").join(_said(v) for v in values)


def _value(said: str, kind: str) -> Value:
    if kind == "number":
        return _number(said)
    if kind == "flag":
        return _FLAGS.get(said.lower(), said)
    ago = _DAYS_AGO.fullmatch(said) if kind == "day" else None
    return DaysAgo(int(ago[1])) if ago else said


def _number(said: str) -> Value:
    try:
        found = float(said.replace(",", "").replace("，", ""))
    except ValueError:
        return said
    return int(found) if found.is_integer() and abs(found) < 1e15 else found


def _said(value: Value) -> str:
    if isinstance(value, DaysAgo):
        return f"days_ago({value.days})"
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
