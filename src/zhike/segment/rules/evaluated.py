"""A checked tree said of one customer in plain Python: what the SQL must agree with, and what is told of each condition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhike.segment.rules.compiled import edge
from zhike.segment.rules.happenings import HAPPENINGS
from zhike.segment.rules.tree import (
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

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Customer:
    """One customer as a rule sees them: the row of columns, the rows of what happened by table, segments and tags."""

    customer_id: str
    row: Row
    happened: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    segments: Collection[str] = ()
    tags: Collection[str] = ()


def holds(rule: Rule, of: Customer, *, as_of: date) -> bool:
    """Return whether a rule is true of a customer."""
    if isinstance(rule, Every | Some):
        parts = (holds(p, of, as_of=as_of) for p in rule.parts)
        return all(parts) if isinstance(rule, Every) else any(parts)
    if isinstance(rule, Not):
        return not holds(rule.part, of, as_of=as_of)
    if isinstance(rule, Compare):
        return _compared(rule, of.row.get(rule.column), as_of)
    if isinstance(rule, Happened):
        times = count(rule, of, as_of=as_of)
        return (rule.at_least is None or times >= rule.at_least) and (rule.at_most is None or times <= rule.at_most)
    if isinstance(rule, InSegment):
        return rule.segment in of.segments
    return rule.tag in of.tags if isinstance(rule, HasTag) else _in_split(rule, of.customer_id)


def count(rule: Happened, of: Customer, *, as_of: date) -> int:
    """Return how many times something happened to a customer."""
    kind = HAPPENINGS[rule.what]
    since = None if rule.within_days is None else as_of - timedelta(days=rule.within_days)
    return sum(
        (rule.name is None or row.get(kind.name) == rule.name)
        and (since is None or (row.get(kind.day) is not None and row[kind.day] > since))
        and all(_compared(c, row.get(c.column), as_of) for c in rule.where)
        for row in of.happened.get(kind.table, ())
    )


def _compared(rule: Compare, found: Any, as_of: date) -> bool:
    if rule.op in {"is null", "is not null"}:
        return (found is None) == (rule.op == "is null")
    negated = rule.op in {"!=", "not in", "not like"}
    if found is None:
        return negated
    return _true(rule.op, found, [_day(v, as_of) for v in rule.values]) != negated


def _true(op: str, found: Any, values: list[Any]) -> bool:  # noqa: PLR0911 - one line for each operator
    if op in {"=", "!="}:
        return bool(found == values[0])
    if op == "<":
        return bool(found < values[0])
    if op == "<=":
        return bool(found <= values[0])
    if op == ">":
        return bool(found > values[0])
    if op == ">=":
        return bool(found >= values[0])
    if op == "between":
        return bool(values[0] <= found <= values[1])
    if op in {"in", "not in"}:
        return found in values
    return re.fullmatch(_pattern(values[0]), found, re.DOTALL) is not None


def _pattern(like: str) -> str:
    return "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in like)


def _day(value: Value, as_of: date) -> Any:
    return as_of - timedelta(days=value.days) if isinstance(value, DaysAgo) else value


def _in_split(rule: Split, customer_id: str) -> bool:
    digits = hashlib.md5(f"{rule.salt}:{customer_id}".encode(), usedforsecurity=False).hexdigest()[:8]
    return edge(rule.low) <= digits and (rule.high >= 100 or digits < edge(rule.high))
