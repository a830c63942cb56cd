"""Where each value of a customer's card comes from: which record gave it, when, and by which rule it won.

The rules are those of customers.sql, for one customer: tests compare the two for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhike import collect, govern
from zhike.govern import Actor
from zhike.words import N_
from zhike.workspace import Workspace

Record = Mapping[str, Any]

RULES = {
    "only": N_("the only record that has it"),
    "trust": N_("the most trusted source that has it"),
    "newest": N_("the newest record of the most trusted source that has it"),
    "together": N_("from one record, as parts of a name or a place belong together"),
    "earliest": N_("the earliest of all records"),
    "first": N_("the first record that said so"),
    "latest": N_("the latest of all records"),
    "nobody": N_("no record has it"),
}
# The fields of the card in its order; the parts of a name and of a place go together.
FIELDS = (
    "name", "given_name", "family_name", "kind", "gender", "birth_date", "phone", "email", "wechat_id", "member_no", "company",
    "job_title", "address", "province", "city", "district", "postcode", "country", "language", "registered_at",
    "acquisition_channel", "acquisition_cost", "updated_at",
)  # fmt: skip
_NAME_PARTS, _PLACE_PARTS = {"given_name", "family_name"}, {"province", "city", "district"}
# A customer of more records than this is a mistake of linking; how many there are stands on the card.
_MOST = 100
_FIRST_SAID = {"acquisition_channel", "acquisition_cost"}


@dataclass(frozen=True)
class Said:
    """One value as one record has it; `at` is when the record was last changed, or began."""

    value: Any
    source: str
    record_id: str
    at: datetime | None


@dataclass(frozen=True)
class Origin:
    """One field of the card: its value, the rule by which it won, who said it, and what other records say."""

    field: str
    value: Any
    rule: str
    said: Said | None
    others: tuple[Said, ...]


@dataclass(frozen=True)
class Origins:
    """The records behind a customer, the most trusted first, and the origin of every field."""

    records: tuple[dict[str, Any], ...]
    fields: tuple[Origin, ...]
    trust: tuple[str, ...]


def origins(shop: Workspace, customer_id: str, *, by: Actor) -> Origins:
    """Return the records of a customer and which of them gave what; who may see the customer is asked before."""
    mine = shop.now.rows(_MINE, {"customer_id": customer_id}, reads=["identity"])
    ties = {(row["source"], row["record_id"]): row for row in mine}
    trust = trusted(shop)
    records = in_order(_records(shop, list(ties)), trust=trust)
    seen = [govern.seen_by(by, {**r, **ties[r["source"], r["record_id"]]}) for r in records]
    return Origins(tuple(seen), tuple(origin_of(name, seen) for name in FIELDS), trust)


def trusted(shop: Workspace) -> tuple[str, ...]:
    """Return the sources, the most trusted first: as the settings name them, then in the order in which they came."""
    return tuple(dict.fromkeys([*shop.settings.source_trust, *(r.source for r in collect.receipts(shop))]))


def in_order(records: Sequence[Record], *, trust: Sequence[str]) -> list[Record]:
    """Return records by trust, then the newest first: the first that has a value gives it."""
    place = {source: at for at, source in enumerate(trust)}
    return sorted(
        records, key=lambda r: (place.get(r["source"], len(place)), *_newest_first(_changed(r)), -r["arrived"])
    )


def origin_of(field: str, records: Sequence[Record]) -> Origin:
    """Return where one field's value comes from, given a customer's records in order of trust."""
    having = [r for r in records if r[field] is not None]
    if field in _NAME_PARTS and len(records) > 1:
        having = [r for r in records if all(r[part] is not None for part in _NAME_PARTS)]
    if field in _PLACE_PARTS and len(records) > 1:
        having = [r for r in records if r["province"] is not None]
    if not having:
        return Origin(field, None, "nobody", None, ())
    best = _best(field, having)
    others = tuple(_said(field, r) for r in records if r is not best and r[field] not in (None, best[field]))
    value = best[field]
    return Origin(
        field,
        value,
        _rule(field, having, of=len(records)) if value is not None else "nobody",
        _said(field, best),
        others,
    )


def _best(field: str, having: Sequence[Record]) -> Record:
    choose: dict[str, Callable[[], Record]] = {
        "registered_at": lambda: min(having, key=lambda r: r["registered_at"]),
        "updated_at": lambda: max(having, key=lambda r: r["updated_at"]),
        **dict.fromkeys(_FIRST_SAID, lambda: min(having, key=lambda r: r["arrived"])),
    }
    return choose.get(field, lambda: having[0])()


def _rule(field: str, having: Sequence[Record], *, of: int) -> str:
    if len(having) == 1 or of == 1:
        return "only"
    named = {"registered_at": "earliest", "updated_at": "latest", **dict.fromkeys(_FIRST_SAID, "first")}
    if field in named:
        return named[field]
    if field in _NAME_PARTS | _PLACE_PARTS:
        return "together"
    return "newest" if having[0]["source"] == having[1]["source"] else "trust"


def _said(field: str, record: Record) -> Said:
    return Said(record[field], record["source"], record["record_id"], _changed(record))


def _changed(record: Record) -> datetime | None:
    found: datetime | None = record["updated_at"] or record["registered_at"]
    return found


def _newest_first(moment: datetime | date | None) -> tuple[bool, float]:
    """Return what sorts the newest first and what has no date last."""
    return (moment is None, -moment.timestamp() if isinstance(moment, datetime) else 0.0)


def _records(shop: Workspace, keys: Sequence[tuple[str, str]]) -> list[Record]:
    """Return some records, each looked up by its own key: for a list of keys the engine would read most of the file."""
    parts: list[str] = []
    values: dict[str, str] = {}
    for at, (source, record_id) in enumerate(keys[:_MOST]):
        parts.append(f"select {_COLUMNS} from records where record_id = $record{at} and source = $source{at}")
        values |= {f"record{at}": record_id, f"source{at}": source}
    found: list[Record] = (
        shop.now.arrow(" union all ".join(parts), values, reads=["records"]).to_pylist() if parts else []
    )
    return found


_MINE = "select source, record_id, matched_by, probability from identity where customer_id = $customer_id"
_COLUMNS = ", ".join(["source", "record_id", "arrived", "listed", *FIELDS])
