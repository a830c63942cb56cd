"""Tags on many customers at once: whom, which tag, what it would do; then it is done, as one batch that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form, Query
from pydantic import BeforeValidator, Field

from zhike import pipeline, segment
from zhike.describe import directory, profile
from zhike.errors import WrongUseError, ZhikeError
from zhike.segment import Batch, Planned, Segment
from zhike.web.asking import Asked, Question
from zhike.web.pages.customers import Asking, asked_of
from zhike.web.pages.segments import Because
from zhike.web.room import Room
from zhike.words import _, ngettext

room = Room("tags")

Said = Annotated[str, Form(max_length=100)]
# A field of a form that nobody filled in is an empty text.
Day = Annotated[date | None, BeforeValidator(lambda said: said or None)]


class Whom(Asking):
    """Customers: those of a list's question, only the ticked ones of it, those of a segment, or numbers that were typed."""

    tag: str = Field("", max_length=100)
    selected: bool = False
    id: list[str] = Field([], max_length=1000)
    segment: str = Field("", max_length=100)
    numbers: str = Field("", max_length=1_000_000)


class Saying(Whom):
    """The same with what is said of them."""

    kind: str = Field("put", pattern="^(put|take)$")
    since: Day = None
    until: Day = None
    because: str = Field("", max_length=2000)


@dataclass(frozen=True)
class BulkPage:
    """Customers who were chosen, the tags by hand there are, and what putting the chosen one on them would do.

    `wrong` says why it cannot be planned; `asked` are the fields that choose the same customers again.
    """

    title: str
    customers: int
    tags: tuple[Segment, ...]
    groups: dict[str, str]
    tag: Segment | None
    put: Planned | None
    take: Planned | None
    wrong: str
    asked: tuple[tuple[str, str], ...]


@room.page("/tags/put", template="tags/put.html", needs="segment", twin=False)
def choose(ask: Question, whom: Annotated[Whom, Query()]) -> BulkPage:
    """Show what a tag would do on the chosen customers."""
    numbers, _how = _chosen(ask, whom)
    there = tuple(t for t in segment.tags(ask.shop) if t.rule is None)
    tag = segment.tag_called(ask.shop, whom.tag) if whom.tag else None
    put, take, wrong = _plans(ask, tag, numbers)
    names = {g.id: g.name for g in segment.groups(ask.shop)}
    title = ngettext("Tag {count} customer", "Tag {count} customers", len(numbers)).format(count=len(numbers))
    return BulkPage(title, len(numbers), there, names, tag, put, take, wrong, _fields(whom))


@room.change("/tags/put", needs="segment", most_fields=3000)
def say(ask: Question, said: Annotated[Saying, Form()]) -> str:
    """Put a tag on the chosen customers, or take it off, as one batch."""
    numbers, how = _chosen(ask, said)
    return f"/tags/{_said(ask, said, numbers, how).tag_id}#said-title"


@room.change("/tags/batches/{batch_id}/undo", needs="segment")
def undo(ask: Question, batch_id: str, because: Because = "") -> str:
    """Undo a whole batch, or make an undone one count again."""
    return f"/tags/{segment.undo(ask.shop, batch_id, by=ask.actor, because=because).tag_id}#said-title"


@room.change("/customers/{customer_id}/tags", needs="segment")
def tag_one(ask: Question, customer_id: str, tag: Said, kind: Annotated[str, Form(pattern="^(put|take)$")] = "put", because: Because = "") -> str:  # fmt: skip
    """Put a tag on one customer, or take it off."""
    profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    segment.say(ask.shop, segment.planned(ask.shop, tag, [customer_id], by=ask.actor, kind=kind), because=because)
    return f"/customers/{customer_id}/segments#tags"


@room.call("/tags/{tag_id}/batches", needs="segment")
def say_by_program(ask: Question, tag_id: str, said: Saying) -> Batch:
    """Put a tag on customers, or take it off; the answer is the batch, by whose number it can be undone."""
    numbers, how = _chosen(ask, said)
    return _said(ask, said.model_copy(update={"tag": tag_id}), numbers, how)


@room.call("/tags/batches/{batch_id}/undo", needs="segment")
def undo_by_program(ask: Question, batch_id: str) -> Batch:
    """Undo a whole batch; the answer is the undo."""
    return segment.undo(ask.shop, batch_id, by=ask.actor)


def _chosen(ask: Asked, whom: Whom) -> tuple[list[str], str]:
    """Return the chosen customers, and how they were chosen."""
    if whom.numbers.strip():
        return whom.numbers.replace(",", " ").split(), "hand"
    if whom.segment:
        return segment.members_of(ask.shop, whom.segment), "segment"
    if whom.selected:
        if not whom.id:
            raise WrongUseError(detail=_("No customer is selected. Tick some, or take the whole list."))
        return whom.id, "selection"
    return directory.numbers(ask.shop, asked_of(ask, whom), by=ask.actor, declared=pipeline.tables()), "selection"


def _plans(ask: Asked, tag: Segment | None, numbers: list[str]) -> tuple[Planned | None, Planned | None, str]:
    if tag is None:
        return None, None, ""
    try:
        plans = [segment.planned(ask.shop, tag.id, numbers, by=ask.actor, kind=k) for k in ("put", "take")]
    except ZhikeError as wrong:
        return None, None, str(wrong)
    return plans[0], plans[1], ""


def _said(ask: Asked, said: Saying, numbers: list[str], how: str) -> Batch:
    plan = segment.planned(ask.shop, said.tag, numbers, by=ask.actor, kind=said.kind)
    return segment.say(ask.shop, plan, how=how, because=said.because, since=said.since, until=said.until)


def _fields(whom: Whom) -> tuple[tuple[str, str], ...]:
    given = whom.model_dump(exclude={"tag"}, exclude_defaults=True)
    return tuple(
        (name, str(v).lower() if isinstance(v, bool) else str(v))
        for name, value in given.items() for v in (value if isinstance(value, list) else [value])
    )  # fmt: skip
