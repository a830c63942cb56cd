"""Holding: which links between records hold, from everything that speaks for and against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhike.engine.plan import Arrows
from zhike.unify.grouping import Guards, Ints, Kind, Links, Scores, group, odds
from zhike.unify.keys import KEYS
from zhike.unify.settling import Apart, Marked, Pairs, numbered, settle

# An exact key counts as nearly sure, unless the other fields speak against it: so unlikely, and by so many bits.
_SURE, _UNLIKELY, _BITS = 0.995, 0.02, -6.0
# What a link may rest on.
MATCH, PERSON = "match", "person"
EVIDENCE = (*KEYS, MATCH, PERSON)
# A source in which fewer than one record in a thousand has a double keeps each person once.
_HARDLY_ANY_DOUBLES = 0.001
_MANY_ENOUGH = 100


@dataclass(frozen=True)
class Held:
    """All links, the places of those that hold, and the others with the reason.

    `records` are all that are on a link, ascending; the ends of links are places in it. `said` is by link what it rests on,
    one bit for each of `EVIDENCE`.
    """

    records: Ints
    links: Links
    said: Ints
    taken: Ints
    refused: Sequence[tuple[int, str]]

    def places(self, records: Ints) -> Ints:
        """Return the places of these records; -1 for one that is on no link."""
        return _places(self.records, records)


def held(arrows: Arrows, least: float) -> Held:
    """Return which links hold when pairs from a probability on are links."""
    records, links, said = _links(arrows, least)
    return Held(records, links, said, *_hold(records, links, arrows))


def bits(said: pa.ChunkedArray) -> Ints:
    """Return as bits of `EVIDENCE` what texts of keys joined by '+' say."""
    texts = said.combine_chunks().dictionary_encode()
    value = [sum(1 << EVIDENCE.index(w) for w in text.split("+")) for text in texts.dictionary.to_pylist()]
    return np.asarray(
        np.array(value, dtype=np.int64)[texts.indices.to_numpy()] if value else np.zeros(0, dtype=np.int64)
    )


def _links(arrows: Arrows, least: float) -> tuple[Ints, Links, Ints]:
    """Return the records that are on a link, the links between them, and for each what it rests on."""
    edges, scores, decided = arrows["edges"], arrows["scores"], arrows["decided"]
    model = edges["probability"].to_numpy(zero_copy_only=False).astype(np.float64)
    keys = bits(edges["keys"])
    holds = _is_strong(keys) | ~contradicted(edges)
    likely = scores["probability"].to_numpy() >= least
    one = [edges["one"].to_numpy()[holds], scores["id_a"].to_numpy()[likely], decided["one"].to_numpy()]
    other = [edges["other"].to_numpy()[holds], scores["id_b"].to_numpy()[likely], decided["other"].to_numpy()]
    sure = [np.fmax(model[holds], _SURE), scores["probability"].to_numpy()[likely], np.ones(len(decided))]
    sizes = [len(x) for x in one]
    kinds = np.repeat(np.array([Kind.KEY, Kind.MATCH, Kind.DECISION], dtype=np.int8), sizes)
    order = np.concatenate([np.zeros(sizes[0] + sizes[1], dtype=np.int64), decided["seq"].to_numpy()])
    said = [keys[holds], *(np.full(n, 1 << EVIDENCE.index(w)) for n, w in zip(sizes[1:], (MATCH, PERSON), strict=True))]
    records, ends = np.unique(np.concatenate([*one, *other]), return_inverse=True)
    first, second = ends[: sum(sizes)], ends[sum(sizes) :]
    links = Links(np.minimum(first, second), np.maximum(first, second), np.concatenate(sure), kinds, order)
    return records, links, np.concatenate(said)


def _is_strong(keys: Ints) -> NDArray[np.bool_]:
    return (keys >> EVIDENCE.index("national_id") & 1).astype(np.bool_)


def contradicted(pairs: pa.Table) -> NDArray[np.bool_]:
    """Return which pairs are so unlike that a shared value must be a mistake."""
    unlikely = pairs["probability"].fill_null(1.0).to_numpy() <= _UNLIKELY
    return np.asarray(unlikely & (pairs["against"].fill_null(0.0).to_numpy() <= _BITS))


def unlike(edges: pa.Table) -> pa.Table:
    """Return the pairs whose shared value is taken for a mistake; an identity number never is."""
    return edges.filter(pa.array(contradicted(edges) & ~_is_strong(bits(edges["keys"]))))


def _guards(arrows: Arrows, records: Ints, some: NDArray[np.bool_]) -> Guards:
    """Return what keeps some of the records apart."""
    labels: dict[int, dict[str, str]] = {}
    decided: dict[str, int] = {}

    def rows(table: pa.Table) -> list[tuple[int, dict[str, Any]]]:
        at = _places(records, table["arrived"].to_numpy())
        mine = np.flatnonzero((at >= 0) & some[at])
        return list(zip(at[mine].tolist(), table.take(mine).to_pylist(), strict=True))

    for place, row in rows(arrows["marks"]):
        labels.setdefault(place, {})[row["mark"]] = row["value"]
        decided[row["mark"]] = row["seq"]
    for place, row in rows(arrows["identity_numbers"]):
        labels.setdefault(place, {})["national_id"] = row["national_id"]
    single = {place: row["source"] for place, row in rows(_single(arrows))}
    return Guards(labels, decided, _largest(arrows), single)


def _apart(arrows: Arrows, records: Ints) -> Apart:
    """Return what keeps all of the records apart, as numbers."""

    def marked(table: pa.Table, column: str) -> Marked:
        at, what = _places(records, table["arrived"].to_numpy()), numbered(table[column])
        return Marked(at[at >= 0], what[at >= 0])

    decided = marked(arrows["marks"], "mark").records
    numbers = marked(arrows["identity_numbers"], "national_id")
    return Apart(decided, numbers, marked(_single(arrows), "source"), _largest(arrows))


def _places(records: Ints, some: Ints) -> Ints:
    if not len(records):
        return np.full(len(some), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(records, some), len(records) - 1)
    return np.where(records[place] == some, place, -1)


def _largest(arrows: Arrows) -> int:
    return int(arrows["settings"]["largest"][0].as_py())


def keep_once(doubles: pa.Table) -> list[bool]:
    """Return of each source whether it keeps each person once, as far as its own pairs tell; one source alone does not."""
    return [
        len(doubles) > 1 and r["records"] >= _MANY_ENOUGH and r["doubles"] < _HARDLY_ANY_DOUBLES * r["records"]
        for r in doubles.to_pylist()
    ]


def _single(arrows: Arrows) -> pa.Table:
    """Return record and source of the records of sources that keep each person once."""
    doubles, linked = arrows["doubles"], arrows["linked_records"]
    kept = doubles["source"].filter(pa.array(keep_once(doubles), pa.bool_()))
    return linked.filter(pc.is_in(linked["source"], value_set=kept.combine_chunks().cast(linked["source"].type)))


def _hold(records: Ints, links: Links, arrows: Arrows) -> tuple[Ints, list[tuple[int, str]]]:
    """Return the places of the links that hold, and those that are refused; most need no thought."""
    if not len(links):
        return np.zeros(0, dtype=np.int64), []
    pairs = _pairs(arrows["scores"], records)
    settled = settle(links, pairs, _apart(arrows, records), count=len(records))
    rest = np.flatnonzero(~settled.plain)
    some = np.zeros(len(records), dtype=np.bool_)
    some[links.one[rest]] = some[links.other[rest]] = True
    found = group(links.at(rest), scores=_scores(pairs, some, settled.component), guards=_guards(arrows, records, some))
    taken = np.sort(np.concatenate([settled.taken, rest[np.array(found.taken, dtype=np.int64)]]))
    return _first_of_each(links, taken), [(int(rest[place]), why) for place, why in found.refused]


def _pairs(scores: pa.Table, records: Ints) -> Pairs:
    """Return the compared pairs of which both records are on a link."""
    one, other = (_places(records, scores[end].to_numpy()) for end in ("id_a", "id_b"))
    there = (one >= 0) & (other >= 0)
    return Pairs(one[there], other[there], scores["probability"].to_numpy()[there], contradicted(scores)[there])


def _scores(pairs: Pairs, some: NDArray[np.bool_], component: Ints) -> Scores:
    """Return what the pairs within the components of some records say."""
    inside = np.flatnonzero(some[pairs.one] & (component[pairs.one] == component[pairs.other]))
    ends = list(zip(pairs.one[inside].tolist(), pairs.other[inside].tolist(), strict=True))
    says = dict(zip(ends, odds(pairs.probability[inside]).tolist(), strict=True))
    return Scores(says, {ends[place] for place in np.flatnonzero(pairs.is_contradicted[inside]).tolist()})


def _first_of_each(links: Links, taken: Ints) -> Ints:
    """Return one link per pair: keys and match of the same two records are one."""
    order = taken[np.lexsort((-links.kind[taken], links.other[taken], links.one[taken]))]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(links.one[order]) != 0) | (np.diff(links.other[order]) != 0)
    return np.sort(order[is_first])
