"""Corrections of a customer: a form for one field or the fields that belong together, undo, and the same for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field, create_model

from zhike import pipeline, unify
from zhike.describe import directory, profile
from zhike.errors import UnknownNameError
from zhike.unify import CORRECTABLE, NoReasonError, UnreadableValueError
from zhike.web.asking import Asked, Question
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("customer")

_Text = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class Input:
    """One field of the form: its value as it stands or was typed, and the codes it may hold with their words."""

    name: str
    label: str
    value: str
    choices: dict[str, str]


@dataclass(frozen=True)
class CorrectionPage:
    """The form by which a person says what is right about a customer; `wrong` says why what was typed cannot be kept."""

    title: str
    customer_id: str
    field: str
    inputs: tuple[Input, ...]
    because: str = ""
    wrong: str = ""


class Said(BaseModel):
    """A correction by a program: values by field ("" says that there is none) and the reason."""

    values: dict[str, str] = Field(min_length=1, max_length=30)
    because: str = Field(max_length=2000)


class Because(BaseModel):
    """The reason of an undo."""

    because: str = Field(max_length=2000)


@dataclass(frozen=True)
class Kept:
    """The change that was kept: its number, by which it can be undone."""

    id: str
    customer_id: str


# A form has one field or the parts of a name or a place; what it does not have stays as it is.
_FIELDS: dict[str, Any] = {name: (str | None, Field(None, max_length=2000)) for name in CORRECTABLE}
Typed: Any = create_model("Typed", because=(str, Field("", max_length=2000)), **_FIELDS)


@room.page("/customers/{customer_id}/corrections/new", template="customers/correct.html", needs="correct", twin=False)
def new_correction(ask: Question, customer_id: str, field: str = "name") -> CorrectionPage:
    """Show what is known in a field, to be corrected."""
    row = _gate(ask, customer_id)
    if field not in CORRECTABLE:
        raise UnknownNameError(what=N_("field that can be corrected"), value=field[:40], known=CORRECTABLE)
    return _page(row, field, {})


@room.change("/customers/{customer_id}/corrections", needs="correct")
def correct(ask: Question, customer_id: str, typed: Annotated[Typed, Form()]) -> Response:
    """Keep a correction, or say beside the form why it cannot be kept."""
    row = _gate(ask, customer_id)
    given = {name: value for name, value in typed.model_dump(exclude={"because"}).items() if value is not None}
    try:
        profile.correct(ask.shop, customer_id, given, because=typed.because, by=ask.actor)
    except (UnreadableValueError, NoReasonError) as wrong:
        page = _page(row, next(iter(given)), given, because=typed.because, wrong=str(wrong))
        return render(ask, "customers/correct.html", page, status=422)
    return RedirectResponse(f"/customers/{customer_id}#card-title", status_code=303)


@room.change("/customers/{customer_id}/corrections/{change}/undo", needs="correct")
def undo(ask: Question, customer_id: str, change: str, because: _Text = "") -> str:
    """Take a correction back, or the undo of one."""
    _gate(ask, customer_id)
    reason = because.strip() or _("taken back on the customer's page")
    profile.take_back(ask.shop, customer_id, change, because=reason, by=ask.actor)
    return f"/customers/{customer_id}/origins#changes-title"


@room.call("/customers/{customer_id}/corrections", needs="correct")
def correct_by_program(ask: Question, customer_id: str, said: Said) -> Kept:
    """Keep a correction; the answer names it."""
    _gate(ask, customer_id)
    return Kept(profile.correct(ask.shop, customer_id, said.values, because=said.because, by=ask.actor), customer_id)


@room.call("/customers/{customer_id}/corrections/{change}/undo", needs="correct")
def undo_by_program(ask: Question, customer_id: str, change: str, said: Because) -> Kept:
    """Take a correction back, or the undo of one; the answer names the undo."""
    _gate(ask, customer_id)
    return Kept(profile.take_back(ask.shop, customer_id, change, because=said.because, by=ask.actor), customer_id)


def _gate(ask: Asked, customer_id: str) -> dict[str, Any]:
    return profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())


def _page(
    row: dict[str, Any], field: str, typed: dict[str, str], *, because: str = "", wrong: str = ""
) -> CorrectionPage:
    inputs = tuple(_input(row, name, typed) for name in unify.together(field))
    title = _("Correct: {fields}").format(fields=" · ".join(i.label for i in inputs))
    return CorrectionPage(title, row["customer_id"], field, inputs, because, wrong)


def _input(row: dict[str, Any], name: str, typed: dict[str, str]) -> Input:
    now = row.get(name)
    choices = {code: directory.value_in_words(name, code) for code in directory.choices_of(name)}
    return Input(name, directory.label_of(name), typed.get(name, "" if now is None else str(now)), choices)
