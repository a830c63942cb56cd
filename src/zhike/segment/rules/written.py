"""A tree as the text that gives it again: what is kept, shown and sent to a colleague."""

from __future__ import annotations

from datetime import date

from zhike.engine import literal
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
    Value,
)


def written(rule: Rule) -> str:
    """Return the rule's text; "" is the rule of all customers."""
    if isinstance(rule, Every | Some):
        return (" and " if isinstance(rule, Every) else " or ").join(_part(p) for p in rule.parts)
    if isinstance(rule, Not):
        return f"not {_part(rule.part)}"
    if isinstance(rule, Compare):
        return _compare(rule)
    if isinstance(rule, Happened):
        return _happened(rule)
    if isinstance(rule, InSegment | HasTag):
        return f"in segment({literal(rule.segment)})" if isinstance(rule, InSegment) else f"tag({literal(rule.tag)})"
    return f"random_split({literal(rule.salt)}, {rule.low}, {rule.high})"


def _part(rule: Rule) -> str:
    return f"({written(rule)})" if isinstance(rule, Every | Some) else written(rule)


def _compare(rule: Compare) -> str:
    values = [_value(v) for v in rule.values]
    if rule.op == "between":
        return f"{rule.column} between {values[0]} and {values[1]}"
    if rule.op in {"in", "not in"}:
        return f"{rule.column} {rule.op} ({', '.join(values)})"
    return " ".join([rule.column, rule.op, *values])


def _happened(rule: Happened) -> str:
    counts = {"at_least": rule.at_least, "at_most": rule.at_most, "within_days": rule.within_days}
    # Once at least is what the word says by itself.
    told = {n: v for n, v in counts.items() if v is not None and not (n == "at_least" and v == 1 and not rule.at_most)}
    parts = [literal(rule.name)] if rule.name is not None else []
    parts += [f"{n}={v}" for n, v in told.items()]
    return f"{rule.what}({', '.join([*parts, *(_compare(c) for c in rule.where)])})"


def _value(value: Value) -> str:
    if isinstance(value, DaysAgo):
        return f"days_ago({value.days})"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return literal(value.isoformat())
    return literal(value) if isinstance(value, str) else repr(value)
