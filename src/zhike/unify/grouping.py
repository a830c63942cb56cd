"""Grouping: which records are one customer, from links of different strength, and what must stay apart.

Links are taken from the strongest to the weakest, people's decisions last: they join whole customers, as whoever decided
saw them. Each link joins two groups unless something speaks against it: two different identity numbers, two records that a
person said must stay apart, a group that would be too large, or the other pairs between the two groups, when together they
speak more against one person than for it. So a group is never held together by its weakest link alone, and is cut there when
it must be cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# One pair speaks at most so loudly (natural logarithm of the odds): errors of fields come together in a record.
_LOUDEST = 5.0
# Two records of which nothing brought them together: so much speaks against one person, unless a key holds the groups.
NOTHING = -2.0


@dataclass(frozen=True)
class Links:
    """Links between records, whatever their numbers: ends, how sure, what kind (see `Kind`), and when people decided."""

    one: Ints
    other: Ints
    probability: Floats
    kind: NDArray[np.int8]
    order: Ints

    def __len__(self) -> int:
        return len(self.one)

    def at(self, places: Ints) -> Links:
        """Return the links at these places."""
        return Links(
            self.one[places], self.other[places], self.probability[places], self.kind[places], self.order[places]
        )


@dataclass(frozen=True)
class Scores:
    """Every compared pair, linked or not: what it says (see `odds`), and the pairs whose fields contradict each other."""

    says: Mapping[tuple[int, int], float]
    contradicted: frozenset[tuple[int, int]] | set[tuple[int, int]]


class Kind(IntEnum):
    """Kinds of links, the strongest last."""

    MATCH, KEY, DECISION = 0, 1, 2


@dataclass(frozen=True)
class Guards:
    """What keeps records apart.

    `labels` maps a record to marks (what → which): two records with the same mark and different values stay apart.
    `decided` says when a mark was set by a person: a later decision to join lifts it. `largest` is the most records that a
    customer may have, `single` the source of each record of which a customer has but one there.
    """

    labels: Mapping[int, Mapping[str, str]]
    decided: Mapping[str, int]
    largest: int
    single: Mapping[int, str]


@dataclass
class Grouped:
    """The links that were taken, in order, and those that were refused with the reason."""

    taken: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def group(links: Links, *, scores: Scores, guards: Guards) -> Grouped:
    """Return which links hold, and which do not for what reason."""
    state = _State(guards, scores)
    found = Grouped()
    for place in strongest_first(links):
        one, other = int(links.one[place]), int(links.other[place])
        if state.head(one) == state.head(other):
            continue
        against = state.against(one, other, kind=int(links.kind[place]), order=int(links.order[place]))
        if against:
            found.refused.append((int(place), against))
        else:
            state.join(one, other)
            found.taken.append(int(place))
    return found


def strongest_first(links: Links) -> Ints:
    """Return the places of the links in the order in which they are taken: keys, matches, and at last what people decided."""
    rank = np.where(links.kind == Kind.DECISION, -1, links.kind)
    return np.asarray(np.lexsort((links.other, links.one, -links.probability, -links.order, -rank)))


def odds(probability: Floats) -> Floats:
    """Return the natural logarithm of the odds, within what one pair may say."""
    inside = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.clip(np.log(inside / (1 - inside)), -_LOUDEST, _LOUDEST))


class _State:
    """The groups as they stand."""

    def __init__(self, guards: Guards, scores: Scores) -> None:
        self._guards, self._scores = guards, scores
        self._heads: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._marks: dict[int, dict[str, str]] = {}
        self._lifted: set[str] = set()

    def head(self, record: int) -> int:
        """Return the record that stands for the group of a record."""
        return self._heads.get(record, record)

    def against(self, one: int, other: int, *, kind: int, order: int) -> str:
        """Return what speaks against joining the groups of two records: a word, or nothing."""
        if kind == Kind.DECISION:
            return self._parted_later(one, other, order)
        left, right = self._group(one), self._group(other)
        marks = self._conflicts(one, other)
        if found := next((m for m in marks if m not in self._guards.decided), ""):
            return found
        if len(left) + len(right) > self._guards.largest:
            return "size"
        if kind == Kind.MATCH and self._doubles(left, right):
            return "source"
        if len(left) * len(right) > 1 and self._sum(left, right, by_key=kind == Kind.KEY) <= 0:
            return "others"
        # A decision comes last: where something else parts the two anyway, it is not what does.
        return "decision" if marks else ""

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        left, right = self.head(one), self.head(other)
        members, more = self._group(one), self._group(other)
        if len(members) < len(more):
            left, right, members, more = right, left, more, members
        self._marks[left] = {**self._marks_of(right), **self._marks_of(left)}
        self._members[left] = members + more
        self._members.pop(right, None)
        for record in more:
            self._heads[record] = left
        self._heads[left] = left

    def _parted_later(self, one: int, other: int, order: int) -> str:
        """Return whether somebody parted the two after the decision to join them; what was decided before is lifted."""
        marks = [m for m in self._conflicts(one, other) if m in self._guards.decided]
        if any(self._guards.decided[m] > order for m in marks):
            return "decision"
        self._lifted.update(marks)
        return ""

    def _group(self, record: int) -> list[int]:
        return self._members.get(self.head(record), [record])

    def _marks_of(self, head: int) -> Mapping[str, str]:
        return self._marks.get(head) or self._guards.labels.get(head, {})

    def _conflicts(self, one: int, other: int) -> list[str]:
        left, right = self._marks_of(self.head(one)), self._marks_of(self.head(other))
        return [m for m, value in left.items() if m not in self._lifted and right.get(m, value) != value]

    def _doubles(self, left: Sequence[int], right: Sequence[int]) -> bool:
        there = {self._guards.single[r] for r in left if r in self._guards.single}
        return bool(there) and any(self._guards.single.get(r) in there for r in right)

    def _sum(self, left: Sequence[int], right: Sequence[int], *, by_key: bool) -> float:
        """Return what all pairs between two groups say together; a key speaks for itself, and only contradictions against it."""
        total = _LOUDEST if by_key else 0.0
        for a in left:
            for b in right:
                pair = (a, b) if a < b else (b, a)
                if by_key:
                    total -= _LOUDEST if pair in self._scores.contradicted else 0.0
                else:
                    total += self._scores.says.get(pair, NOTHING)
        return total


def components(one: Ints, other: Ints, *, count: int) -> Ints:
    """Return for each of so many records, numbered from 0, the number of what links between these ends connect it with."""
    # SciPy takes a seventh of a second to load, which every command would wait for and only this step needs.
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    return np.asarray(component, dtype=np.int64)
