"""Showing who is who: what a customer is made of, and why two records are one customer or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zhike.errors import UnknownNameError
from zhike.govern import Actor, require
from zhike.unify.decisions import Decision, Record
from zhike.unify.evidence import JOINED, NEEDLESS
from zhike.unify.matching import COMPARISONS
from zhike.unify.who.changing import named
from zhike.unify.who.finding import fields_of
from zhike.unify.who.standing import Standing, surroundings
from zhike.words import N_
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Weight:
    """What one comparison says about a pair: the way in which it agrees ("" when unknown) and its weight in bits."""

    comparison: str
    label: str
    way: str
    bits: float


@dataclass(frozen=True)
class Pair:
    """Two records that are linked or may be one person, with the weight of every field; `outcome` as in identity_pairs."""

    id: str
    a: Record
    b: Record
    customer_a: str
    customer_b: str
    matched_by: str
    outcome: str
    probability: float
    weights: tuple[Weight, ...]


@dataclass(frozen=True)
class Moved:
    """A record that a run moved from one customer to another."""

    at: datetime
    run: str
    record: Record
    what: str
    from_customer: str
    to_customer: str
    because: str


@dataclass(frozen=True)
class Shown:
    """What a customer is made of: records with what they say, the merges, other evidence, doubts, decisions, history."""

    customer: Standing
    fields: Mapping[Record, Mapping[str, Any]]
    merges: tuple[Pair, ...]
    also: tuple[Pair, ...]
    doubts: tuple[Pair, ...]
    decisions: tuple[Decision, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Why:
    """Why two records are one customer or two: the pair itself if it was compared, the merges between, and the decisions."""

    is_one: bool
    a: Record
    b: Record
    customer_a: str
    customer_b: str
    pair: Pair | None
    path: tuple[Pair, ...]
    decisions: tuple[Decision, ...]
    fields: Mapping[Record, Mapping[str, Any]]


def show(shop: Workspace, said: str, *, by: Actor) -> Shown:
    """Return what a customer is made of, decisions since the last run included."""
    require(by, "see")
    whole, _record = named(shop, said)
    mine = {t.record for t in whole.records}
    around = surroundings(shop, {t.customer_then for t in whole.records})
    pairs = [_pair(p) for p in around.pairs]
    inside = [p for p in pairs if p.a in mine and p.b in mine]
    joins = set(whole.joins)
    by_ends = {(p["id_a"], p["id_b"]): p["pair_id"] for p in around.pairs}
    joining = {by_ends[e] for e in joins if e in by_ends}
    return Shown(
        whole,
        fields_of(shop, [t.record for t in whole.records], by=by),
        tuple(replace(p, outcome=JOINED) for p in inside if p.id in joining),
        tuple(replace(p, outcome=NEEDLESS) for p in inside if p.id not in joining),
        tuple(sorted((_apart(p) for p in pairs if (p.a in mine) != (p.b in mine)), key=lambda p: -p.probability)),
        tuple(d for d in around.decisions if mine & {*d.a, *d.b} or (d.undoes and _about(d, around.decisions, mine))),
        _moved(shop, [t.record for t in whole.records]),
    )


def why(shop: Workspace, one: str, other: str, *, by: Actor) -> Why:
    """Return why two records, or the customers they stand for, are one or two."""
    require(by, "see")
    (left, record_a), (right, record_b) = named(shop, one), named(shop, other)
    around = surroundings(shop, {t.customer_then for s in (left, right) for t in s.records})
    a, b = _closest(left, record_a, right, record_b, around.pairs)
    pairs = {frozenset((p.a, p.b)): p for p in map(_pair, around.pairs)}
    return Why(
        left.customer_id == right.customer_id, a, b, left.customer_id, right.customer_id, pairs.get(frozenset((a, b))),
        _path(left, a, b, pairs) if left.customer_id == right.customer_id else (),
        tuple(d for d in around.decisions if {a, b} & {*d.a, *d.b}), fields_of(shop, [a, b], by=by),
    )  # fmt: skip


def pair_of(shop: Workspace, pair_id: str) -> Pair:
    """Return a pair of the current run by its id; an unknown one is an error."""
    rows = shop.now.rows("select * from identity_pairs where pair_id = $p", {"p": pair_id}, reads=["identity_pairs"])
    if not rows:
        raise UnknownNameError(what=N_("pair"), value=pair_id[:40], known=())
    return _pair(rows[0])


def pairs_of(rows: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Return rows of identity_pairs as pairs."""
    return [_pair(r) for r in rows]


def _pair(row: Mapping[str, Any]) -> Pair:
    weights = []
    for c in COMPARISONS:
        place = row[f"{c.name}_way"]
        if place is None or place < 0:
            continue
        ways = ["", *(level.label for level in reversed(c.levels))]
        weights.append(Weight(c.name, c.label, ways[place], round(float(row[c.name]), 3)))
    return Pair(
        row["pair_id"], Record(row["source_a"], row["record_a"]), Record(row["source_b"], row["record_b"]), row["customer_a"],
        row["customer_b"], row["matched_by"], row["outcome"], float(row["probability"]), tuple(weights),
    )  # fmt: skip


def _apart(pair: Pair) -> Pair:
    """Return a pair of two customers as it stands now: what the run had joined, a decision since keeps apart."""
    return replace(pair, outcome="decision") if pair.outcome in (JOINED, NEEDLESS) else pair


def _closest(
    left: Standing,
    record_a: Record | None,
    right: Standing,
    record_b: Record | None,
    pairs: Sequence[Mapping[str, Any]],
) -> tuple[Record, Record]:
    """Return the two records to speak of: those that were named, or the pair between the customers that is the surest."""
    ours = [record_a] if record_a else [t.record for t in left.records]
    theirs = [record_b] if record_b else [t.record for t in right.records]
    for p in sorted(pairs, key=lambda p: -p["probability"]):
        a, b = Record(p["source_a"], p["record_a"]), Record(p["source_b"], p["record_b"])
        if (a in ours and b in theirs) or (b in ours and a in theirs):
            return (a, b) if a in ours else (b, a)
    return ours[0], theirs[0] if theirs[0] != ours[0] else theirs[-1]


def _path(whole: Standing, a: Record, b: Record, pairs: Mapping[frozenset[Record], Pair]) -> tuple[Pair, ...]:
    """Return the merges that lead from one record to the other."""
    of = {t.arrived: t.record for t in whole.records}
    came: dict[Record, Record] = {a: a}
    new = [a]
    while new and b not in came:
        at = new.pop(0)
        for one, other in (
            (of[x], of[y]) for ends in whole.joins for x, y in (ends, ends[::-1]) if x in of and y in of
        ):
            if one == at and other not in came:
                came[other] = at
                new.append(other)
    path: list[Pair] = []
    while b != a and b in came:
        step = pairs.get(frozenset((b, came[b])))
        path += [step] if step else []
        b = came[b]
    return tuple(reversed(path))


def _about(undo: Decision, all_of_them: Sequence[Decision], mine: set[Record]) -> bool:
    by_id = {d.id: d for d in all_of_them}
    at: Decision | None = undo
    while at is not None and at.undoes:
        at = by_id.get(at.undoes)
    return at is not None and bool(mine & {*at.a, *at.b})


def moved_in(shop: Workspace, *, most: int) -> tuple[Moved, ...]:
    """Return what runs moved last, the newest first."""
    sql = f"select * from identity_changes order by changed_at desc, source, record_id limit {int(most)}"
    return tuple(map(_move, shop.now.arrow(sql, reads=["identity_changes"]).to_pylist()))


def _moved(shop: Workspace, records: Sequence[Record]) -> tuple[Moved, ...]:
    names = {f"r{n}": r.number for n, r in enumerate(records)}
    sql = f"select * from identity_changes where record_id in ({', '.join(f'${n}' for n in names)}) order by changed_at"
    found = map(_move, shop.now.arrow(sql, names, reads=["identity_changes"]).to_pylist())
    return tuple(m for m in found if m.record in set(records))


def _move(row: Mapping[str, Any]) -> Moved:
    return Moved(
        row["changed_at"], row["run_id"], Record(row["source"], row["record_id"]), row["what"], row["from_customer"],
        row["to_customer"], row["because"],
    )  # fmt: skip
