"""What waits for somebody: tasks that are theirs, and notes that mention them, with the customers they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Text, cast, select

from zhike.describe.profile.notes import Note, found
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.store import notes as kept
from zhike.unify import Record
from zhike.workspace import Workspace

# As many as a desk shows; older ones stand with their customers.
_MOST = 200


@dataclass(frozen=True)
class Task:
    """A task, or a note that mentions somebody, with its customer as the asker may see them."""

    note: Note
    customer_id: str
    name: str


@dataclass(frozen=True)
class Desk:
    """What waits for somebody: their open tasks, the earliest due first, and other notes that mention them, the newest first."""

    tasks: tuple[Task, ...]
    mentions: tuple[Task, ...]


def desk(shop: Workspace, *, by: Actor) -> Desk:
    """Return what waits for somebody: their open tasks and the notes that mention them."""
    if by.person_id is None:
        return Desk((), ())
    there = kept.c.removed_at.is_(None)
    mine = select(kept).where(there, kept.c.is_task == 1, kept.c.for_person == by.person_id, kept.c.done_at.is_(None))
    mine = mine.order_by(kept.c.due_on.is_(None), kept.c.due_on, kept.c.seq)
    # Ids are of letters and digits, so that the list as text holds one exactly where the list does.
    told = (
        select(kept)
        .where(there, cast(kept.c.mentioned, Text).contains(f'"{by.person_id}"'))
        .order_by(kept.c.seq.desc())
    )
    tasks = found(shop, mine.limit(_MOST))
    mine_too = {n.id for n in tasks}
    mentions = [n for n in found(shop, told.limit(_MOST)) if n.id not in mine_too]
    named = _customers(shop, [*tasks, *mentions], by=by)
    return Desk(*(tuple(Task(n, *named[n.record]) for n in some if n.record in named) for some in (tasks, mentions)))


def _customers(shop: Workspace, some: Iterable[Note], *, by: Actor) -> dict[Record, tuple[str, str]]:
    """Return by record the customer's number and name, of those whom somebody may see."""
    about = sorted({(n.record.source, n.record.number) for n in some})
    if not about:
        return {}
    visible = visible_customers(by)
    named = {f"{k}{at}": v for at, pair in enumerate(about) for k, v in zip("sr", pair, strict=True)}
    listed = ", ".join(f"($s{at}, $r{at})" for at in range(len(about)))
    rows = shop.now.rows(
        f"select i.source, i.record_id, customer_id, c.name from identity i join customers c using (customer_id) "
        f"where (i.source, i.record_id) in ({listed}) and ({visible.condition})",
        {**named, **visible.parameters}, reads=["identity", "customers"],
    )  # fmt: skip
    return {Record(r["source"], r["record_id"]): (r["customer_id"], r["name"] or r["customer_id"]) for r in rows}
