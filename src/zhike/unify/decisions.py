"""Decisions: what people said about who is who. Each has a reason and can be undone; so can the undo.

merge    the first record of each side is one person
split    each record of side a is one person with the others there, and none with those of side b
apart    no record of side a is one person with one of side b
accept   a reviewed pair is one person; reject: it is not; skip: nobody knows
undo     the decision that it names no longer counts; the sides of an undone merge stay apart, as they were before it

A later decision wins over an earlier one, and every decision over keys and matches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, and_, insert, or_, select

from zhike.engine import Input, literal
from zhike.errors import UnknownNameError
from zhike.govern import Actor, new_id
from zhike.store import Store, identity_decisions, identity_sides
from zhike.words import N_

JOINS, PARTS = ("merge", "accept"), ("split", "apart", "reject")
REVIEWS = ("accept", "reject", "skip")


@dataclass(frozen=True, order=True)
class Record:
    """A record by its source and its number there; written source:number."""

    source: str
    number: str

    def __str__(self) -> str:
        return f"{self.source}:{self.number}"


_Item = TypeVar("_Item", str, Record)


@dataclass(frozen=True)
class Decision:
    """What somebody decided, when, why, about which records; `undone` is the place of the undo that holds."""

    id: str
    seq: int
    kind: str
    because: str
    by: str
    decided_at: datetime
    undoes: str | None
    probability: float | None
    a: tuple[Record, ...]
    b: tuple[Record, ...]
    undone: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it holds: nobody has undone it."""
        return self.undone is None


@dataclass(frozen=True)
class Sides:
    """The records that a decision is about."""

    a: Sequence[Record] = ()
    b: Sequence[Record] = ()


def decide(
    store: Store, kind: str, sides: Sides, *, because: str, by: Actor, undoes: str | None = None, probability: float | None = None
) -> str:  # fmt: skip
    """Keep a decision and return its id, D and fifteen characters."""
    made = f"D{new_id()[:15]}"
    row = {
        "id": made, "kind": kind, "because": because.strip()[:2000], "by": by.name, "person_id": by.person_id,
        "decided_at": datetime.now(UTC), "undoes": undoes, "probability": probability,
    }  # fmt: skip
    rows = [
        {"decision_id": made, "side": side, "source": r.source, "record_id": r.number}
        for side, records in (("a", sides.a), ("b", sides.b))
        for r in sorted(set(records))
    ]
    with store.writing() as connection:
        connection.execute(insert(identity_decisions).values(**row))
        if rows:
            connection.execute(insert(identity_sides), rows)
    return made


def decisions(store: Store, *, about: Collection[Record] | None = None) -> tuple[Decision, ...]:
    """Return decisions in the order in which they were taken: all, or those about one of the records and their undos."""
    with store.reading() as connection:
        ids = None if about is None else _about(connection, about)
        rows = _chosen(connection, identity_decisions, identity_decisions.c.id, ids, identity_decisions.c.seq)
        order = (identity_sides.c.source, identity_sides.c.record_id)
        sides = _chosen(connection, identity_sides, identity_sides.c.decision_id, ids, *order)
    found: dict[tuple[str, str], list[Record]] = {}
    for s in sides:
        found.setdefault((s["decision_id"], s["side"]), []).append(Record(s["source"], s["record_id"]))
    gone = undone([(r["id"], r["seq"], r["undoes"]) for r in rows if r["kind"] == "undo"])
    return tuple(
        Decision(
            r["id"], r["seq"], r["kind"], r["because"], r["by"], r["decided_at"], r["undoes"], r["probability"],
            tuple(found.get((r["id"], "a"), ())), tuple(found.get((r["id"], "b"), ())), gone.get(r["id"]),
        )
        for r in rows
    )  # fmt: skip


def _about(connection: Connection, records: Collection[Record]) -> set[str]:
    """Return the ids of the decisions about some records, and of all that undo them."""
    sides, kept = identity_sides.c, identity_decisions.c
    ids: set[str] = set()
    for some in _parts(records):
        same = or_(*(and_(sides.source == r.source, sides.record_id == r.number) for r in some))
        ids |= set(connection.execute(select(sides.decision_id).where(same)).scalars())
    new = ids
    while new:
        found = {
            i
            for some in _parts(new)
            for i in connection.execute(select(kept.id).where(kept.undoes.in_(some))).scalars()
        }
        new = found - ids
        ids |= new
    return ids


def _parts(items: Collection[_Item]) -> list[list[_Item]]:
    """Return the items in parts that one question may name."""
    listed = sorted(items)
    return [listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE)]


def _chosen(connection: Connection, table: Any, key: Any, ids: Collection[str] | None, *order: Any) -> list[RowMapping]:
    """Return rows of a table in order: all, or those of some decisions."""
    if ids is None:
        return list(connection.execute(select(table).order_by(*order)).mappings())
    parts = [connection.execute(select(table).where(key.in_(some)).order_by(*order)).mappings() for some in _parts(ids)]
    return sorted((r for part in parts for r in part), key=lambda r: tuple(r[c.name] for c in order))


def decision(store: Store, wanted: str) -> Decision:
    """Return one decision by its id; an unknown one is an error."""
    found = next((d for d in decisions(store) if d.id == wanted), None)
    if found is None:
        raise UnknownNameError(what=N_("change"), value=wanted[:40], known=())
    return found


def decided(store: Store) -> Input:
    """Return what counts as the relation identity_decisions (decision, kind, seq, is_review, two records).

    A row `together` joins its two records; a row `apart` marks one record of one side.
    """
    rows = [row for d in decisions(store) for row in effect(d)]
    if not rows:
        return Input(NO_DECISIONS, "none")
    values = ", ".join(f"({', '.join(_value(v) for v in row)})" for row in rows)
    text = f"select * from (values {values}) t ({_COLUMNS})"
    return Input(
        f"select decision, kind, seq::bigint as seq, is_review, source_a::varchar as source_a, record_a::varchar as record_a, "
        f"source_b::varchar as source_b, record_b::varchar as record_b from ({text})",
        hashlib.sha256(text.encode()).hexdigest(),
    )


_COLUMNS = "decision, kind, seq, is_review, source_a, record_a, source_b, record_b"
NO_DECISIONS = (
    "select ''::varchar as decision, ''::varchar as kind, 0::bigint as seq, false as is_review, ''::varchar as source_a, "
    "''::varchar as record_a, ''::varchar as source_b, ''::varchar as record_b where false"
)
_Row = tuple[str, str, int, bool, str | None, str | None, str | None, str | None]
# More records in one question, and SQLite or the parser would have too many terms.
_AT_ONCE = 200


def effect(d: Decision) -> list[_Row]:
    """Return what a decision says about records, as rows of identity_decisions; one that is undone says nothing, or the contrary."""
    review = d.kind in REVIEWS
    if d.undone is not None:
        # What was merged by hand and undone stays apart, whatever comes to tie the two.
        return _marks(d, seq=d.undone) if d.kind == "merge" else []
    if d.kind in JOINS:
        return [(d.id, "together", d.seq, review, r.source, r.number, d.b[0].source, d.b[0].number) for r in d.a[:1]]
    if d.kind not in PARTS:
        return []
    # A rejected pair is written as one row, so that the answer can be held against the pair's probability.
    if d.kind == "reject" and len(d.a) == len(d.b) == 1:
        return [(d.id, "apart", d.seq, review, d.a[0].source, d.a[0].number, d.b[0].source, d.b[0].number)]
    first = d.a[0] if d.kind == "split" and d.a else None
    return _marks(d, seq=d.seq) + [
        (d.id, "together", d.seq, review, first.source, first.number, r.source, r.number) for r in d.a[1:] if first
    ]


def _marks(d: Decision, *, seq: int) -> list[_Row]:
    review = d.kind in REVIEWS
    marks: list[_Row] = [(d.id, "apart", seq, review, r.source, r.number, None, None) for r in d.a]
    return marks + [(d.id, "apart", seq, review, None, None, r.source, r.number) for r in d.b]


def _value(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else literal(value)  # type: ignore[arg-type]


def undone(undos: Sequence[tuple[str, int, str | None]]) -> dict[str, int]:
    """Return the ids that no longer count, and the place of the undo that says so: one that is not undone itself."""
    gone: dict[str, int] = {}
    # Newest first: whether an undo counts is known before what it undoes is looked at.
    for undo, seq, target in reversed(undos):
        if undo not in gone and target is not None:
            gone[target] = seq
    return gone
