"""Who one customer is made of: the records, what ties them, and every change of it with its undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Form, Query
from fastapi.responses import Response

from zhike import jobs, pipeline
from zhike.describe import profile
from zhike.describe.profile import UnknownCustomerError
from zhike.errors import ZhikeError
from zhike.explain import identity as words
from zhike.unify import who
from zhike.web.asking import Asked, Question
from zhike.web.evidence import (
    DecisionShown,
    MovedShown,
    PairShown,
    decision_shown,
    moved_shown,
    pair_shown,
)
from zhike.web.failures import failure_of
from zhike.web.following import led_to
from zhike.web.rendering import render
from zhike.web.room import Room

room = Room("identity")

Because = Annotated[str, Form(max_length=2000)]
Named = Annotated[str, Form(max_length=400)]
# What a record says that people tell each other apart by, in the order of the columns.
_SAID = ("name", "phone", "email", "birth_date", "member_no", "company", "address")


@dataclass(frozen=True)
class RecordShown:
    """One record (source:number) of a customer: what it says, what ties it to the others, and whether it joined since the last run."""

    record: str
    source: str
    number: str
    tied_by: str
    sure: str
    probability: float
    says: dict[str, Any]
    is_new_here: bool


@dataclass(frozen=True)
class Typed:
    """What somebody wrote into a form that was refused, and why it was."""

    wrong: str = ""
    other: str = ""
    because: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeOfPage:
    """What a customer is made of at this moment, decisions since the last run included.

    `fields` are those that some record fills, with their labels. `has_changed` says that the tables of the current run do
    not know it yet; `done` is the change that was just made.
    """

    title: str
    customer_id: str
    records: tuple[RecordShown, ...]
    fields: dict[str, str]
    merges: tuple[PairShown, ...]
    also: tuple[PairShown, ...]
    doubts: tuple[PairShown, ...]
    decisions: tuple[DecisionShown, ...]
    moved: tuple[MovedShown, ...]
    has_changed: bool
    is_running: bool
    done: DecisionShown | None
    typed: Typed


@room.page("/customers/{customer_id}/identity", template="customers/identity.html")
def made_of(ask: Question, customer_id: str, done: Annotated[str, Query(max_length=40)] = "") -> MadeOfPage:
    """Show what one customer is made of, and why."""
    went = who.followed(ask.shop, customer_id)
    if len(went) > 1:
        return led_to(ask, customer_id, went)  # type: ignore[return-value]
    found = _shown(ask, customer_id)
    now = found.customer.customer_id
    if now != customer_id:
        return led_to(ask, customer_id, [now])  # type: ignore[return-value]
    return _page(ask, found, done=done)


@room.change("/customers/{customer_id}/identity/splits", needs="identity", most_fields=300)
def take_out(
    ask: Question,
    customer_id: str,
    record: Annotated[tuple[str, ...], Form()] = (),
    because: Because = "",
) -> str | Response:
    """Take the ticked records out of the customer: together they become another one."""
    return _changed(
        ask, customer_id, Typed(because=because, records=record),
        lambda: who.split(ask.shop, customer_id, record, because=because, by=ask.actor),
    )  # fmt: skip


@room.change("/customers/{customer_id}/identity/merges", needs="identity")
def merge(ask: Question, customer_id: str, other: Named = "", because: Because = "") -> str | Response:
    """Make one customer of this one and another."""
    return _changed(
        ask, customer_id, Typed(other=other, because=because),
        lambda: who.merge(ask.shop, customer_id, other, because=because, by=ask.actor),
    )  # fmt: skip


@room.change("/customers/{customer_id}/identity/separations", needs="identity")
def keep_apart(ask: Question, customer_id: str, other: Named = "", because: Because = "") -> str | Response:
    """Keep this customer and another apart from now on."""
    return _changed(
        ask, customer_id, Typed(other=other, because=because),
        lambda: who.apart(ask.shop, customer_id, other, because=because, by=ask.actor),
    )  # fmt: skip


@room.change("/customers/{customer_id}/identity/undos", needs="identity")
def take_back(ask: Question, customer_id: str, change: Named, because: Because = "") -> str | Response:
    """Take back a merge (P…), a decision (D…) or the undo of one."""
    return _changed(
        ask, customer_id, Typed(because=because),
        lambda: who.undo(ask.shop, change, because=because, by=ask.actor),
    )  # fmt: skip


def _changed(ask: Asked, customer_id: str, typed: Typed, change: Callable[[], who.Changed]) -> str | Response:
    """Make a change and return the page to show next; one that cannot be made is shown with what was typed."""
    try:
        made = change()
    except ZhikeError as error:
        failure = failure_of(error)
        said = Typed(failure.message, typed.other, typed.because, typed.records)
        page = _page(ask, _shown(ask, customer_id), typed=said)
        return render(ask, "customers/identity.html", page, status=failure.status)
    there = [c.customer_id for c in made.customers]
    now = customer_id if customer_id in there or not there else there[0]
    return f"/customers/{now}/identity?done={made.id}"


def _shown(ask: Asked, customer_id: str) -> who.Shown:
    try:
        return who.show(ask.shop, customer_id, by=ask.actor)
    except who.UnknownRecordError as error:
        raise UnknownCustomerError(value=customer_id[:40]) from error


def _page(ask: Asked, found: who.Shown, *, done: str = "", typed: Typed | None = None) -> MadeOfPage:
    whole = found.customer
    row = profile.card(ask.shop, whole.customer_id, by=ask.actor, declared=pipeline.tables())
    mine = {d.id for d in found.decisions if d.kind != "skip"}
    said = {d.id: decision_shown(d) for d in found.decisions}
    filled = [n for n in _SAID if any(row.get(n) is not None for row in found.fields.values())]
    return MadeOfPage(
        title=str(row.get("name") or whole.customer_id),
        customer_id=whole.customer_id,
        records=tuple(_record(found, t) for t in whole.records),
        fields={n: words.field(n) for n in filled},
        merges=tuple(map(pair_shown, found.merges)),
        also=tuple(map(pair_shown, found.also)),
        doubts=tuple(pair_shown(_ours_first(p, found)) for p in found.doubts),
        decisions=tuple(reversed(said.values())),
        moved=tuple(moved_shown(m) for m in reversed(found.moved)),
        has_changed=not whole.is_as_published or not mine.isdisjoint(d.id for d in who.pending(ask.shop)),
        is_running=jobs.stale(ask.shop).is_running,
        done=said.get(done),
        typed=typed or Typed(),
    )


def _record(found: who.Shown, tied: who.Tied) -> RecordShown:
    says = {n: v for n, v in found.fields.get(tied.record, {}).items() if n in _SAID}
    return RecordShown(
        str(tied.record), tied.record.source, tied.record.number, words.tied_by(tied.matched_by), words.sure(tied.probability),
        tied.probability, says, tied.customer_then != found.customer.customer_id,
    )  # fmt: skip


def _ours_first(pair: who.Pair, found: who.Shown) -> who.Pair:
    """Return a doubtful pair with the record of this customer as its first."""
    if any(t.record == pair.a for t in found.customer.records):
        return pair
    return replace(pair, a=pair.b, b=pair.a, customer_a=pair.customer_b, customer_b=pair.customer_a)
