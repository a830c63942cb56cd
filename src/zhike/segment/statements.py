"""What people say of customers: a tag put on some of them from a day on, or taken off; batch by batch, and each can be undone.

In: a tag, customers of the current run, and who says it for which reason. Out: batches, tied to the records of these customers, so
that a merge moves their tags along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import insert

from zhike.describe.periods import as_of
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.segment.carried import Batch, batch, carried_by
from zhike.segment.chosen import chosen
from zhike.segment.definition import Segment
from zhike.segment.groups import groups
from zhike.segment.kept import NEEDS, tag_called, tags
from zhike.segment.versioned import LONGEST
from zhike.store import tag_batches, tag_records
from zhike.words import N_, _
from zhike.workspace import Workspace

KINDS = ("put", "take")
WAYS = ("hand", "file", "selection", "segment")


@dataclass(frozen=True)
class Clash:
    """A customer who has another tag of an exclusive group, by what people said."""

    customer_id: str
    tag: str


@dataclass(frozen=True)
class Planned:
    """What putting or taking a tag (`kind`) would do: to how many customers it is new, how many clash with another tag of the group."""

    tag: Segment
    kind: str
    customers: int
    changes: int
    clashes: tuple[Clash, ...]
    records: pa.Table
    by: Actor


class TagClashError(ZhikeError, ValueError):
    """A tag for customers who have another one of an exclusive group."""

    code = "tag_clash"
    sentence = N_("A customer has at most one tag of the group {group!r}, and {count} of these {all} have another one: {customer} has {tag!r}. Take that tag off first, or leave these customers out. Nothing was kept.")  # fmt: skip


def planned(shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, kind: str = "put") -> Planned:
    """Return what putting a tag on customers, or taking it off, would do; nothing is kept."""
    require(by, NEEDS)
    if kind not in KINDS:
        raise UnknownNameError(what=N_("kind of statement"), value=kind, known=KINDS)
    found = tag_called(shop, tag)
    if found.rule is not None:
        raise WrongUseError(detail=_("The tag {name!r} is given by its rule; change the rule, or make a tag without one.").format(name=found.name))  # fmt: skip
    whom = chosen(shop, customers, by=by)
    if not whom.numbers:
        raise WrongUseError(detail=_("There are no customers to put a tag on or to take it off."))
    now = carried_by(shop, whom.numbers, day=as_of(shop))
    mine = sum(r["tag_id"] == found.id for r in now)
    exclusive = kind == "put" and any(g.id == found.group_id and g.exclusive for g in groups(shop))
    others = {t.id: t.name for t in tags(shop) if exclusive and t.group_id == found.group_id and t.id != found.id}
    clashes = tuple(Clash(r["customer_id"], others[r["tag_id"]]) for r in now if r["tag_id"] in others)
    changes = len(whom.numbers) - mine if kind == "put" else mine
    return Planned(found, kind, len(whom.numbers), changes, clashes, whom.records, by)


def say(
    shop: Workspace, plan: Planned, *, how: str = "hand", because: str = "", since: date | None = None, until: date | None = None
) -> Batch:  # fmt: skip
    """Say of customers what was planned: from a day on (that of the run unless said), and a tag that is put on up to another."""
    if plan.clashes:
        home = next(g.name for g in groups(shop) if g.id == plan.tag.group_id)
        first = plan.clashes[0]
        raise TagClashError(group=home, count=len(plan.clashes), all=plan.customers, customer=first.customer_id, tag=first.tag)  # fmt: skip
    # What is said now is said of customers as they are shown.
    begin, end = since or as_of(shop), until if plan.kind == "put" else None
    if end is not None and end <= begin:
        raise WrongUseError(detail=_("a tag ends after the day on which it begins; not from {since} to {until}").format(since=begin, until=end))  # fmt: skip
    row = _row(plan.tag.id, plan.kind, how, plan.customers, since=begin, until=end, because=because, by=plan.by)
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
        connection.execute(insert(tag_records), [{"batch_id": row["id"], **r} for r in plan.records.to_pylist()])
    return batch(shop, row["id"])


def put(shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, **said: Any) -> Batch:
    """Put a tag on customers of the current run; `said` are the words of `say`."""
    return say(shop, planned(shop, tag, customers, by=by, kind="put"), **said)


def take(shop: Workspace, tag: str, customers: Sequence[str], *, by: Actor, **said: Any) -> Batch:
    """Take a tag off customers of the current run; `said` are the words of `say`."""
    return say(shop, planned(shop, tag, customers, by=by, kind="take"), **said)


def undo(shop: Workspace, batch_id: str, *, by: Actor, because: str = "") -> Batch:
    """Undo a whole batch: afterwards it is as if it had not been said. Undoing the undo makes it count again."""
    require(by, NEEDS)
    found = batch(shop, batch_id)
    if found.undone_by is not None:
        raise WrongUseError(detail=_("{batch} was undone by {other} already.").format(batch=batch_id, other=found.undone_by))  # fmt: skip
    row = {**_row(found.tag_id, "undo", found.how, found.customers, since=found.since, until=found.until, because=because, by=by), "undoes": found.id}  # fmt: skip
    with shop.store.writing() as connection:
        connection.execute(insert(tag_batches).values(row))
    return batch(shop, row["id"])


def _row(tag_id: str, kind: str, how: str, customers: int, *, since: date, until: date | None, because: str, by: Actor) -> dict[str, Any]:  # fmt: skip
    if how not in WAYS:
        raise UnknownNameError(what=N_("way"), value=how, known=WAYS)
    return {
        "id": f"B{new_id()[:15]}", "tag_id": tag_id, "kind": kind, "how": how, "customers": customers, "since": since, "until": until,
        "because": because.strip()[:LONGEST], "by": by.name, "person_id": by.person_id, "made_at": datetime.now(UTC),
    }  # fmt: skip
