"""What people say of customers: a tag put on some of them from a day on, or taken off; batch by batch, and each can be undone.

In: a tag, customers of the current run, and who says it for which reason. Out: batches, tied to the records of these customers, so
that a merge moves their tags along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.govern.visibility import visible_customers
from zhike.segment.carried import Batch, batches, carried_by, day_of_run
from zhike.segment.definition import Segment
from zhike.segment.groups import groups
from zhike.segment.kept import NEEDS, tag_called, tags
from zhike.segment.versioned import LONGEST
from zhike.store import tag_batches, tag_records
from zhike.words import N_, _
from zhike.workspace import Workspace

WAYS = ("hand", "file", "selection", "segment")


@dataclass(frozen=True)
class Clash:
    """A customer who has another tag of an exclusive group, by what people said."""

    customer_id: str
    tag: str


@dataclass(frozen=True)
class Planned:
    """What putting or taking a tag would do: to how many customers it is new, how many clash with another tag of the group."""

    tag: Segment
    customers: int
    changes: int
    clashes: tuple[Clash, ...]


class TagClashError(ZhikeError, ValueError):
    """A tag for customers who have another one of an exclusive group."""

    code = "tag_clash"
    sentence = N_("A customer has at most one tag of the group {group!r}, and {count} of these {all} have another one: {customer} has {tag!r}. Take that tag off first, or leave these customers out. Nothing was kept.")  # fmt: skip


def planned(shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, kind: str = "put") -> Planned:
    """Return what putting a tag on customers, or taking it off, would do; nothing is kept."""
    found = _said_by_people(tag_called(shop, tag))
    return _planned(shop, found, _numbers(customers), kind=kind, by=by)


def put(
    shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, how: str = "hand", because: str = "",
    since: date | None = None, until: date | None = None,
) -> Batch:  # fmt: skip
    """Put a tag on customers of the current run, from a day on (that of the run unless said) and up to another."""
    plan = _planned(shop, _said_by_people(tag_called(shop, tag)), _numbers(customers), kind="put", by=by)
    if plan.clashes:
        home = next(g.name for g in groups(shop) if g.id == plan.tag.group_id)
        first = plan.clashes[0]
        raise TagClashError(group=home, count=len(plan.clashes), all=plan.customers, customer=first.customer_id, tag=first.tag)  # fmt: skip
    begin = since or day_of_run(shop)
    if until is not None and until <= begin:
        raise WrongUseError(detail=_("a tag ends after the day on which it begins; not from {since} to {until}").format(since=begin, until=until))  # fmt: skip
    return _keep(shop, plan.tag.id, "put", _numbers(customers), how=how, because=because, since=begin, until=until, by=by)  # fmt: skip


def take(
    shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, how: str = "hand", because: str = "",
    since: date | None = None,
) -> Batch:  # fmt: skip
    """Take a tag off customers of the current run, from a day on."""
    plan = _planned(shop, _said_by_people(tag_called(shop, tag)), _numbers(customers), kind="take", by=by)
    begin = since or day_of_run(shop)
    return _keep(shop, plan.tag.id, "take", _numbers(customers), how=how, because=because, since=begin, until=None, by=by)  # fmt: skip


def undo(shop: Workspace, batch_id: str, *, by: Actor, because: str = "") -> Batch:
    """Undo a whole batch: afterwards it is as if it had not been said. Undoing the undo makes it count again."""
    require(by, NEEDS)
    there = {b.id: b for b in batches(shop)}
    if batch_id not in there:
        raise UnknownNameError(what=N_("batch"), value=batch_id[:40], known=list(there)[:12])
    found = there[batch_id]
    if found.undone_by is not None:
        raise WrongUseError(detail=_("{batch} was undone by {other} already.").format(batch=batch_id, other=found.undone_by))  # fmt: skip
    row = {**_row(found.tag_id, "undo", found.how, found.customers, since=found.since, until=found.until, because=because, by=by), "undoes": found.id}  # fmt: skip
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
    return next(b for b in batches(shop) if b.id == row["id"])


def _said_by_people(tag: Segment) -> Segment:
    if tag.rule is not None:
        raise WrongUseError(detail=_("The tag {name!r} is given by its rule; change the rule, or make a tag without one.").format(name=tag.name))  # fmt: skip
    return tag


def _numbers(customers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(c.strip() for c in customers if c.strip()))


def _planned(shop: Workspace, tag: Segment, numbers: list[str], *, kind: str, by: Actor) -> Planned:
    require(by, NEEDS)
    reader = shop.now
    visible = visible_customers(by)
    seen = f"select c.customer_id from customers c where c.customer_id in (select unnest($numbers)) and ({visible.condition})"
    there = {r["customer_id"] for r in reader.rows(seen, {"numbers": numbers, **visible.parameters}, reads=["customers"])}  # fmt: skip
    if lost := [n for n in numbers if n not in there]:
        said = _("{count} of {all} are no customers of the current run, the first is {value!r}. Nothing was kept.")
        raise WrongUseError(detail=said.format(count=len(lost), all=len(numbers), value=lost[0][:40]))
    if not numbers:
        raise WrongUseError(detail=_("There are no customers to put a tag on or to take it off."))
    now = carried_by(shop, numbers, day=day_of_run(shop))
    mine = sum(r["tag_id"] == tag.id for r in now)
    exclusive = kind == "put" and any(g.id == tag.group_id and g.exclusive for g in groups(shop))
    others = {t.id: t.name for t in tags(shop) if exclusive and t.group_id == tag.group_id and t.id != tag.id}
    clashes = tuple(Clash(r["customer_id"], others[r["tag_id"]]) for r in now if r["tag_id"] in others)
    return Planned(tag, len(numbers), len(numbers) - mine if kind == "put" else mine, clashes)


def _keep(shop: Workspace, tag_id: str, kind: str, numbers: list[str], *, how: str, because: str, since: date, until: date | None, by: Actor) -> Batch:  # fmt: skip
    """Add a batch with all records of its customers, in one transaction."""
    sql = "select distinct source, record_id from identity where customer_id in (select unnest($numbers))"
    records = shop.now.rows(sql, {"numbers": numbers}, reads=["identity"])
    row = _row(tag_id, kind, how, len(numbers), since=since, until=until, because=because, by=by)
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
        connection.execute(insert(tag_records), [{"batch_id": row["id"], **r} for r in records])
    return next(b for b in batches(shop, tag_id) if b.id == row["id"])


def _row(tag_id: str, kind: str, how: str, customers: int, *, since: date, until: date | None, because: str, by: Actor) -> dict[str, Any]:  # fmt: skip
    if how not in WAYS:
        raise UnknownNameError(what=N_("way"), value=how, known=WAYS)
    return {
        "id": f"B{new_id()[:15]}", "tag_id": tag_id, "kind": kind, "how": how, "customers": customers, "since": since, "until": until,
        "because": because.strip()[:LONGEST], "by": by.name, "person_id": by.person_id, "made_at": datetime.now(UTC),
    }  # fmt: skip
