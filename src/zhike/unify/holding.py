"""Holding: which links between records hold, from everything that speaks for and against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhike.engine.plan import Arrows
from zhike.unify.grouping import Guards, Ints, Kind, Links, Scores, group, simple

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
    return Held(links, said, *_hold(links, arrows["scores"], _guards(arrows)))


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


def _guards(arrows: Arrows) -> Guards:
    labels: dict[int, dict[str, str]] = {}
    decided: dict[str, int] = {}
    for row in arrows["marks"].to_pylist():
        labels.setdefault(row["arrived"], {})[row["mark"]] = row["value"]
        decided[row["mark"]] = row["seq"]
    numbers = arrows["identity_numbers"]
    for record, number in zip(numbers["arrived"].to_pylist(), numbers["national_id"].to_pylist(), strict=True):
        labels.setdefault(record, {})["national_id"] = number
    return Guards(labels, decided, int(arrows["settings"]["largest"][0].as_py()), _single(arrows))


def keep_once(doubles: pa.Table) -> list[bool]:
    """Return of each source whether it keeps each person once, as far as its own pairs tell; one source alone does not."""
    return [
        len(doubles) > 1 and r["records"] >= _MANY_ENOUGH and r["doubles"] < _HARDLY_ANY_DOUBLES * r["records"]
        for r in doubles.to_pylist()
    ]


def _single(arrows: Arrows) -> dict[int, str]:
    """Return the source of each record of a source that keeps each person once."""
    doubles, linked = arrows["doubles"], arrows["linked_records"]
    kept = {s for s, once in zip(doubles["source"].to_pylist(), keep_once(doubles), strict=True) if once}
    if not kept:
        return {}
    return {a: s for a, s in zip(linked["arrived"].to_pylist(), linked["source"].to_pylist(), strict=True) if s in kept}


def _hold(links: Links, scores: pa.Table, guards: Guards) -> tuple[Ints, list[tuple[int, str]]]:
    """Return the places of the links that hold, and those that are refused; most need no thought."""
    if not len(links):
        return np.zeros(0, dtype=np.int64), []
    plain, nodes, component = simple(links, guards)
    rest = np.flatnonzero(~plain)
    a, b = scores["id_a"].to_numpy(), scores["id_b"].to_numpy()
    touched = np.unique(np.concatenate([links.one[rest], links.other[rest]]))
    inside = np.isin(a, touched) & np.isin(b, touched)
    inside[inside] = component[np.searchsorted(nodes, a[inside])] == component[np.searchsorted(nodes, b[inside])]
    pairs = list(zip(a[inside].tolist(), b[inside].tolist(), strict=True))
    probability = dict(zip(pairs, scores["probability"].to_numpy()[inside].tolist(), strict=True))
    against = {pairs[place] for place in np.flatnonzero(contradicted(scores)[inside]).tolist()}
    some = links.at(rest)
    found = group(some, scores=Scores(probability, against), guards=guards)
    taken = np.sort(np.concatenate([np.flatnonzero(plain), rest[np.array(found.taken, dtype=np.int64)]]))
    return _first_of_each(links, taken), [(int(rest[place]), why) for place, why in found.refused]


def _first_of_each(links: Links, taken: Ints) -> Ints:
    """Return one link per pair: keys and match of the same two records are one."""
    order = taken[np.lexsort((-links.kind[taken], links.other[taken], links.one[taken]))]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(links.one[order]) != 0) | (np.diff(links.other[order]) != 0)
    return np.sort(order[is_first])
