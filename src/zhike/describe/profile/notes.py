"""Notes and tasks of colleagues about customers: who wrote what when, who is mentioned, and what is still to be done.

Each is tied to a record of the customer and goes where that record goes when customers are joined or parted. What was taken
away can be brought back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Text, cast, insert, select, tuple_, update

from zhike import collect, govern
from zhike.describe.profile.correcting import target
from zhike.describe.profile.whose import whose
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, Person
from zhike.govern.visibility import visible_customers
from zhike.store import notes as kept
from zhike.unify import Record
from zhike.words import N_
from zhike.workspace import Workspace

NEEDS = "note"
LONGEST = 4000
# As many as a desk shows; older ones stand with their customers.
_MOST = 200


class EmptyNoteError(WrongUseError):
    """A note without words."""

    code = "empty_note"
    sentence = N_("Write what the note says.")


class NobodyToDoItError(WrongUseError):
    """A task of whoever has no name here."""

    code = "nobody_to_do_it"
    sentence = N_("Say who is to do the task.")


class LongNoteError(WrongUseError):
    """A note with too many words."""

    code = "long_note"
    sentence = N_("A note has at most {most} characters; this one has {count}.")


@dataclass(frozen=True)
class Note:
    """What somebody wrote about a customer; a task says for whom and until when, where that is known.

    `mentioned` are the ids of colleagues; `removed_at` is set for what was taken away.
    """

    id: str
    record: Record
    text: str
    by: str
    person_id: str | None
    made_at: datetime
    mentioned: tuple[str, ...]
    is_task: bool
    for_person: str | None
    due_on: date | None
    done_at: datetime | None
    done_by: str | None
    removed_at: datetime | None
    removed_by: str | None

    @property
    def is_open(self) -> bool:
        """Whether there is something to do."""
        return self.is_task and self.done_at is None and self.removed_at is None


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


def write_note(
    shop: Workspace, customer_id: str, text: str, *, by: Actor, is_task: bool = False, for_person: str = "", due_on: date | None = None
) -> str:  # fmt: skip
    """Keep a note or a task about a customer and return its id; who may see the customer is asked before.

    `@login` in the text mentions a colleague. A task is for `for_person` (an id), or for its author where that is empty.
    """
    govern.require(by, NEEDS)
    said = text.strip()
    if not said:
        raise EmptyNoteError
    if len(said) > LONGEST:
        raise LongNoteError(most=LONGEST, count=len(said))
    there = colleagues(shop)
    if is_task and not for_person and by.person_id is None:
        raise NobodyToDoItError
    if for_person and for_person not in there:
        raise UnknownNameError(what=N_("person"), value=for_person[:40], known=[p.name for p in there.values()])
    record, made = target(shop, customer_id, "name"), f"N{govern.new_id()[:15]}"
    task = {"is_task": int(is_task), "for_person": (for_person or by.person_id) if is_task else None, "due_on": due_on if is_task else None}  # fmt: skip
    row = {
        "id": made, "source": record.source, "record_id": record.number, "text": said, "by": by.name, "person_id": by.person_id,
        "made_at": datetime.now(UTC), "mentioned": [p.id for p in _mentioned(said, there.values())], **task,
    }  # fmt: skip
    with shop.store.writing() as connection:
        connection.execute(insert(kept).values(**row))
    return made


def notes(
    shop: Workspace, customer_id: str, *, until: datetime | None = None, removed: bool = False
) -> tuple[Note, ...]:
    """Return what was written about a customer, the newest first; who may see the customer is asked before.

    `removed` ones only when asked for; `until` leaves out what was written after a moment.
    """
    if not _is_any(shop):
        return ()
    mine = whose(shop, customer_id)
    rows = shop.now.rows(mine.of("select source, record_id from identity where $mine"), mine.values, reads=["identity"])
    about = [(r["source"], r["record_id"]) for r in rows if r["source"] != collect.OURS]
    asked = select(kept).where(tuple_(kept.c.source, kept.c.record_id).in_(about)).order_by(kept.c.seq.desc())
    if not removed:
        asked = asked.where(kept.c.removed_at.is_(None))
    if until is not None:
        asked = asked.where(kept.c.made_at <= until)
    return _found(shop, asked)


def settle(shop: Workspace, customer_id: str, note_id: str, what: str, *, by: Actor) -> None:
    """Say of a task that it is done or open again, take a note away or bring it back.

    `what` is done, open, removed or restored. Who wrote a note may take it away, and who manages people.
    """
    govern.require(by, NEEDS)
    note = _note(shop, customer_id, note_id)
    if what in {"done", "open"} and (not note.is_task or note.removed_at):
        raise UnknownNameError(what=N_("task"), value=note_id[:40], known=())
    if what in {"removed", "restored"} and not may_remove(note, by=by):
        govern.require(by, "manage_people")
    now = datetime.now(UTC)
    states: dict[str, dict[str, Any]] = {
        "done": {"done_at": now, "done_by": by.name}, "open": {"done_at": None, "done_by": None},
        "removed": {"removed_at": now, "removed_by": by.name}, "restored": {"removed_at": None, "removed_by": None},
    }  # fmt: skip
    if what not in states:
        raise UnknownNameError(what=N_("state"), value=what[:40], known=states)
    with shop.store.writing() as connection:
        connection.execute(update(kept).where(kept.c.id == note_id).values(**states[what]))


def may_remove(note: Note, *, by: Actor) -> bool:
    """Whether somebody may take a note away, or bring it back: its author, but for what another one took away."""
    mine = note.person_id is not None and note.person_id == by.person_id
    return govern.may(by, NEEDS) and ((mine and note.removed_by in {None, by.name}) or govern.may(by, "manage_people"))


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
    tasks = _found(shop, mine.limit(_MOST))
    mine_too = {n.id for n in tasks}
    mentions = [n for n in _found(shop, told.limit(_MOST)) if n.id not in mine_too]
    named = _customers(shop, [*tasks, *mentions], by=by)
    return Desk(*(tuple(Task(n, *named[n.record]) for n in some if n.record in named) for some in (tasks, mentions)))


def colleagues(shop: Workspace) -> Mapping[str, Person]:
    """Return by id the people who may sign in."""
    return {p.id: p for p in govern.everybody(shop.store) if p.disabled_at is None}


def mentions_in(text: str, there: Iterable[Person]) -> list[tuple[str, bool]]:
    """Return a text in pieces, and of each whether it mentions one of these people."""
    pieces, at = [], 0
    for found in _mention(there).finditer(text):
        pieces += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    return [p for p in [*pieces, (text[at:], False)] if p[0]]


def _mentioned(text: str, there: Iterable[Person]) -> list[Person]:
    people = list(there)
    logins = {found[1].lower() for found in _mention(people).finditer(text)}
    return [p for p in people if p.login.lower() in logins]


def _mention(there: Iterable[Person]) -> re.Pattern[str]:
    """Return the pattern of @login, of the longest where one begins with another; Chinese may follow without a blank."""
    logins = sorted((re.escape(p.login) for p in there), key=len, reverse=True)
    return re.compile(rf"@({'|'.join(logins) or '(?!)'})(?![A-Za-z0-9_@-]|\.[A-Za-z0-9])", re.IGNORECASE)


def _is_any(shop: Workspace) -> bool:
    with shop.store.reading() as connection:
        return connection.execute(select(kept.c.seq).limit(1)).first() is not None


def _note(shop: Workspace, customer_id: str, note_id: str) -> Note:
    """Return a note about a customer as they stand now, or as the run has them: both may be on somebody's page."""
    [note] = _found(shop, select(kept).where(kept.c.id == note_id)) or [None]
    asked = "select customer_id from identity where source = $source and record_id = $number"
    if note is not None and customer_id != shop.now.value(asked, vars(note.record), reads=["identity"]):
        note = next((n for n in notes(shop, customer_id, removed=True) if n.id == note_id), None)
    if note is None:
        raise UnknownNameError(what=N_("note"), value=note_id[:40], known=())
    return note


def _found(shop: Workspace, asked: Select[Any]) -> tuple[Note, ...]:
    with shop.store.reading() as connection:
        return tuple(_read(r) for r in connection.execute(asked).mappings())


def _read(row: RowMapping) -> Note:
    return Note(
        row["id"], Record(row["source"], row["record_id"]), row["text"], row["by"], row["person_id"], row["made_at"],
        tuple(row["mentioned"]), bool(row["is_task"]), row["for_person"], row["due_on"], row["done_at"], row["done_by"],
        row["removed_at"], row["removed_by"],
    )  # fmt: skip


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
