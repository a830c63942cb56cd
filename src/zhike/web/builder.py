"""A rule as the fields and buttons of a form, and the form's answer as a rule again: the page edits the tree, and never its text.

Each part of the tree has a path; the fields of the part at 0.1 are called "0.1:column", "0.1:op" and so on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhike.describe.directory import Field
from zhike.segment import rules
from zhike.segment.rules import (
    Compare,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Rule,
    Some,
    Split,
    WrongRuleError,
)
from zhike.words import N_, _

Fields = Mapping[str, str]
# What a button of the page adds, with its words and its first state.
ADDITIONS: dict[str, tuple[str, Rule]] = {
    "compare": (N_("Condition"), Compare("orders", ">=", (1,))),
    "bought": (N_("Purchase"), Happened("bought", at_least=1, within_days=365)),
    "did": (N_("Event"), Happened("did", at_least=1, within_days=90)),
    "likely": (N_("Likely category"), Happened("likely", at_least=1, where=(Compare("probability", ">", (0.3,)),))),
    "segment": (N_("Segment"), InSegment("")),
    "tag": (N_("Tag"), HasTag("")),
    "split": (N_("Random split"), Split("test", 0, 50)),
    "group": (N_("Group"), Some((Compare("orders", ">=", (1,)),))),
}


@dataclass(frozen=True)
class Node:
    """One part of the tree as the page shows it; `values` are what its fields hold."""

    path: str
    kind: str
    negated: bool
    values: dict[str, str]
    column_kind: str = "text"
    parts: tuple[Node, ...] = ()
    is_first: bool = False
    is_last: bool = False


def nodes_of(rule: Rule, fields: Mapping[str, Field], path: str = "", *, first: bool = True, last: bool = True) -> Node:
    """Return a rule as the page shows it."""
    negated, part = (True, rule.part) if isinstance(rule, Not) else (False, rule)
    parts = _children(part, fields, path)
    kind, values = _held(part)
    column = fields.get(values.get("column", ""))
    return Node(path, kind, negated, values, column.kind if column else "text", parts, first, last)


def grouped(rule: Rule) -> Rule:
    """Return a rule whose top is a group, so that parts can be added to it."""
    return rule if isinstance(rule, Every | Some) else Every((rule,))


def answered(tree: str, held: Fields, edit: str, fields: Mapping[str, Field]) -> Rule:
    """Return the rule that a form holds: its tree, with what its fields say, and the change that its button asks for."""
    try:
        rule = grouped(rules.from_shape(json.loads(tree or '{"every": []}')))
    except (ValueError, RecursionError) as wrong:
        raise WrongRuleError(problem=_("the page's tree cannot be read")) from wrong
    return _edited(_filled(rule, held, fields, ()), edit)


def _children(part: Rule, fields: Mapping[str, Field], path: str) -> tuple[Node, ...]:
    if not isinstance(part, Every | Some):
        return ()
    most = len(part.parts) - 1
    return tuple(
        nodes_of(p, fields, f"{path}.{at}" if path else str(at), first=at == 0, last=at == most)
        for at, p in enumerate(part.parts)
    )


def _held(part: Rule) -> tuple[str, dict[str, str]]:
    if isinstance(part, Every | Some):
        return "every" if isinstance(part, Every) else "some", {}
    if isinstance(part, Compare):
        return "compare", {"column": part.column, "op": part.op, "value": rules.said_of(part.values, op=part.op)}
    if isinstance(part, Happened):
        counts = {n: getattr(part, n) for n in ("at_least", "at_most", "within_days")}
        where = ", ".join(rules.written(c) for c in part.where)
        said = {n: "" if v is None else str(v) for n, v in counts.items()}
        return "happened", {"what": part.what, "name": part.name or "", "where": where, **said}
    if isinstance(part, InSegment | HasTag):
        return ("segment", {"segment": part.segment}) if isinstance(part, InSegment) else ("tag", {"tag": part.tag})
    if isinstance(part, Split):
        return "split", {"salt": part.salt, "low": str(part.low), "high": str(part.high)}
    return nodes_of(part, {}).kind, {}


def _filled(rule: Rule, form: Fields, fields: Mapping[str, Field], path: rules.Path) -> Rule:
    if isinstance(rule, Not):
        return Not(_filled(rule.part, form, fields, path))
    if isinstance(rule, Every | Some):
        return type(rule)(tuple(_filled(p, form, fields, (*path, at)) for at, p in enumerate(rule.parts)))
    start = f"{'.'.join(map(str, path))}:"
    given = {name.removeprefix(start): value for name, value in form.items() if name.startswith(start)}
    return _with(rule, given, fields) if given else rule


def _with(rule: Rule, given: Fields, fields: Mapping[str, Field]) -> Rule:
    """Return a condition with what its fields say."""
    if isinstance(rule, Compare):
        return _compare(rule, given, fields)
    if isinstance(rule, Happened):
        return _happened(rule, given)
    if isinstance(rule, InSegment):
        return InSegment(given.get("segment", rule.segment))
    if isinstance(rule, Split):
        return Split(
            given.get("salt", rule.salt) or rule.salt,
            _whole(given.get("low", "")) or 0,
            _whole(given.get("high", "")) or 0,
        )
    return HasTag(given.get("tag", rule.tag)) if isinstance(rule, HasTag) else rule


def _happened(rule: Happened, given: Fields) -> Happened:
    # What is foreseen has no fields of times and days: they stay as they were.
    low, high, days = (_whole(given[n]) if n in given else getattr(rule, n) for n in ("at_least", "at_most", "within_days"))  # fmt: skip
    if low is None and high is None:
        low = 1
    what, where = given.get("what", rule.what), given.get("where", "").strip()
    kind = rules.HAPPENINGS.get(what)
    if kind and kind.is_foreseen and what != rule.what:
        low, high = 1, None  # those of what happened would count on, unseen
    read = rules.parsed(f"did({where})") if where else None
    name = given.get("name", "").strip() or None
    return Happened(
        what, name if kind is None or kind.name else None, low, high, None if kind and kind.is_foreseen else days,
        read.where if isinstance(read, Happened) else (),
    )  # fmt: skip


def _compare(rule: Compare, given: Fields, fields: Mapping[str, Field]) -> Compare:
    column, op = given.get("column", rule.column), given.get("op", rule.op)
    kind = fields[column].kind if column in fields else "text"
    allowed = rules.OPERATORS_OF.get(kind, ())
    # Another column may not know the comparison of the one before.
    op = op if op in allowed else allowed[0] if allowed else op
    return Compare(column, op, rules.values_in(given.get("value", ""), kind=kind, op=op))


def _edited(rule: Rule, edit: str) -> Rule:
    what, _colon, rest = edit.partition(":")
    if not what:
        return rule
    place, _colon, more = rest.partition(":")
    path = rules.path_of(place)
    if what == "add" and more in ADDITIONS:
        return rules.added(rule, path, ADDITIONS[more][1])
    if what == "move":
        return grouped(rules.moved(rule, path, rules.path_of(more)))
    changes: dict[str, Any] = {
        "remove": lambda: rules.replaced(rule, path, lambda _part: None), "not": lambda: rules.negated(rule, path),
        "tie": lambda: rules.tied(rule, path), "up": lambda: rules.moved(rule, path, (*path[:-1], path[-1] - 1)),
        "down": lambda: rules.moved(rule, path, (*path[:-1], path[-1] + 2)),
    }  # fmt: skip
    if what not in changes or (not path and what in {"up", "down"}):
        raise WrongRuleError(
            problem=_("the page asked for a change that there is not: {edit!r}").format(edit=edit[:40])
        )
    return grouped(changes[what]())


def _whole(said: str) -> int | None:
    text = said.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
