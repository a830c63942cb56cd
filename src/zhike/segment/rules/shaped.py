"""A tree as JSON and back: what the builder on the page edits, and what programs send.

{"every": [{"column": "orders_90d", "op": ">=", "values": [3]},
           {"not": {"segment": "员工"}},
           {"did": "view", "at_least": 3, "within_days": 30, "where": [{"column": "sku", "op": "like", "values": ["A%"]}]}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhike.segment.rules.errors import WrongRuleError
from zhike.segment.rules.happenings import HAPPENINGS
from zhike.segment.rules.parsed import DEEPEST
from zhike.segment.rules.tree import (
    OPERATORS,
    Compare,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Rule,
    Some,
    Split,
    Value,
)
from zhike.words import _

_COUNTS = ("at_least", "at_most", "within_days")


def shaped(rule: Rule) -> dict[str, Any]:
    """Return the tree as JSON has it."""
    if isinstance(rule, Every | Some):
        return {"every" if isinstance(rule, Every) else "some": [shaped(p) for p in rule.parts]}
    if isinstance(rule, Not):
        return {"not": shaped(rule.part)}
    if isinstance(rule, Compare):
        return {"column": rule.column, "op": rule.op, "values": [_plain(v) for v in rule.values]}
    if isinstance(rule, Happened):
        counts = {n: getattr(rule, n) for n in _COUNTS if getattr(rule, n) is not None}
        return {rule.what: rule.name, **counts, "where": [shaped(c) for c in rule.where]}
    if isinstance(rule, InSegment | HasTag):
        return {"segment": rule.segment} if isinstance(rule, InSegment) else {"tag": rule.tag}
    return {"split": rule.salt, "low": rule.low, "high": rule.high}


def from_shape(given: Any, *, depth: int = 0) -> Rule:
    """Return the tree of what `shaped` gave; it must still be checked."""
    if not isinstance(given, Mapping) or depth > DEEPEST:
        raise _wrong(given)
    for key, group in (("every", Every), ("some", Some)):
        if key in given:
            return group(tuple(from_shape(p, depth=depth + 1) for p in _list(given, key, only={key})))
    if "not" in given:
        return Not(from_shape(_only(given, {"not"})["not"], depth=depth + 1))
    if "column" in given:
        return _compare(given)
    if found := given.keys() & HAPPENINGS.keys():
        return _happened(given, found.pop())
    return _named(given)


def _named(given: Any) -> InSegment | HasTag | Split:
    if "segment" in given:
        return InSegment(_text(_only(given, {"segment"}), "segment"))
    if "tag" in given:
        return HasTag(_text(_only(given, {"tag"}), "tag"))
    split = _only(given, {"split", "low", "high"})
    return Split(_text(split, "split"), _whole(split, "low"), _whole(split, "high"))


def _compare(given: Any) -> Compare:
    only = _only(given, {"column", "op", "values"})
    op = _text(only, "op")
    if op not in OPERATORS:
        raise _wrong(given)
    return Compare(_text(only, "column"), op, tuple(_value(v) for v in _list(only, "values", only=set(only))))


def _happened(given: Any, what: str) -> Happened:
    only = _only(given, {what, *_COUNTS, "where"})
    name = only[what]
    if name is not None and not isinstance(name, str):
        raise _wrong(given)
    low, high, days = (None if only.get(n) is None else _whole(only, n) for n in _COUNTS)
    return Happened(what, name or None, low, high, days, tuple(_compare(c) for c in only.get("where") or ()))


def _plain(value: Value) -> Any:
    if isinstance(value, DaysAgo):
        return {"days_ago": value.days}
    return value.isoformat() if isinstance(value, date) else value


def _value(given: Any) -> Value:
    if isinstance(given, Mapping):
        return DaysAgo(_whole(_only(given, {"days_ago"}), "days_ago"))
    if isinstance(given, str | bool | int | float):
        return given
    raise _wrong(given)


def _list(given: Any, key: str, *, only: set[str]) -> list[Any]:
    found = _only(given, only).get(key, [])
    if not isinstance(found, list):
        raise _wrong(given)
    return found


def _only(given: Any, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or given.keys() - keys:
        raise _wrong(given)
    return given


def _text(given: Mapping[str, Any], key: str) -> str:
    found = given.get(key)
    if isinstance(found, str) and found.strip():
        return found
    raise _wrong(given)


def _whole(given: Mapping[str, Any], key: str) -> int:
    found = given.get(key)
    if (
        isinstance(found, int | float)
        and not isinstance(found, bool)
        and found == int(found)
        and 0 <= found <= 1_000_000
    ):
        return int(found)
    raise _wrong(given)


def _wrong(given: Any) -> WrongRuleError:
    return WrongRuleError(problem=_("{part!r} is no part of a rule").format(part=str(given)[:80]))
