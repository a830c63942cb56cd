"""Changing a tree part by part, as a page with buttons does: a part is named by its path, "0.2" for the third of the first.

Every change gives a new tree; one that names no part, or does not fit it, raises WrongRuleError.
"""

from __future__ import annotations

from collections.abc import Callable

from zhike.segment.rules.errors import WrongRuleError
from zhike.segment.rules.tree import Every, Not, Rule, Some
from zhike.words import _

Path = tuple[int, ...]
Group = Every | Some


def path_of(text: str) -> Path:
    """Return a path from its text; "" is the whole rule."""
    try:
        return tuple(int(step) for step in text.split(".") if step)
    except ValueError as wrong:
        raise _no_part(text) from wrong


def part_at(rule: Rule, path: Path) -> Rule:
    """Return the part of a rule at a path; a `not` before a group or condition is passed through."""
    for step in path:
        group = _plain(rule)
        if not isinstance(group, Group) or not 0 <= step < len(group.parts):
            raise _no_part(".".join(map(str, path)))
        rule = group.parts[step]
    return rule


def replaced(rule: Rule, path: Path, change: Callable[[Rule], Rule | None]) -> Rule:
    """Return the rule with the part at a path as `change` makes it; None takes it out."""
    if not path:
        return change(rule) or Every(())
    part_at(rule, path)
    group = _plain(rule)
    assert isinstance(group, Group)  # noqa: S101 - part_at has found it
    step, rest = path[0], path[1:]
    new = replaced(group.parts[step], rest, change) if rest else change(group.parts[step])
    parts = [*group.parts[:step], *([] if new is None else [new]), *group.parts[step + 1 :]]
    return _as(rule, type(group)(tuple(parts)))


def added(rule: Rule, path: Path, part: Rule) -> Rule:
    """Return the rule with a part more at the end of the group at a path."""
    return replaced(rule, path, lambda found: _as(found, _with(_group(found), part)))


def negated(rule: Rule, path: Path) -> Rule:
    """Return the rule with the part at a path turned into its contrary, and back."""
    return replaced(rule, path, lambda found: found.part if isinstance(found, Not) else Not(found))


def tied(rule: Rule, path: Path) -> Rule:
    """Return the rule with the group at a path tied the other way: all of its parts, or at least one."""

    def other(found: Rule) -> Rule:
        group = _group(found)
        return _as(found, Some(group.parts) if isinstance(group, Every) else Every(group.parts))

    return replaced(rule, path, other)


def moved(rule: Rule, start: Path, end: Path) -> Rule:
    """Return the rule with the part at one path put before the part at another; a place after the last one is the end.

    A part cannot be put into itself.
    """
    if end[: len(start)] == start or not start or not end:
        raise _no_part(".".join(map(str, end)))
    part = part_at(rule, start)
    # Marked where it leaves, so that the place where it comes to has not moved meanwhile.
    hole = Every((Not(Every(())),))
    rule = replaced(rule, start, lambda _found: hole)
    rule = replaced(rule, end[:-1], lambda found: _as(found, _inserted(_group(found), end[-1], part)))
    return _without(rule, hole)


def _inserted(group: Group, at: int, part: Rule) -> Rule:
    return type(group)((*group.parts[:at], part, *group.parts[at:]))


def _without(rule: Rule, hole: Rule) -> Rule:
    group = _plain(rule)
    if not isinstance(group, Group):
        return rule
    return _as(rule, type(group)(tuple(_without(p, hole) for p in group.parts if p is not hole)))


def _with(group: Group, part: Rule) -> Rule:
    return type(group)((*group.parts, part))


def _group(rule: Rule) -> Group:
    group = _plain(rule)
    if not isinstance(group, Group):
        raise _no_part("")
    return group


def _plain(rule: Rule) -> Rule:
    """Return what stands behind a `not`."""
    return rule.part if isinstance(rule, Not) else rule


def _as(before: Rule, group: Rule) -> Rule:
    """Return a changed group with the `not` that it had."""
    return Not(group) if isinstance(before, Not) else group


def _no_part(path: str) -> WrongRuleError:
    return WrongRuleError(problem=_("the rule has no part {path!r}").format(path=path))
