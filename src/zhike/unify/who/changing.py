"""Changing who is who: merge, split, keep apart, and undo any of it. Each is a decision with a reason; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, require
from zhike.unify.decisions import Decision, Record, Sides, decide, decision
from zhike.unify.who.finding import UnknownRecordError, customer_of, find
from zhike.unify.who.standing import Standing, pending, standing
from zhike.words import N_, _
from zhike.workspace import Workspace

NEEDS = "identity"


@dataclass(frozen=True)
class Changed:
    """A change of who is who: its id, which undoes it, the records on its sides, and the customers it touches as they stand now."""

    id: str
    kind: str
    because: str
    sides: Sides
    customers: tuple[Standing, ...]


def named(shop: Workspace, said: str) -> tuple[Standing, Record | None]:
    """Return the customer that somebody named, as they stand now, and the record when it was one."""
    try:
        found = find(shop, said)
    except UnknownRecordError:
        return _made_since(shop, said), None
    now = standing(shop, found.customers)
    if found.record is None:
        mine = [s for s in now if s.customer_id == said.strip()]
        if mine or len(now) == 1:
            return (mine or list(now))[0], None
        listed = ", ".join(s.customer_id for s in now)
        raise WrongUseError(
            detail=_("{value} was taken apart: its records are now those of {listed}. Name one of them.").format(
                value=said, listed=listed
            )
        )
    return next(s for s in now if any(t.record == found.record for t in s.records)), found.record


def merge(shop: Workspace, one: str, other: str, *, because: str, by: Actor) -> Changed:
    """Make one customer of two."""
    require(by, NEEDS)
    (a, _one), (b, _other) = named(shop, one), named(shop, other)
    if a.customer_id == b.customer_id:
        raise WrongUseError(detail=_("{one} and {other} are one customer already").format(one=one, other=other))
    return _done(shop, "merge", Sides(_records(a), _records(b)), because=because, by=by)


def split(shop: Workspace, customer: str, records: Sequence[str], *, because: str, by: Actor) -> Changed:
    """Take records out of a customer; they become one customer of their own."""
    require(by, NEEDS)
    whole, _record = named(shop, customer)
    there = {str(t.record): t.record for t in whole.records}
    for said in records:
        if said not in there:
            raise UnknownNameError(what=N_("record of this customer"), value=said, known=there)
    chosen = [there[said] for said in dict.fromkeys(records)]
    rest = [r for r in there.values() if r not in chosen]
    if not chosen or not rest:
        detail = _("name some of the customer's records, not none and not all: {listed}").format(
            listed=", ".join(there)
        )
        raise WrongUseError(detail=detail)
    return _done(shop, "split", Sides(chosen, rest), because=because, by=by)


def apart(shop: Workspace, one: str, other: str, *, because: str, by: Actor) -> Changed:
    """Keep two customers or records apart from now on, whatever ties them."""
    require(by, NEEDS)
    (a, record_a), (b, record_b) = named(shop, one), named(shop, other)
    left, right = [record_a] if record_a else _records(a), [record_b] if record_b else _records(b)
    if set(left) & set(right):
        detail = _("{one} and {other} have a record in common; name the records to keep apart").format(
            one=one, other=other
        )
        raise WrongUseError(detail=detail)
    return _done(shop, "apart", Sides(left, right), because=because, by=by)


def undo(shop: Workspace, change: str, *, because: str, by: Actor) -> Changed:
    """Take back a decision (D…), or a merge that a key or a match made (the id of its pair, P…)."""
    require(by, NEEDS)
    if change.startswith("P"):
        return _undo_join(shop, change, because=because, by=by)
    said = decision(shop.store, change)
    if not said.counts:
        raise WrongUseError(detail=_("{change} is undone already").format(change=change))
    return _done(shop, "undo", Sides(), because=because, by=by, undoes=said)


def _undo_join(shop: Workspace, pair_id: str, *, because: str, by: Actor) -> Changed:
    sql = "select id_a, id_b, customer_a, customer_b from identity_pairs where pair_id = $pair"
    rows = shop.now.rows(sql, {"pair": pair_id}, reads=["identity_pairs"])
    if not rows:
        raise UnknownNameError(what=N_("merge"), value=pair_id[:40], known=())
    ends = (rows[0]["id_a"], rows[0]["id_b"])
    now = standing(shop, {rows[0]["customer_a"], rows[0]["customer_b"]})
    whole = next((s for s in now if ends in s.joins), None)
    if whole is None:
        raise WrongUseError(detail=_("{change} has joined nothing that is still one customer").format(change=pair_id))
    left = _side(whole, ends)
    sides = Sides(
        [t.record for t in whole.records if t.arrived in left],
        [t.record for t in whole.records if t.arrived not in left],
    )
    return _done(shop, "apart", sides, because=because, by=by)


def _side(whole: Standing, cut: tuple[int, int]) -> set[int]:
    """Return the records on the first side of a join, when it is cut."""
    side, new = {cut[0]}, {cut[0]}
    while new:
        new = {b for one in whole.joins if one != cut for a, b in (one, one[::-1]) if a in new} - side
        side |= new
    return side


def _done(
    shop: Workspace, kind: str, sides: Sides, *, because: str, by: Actor, undoes: Decision | None = None
) -> Changed:
    made = decide(shop.store, kind, sides, because=because, by=by, undoes=undoes.id if undoes else None)
    about = [*sides.a, *sides.b]
    source = undoes
    while source is not None and not about:
        about = [*source.a, *source.b]
        source = decision(shop.store, source.undoes) if source.undoes and not about else None
    return Changed(made, kind, because.strip(), sides, _now(shop, about))


def _now(shop: Workspace, records: Sequence[Record]) -> tuple[Standing, ...]:
    """Return the customers that some records belong to now."""
    found = standing(shop, set(customer_of(shop, records).values()))
    return tuple(s for s in found if any(t.record in set(records) for t in s.records))


def _records(whole: Standing) -> list[Record]:
    return [t.record for t in whole.records]


def _made_since(shop: Workspace, said: str) -> Standing:
    """Return a customer that a decision since the last run has made."""
    records = {r for d in pending(shop) for r in (*d.a, *d.b)}
    touched = standing(shop, set(customer_of(shop, records).values())) if records else ()
    found = next((s for s in touched if s.customer_id == said.strip()), None)
    if found is None:
        raise UnknownRecordError(value=said[:80])
    return found
