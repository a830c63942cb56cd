"""What a segment or a tag is made from, and the refusal of one that would be made from itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from zhike.errors import ZhikeError
from zhike.segment.definition import Segment
from zhike.segment.groups import TagGroup
from zhike.segment.rules import Every, HasTag, Not, Rule, uses_of
from zhike.words import N_


class LoopError(ZhikeError, ValueError):
    """A segment or a tag that would be made from itself."""

    code = "segment_loop"
    sentence = N_("{name!r} would be made from itself: {path}. Take one of these out of a rule.")


class Placed(Protocol):
    """What has a rule, or none, and a place in a group, or none."""

    @property
    def id(self) -> str:
        """Return its number."""

    @property
    def rule(self) -> Rule | None:
        """Return its rule."""

    @property
    def group_id(self) -> str | None:
        """Return its group."""

    @property
    def position(self) -> int:
        """Return its place in the group."""


def first_of(tag: Placed, there: Iterable[Placed], exclusive: Collection[str]) -> tuple[str, ...]:
    """Return the tags that count before one by rule in its exclusive group: what people say, then the rules above it."""
    if tag.rule is None or tag.group_id not in exclusive:
        return ()
    mine = [t for t in there if t.group_id == tag.group_id and t.id != tag.id]
    said = sorted((t.position, t.id) for t in mine if t.rule is None)
    above = sorted(
        (t.position, t.id) for t in mine if t.rule is not None and (t.position, t.id) < (tag.position, tag.id)
    )
    return tuple(i for _at, i in [*said, *above])


def exclusive_of(groups: Iterable[TagGroup]) -> frozenset[str]:
    """Return the numbers of the groups of which a customer has one tag at most."""
    return frozenset(g.id for g in groups if g.exclusive)


def with_first(rule: Rule, first: Iterable[str]) -> Rule:
    """Return the rule of a tag without the customers of the tags that count before it."""
    before = tuple(Not(HasTag(t)) for t in first)
    return Every((rule, *before)) if before else rule


def refuse_loops(there: Mapping[str, Segment], groups: Iterable[TagGroup], *, at: str | None = None) -> None:
    """Raise LoopError when one of these is made from itself; the sentence begins with the one at `at`."""
    exclusive = exclusive_of(groups)
    needs = {
        i: {*(uses_of(s.rule) if s.rule else ()), *first_of(s, there.values(), exclusive)} for i, s in there.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as cycle:
        # Each of these is used by the next one: read backwards, each is made from the next.
        ring = cycle.args[1][:0:-1]
        start = ring.index(at) if at in ring else 0
        names = [there[i].name for i in (*ring[start:], *ring[:start])]
        raise LoopError(name=names[0], path=" → ".join([*names, names[0]])) from cycle
