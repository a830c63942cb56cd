"""Settling: the groups of linked records that nothing speaks against, so that all their links hold.

Most groups are such. They are found for all records at once; `grouping`, link by link, would come to the same. Records are
numbered from 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhike.unify.grouping import NOTHING, Ints, Kind, Links, components, odds, strongest_first

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Marked:
    """Records that have something which may keep them apart from others: each with the number of what it has."""

    records: Ints
    what: Ints


@dataclass(frozen=True)
class Pairs:
    """The compared pairs of records: how sure each is, and whether its fields contradict each other."""

    one: Ints
    other: Ints
    probability: NDArray[np.float64]
    is_contradicted: Flags


@dataclass(frozen=True)
class Apart:
    """What may keep records apart: decisions, identity numbers, sources that keep each person once, the largest size."""

    decided: Ints
    numbers: Marked
    single: Marked
    largest: int


@dataclass(frozen=True)
class Settled:
    """By link, whether its group needs no thought; the places of the links that make those groups; each record's component."""

    plain: Flags
    taken: Ints
    component: Ints


def settle(links: Links, pairs: Pairs, apart: Apart, *, count: int) -> Settled:
    """Return which links are of groups that nothing speaks against, and which of them make the groups of so many records."""
    component = components(links.one, links.other, count=count)
    plain = ~_doubtful(links, pairs, apart, component=component)[component[links.one]]
    return Settled(plain, _forest(links, np.flatnonzero(plain), count=count), component)


def numbered(values: pa.ChunkedArray) -> Ints:
    """Return a number for each value, the same for equal ones."""
    codes = values.combine_chunks().dictionary_encode()
    return np.asarray((codes.indices if len(values) else pa.array([], pa.int64())).to_numpy(), dtype=np.int64)


def _doubtful(links: Links, pairs: Pairs, apart: Apart, *, component: Ints) -> Flags:
    """Return by component whether something speaks, or might speak, against one of its links."""
    sizes = np.bincount(component, minlength=1)
    of_link = component[links.one]
    by_match = _flags(of_link[links.kind == Kind.MATCH], len(sizes))
    doubtful = (sizes > apart.largest) | _flags(of_link[links.kind == Kind.DECISION], len(sizes))
    doubtful |= _flags(component[apart.decided], len(sizes))
    doubtful |= _several(component[apart.numbers.records], apart.numbers.what, len(sizes))
    doubtful |= by_match & _doubled(component[apart.single.records], apart.single.what, len(sizes))
    return doubtful | _spoken_against(pairs, component, sizes, by_match=by_match)


def _spoken_against(pairs: Pairs, component: Ints, sizes: Ints, *, by_match: Flags) -> Flags:
    """Return by component whether its pairs may speak against a link: a key bears all but a contradiction.

    A match joins two groups when what their pairs say together is more for one person than against. That is so wherever
    the group is cut when all its pairs speak for it; of three records, when each one's two pairs together do.
    """
    inside = np.flatnonzero(component[pairs.one] == component[pairs.other])
    there, likely = component[pairs.one[inside]], pairs.probability[inside]
    contradicted = _flags(there[pairs.is_contradicted[inside]], len(sizes))
    agreeing = np.bincount(there[likely > 0.5], minlength=len(sizes))
    weak = by_match & (sizes > 2) & (agreeing < sizes * (sizes - 1) // 2)
    return contradicted | (weak & ~_hold_in_threes(pairs, inside, component, of_three=weak & (sizes == 3)))


def _hold_in_threes(pairs: Pairs, inside: Ints, component: Ints, *, of_three: Flags) -> Flags:
    """Return which components of three hold: the two pairs of each record speak for one person together."""
    mine = inside[of_three[component[pairs.one[inside]]]]
    # Two pairs of which nothing is known; each pair that was compared says what it says instead.
    said = np.full(len(component), 2 * NOTHING)
    loud = odds(pairs.probability[mine]) - NOTHING
    for end in (pairs.one[mine], pairs.other[mine]):
        said += np.bincount(end, weights=loud, minlength=len(said))
    # What is next to nothing may be so by rounding alone.
    return of_three & ~_flags(component[said <= 1e-9], len(of_three))


def _flags(some: Ints, count: int) -> Flags:
    flags = np.zeros(count, dtype=np.bool_)
    flags[some] = True
    return flags


def _several(there: Ints, what: Ints, count: int) -> Flags:
    """Return the components in which there is more than one thing."""
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, dtype=np.int64)
    np.minimum.at(least, there, what)
    np.maximum.at(most, there, what)
    return np.asarray(most > least)


def _doubled(there: Ints, what: Ints, count: int) -> Flags:
    """Return the components in which one thing is there twice."""
    things = what.max(initial=0) + 1
    both = np.sort(there * things + what)
    return _flags(both[1:][np.diff(both) == 0] // things, count)


def _forest(links: Links, places: Ints, *, count: int) -> Ints:
    """Return the places of the links that join, taken from the strongest to the weakest: the spanning forest of that order."""
    # SciPy takes a seventh of a second to load, which every command would wait for and only this step needs.
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    ordered = places[strongest_first(links.at(places))]
    one, other = links.one[ordered], links.other[ordered]
    _, first = np.unique(one * count + other, return_index=True)
    graph = coo_matrix((first + 1.0, (one[first], other[first])), shape=(count, count))
    tree = minimum_spanning_tree(graph.tocsr())
    return np.sort(ordered[tree.data.astype(np.int64) - 1])
