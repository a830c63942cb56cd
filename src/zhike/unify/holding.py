"""Holding: which links between records hold, from everything that speaks for and against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhike.engine.plan import Arrows
from zhike.unify.grouping import Components, Guards, Ints, Kind, Links, Scores, group, odds
from zhike.unify.settling import Apart, Marked, Pairs, numbered, settle

# An exact key counts as nearly sure, unless the other fields speak against it: so unlikely, and by so many bits.
_SURE, _UNLIKELY, _BITS = 0.995, 0.02, -6.0
# A source in which fewer than one record in a thousand has a double keeps each person once.
_HARDLY_ANY_DOUBLES = 0.001
_MANY_ENOUGH = 100


@dataclass(frozen=True)
class Held:
    """All links, what each rests on, the places of those that hold, and the others with the reason."""

    links: Links
    said: Sequence[str]
    taken: Ints
    refused: Sequence[tuple[int, str]]


def held(arrows: Arrows, least: float) -> Held:
    """Return which links hold when pairs from a probability on are links."""
    links, said = _links(arrows, least)
    return Held(links, said, *_hold(links, arrows))


def _links(arrows: Arrows, least: float) -> tuple[Links, list[str]]:
    """Return all links, and for each what it rests on: its keys, a match, or a person."""
    edges, scores, decided = arrows["edges"], arrows["scores"], arrows["decided"]
    model = edges["probability"].to_numpy(zero_copy_only=False).astype(np.float64)
    strong = np.array(["national_id" in k.split("+") for k in edges["keys"].to_pylist()], dtype=np.bool_)
    holds = strong | ~contradicted(edges)
    likely = scores["probability"].to_numpy() >= least
    one = [edges["one"].to_numpy()[holds], scores["id_a"].to_numpy()[likely], decided["one"].to_numpy()]
    other = [edges["other"].to_numpy()[holds], scores["id_b"].to_numpy()[likely], decided["other"].to_numpy()]
    sure = [np.fmax(model[holds], _SURE), scores["probability"].to_numpy()[likely], np.ones(len(decided))]
    sizes = [len(x) for x in one]
    first, second = np.concatenate(one), np.concatenate(other)
    kinds = np.repeat(np.array([Kind.KEY, Kind.MATCH, Kind.DECISION], dtype=np.int8), sizes)
    order = np.concatenate([np.zeros(sizes[0] + sizes[1], dtype=np.int64), decided["seq"].to_numpy()])
    said = [*edges["keys"].filter(pa.array(holds)).to_pylist(), *["match"] * sizes[1], *["person"] * sizes[2]]
    return Links(np.minimum(first, second), np.maximum(first, second), np.concatenate(sure), kinds, order), said


def contradicted(pairs: pa.Table) -> NDArray[np.bool_]:
    """Return which pairs are so unlike that a shared value must be a mistake."""
    unlikely = pairs["probability"].fill_null(1.0).to_numpy() <= _UNLIKELY
    return np.asarray(unlikely & (pairs["against"].fill_null(0.0).to_numpy() <= _BITS))


def unlike(edges: pa.Table) -> pa.Table:
    """Return the pairs whose shared value is taken for a mistake; an identity number never is."""
    strong = np.array(["national_id" in k.split("+") for k in edges["keys"].to_pylist()], dtype=np.bool_)
    return edges.filter(pa.array(contradicted(edges) & ~strong))


def _guards(arrows: Arrows, records: Ints) -> Guards:
    """Return what keeps these records apart."""
    labels: dict[int, dict[str, str]] = {}
    decided: dict[str, int] = {}
    for row in _about(arrows["marks"], records).to_pylist():
        labels.setdefault(row["arrived"], {})[row["mark"]] = row["value"]
        decided[row["mark"]] = row["seq"]
    numbers = _about(arrows["identity_numbers"], records)
    for record, number in zip(numbers["arrived"].to_pylist(), numbers["national_id"].to_pylist(), strict=True):
        labels.setdefault(record, {})["national_id"] = number
    single = _about(_single(arrows), records)
    sources = dict(zip(single["arrived"].to_pylist(), single["source"].to_pylist(), strict=True))
    return Guards(labels, decided, _largest(arrows), sources)


def _apart(arrows: Arrows) -> Apart:
    """Return the same of all records, as numbers."""
    numbers, single = arrows["identity_numbers"], _single(arrows)
    return Apart(
        arrows["marks"]["arrived"].to_numpy(), Marked(numbers["arrived"].to_numpy(), numbered(numbers["national_id"])),
        Marked(single["arrived"].to_numpy(), numbered(single["source"])), _largest(arrows),
    )  # fmt: skip


def _largest(arrows: Arrows) -> int:
    return int(arrows["settings"]["largest"][0].as_py())


def _about(table: pa.Table, records: Ints) -> pa.Table:
    return table.filter(pa.array(np.isin(table["arrived"].to_numpy(), records)))


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


def _hold(links: Links, arrows: Arrows) -> tuple[Ints, list[tuple[int, str]]]:
    """Return the places of the links that hold, and those that are refused; most need no thought."""
    if not len(links):
        return np.zeros(0, dtype=np.int64), []
    scores = arrows["scores"]
    pairs = Pairs(
        scores["id_a"].to_numpy(), scores["id_b"].to_numpy(), scores["probability"].to_numpy(), contradicted(scores)
    )
    settled = settle(links, pairs, _apart(arrows))
    rest = np.flatnonzero(~settled.plain)
    some = links.at(rest)
    touched = np.unique(np.concatenate([some.one, some.other]))
    found = group(some, scores=_scores(pairs, touched, settled.components), guards=_guards(arrows, touched))
    taken = np.sort(np.concatenate([settled.taken, rest[np.array(found.taken, dtype=np.int64)]]))
    return _first_of_each(links, taken), [(int(rest[place]), why) for place, why in found.refused]


def _scores(pairs: Pairs, touched: Ints, components: Components) -> Scores:
    """Return what the pairs within the components of these records say."""
    inside = np.flatnonzero(np.isin(pairs.one, touched) & np.isin(pairs.other, touched))
    inside = inside[components.at(pairs.one[inside]) == components.at(pairs.other[inside])]
    ends = list(zip(pairs.one[inside].tolist(), pairs.other[inside].tolist(), strict=True))
    says = dict(zip(ends, odds(pairs.probability[inside]).tolist(), strict=True))
    return Scores(says, {ends[place] for place in np.flatnonzero(pairs.is_contradicted[inside]).tolist()})


def _first_of_each(links: Links, taken: Ints) -> Ints:
    """Return one link per pair: keys and match of the same two records are one."""
    order = taken[np.lexsort((-links.kind[taken], links.other[taken], links.one[taken]))]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(links.one[order]) != 0) | (np.diff(links.other[order]) != 0)
    return np.sort(order[is_first])
