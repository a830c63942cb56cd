"""Groups: which records are one customer, by exact keys, by probable matches and by what people decided.

Keys are member number, identity number, WeChat id, e-mail and phone. A value on more records than the workspace's limit is
no key (a shop's own phone); a phone or e-mail that people of different names share joins only those of the same name (a
family's phone). Matches come from `identity_scores`, above a threshold that keeps the stated precision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import getsource

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.unify import grouping, threshold
from zhike.unify.grouping import Floats, Guards, Ints, Kind, Links, Scores, group, simple
from zhike.unify.keys import EDGES, KEYS, SCORES

# An exact key counts as nearly sure, unless the other fields speak against it: so unlikely, and by so many bits.
_SURE, _UNLIKELY, _BITS = 0.995, 0.02, -6.0
# A source in which fewer than one record in a thousand has a double keeps each person once.
_HARDLY_ANY_DOUBLES = 0.001
_MANY_ENOUGH = 100

_DECIDED = """
    select a.arrived as one, b.arrived as other, d.seq
    from identity_decisions d
    join records a on d.source_a = a.source and d.record_a = a.record_id
    join records b on d.source_b = b.source and d.record_b = b.record_id
    where d.kind = 'together' and a.arrived <> b.arrived
"""
_MARKS = """
    select r.arrived, d.decision as mark, 'a' as value, max(d.seq) as seq
    from identity_decisions d join records r on d.source_a = r.source and d.record_a = r.record_id
    where d.kind = 'apart' group by all
    union all
    select r.arrived, d.decision, 'b', max(d.seq)
    from identity_decisions d join records r on d.source_b = r.source and d.record_b = r.record_id
    where d.kind = 'apart' group by all
"""
_IDENTITY_NUMBERS = """
    select arrived, national_id from records
    where national_id is not null and arrived in (select id_a from identity_scores union all select id_b from identity_scores)
"""
_REVIEWS = """
    select s.probability, d.kind = 'together' as same
    from identity_decisions d
    join records a on d.source_a = a.source and d.record_a = a.record_id
    join records b on d.source_b = b.source and d.record_b = b.record_id
    join identity_scores s on s.id_a = least(a.arrived, b.arrived) and s.id_b = greatest(a.arrived, b.arrived)
    where d.is_review
"""

GROUPS_TABLE = Table(
    name="identity_groups",
    room="unify",
    grain="One row per record that is of one person with another: the first record of its group.",
    key=("arrived",),
    columns=(
        Column("arrived", "BIGINT", "", "the record's place in the order of arrival"),
        Column("founder", "BIGINT", "", "place of the record that arrived first in the group"),
        Column("matched_by", "VARCHAR", "", "what ties the record to its group: keys, match, person"),
        Column("probability", "DOUBLE", "", "how sure the strongest of its links is"),
    ),
)
LINKS_TABLE = Table(
    name="identity_links",
    room="unify",
    grain="One row per link between two records that was taken, or refused with its reason.",
    key=("id_a", "id_b"),
    columns=(
        Column("id_a", "BIGINT", "", "the record that arrived first: its place in the order of arrival"),
        Column("id_b", "BIGINT", "", "the record that arrived later"),
        Column("matched_by", "VARCHAR", "", "keys, match, or person"),
        Column("probability", "DOUBLE", "", "how sure the link is"),
        Column("refused", "VARCHAR", "", "why it was not taken; empty when it was"),
    ),
)
THRESHOLD_TABLE = Table(
    name="identity_threshold",
    room="unify",
    grain="One row: from which probability on records were linked, and why.",
    key=("threshold",),
    columns=(
        Column("threshold", "DOUBLE", "", "pairs from this probability on are links"),
        Column("precision", "DOUBLE", "share", "precision that was asked for"),
        Column("shift", "DOUBLE", "", "how far people's answers moved the log-odds"),
        Column("reviewed", "BIGINT", "", "pairs that people answered"),
    ),
)


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return groups, links and threshold."""
    reviews = arrows["reviews"]
    same = reviews["same"].to_numpy(zero_copy_only=False).astype(np.bool_)
    shift = threshold.shift_of(reviews["probability"].to_numpy(), same)
    precision = float(arrows["settings"]["precision"][0].as_py())
    held = _held(arrows, threshold.floor(shift))
    # Precision is that of the joins: most doubtful pairs join nothing, as their groups speak against them or stand already.
    matches = held.taken[held.links.kind[held.taken] == Kind.MATCH]
    least = threshold.threshold(held.links.probability[matches], precision=precision, shift=shift)
    if least > threshold.floor(shift):
        held = _held(arrows, least)
    return {
        GROUPS_TABLE.name: _groups(held),
        LINKS_TABLE.name: _said(held),
        THRESHOLD_TABLE.name: THRESHOLD_TABLE.arrow(
            {"threshold": [least], "precision": [precision], "shift": [shift], "reviewed": [len(same)]}
        ),
    }


@dataclass(frozen=True)
class _Held:
    """All links, what each rests on, the places of those that hold, and the others with the reason."""

    links: Links
    said: Sequence[str]
    taken: Ints
    refused: Sequence[tuple[int, str]]


def _held(arrows: Arrows, least: float) -> _Held:
    """Return which links hold when pairs from a probability on are links."""
    links, said = _links(arrows, least)
    return _Held(links, said, *_hold(links, arrows["scores"], _guards(arrows)))


def _links(arrows: Arrows, least: float) -> tuple[Links, list[str]]:
    """Return all links, and for each what it rests on: its keys, a match, or a person."""
    edges, scores, decided = arrows["edges"], arrows["scores"], arrows["decided"]
    model = edges["probability"].to_numpy(zero_copy_only=False).astype(np.float64)
    strong = np.array(["national_id" in k.split("+") for k in edges["keys"].to_pylist()], dtype=np.bool_)
    holds = strong | ~_contradicted(edges)
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


def _contradicted(pairs: pa.Table) -> NDArray[np.bool_]:
    """Return which pairs are so unlike that a shared value must be a mistake."""
    unlikely = pairs["probability"].fill_null(1.0).to_numpy() <= _UNLIKELY
    return np.asarray(unlikely & (pairs["against"].fill_null(0.0).to_numpy() <= _BITS))


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


def _single(arrows: Arrows) -> dict[int, str]:
    """Return the source of each record of a source that keeps each person once, as far as its own pairs tell."""
    kept = {
        r["source"]
        for r in arrows["doubles"].to_pylist()
        if r["records"] >= _MANY_ENOUGH and r["doubles"] < _HARDLY_ANY_DOUBLES * r["records"]
    }
    if len(arrows["doubles"]) < 2 or not kept:
        return {}
    linked = arrows["linked_records"]
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
    against = {pairs[place] for place in np.flatnonzero(_contradicted(scores)[inside]).tolist()}
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


def _groups(held: _Held) -> pa.Table:
    links, taken, said = held.links, held.taken, held.said
    if not len(taken):
        return GROUPS_TABLE.arrow({c.name: [] for c in GROUPS_TABLE.columns})
    one, other = links.one[taken], links.other[taken]
    nodes, component = grouping.components(one, other)
    founders = np.full(component.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(founders, component, nodes)
    # Every link inside a group is evidence for its two records, whether it was needed or not.
    within = np.isin(links.one, nodes) & np.isin(links.other, nodes)
    place = np.flatnonzero(within)
    place = place[
        component[np.searchsorted(nodes, links.one[place])] == component[np.searchsorted(nodes, links.other[place])]
    ]
    words, sure = _evidence(nodes, links, place, said)
    return GROUPS_TABLE.arrow(
        {"arrived": nodes, "founder": founders[component], "matched_by": words, "probability": sure}
    )


def _evidence(nodes: Ints, links: Links, place: Ints, said: Sequence[str]) -> tuple[list[str], Floats]:
    """Return for each record the kinds of evidence on its links, and the probability of the strongest one."""
    kinds = sorted(set(said))
    bits = {k: sum(1 << _WORDS.index(w) for w in k.split("+")) for k in kinds}
    value = np.array([bits[said[p]] for p in place], dtype=np.int64)
    found, sure = np.zeros(len(nodes), dtype=np.int64), np.zeros(len(nodes))
    for end in (links.one[place], links.other[place]):
        at = np.searchsorted(nodes, end)
        np.bitwise_or.at(found, at, value)
        np.maximum.at(sure, at, links.probability[place])
    words = {b: _written(int(b)) for b in np.unique(found)}
    return [words[b] for b in found.tolist()], sure


_WORDS = (*KEYS, "match", "person")


def _written(bits: int) -> str:
    """Return the kinds joined by '+'; a match is not named where a key says the same already."""
    named = [w for place, w in enumerate(_WORDS) if bits >> place & 1]
    keys = [w for w in named if w in KEYS]
    return "+".join([*keys, *(w for w in named if w not in KEYS and not (w == "match" and keys))])


def _said(held: _Held) -> pa.Table:
    links, said = held.links, held.said
    rows: dict[tuple[int, int], tuple[str, float, str]] = {}
    for place, why in held.refused:
        rows[int(links.one[place]), int(links.other[place])] = (said[place], float(links.probability[place]), why)
    for place in held.taken.tolist():
        rows[int(links.one[place]), int(links.other[place])] = (said[place], float(links.probability[place]), "")
    return LINKS_TABLE.arrow(
        {
            "id_a": [a for a, _ in rows], "id_b": [b for _, b in rows], "matched_by": [r[0] for r in rows.values()],
            "probability": [r[1] for r in rows.values()], "refused": [r[2] for r in rows.values()],
        }
    )  # fmt: skip


_READS: Mapping[str, str] = {
    "edges": EDGES,
    "scores": f"{SCORES} order by id_a, id_b",
    "decided": _DECIDED,
    "marks": _MARKS,
    "identity_numbers": _IDENTITY_NUMBERS,
    "reviews": _REVIEWS,
    "doubles": """
        select r.source, count(*)::double as records, coalesce(any_value(d.doubles), 0)::double as doubles
        from records r left join (
            select r.source, sum(s.probability) as doubles from identity_scores s join records r on s.id_a = r.arrived
            where s.within and s.probability > 0.05 group by r.source
        ) d on r.source = d.source
        where r.listed group by r.source
    """,
    "linked_records": """
        select arrived, source from records
        where arrived in (select id_a from identity_scores where probability >= 0.5 union all select id_b from identity_scores where probability >= 0.5)
    """,
    "settings": "select $match_precision as precision, $largest_customer as largest",
}

GROUPS = PythonTable(
    GROUPS_TABLE, _READS, make, more=(LINKS_TABLE, THRESHOLD_TABLE), text=getsource(grouping) + getsource(threshold)
)
