"""Who is who for programs: merge, split, keep apart, undo and answer, each by POST with a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from zhike.unify import who
from zhike.web.asking import Question
from zhike.web.room import Room

room = Room("identity")

Named = Annotated[str, Field(max_length=400)]
Because = Annotated[str, Field(max_length=2000)]


@dataclass(frozen=True)
class Two:
    """Two customers (by number) or records (source:number), and why."""

    one: Named
    other: Named
    because: Because = ""


@dataclass(frozen=True)
class SomeRecords:
    """A customer, those of its records (source:number) that become one of their own, and why."""

    customer: Named
    records: Annotated[tuple[Named, ...], Field(max_length=200)]
    because: Because = ""


@dataclass(frozen=True)
class TakenBack:
    """What is taken back: a decision (D…), the undo of one, or a merge of the current run (P…), and why."""

    change: Named
    because: Because = ""


@dataclass(frozen=True)
class Answered:
    """A pair (P…) and the answer: accept, reject or skip; and why."""

    pair: Named
    answer: Annotated[str, Field(max_length=20)]
    because: Because = ""


@dataclass(frozen=True)
class CustomerNow:
    """One customer at this moment: the number, the records, and whether the current run has the same."""

    customer_id: str
    records: tuple[str, ...]
    as_published: bool


@dataclass(frozen=True)
class ChangeMade:
    """A change: its id, which undoes it, and the customers that it touches as they stand now."""

    change: str
    what: str
    because: str
    customers: tuple[CustomerNow, ...]


@dataclass(frozen=True)
class AnswerKept:
    """The id of an answer, which undoes it."""

    change: str


@room.call("/identity/merge", needs="identity")
def merge(ask: Question, said: Two) -> ChangeMade:
    """Make one customer of two."""
    return _made(who.merge(ask.shop, said.one, said.other, because=said.because, by=ask.actor))


@room.call("/identity/split", needs="identity")
def split(ask: Question, said: SomeRecords) -> ChangeMade:
    """Take records out of a customer: together they become another one."""
    return _made(who.split(ask.shop, said.customer, said.records, because=said.because, by=ask.actor))


@room.call("/identity/apart", needs="identity")
def apart(ask: Question, said: Two) -> ChangeMade:
    """Keep two apart from now on, whatever ties them."""
    return _made(who.apart(ask.shop, said.one, said.other, because=said.because, by=ask.actor))


@room.call("/identity/undo", needs="identity")
def undo(ask: Question, said: TakenBack) -> ChangeMade:
    """Take back a decision, the undo of one, or a merge by key or match."""
    return _made(who.undo(ask.shop, said.change, because=said.because, by=ask.actor))


@room.call("/identity/answer", needs="identity")
def answer(ask: Question, said: Answered) -> AnswerKept:
    """Say of a pair that it is one person, that it is not, or that nobody knows; an answer given before is taken back."""
    return AnswerKept(who.answer(ask.shop, said.pair, said.answer, because=said.because, by=ask.actor))


def _made(done: who.Changed) -> ChangeMade:
    now = tuple(
        CustomerNow(c.customer_id, tuple(str(t.record) for t in c.records), c.is_as_published) for c in done.customers
    )
    return ChangeMade(done.id, done.kind, done.because, now)
