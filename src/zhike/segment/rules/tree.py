"""A rule as a tree: what is compared, what happened, which segments and tags, and how these are tied together.

Every condition of a tree is true or false of a customer, never unknown: what a customer has no value for is not above, not
below and not equal to anything. So "is not" holds of who has no value, and `not` of a tree is the rest of its customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from zhike.segment.rules.happenings import HAPPENINGS

# Where a part stands in the text that it was read from: its first character and the one after its last. Two rules that say
# the same are equal wherever they say it.
Place = tuple[int, int]


@dataclass(frozen=True)
class DaysAgo:
    """The day so many days before the one as of which is asked; 0 is that day."""

    days: int


Value = str | int | float | bool | date | DaysAgo


@dataclass(frozen=True)
class Compare:
    """A column against values: `op` is one of OPERATORS."""

    column: str
    op: str
    values: tuple[Value, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Happened:
    """Something happened at least, or at most, so many times: `what` names one of HAPPENINGS, `name` which of its kind.

    `where` are comparisons that each counted row must meet; without `within_days` all rows up to the day count. What is foreseen
    (`likely`) is counted alike.
    """

    what: str
    name: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    within_days: int | None = None
    where: tuple[Compare, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def is_foreseen(self) -> bool:
        """Whether it is what a model foresees and not what happened; a name that nothing has is neither."""
        return self.what in HAPPENINGS and HAPPENINGS[self.what].is_foreseen


@dataclass(frozen=True)
class InSegment:
    """The customer is in another segment."""

    segment: str
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class HasTag:
    """The customer has a tag."""

    tag: str
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Split:
    """The customer's place in a stable random order, in percent, is at least `low` and below `high`; `salt` names the order."""

    salt: str
    low: int
    high: int
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Not:
    """The part is false."""

    part: Rule


@dataclass(frozen=True)
class Every:
    """Each part is true; of no parts, all customers."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True)
class Some:
    """At least one part is true; of no parts, no customer."""

    parts: tuple[Rule, ...]


Condition = Compare | Happened | InSegment | HasTag | Split
Rule = Condition | Not | Every | Some

# How values are compared, and how many values that takes; None is any number from one on.
OPERATORS: dict[str, int | None] = {
    "=": 1, "!=": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "between": 2, "in": None, "not in": None, "like": 1, "not like": 1,
    "is null": 0, "is not null": 0,
}  # fmt: skip
_OPPOSITE = {"in": "not in", "like": "not like", "is null": "is not null"}


def opposite(rule: Rule) -> Rule:
    """Return the contrary of a rule, in the form in which people write it."""
    if isinstance(rule, Compare) and rule.op in _OPPOSITE:
        return replace(rule, op=_OPPOSITE[rule.op])
    return Not(rule)


def conditions(rule: Rule) -> Iterator[Condition]:
    """Give the conditions of a rule, from left to right."""
    if isinstance(rule, Not):
        yield from conditions(rule.part)
    elif isinstance(rule, Every | Some):
        for part in rule.parts:
            yield from conditions(part)
    else:
        yield rule


def columns_of(rule: Rule) -> set[str]:
    """Return the columns that a rule compares; not those of what happened."""
    return {c.column for c in conditions(rule) if isinstance(c, Compare)}


def segments_of(rule: Rule) -> set[str]:
    """Return the segments that a rule names."""
    return {c.segment for c in conditions(rule) if isinstance(c, InSegment)}


def tags_of(rule: Rule) -> set[str]:
    """Return the tags that a rule names."""
    return {c.tag for c in conditions(rule) if isinstance(c, HasTag)}


def uses_of(rule: Rule) -> set[str]:
    """Return the segments and the tags that a rule names."""
    return segments_of(rule) | tags_of(rule)
