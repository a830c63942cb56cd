"""Notes and tasks of colleagues about customers: who wrote what when, who is mentioned, and what is still to be done.

Each is tied to a record of the customer and goes where that record goes when customers are joined or parted. What was taken
away can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, insert, select, tuple_, update

from zhike import collect, govern
from zhike.describe.profile.correcting import target
from zhike.describe.profile.mentions import colleagues, mentioned
from zhike.describe.profile.whose import records_now
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor
from zhike.store import notes as kept
from zhike.unify import Record
from zhike.words import N_
from zhike.workspace import Workspace

NEEDS = "note"
LONGEST = 4000


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
        "made_at": datetime.now(UTC), "mentioned": [p.id for p in mentioned(said, there.values())], **task,
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
    about = [(r.source, r.number) for r in records_now(shop, customer_id) if r.source != collect.OURS]
    asked = select(kept).where(tuple_(kept.c.source, kept.c.record_id).in_(about)).order_by(kept.c.seq.desc())
    if not removed:
        asked = asked.where(kept.c.removed_at.is_(None))
    if until is not None:
        asked = asked.where(kept.c.made_at <= until)
    return found(shop, asked)


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
    states: Mapping[str, dict[str, Any]] = {
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


def _is_any(shop: Workspace) -> bool:
    with shop.store.reading() as connection:
        return connection.execute(select(kept.c.seq).limit(1)).first() is not None


def _note(shop: Workspace, customer_id: str, note_id: str) -> Note:
    """Return a note about a customer as they stand now, or as the run has them: both may be on somebody's page."""
    [note] = found(shop, select(kept).where(kept.c.id == note_id)) or [None]
    asked = "select customer_id from identity where source = $source and record_id = $number"
    if note is not None and customer_id != shop.now.value(asked, vars(note.record), reads=["identity"]):
        note = next((n for n in notes(shop, customer_id, removed=True) if n.id == note_id), None)
    if note is None:
        raise UnknownNameError(what=N_("note"), value=note_id[:40], known=())
    return note


def found(shop: Workspace, asked: Select[Any]) -> tuple[Note, ...]:
    """Return the notes that a SELECT of the store finds, in its order."""
    with shop.store.reading() as connection:
        return tuple(_read(r) for r in connection.execute(asked).mappings())


def _read(row: RowMapping) -> Note:
    return Note(
        row["id"], Record(row["source"], row["record_id"]), row["text"], row["by"], row["person_id"], row["made_at"],
        tuple(row["mentioned"]), bool(row["is_task"]), row["for_person"], row["due_on"], row["done_at"], row["done_by"],
        row["removed_at"], row["removed_by"],
    )  # fmt: skip
