"""Notes and tasks about customers: written and settled on the customer's page, and what waits for whoever asks on one of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Form
from pydantic import BaseModel, BeforeValidator, Field

from zhike import govern, pipeline
from zhike.describe import profile
from zhike.describe.profile import Note
from zhike.govern import Person
from zhike.web.asking import Asked, Question
from zhike.web.room import Room
from zhike.words import _, ngettext

room = Room("notes")

Text = Annotated[str, Form(max_length=10_000)]
# A field of a form that nobody filled in is an empty text.
Day = Annotated[date | None, BeforeValidator(lambda said: said or None)]


@dataclass(frozen=True)
class NoteRow:
    """A note as the page shows it: its text in pieces (and which of them mention a colleague), for whom, and what may be done."""

    note: Note
    pieces: list[tuple[str, bool]]
    for_whom: str
    may_remove: bool
    is_late: bool


@dataclass(frozen=True)
class NotesPart:
    """What colleagues wrote about a customer, the newest first; `colleagues` may be mentioned and given tasks."""

    title: str
    customer_id: str
    notes: tuple[NoteRow, ...]
    removed: tuple[NoteRow, ...]
    colleagues: dict[str, str]
    logins: tuple[str, ...]


@dataclass(frozen=True)
class TaskRow:
    """A task or a mention with its customer."""

    row: NoteRow
    customer_id: str
    name: str


@dataclass(frozen=True)
class TasksPage:
    """What waits for whoever asks: open tasks, the earliest due first, and notes that mention them, the newest first."""

    title: str
    sentence: str
    tasks: tuple[TaskRow, ...]
    mentions: tuple[TaskRow, ...]


class Written(BaseModel):
    """A note by a program, or a task: for a colleague's id (its author without one), until a day."""

    text: str = Field(max_length=10_000)
    is_task: bool = False
    for_person: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """The note that was kept or settled."""

    id: str


@room.page("/customers/{customer_id}/notes", template="customers/notes.html")
def notes(ask: Question, customer_id: str) -> NotesPart:
    """Show what colleagues wrote about one customer."""
    card = _gate(ask, customer_id)
    people = govern.everybody(ask.shop.store)
    rows = [_row(n, ask, people) for n in profile.notes(ask.shop, customer_id, removed=True)]
    there = profile.colleagues(ask.shop) if ask.may("note") else {}
    shown, gone = (tuple(r for r in rows if bool(r.note.removed_at) is removed) for removed in (False, True))
    return NotesPart(
        str(card.get("name") or customer_id), customer_id, shown, tuple(r for r in gone if r.may_remove),
        {p.id: p.name for p in there.values()}, tuple(p.login for p in there.values()),
    )  # fmt: skip


@room.change("/customers/{customer_id}/notes", needs="note")
def write(
    ask: Question, customer_id: str, *, text: Text = "", is_task: Annotated[bool, Form()] = False,
    for_person: Annotated[str, Form(max_length=16)] = "", due_on: Annotated[Day, Form()] = None,
) -> str:  # fmt: skip
    """Keep a note or a task about a customer."""
    _gate(ask, customer_id)
    profile.write_note(ask.shop, customer_id, text, by=ask.actor, is_task=is_task, for_person=for_person, due_on=due_on)
    return f"/customers/{customer_id}#notes-title"


@room.change("/customers/{customer_id}/notes/{note_id}", needs="note")
def settle(ask: Question, customer_id: str, note_id: str, *, what: Annotated[str, Form(max_length=10)], then: Annotated[str, Form(max_length=10)] = "") -> str:  # fmt: skip
    """Say that a task is done or open again, take a note away or bring it back."""
    _gate(ask, customer_id)
    profile.settle(ask.shop, customer_id, note_id, what, by=ask.actor)
    return "/tasks" if then == "tasks" else f"/customers/{customer_id}#notes-title"


@room.call("/customers/{customer_id}/notes", needs="note")
def write_by_program(ask: Question, customer_id: str, written: Written) -> Kept:
    """Keep a note or a task about a customer; the answer names it."""
    _gate(ask, customer_id)
    return Kept(profile.write_note(ask.shop, customer_id, **written.model_dump(), by=ask.actor))


@room.call("/customers/{customer_id}/notes/{note_id}/{what}", needs="note")
def settle_by_program(ask: Question, customer_id: str, note_id: str, what: str) -> Kept:
    """Say of a task that it is done or open, of a note that it is removed or restored."""
    _gate(ask, customer_id)
    profile.settle(ask.shop, customer_id, note_id, what, by=ask.actor)
    return Kept(note_id)


@room.page("/tasks", template="tasks.html")
def tasks(ask: Question) -> TasksPage:
    """Show what waits for whoever asks."""
    found, people = profile.desk(ask.shop, by=ask.actor), govern.everybody(ask.shop.store)
    late = sum(t.note.due_on is not None and t.note.due_on < ask.shop.today() for t in found.tasks)
    said = ngettext("{count} task waits for you", "{count} tasks wait for you", len(found.tasks)).format(count=len(found.tasks))  # fmt: skip
    over = ngettext("{count} is overdue", "{count} are overdue", late).format(count=late)
    sentence = _("{tasks}, {late}.").format(tasks=said, late=over) if late else _("{tasks}.").format(tasks=said)
    nothing = _("No task waits for you.")
    return TasksPage(
        _("My tasks"), sentence if found.tasks else nothing,
        *(tuple(TaskRow(_row(t.note, ask, people), t.customer_id, t.name) for t in some) for some in (found.tasks, found.mentions)),
    )  # fmt: skip


def _gate(ask: Asked, customer_id: str) -> dict[str, Any]:
    return profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())


def _row(note: Note, ask: Asked, people: Collection[Person]) -> NoteRow:
    someone = next((p.name for p in people if p.id == note.for_person), "")
    is_late = note.is_open and note.due_on is not None and note.due_on < ask.shop.today()
    return NoteRow(
        note, profile.mentions_in(note.text, people), someone, profile.may_remove(note, by=ask.actor), is_late
    )
