"""Customers: find them, filter, sort, choose columns, save the view, take the list away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import Form, Query
from fastapi.responses import Response
from pydantic import BaseModel
from pydantic import Field as PydanticField

from zhike import govern, jobs, pipeline
from zhike.describe import directory
from zhike.describe.directory import Condition, Field, Found, ListQuestion, View
from zhike.web.asking import Asked, Question
from zhike.web.downloads import file_of
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("customers")


class Asking(BaseModel):
    """What an address asks of the list: `q` searches, each `f` is a filter COLUMN:OP:VALUE, and all of them must hold."""

    q: str = PydanticField("", max_length=200)
    f: list[str] = PydanticField([], max_length=60)
    sort: str = PydanticField("", max_length=100, description="a column, with a minus before it for falling order")
    columns: list[str] = PydanticField([], max_length=200)


class ListAsking(Asking):
    """The same with the page that is wanted; `column`, `op` and `value` add one more filter, as a form does."""

    page: int = PydanticField(1, ge=1, le=1_000_000)
    column: str = PydanticField("", max_length=100)
    op: str = PydanticField("", max_length=40)
    value: str = PydanticField("", max_length=2000)


class FileAsking(Asking):
    """The same as a file: csv, xlsx or parquet; `selected` takes only the customers named by `id`."""

    kind: str = PydanticField("csv", max_length=20)
    selected: bool = False
    id: list[str] = PydanticField([], max_length=1000)


@dataclass(frozen=True)
class ListColumn:
    """One column as the list shows it; `sort_link` leads to the list in its order (in the other one when it has it)."""

    name: str
    label: str
    meaning: str
    kind: str
    unit: str
    sort_link: str = ""
    order: str = ""

    @property
    def is_words(self) -> bool:
        """Whether its values are read rather than compared."""
        return self.kind == "text" or bool(directory.choices_of(self.name))

    def said(self, value: Any) -> str:
        """Return a code as people say it."""
        return directory.value_in_words(self.name, value)


@dataclass(frozen=True)
class Chip:
    """One filter: as an address has it, as words, and the address of the list without it."""

    filter: str
    words: str
    without: str


@dataclass(frozen=True)
class CustomersPage:
    """The customers that a question asks for, one page of them, and the question itself.

    `total` match, `of` there are in all; `masked` are the columns of which the asker sees a mask only; `question` is the
    query string that asks the same again; a list that `is_long` is made as a file in the background;
    `fields` are the columns that a filter may name.
    """

    title: str
    q: str
    filters: tuple[Chip, ...]
    sort: str
    total: int
    of: int
    page: int
    pages: int
    columns: tuple[ListColumn, ...]
    customers: tuple[dict[str, Any], ...]
    masked: tuple[str, ...]
    views: tuple[View, ...]
    question: str
    first_column: ListColumn
    is_long: bool
    fields: tuple[str, ...]

    @cached_property
    def groups(self) -> list[tuple[str, list[Field]]]:
        """Return all fields by the table they come from, for the forms; what is masked cannot be filtered by."""
        return _groups(self.fields)

    @property
    def operators(self) -> list[tuple[str, str, str]]:
        """Return the comparisons: name, words, and the kinds of columns that know them."""
        kinds = {op: " ".join(k for k, ops in directory.OPERATORS.items() if op in ops) for op in directory.COMPARISONS}
        return [(op, _(words), kinds[op]) for op, words in directory.COMPARISONS.items()]

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Return the question as the hidden inputs of a form."""
        return [(name, value) for name, values in parse_qs(self.question).items() for value in values]

    @property
    def usual_columns(self) -> str:
        """Return the address of the list with the columns it has when nobody chose any."""
        return _address(urlencode([(name, value) for name, value in self.asked if name != "columns"]))

    def at(self, page: int) -> str:
        """Return the address of another page of the list."""
        return _address(self.question, page=page)


@room.page("/customers", template="customers/list.html")
def customers(ask: Question, asking: Annotated[ListAsking, Query()]) -> CustomersPage:
    """List the customers that match, 50 a page."""
    added = [f"{asking.column}:{asking.op}:{asking.value}"] if asking.column else []
    question = asked_of(ask, asking.model_copy(update={"f": [*asking.f, *added]}))
    found = directory.find(ask.shop, question, by=ask.actor, declared=pipeline.tables(), page=asking.page)
    return _page(ask, question, found)


@room.file("/customers/file")
def export(ask: Question, asking: Annotated[FileAsking, Query()]) -> Response:
    """Send the list, or those of it that were ticked, as a file."""
    question = asked_of(ask, asking)
    if not asking.selected:
        jobs.check_at_once(directory.counted(ask.shop, question, by=ask.actor, declared=pipeline.tables()))
    table = directory.exported(
        ask.shop, question, by=ask.actor, declared=pipeline.tables(),
        only=asking.id if asking.selected else None, in_words=asking.kind != "parquet",
    )  # fmt: skip
    return file_of(table, f"customers.{asking.kind}")


@room.change("/customers/file", needs="export")
def ask_for_file(
    ask: Question,
    kind: Annotated[str, Form(max_length=20)],
    question: Annotated[str, Form(max_length=20_000)] = "",
) -> str:
    """Have the list made as a file in the background."""
    asked = asked_of(ask, _asking_of(question))
    return f"/exports/{jobs.ask_for_customers(ask.shop, asked.text, type_=kind, by=ask.actor).id}"


@room.file("/customers/values/{column}", needs="see")
def values(ask: Question, column: str) -> Response:
    """Send the values of a column with few of them, as options of a list of suggestions."""
    found = directory.prepare(ask.shop, pipeline.tables()).values.get(column, ())
    said = tuple(directory.value_in_words(column, v) for v in found)
    return render(ask, "customers/_values.html", Suggestions(said or _choices(column)))


@dataclass(frozen=True)
class Suggestions:
    """The values that a column has, as people say them."""

    values: tuple[str, ...]


@room.change("/customers/views", needs="see")
def save_view(
    ask: Question, name: Annotated[str, Form(max_length=200)], question: Annotated[str, Form(max_length=20_000)] = ""
) -> str:
    """Keep the list's question under a name, for the person who asks."""
    asked = asked_of(ask, _asking_of(question))
    directory.save_view(ask.shop.store, name, question=asked.text, by=ask.actor)
    return _address(asked.text)


@room.change("/customers/views/{view_id}/removal", needs="see")
def drop_view(ask: Question, view_id: str) -> str:
    """Forget one of the person's own views."""
    directory.drop_view(ask.shop.store, view_id, by=ask.actor)
    return "/customers"


def _asking_of(question: str) -> Asking:
    """Return what the query string of a list's address asks."""
    given = parse_qs(question)
    return Asking(
        q=given.get("q", [""])[0], f=given.get("f", []), sort=given.get("sort", [""])[0],
        columns=given.get("columns", []),
    )  # fmt: skip


def asked_of(ask: Asked, asking: Asking) -> ListQuestion:
    """Return what an address asks of the list as a checked question."""
    fields = directory.fields_now(ask.shop, pipeline.tables())
    return directory.question_of(
        fields, q=asking.q, f=asking.f, sort=asking.sort, columns=asking.columns,
        hidden=govern.hidden_columns(ask.actor, fields),
    )  # fmt: skip


def _page(ask: Asked, question: ListQuestion, found: Found) -> CustomersPage:
    fields = directory.fields_now(ask.shop, pipeline.tables())
    return CustomersPage(
        title=_("Customers"),
        q=question.q,
        filters=tuple(_chip(question, c) for c in question.conditions),
        sort=question.sort,
        total=found.total,
        of=found.of,
        page=found.page,
        pages=found.pages,
        columns=tuple(_column(question, fields[name]) for name in question.columns),
        customers=found.rows,
        masked=tuple(govern.hidden_columns(ask.actor, fields)),
        views=directory.views(ask.shop.store, by=ask.actor),
        question=question.text,
        first_column=_column(question, fields["name"]),
        is_long=found.total > jobs.AT_ONCE,
        fields=tuple(fields),
    )


def _chip(question: ListQuestion, condition: Condition) -> Chip:
    return Chip(condition.text, directory.in_words(condition), _address(question.without(condition).text))


def _column(question: ListQuestion, field: Field) -> ListColumn:
    """Return a column; the first click on its head brings the largest first, or the beginning of the alphabet."""
    order = ("falling" if question.is_falling else "rising") if question.sort_column == field.name else ""
    falls = order == "rising" or (not order and field.kind != "text")
    link = _address(question.sorted_by(f"{'-' if falls else ''}{field.name}").text)
    return ListColumn(field.name, field.label, _(field.meaning), field.kind, field.unit, sort_link=link, order=order)


def _address(question: str, *, page: int = 1) -> str:
    parts = [part for part in (question, urlencode({"page": page}) if page > 1 else "") if part]
    return f"/customers?{'&'.join(parts)}" if parts else "/customers"


def _groups(names: Collection[str]) -> list[tuple[str, list[Field]]]:
    declared = {**directory.fields_of(pipeline.tables()), **directory.declared_scores(pipeline.tables())}
    groups: dict[str, list[Field]] = {}
    for field in (declared[n] for n in names):
        groups.setdefault(directory.label_of_table(field.table), []).append(field)
    return list(groups.items())


def _choices(column: str) -> tuple[str, ...]:
    return tuple(directory.value_in_words(column, code) for code in directory.choices_of(column))
