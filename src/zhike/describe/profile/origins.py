"""Where each value of a customer's card comes from: which record gave it, when, and by which rule it won.

The rules are those of customers.sql and of the run's settings, for one customer: tests compare the two for everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from zhike import collect, govern, unify
from zhike.describe.profile.whose import whose
from zhike.engine import Reader
from zhike.govern import Actor
from zhike.unify import Correction
from zhike.words import N_
from zhike.workspace import Workspace

Record = Mapping[str, Any]

RULES = {
    "only": N_("the only record that has it"),
    "trust": N_("the most trusted source that has it"),
    "newest": N_("the newest record of the most trusted source that has it"),
    "last": N_("the record that was changed last"),
    "frequent": N_("the value that most records have"),
    "complete": N_("the record in which the most fields are filled"),
    "earliest": N_("the earliest of all records"),
    "first": N_("the first record that said so"),
    "latest": N_("the latest of all records"),
    "person": N_("corrected by a person"),
    "nobody": N_("no record has it"),
}
# The fields of the card in its order.
FIELDS = (
    "name", "given_name", "family_name", "kind", "gender", "birth_date", "phone", "email", "wechat_id", "member_no", "company",
    "job_title", "address", "province", "city", "district", "postcode", "country", "language", "registered_at",
    "acquisition_channel", "acquisition_cost", "updated_at",
)  # fmt: skip
# A customer of more records than this is a mistake of linking; how many there are stands on the card.
_MOST = 100
_USUAL = "trusted"
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
    """One field of the card: its value, the rule by which it won, who said it, and what other records say.

    `parts` are the fields that are taken from one record with it: those of a name or a place. `correction` is the one by a
    person that the value comes from; `is_pending` says that the tables of the current run do not have it yet.
    """

    field: str
    value: Any
    rule: str
    said: Said | None
    others: tuple[Said, ...]
    parts: tuple[str, ...] = ()
    correction: Correction | None = None
    is_pending: bool = False


@dataclass(frozen=True)
class Origins:
    """The records behind a customer, the most trusted first, the origin of every field, and what people changed."""

    records: tuple[dict[str, Any], ...]
    fields: tuple[Origin, ...]
    trust: tuple[str, ...]
    changes: tuple[Correction, ...] = ()


def of_customer(shop: Workspace, customer_id: str) -> list[Record]:
    """Return what the sources' records say about a customer, the most trusted first; not masked."""
    mine = whose(shop, customer_id)
    if mine.regrouped:
        tied = ((t.record, t.matched_by, t.probability) for t in mine.regrouped.records)
        rows: list[dict[str, Any]] = [
            {"source": r.source, "record_id": r.number, "matched_by": m, "probability": p} for r, m, p in tied
        ]
    else:
        rows = shop.now.rows(_MINE, mine.values, reads=["identity"])
    ties = {(row["source"], row["record_id"]): row for row in rows if row["source"] != collect.OURS}
    found = in_order(_records(shop, list(ties)), trust=trusted(shop))
    return [{**r, **ties[r["source"], r["record_id"]]} for r in found]


def chosen(shop: Workspace, records: Sequence[Record]) -> tuple[Origin, ...]:
    """Return the origin of each field of the card, given a customer's records in order of trust; not masked."""
    rules = rules_of(shop.now)
    return tuple(origin_of(name, records, rule=rules.get(name, _USUAL)) for name in FIELDS)


def seen_by(actor: Actor, origin: Origin) -> Origin:
    """Return an origin as the actor may see it.

    What is hidden is hidden after the choice: two numbers may look the same behind a mask.
    """

    def seen(value: Any) -> Any:
        return govern.seen_by(actor, {origin.field: value})[origin.field]

    said = origin.said and replace(origin.said, value=seen(origin.said.value))
    others = tuple(replace(other, value=seen(other.value)) for other in origin.others)
    correction = origin.correction and correction_seen_by(actor, origin.correction)
    return replace(origin, value=seen(origin.value), said=said, others=others, correction=correction)


def correction_seen_by(actor: Actor, correction: Correction) -> Correction:
    """Return a correction with its values as the actor may see them."""
    values = {name: value and govern.seen_by(actor, {name: value})[name] for name, value in correction.values.items()}
    return replace(correction, values=values)


def trusted(shop: Workspace) -> tuple[str, ...]:
    """Return the sources as the current run trusts them, the most trusted first."""
    if "trust_order" in shop.now.tables:
        rows = shop.now.rows("select source from trust_order order by place", reads=["trust_order"])
        return tuple(row["source"] for row in rows)
    # A run of an older version: as the settings name them, then in the order in which they came.
    return tuple(dict.fromkeys([*shop.settings.source_trust, *(r.source for r in collect.receipts(shop))]))


def rules_of(reader: Reader) -> dict[str, str]:
    """Return by which rule the run chose each field's value; an older version's run knows only trust."""
    if "golden_rules" not in reader.tables:
        return {}
    return {row["field"]: row["rule"] for row in reader.rows("select * from golden_rules", reads=["golden_rules"])}


def in_order(records: Sequence[Record], *, trust: Sequence[str]) -> list[Record]:
    """Return records by trust, then the newest first: the first that has a value gives it, unless a rule says otherwise."""
    place = {source: at for at, source in enumerate(trust)}
    return sorted(
        records, key=lambda r: (place.get(r["source"], len(place)), *_newest_first(_changed(r)), -r["arrived"])
    )


def origin_of(field: str, records: Sequence[Record], *, rule: str = "trusted") -> Origin:
    """Return where one field's value comes from by a rule, given a customer's records in order of trust."""
    parts = unify.together(field)
    having = [r for r in records if r[field] is not None]
    if len(parts) > 1 and len(records) > 1:
        # A name needs both parts; a place may lack the smaller ones.
        needed = parts if "family_name" in parts else parts[:1]
        having = [r for r in records if all(r[part] is not None for part in needed)]
    if not having:
        return Origin(field, None, "nobody", None, ())
    ordered = _by_rule(rule, parts, having)
    best = _best(field, ordered)
    others = tuple(_said(field, r) for r in records if r is not best and r[field] not in (None, best[field]))
    value = best[field]
    won = _rule(field, ordered, rule, of=len(records)) if value is not None else "nobody"
    return Origin(field, value, won, _said(field, best), others, parts if len(parts) > 1 else ())


def _by_rule(rule: str, parts: Sequence[str], having: Sequence[Record]) -> list[Record]:
    """Return records in the order that a rule gives; what it leaves open stays in order of trust."""
    often = Counter(tuple(r[part] for part in parts) for r in having)
    keys: dict[str, Callable[[Record], Any]] = {
        "newest": lambda r: _newest_first(_changed(r)),
        "frequent": lambda r: -often[tuple(r[part] for part in parts)],
        "complete": lambda r: -r["filled"],
    }
    return sorted(having, key=keys[rule]) if rule in keys else list(having)


def _best(field: str, having: Sequence[Record]) -> Record:
    choose: dict[str, Callable[[], Record]] = {
        "registered_at": lambda: min(having, key=lambda r: r["registered_at"]),
        "updated_at": lambda: max(having, key=lambda r: r["updated_at"]),
        **dict.fromkeys(_FIRST_SAID, lambda: min(having, key=lambda r: r["arrived"])),
    }
    return choose.get(field, lambda: having[0])()


def _rule(field: str, having: Sequence[Record], rule: str, *, of: int) -> str:
    if len(having) == 1 or of == 1:
        return "only"
    named = {"registered_at": "earliest", "updated_at": "latest", **dict.fromkeys(_FIRST_SAID, "first")}
    if field in named:
        return named[field]
    if rule != _USUAL:
        return "last" if rule == "newest" else rule
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
        parts.append(f"select {_COLUMNS} from records r where record_id = $record{at} and source = $source{at}")
        values |= {f"record{at}": record_id, f"source{at}": source}
    found: list[Record] = (
        shop.now.arrow(" union all ".join(parts), values, reads=["records"]).to_pylist() if parts else []
    )
    return found


_MINE = "select source, record_id, matched_by, probability from identity where customer_id = $customer_id"
_COLUMNS = ", ".join(["source", "record_id", "arrived", "listed", *FIELDS, f"{unify.FILLED} as filled"])
