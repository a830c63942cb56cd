"""Where a column comes from, as a tree to read and as a graph to draw: every column once, each left of what it is made from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from zhike import collect, pipeline
from zhike.engine import Origin


@dataclass(frozen=True)
class Node:
    """One column in the graph: how many steps it lies from the column asked about, and its place among those."""

    table: str
    column: str
    step: int
    place: int
    is_received: bool


@dataclass(frozen=True)
class Graph:
    """The nodes, and pairs of places in them: a column and one that it is made from."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]

    @property
    def steps(self) -> int:
        """Return how many steps there are."""
        return max(n.step for n in self.nodes) + 1

    @property
    def most(self) -> int:
        """Return how many columns the fullest step has."""
        return max(n.place for n in self.nodes) + 1


@cache
def origin(table: str, column: str) -> Origin:
    """Return the tree of columns that a column is computed from; it depends on the code alone, so it is found once."""
    return pipeline.origin(table, column)


@cache
def graph(table: str, column: str) -> Graph:
    """Return the same as a graph."""
    root = origin(table, column)
    steps: dict[tuple[str, str], int] = {}
    _walk(root, 0, steps)
    nodes = _placed(steps)
    at = {(n.table, n.column): index for index, n in enumerate(nodes)}
    pairs = {(at[a], at[b]) for a, b in _pairs(root)}
    return Graph(nodes, tuple(sorted(pairs)))


def _walk(origin: Origin, step: int, steps: dict[tuple[str, str], int]) -> None:
    """Note for each column the longest way to it, so that all arrows point one way."""
    key = (origin.table, origin.column)
    if steps.get(key, -1) >= step:
        return
    steps[key] = step
    for part in origin.via:
        _walk(part, step + 1, steps)


def _placed(steps: dict[tuple[str, str], int]) -> tuple[Node, ...]:
    places: dict[int, int] = defaultdict(int)
    received = collect.received_tables()
    nodes = []
    for (table, column), step in sorted(steps.items(), key=lambda found: (found[1], found[0])):
        nodes.append(Node(table, column, step, places[step], table in received))
        places[step] += 1
    return tuple(nodes)


def _pairs(origin: Origin) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    here = (origin.table, origin.column)
    found = {(here, (part.table, part.column)) for part in origin.via}
    return found.union(*(_pairs(part) for part in origin.via))
