"""The first listing: the few columns that a list has unless others are chosen, ready within a second after a run.

The whole listing takes some seconds. Who opens the list meanwhile, and asks for nothing else, need not wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from zhike.describe.directory.fields import Field
from zhike.describe.directory.listing import LISTING, Listing, few_values, prepare, typed_sql
from zhike.describe.directory.question import COLUMNS, ListQuestion
from zhike.describe.directory.scores import SCORES, asked_scores, scores_of, shown_fields, with_scores
from zhike.engine import Reader, Table, name_of
from zhike.govern import Actor
from zhike.govern.visibility import Visible, visible_customers
from zhike.workspace import Workspace

FIRST = "customer_listing_first"
_COLUMNS = ("customer_id", "name", *COLUMNS)


@dataclass(frozen=True)
class First(Listing):
    """A listing of few columns, in a table of its own."""


def fields_now(shop: Workspace, declared: Mapping[str, Table]) -> dict[str, Field]:
    """Return the fields that a list of the current run may have, without waiting for a listing."""
    reader = shop.now
    found: dict[str, Field] = reader.kept("customer fields", lambda: shown_fields(reader, declared))
    return found


def listing_for(shop: Workspace, question: ListQuestion, *, by: Actor, declared: Mapping[str, Table]) -> Listing:
    """Return the whole listing; while it is being made, the first one, where that is enough for the question."""
    if not shop.now.has("customer listing") and _is_enough(question) and visible_customers(by) == Visible():
        return prepare_first(shop, declared)
    return whole_listing(shop, question, declared=declared)


def whole_listing(shop: Workspace, question: ListQuestion, *, declared: Mapping[str, Table]) -> Listing:
    """Return the whole listing, with scores beside it where a question asks for one."""
    listing, scores = prepare(shop, declared), scores_of(shop.now, declared)
    return with_scores(listing, scores, declared) if asked_scores(question, scores) else listing


def prepare_first(shop: Workspace, declared: Mapping[str, Table]) -> Listing:
    """Return the first listing of the current run; whoever asks first makes it, and the others wait for that one."""
    reader = shop.now
    lock: threading.Lock = reader.kept("first listing lock", threading.Lock)
    with lock:
        made: First = reader.kept("first listing", lambda: _make(reader, fields_now(shop, declared)))
    return made


def table_of(listing: Listing) -> str:
    """Return the table in which a listing stands."""
    return FIRST if isinstance(listing, First) else LISTING


def source_of(listing: Listing) -> str:
    """Return the listing as `c`, with the scores as `s` where there are some beside it, to stand behind FROM."""
    return f"{table_of(listing)} c{f' join {SCORES} s on s.place = c.place' if listing.scores else ''}"


def _is_enough(question: ListQuestion) -> bool:
    """Whether a question asks for nothing but the first columns; names in order and searches need the whole listing."""
    asked = {*question.columns, question.sort_column or "revenue", *(c.field.name for c in question.conditions)}
    return not question.q and question.sort_column != "name" and asked <= set(_COLUMNS)


def _make(reader: Reader, fields: dict[str, Field]) -> First:
    few = {name: fields[name] for name in _COLUMNS if name in fields}
    values = few_values(reader, few)
    tables = list(dict.fromkeys(["customers", *(f.table for f in few.values())]))
    # In the smallest types before they are joined: that halves what is held meanwhile.
    parts = {t: _part(t, [f for f in few.values() if f.table == t], values) for t in tables}
    columns = ", ".join(f"{name_of(f.table)}.{name_of(f.name)}" for f in few.values())
    joined = " ".join(f"left join {parts[t]} {name_of(t)} using (customer_id)" for t in tables if t != "customers")
    reader.table_in_memory(FIRST, f"select {columns} from {parts['customers']} customers {joined}", reads=tables)
    return First(reader, fields, values)


def _part(table: str, fields: list[Field], values: Mapping[str, tuple[str, ...]]) -> str:
    typed = [f"{typed_sql(f, values.get(f.name))} as {name_of(f.name)}" for f in fields if f.name != "customer_id"]
    return f"(select {', '.join(['customer_id', *typed])} from {name_of(table)})"
