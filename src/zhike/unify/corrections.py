"""Corrections: what people say is right about a customer. Each is a record of its own, with a reason, and can be undone.

A correction is tied to the record that it corrects, and goes where that record goes when customers are joined or parted.
It comes after all records and wins over every rule; it joins and parts nobody: who is who is decided in `decisions`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, tuple_

from zhike.engine import Input, literal
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.setting_rules import GOLDEN_FIELDS
from zhike.store import Store
from zhike.store import corrections as kept
from zhike.unify.decisions import Record, undone
from zhike.words import N_

CORRECTABLE = tuple(f for f in (*GOLDEN_FIELDS, "acquisition_channel") if f not in {"national_id", "attributes"})
# Imports number rows by a trillion each: after nine million imports come the corrections, in their own order.
_ARRIVED_FROM = 9_000_000 * 10**12
LONGEST_REASON = 2000


class NoReasonError(WrongUseError):
    """A change about a customer without a reason."""

    code = "no_reason"
    sentence = N_("Say why: the next person who looks at this customer will want to know.")


class UndoneTwiceError(ZhikeError, ValueError):
    """An undo of what is undone already."""

    code = "undone_twice"
    sentence = N_("The change {value!r} has been taken back already.")


@dataclass(frozen=True)
class Correction:
    """What somebody corrected about a record; `values` are cleaned texts, "" where there is no value.

    An undo has no values and names in `undoes` what no longer counts; `counts` is False for what is undone.
    """

    id: str
    seq: int
    record: Record | None
    values: Mapping[str, str]
    because: str
    by: str
    made_at: datetime
    undoes: str | None
    counts: bool
    undone_by: str | None = None


def correct(store: Store, record: Record, values: Mapping[str, str], *, because: str, by: Actor) -> str:
    """Keep a correction of a record by cleaned values; return its id, K and fifteen characters."""
    require(by, "correct")
    if unknown := [name for name in values if name not in CORRECTABLE]:
        raise UnknownNameError(what=N_("field that can be corrected"), value=unknown[0], known=CORRECTABLE)
    return _keep(store, {"source": record.source, "record_id": record.number, "values": dict(values)}, because, by)


def take_back(store: Store, wanted: str, *, because: str, by: Actor) -> str:
    """Undo a correction, or an undo of one; return the id of the undo."""
    require(by, "correct")
    found = next((c for c in corrections(store) if c.id == wanted), None)
    if found is None:
        raise UnknownNameError(what=N_("change"), value=wanted[:40], known=())
    if not found.counts:
        raise UndoneTwiceError(value=found.id)
    return _keep(store, {"values": {}, "undoes": found.id}, because, by)


def corrections(store: Store, of: Collection[Record] | None = None) -> tuple[Correction, ...]:
    """Return corrections and undos in the order in which they were made: all, or those about some records."""
    with store.reading() as connection:
        rows = connection.execute(select(kept).order_by(kept.c.seq)).mappings().all() if of is None else []
        if of:
            about = tuple_(kept.c.source, kept.c.record_id).in_([(r.source, r.number) for r in of])
            rows = list(connection.execute(select(kept).where(about)).mappings())
            last = rows
            while last:
                last = list(
                    connection.execute(select(kept).where(kept.c.undoes.in_([r["id"] for r in last]))).mappings()
                )
                rows += last
            rows.sort(key=lambda r: r["seq"])
    gone = undone([(r["id"], r["seq"], r["undoes"]) for r in rows if r["undoes"]])
    by_target = {r["undoes"]: r["id"] for r in rows if r["undoes"] and r["id"] not in gone}
    return tuple(_correction(r, gone, by_target) for r in rows)


def changed_since(store: Store, moment: datetime | None) -> int:
    """Return how many corrections and undos were made after a moment; all of them where it is None."""
    counted = select(func.count()).select_from(kept)
    with store.reading() as connection:
        found = connection.execute(counted if moment is None else counted.where(kept.c.made_at > moment))
        return int(found.scalar_one())


def corrected(store: Store) -> Input:
    """Return the corrections that count as the relation given_corrections, one row per value."""
    rows = ", ".join(_row(c, name, value) for c in corrections(store) if c.counts for name, value in c.values.items())
    text = f"select * from (values {rows}) t ({_COLUMNS})" if rows else NO_CORRECTIONS
    return Input(text, hashlib.sha256(text.encode()).hexdigest())


_COLUMNS = "record_id, arrived, of_source, of_record_id, field, value, corrected_at"
NO_CORRECTIONS = (
    "select ''::varchar as record_id, 0::bigint as arrived, ''::varchar as of_source, ''::varchar as of_record_id, "
    "''::varchar as field, ''::varchar as value, null::timestamptz as corrected_at where false"
)


def _row(c: Correction, name: str, value: str) -> str:
    record = c.record or Record("", "")
    texts = ", ".join(f"{literal(x)}::varchar" for x in (record.source, record.number, name, value))
    moment = literal(c.made_at.isoformat())
    return f"({literal(c.id)}::varchar, {_ARRIVED_FROM + c.seq}::bigint, {texts}, {moment}::timestamptz)"


def _keep(store: Store, row: Mapping[str, Any], because: str, by: Actor) -> str:
    if not because.strip():
        raise NoReasonError
    made = f"K{new_id()[:15]}"
    said = {"because": because.strip()[:LONGEST_REASON], "by": by.name, "person_id": by.person_id}
    with store.writing() as connection:
        connection.execute(insert(kept).values(id=made, made_at=datetime.now(UTC), **said, **row))
    return made


def _correction(row: RowMapping, gone: Collection[str], by_target: Mapping[str, str]) -> Correction:
    record = Record(row["source"], row["record_id"]) if row["source"] else None
    return Correction(
        row["id"], row["seq"], record, row["values"], row["because"], row["by"], row["made_at"], row["undoes"],
        row["id"] not in gone, by_target.get(row["id"]),
    )  # fmt: skip
