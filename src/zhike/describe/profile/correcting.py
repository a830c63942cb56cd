"""Corrections of a customer: what people said is right, what of it the current run does not know yet, and how to say more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhike import collect, govern, unify
from zhike.describe.profile.origins import (
    Origin,
    Origins,
    Said,
    chosen,
    correction_seen_by,
    of_customer,
    seen_by,
    trusted,
)
from zhike.describe.profile.whose import records_now
from zhike.errors import UnknownNameError
from zhike.govern import Actor
from zhike.setting_rules import GOLDEN_PARTS
from zhike.unify import CORRECTABLE, Correction, Record
from zhike.words import N_
from zhike.workspace import Workspace

_BY_PERSON = "person"


@dataclass(frozen=True)
class Standing:
    """What people changed about a customer, the oldest first, and by field the correction that holds.

    `pending` are the fields whose value the current run does not have yet.
    """

    changes: tuple[Correction, ...]
    latest: Mapping[str, Correction]
    pending: frozenset[str]


def standing(shop: Workspace, customer_id: str) -> Standing:
    """Return the corrections of a customer; who may see the customer is asked before."""
    if not unify.changed_since(shop.store, None):
        return Standing((), {}, frozenset())
    there = records_now(shop, customer_id)
    changes = unify.corrections(shop.store, [r for r in there if r.source != collect.OURS])
    in_run = {r.number for r in there if r.source == collect.OURS}
    now, then = _latest([c for c in changes if c.counts]), _latest([c for c in changes if c.id in in_run])
    pending = {f for f in now.keys() | then.keys() if now.get(f) != then.get(f)}
    return Standing(changes, now, frozenset(pending))


def overlaid(shop: Workspace, customer_id: str) -> dict[str, Any]:
    """Return by field the values that a customer has now and the current run does not have yet; not masked."""
    found = standing(shop, customer_id)
    if not found.pending:
        return {}
    return {o.field: o.value for o in _origins(shop, customer_id, found) if o.field in found.pending}


def origins(shop: Workspace, customer_id: str, *, by: Actor) -> Origins:
    """Return the records of a customer, which gave what, and what people corrected; who may see the customer is asked before."""
    records, found = of_customer(shop, customer_id), standing(shop, customer_id)
    fields = tuple(seen_by(by, o) for o in with_corrections(chosen(shop, records), found))
    changes = tuple(correction_seen_by(by, c) for c in found.changes)
    return Origins(tuple(govern.seen_by(by, r) for r in records), fields, trusted(shop), changes)


def golden(shop: Workspace, customer_id: str) -> tuple[Origin, ...]:
    """Return the value of every field of the card at this moment and where it comes from; not masked."""
    return _origins(shop, customer_id, standing(shop, customer_id))


def with_corrections(origins: tuple[Origin, ...], found: Standing) -> tuple[Origin, ...]:
    """Return origins with what people corrected in place of what the records say."""
    return tuple(_corrected(o, found) for o in origins)


def correct(shop: Workspace, customer_id: str, given: Mapping[str, str], *, because: str, by: Actor) -> str:
    """Keep what somebody typed as a correction of the record that gave the wrong value; return the correction's id.

    Values are read as an import reads them, "" says that there is none. Parts of a name or a place are corrected together:
    those that are not given stay as they are.
    """
    govern.require(by, "correct")
    if unknown := [name for name in given if name not in CORRECTABLE] or ([] if given else [""]):
        raise UnknownNameError(what=N_("field that can be corrected"), value=unknown[0], known=CORRECTABLE)
    found = {o.field: o for o in _origins(shop, customer_id, standing(shop, customer_id))}
    whole = dict(given)
    for parts in GOLDEN_PARTS:
        if set(parts) & set(given):
            whole = {part: _text(found[part].value) for part in parts} | whole
    values = unify.read_values(shop, whole)
    return unify.correct(shop.store, target(shop, customer_id, next(iter(given))), values, because=because, by=by)


def take_back(shop: Workspace, customer_id: str, change: str, *, because: str, by: Actor) -> str:
    """Undo a correction of a customer, or an undo of one; return the id of the undo."""
    govern.require(by, "correct")
    if change not in {c.id for c in standing(shop, customer_id).changes}:
        raise UnknownNameError(what=N_("change"), value=change[:40], known=())
    return unify.take_back(shop.store, change, because=because, by=by)


def _latest(changes: list[Correction]) -> dict[str, Correction]:
    return {name: c for c in changes for name in c.values}


def _origins(shop: Workspace, customer_id: str, found: Standing) -> tuple[Origin, ...]:
    return with_corrections(chosen(shop, of_customer(shop, customer_id)), found)


def _corrected(origin: Origin, found: Standing) -> Origin:
    correction = found.latest.get(origin.field)
    is_pending = origin.field in found.pending
    if correction is None:
        return replace(origin, is_pending=is_pending)
    value = _typed(origin.field, correction.values[origin.field])
    before = () if origin.said is None or origin.said.value in (None, value) else (origin.said,)
    others = (*before, *(o for o in origin.others if o.value != value))
    said = Said(value, collect.OURS, correction.id, correction.made_at)
    return Origin(origin.field, value, _BY_PERSON, said, others, origin.parts, correction, is_pending)


def target(shop: Workspace, customer_id: str, name: str) -> Record:
    """Return the record to which what people say of a customer is tied: the one that gave a field's value, else the customer's most trusted one."""
    records = of_customer(shop, customer_id)
    said = next((o.said for o in chosen(shop, records) if o.field == name), None)
    return Record(said.source, said.record_id) if said else Record(records[0]["source"], records[0]["record_id"])


def _typed(name: str, text: str) -> Any:
    if not text:
        return None
    return date.fromisoformat(text) if name == "birth_date" else text


def _text(value: Any) -> str:
    return "" if value is None else str(value)
