"""Answers to a list's question: how many customers there are, and one page of them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhike import govern
from zhike.describe.directory.filtering import filter_of
from zhike.describe.directory.first import listing_for, source_of, table_of
from zhike.describe.directory.listing import Listing
from zhike.describe.directory.question import ListQuestion
from zhike.describe.directory.searching import search_of
from zhike.engine import Table
from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.workspace import Workspace

PAGE = 50
# Answers that are kept for whoever asks the same next: some megabytes.
_KEPT = 500
# The engine refuses a value that a statement does not use.
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Found:
    """How many customers match, how many there are in all, and one page of them as the asker may see them."""

    total: int
    of: int
    rows: tuple[dict[str, Any], ...]
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Statement:
    """A question as SQL over the listing, from its FROM on, with the values that are bound."""

    source: str
    order: str
    parameters: dict[str, Any]


def find(shop: Workspace, question: ListQuestion, *, by: Actor, declared: Mapping[str, Table], page: int = 1) -> Found:
    """Return one page of the customers that a question asks for."""
    listing = listing_for(shop, question, by=by, declared=declared)
    answers: _Kept = listing.reader.kept("customer listing answers", _Kept)
    # All that an answer depends on; the asker's rights are part of it.
    key = (question, page, repr(visible_customers(by)), tuple(govern.hidden_columns(by, listing.fields)))
    total, rows = answers.of(key, lambda: _answer(listing, question, by=by, page=page, answers=answers))
    everybody = listing.reader.kept(
        "customers in all", lambda: _count(listing, Statement(f"from {table_of(listing)} c", "", {}))
    )
    return Found(total, everybody, tuple(govern.seen_by(by, row) for row in rows), page)


def statement(listing: Listing, question: ListQuestion, *, by: Actor, wide: bool = False) -> Statement:
    """Return a question as SQL: names come from the fields, values are bound, and nothing else of it is text.

    `wide` is the search for what stands inside of numbers and addresses, when no beginning or end is found.
    """
    visible = visible_customers(by)
    parameters: dict[str, Any] = dict(visible.parameters)
    where = [f"({visible.condition})"]
    where += [filter_of(c, listing, at=at, into=parameters) for at, c in enumerate(question.conditions)]
    join = ""
    if question.q:
        search = search_of(question.q, hidden=govern.hidden_columns(by, listing.fields))
        parameters |= search.parameters
        join = f"join ({search.sql(wide=wide)}) found on found.place = c.place"
    source = f"from {source_of(listing)} {join} where {' and '.join(where)}"
    used = set(_PARAMETER.findall(source))
    return Statement(
        source, _order(question, listing), {name: value for name, value in parameters.items() if name in used}
    )


def best_statement(listing: Listing, question: ListQuestion, *, by: Actor) -> Statement:
    """Return the statement of a question; a search that finds nothing looks inside of numbers and addresses, too."""
    asked = statement(listing, question, by=by)
    if question.q and not listing.reader.value(f"select 1 {asked.source} limit 1", asked.parameters):
        return statement(listing, question, by=by, wide=True)
    return asked


def _answer(
    listing: Listing, question: ListQuestion, *, by: Actor, page: int, answers: _Kept
) -> tuple[int, list[dict[str, Any]]]:
    if question.q:
        return _searched(listing, question, by=by, page=page)
    asked = statement(listing, question, by=by)
    total = answers.of((asked.source, repr(asked.parameters)), lambda: _count(listing, asked))
    return total, listing.reader.rows(_page(question, asked, page=page, of=listing), asked.parameters)


def _searched(listing: Listing, question: ListQuestion, *, by: Actor, page: int) -> tuple[int, list[dict[str, Any]]]:
    """Return a search's number of matches and its page in one go: what it finds is few, and looking twice costs most."""
    for wide in (False, True):  # inside of numbers and addresses only when no beginning or end is found
        asked = statement(listing, question, by=by, wide=wide)
        rows = listing.reader.rows(_found_page(question, asked, page=page, of=listing), asked.parameters)
        if rows:
            return rows[0]["total"], [{n: v for n, v in row.items() if n != "total"} for row in rows]
    return _count(listing, best_statement(listing, question, by=by)) if page > 1 else 0, []


def _count(listing: Listing, asked: Statement) -> int:
    return int(listing.reader.value(f"select count(*) {asked.source}", asked.parameters))


def _page(question: ListQuestion, asked: Statement, *, page: int, of: Listing) -> str:
    """Return the SELECT of one page: its rows are found first, so that far pages sort places and not whole rows."""
    places = f"select c.rowid {asked.source} {_ordered(asked, page)}"
    return f"select {_columns(question, of)} from {source_of(of)} where c.rowid in ({places}) order by {asked.order}"


def _found_page(question: ListQuestion, asked: Statement, *, page: int, of: Listing) -> str:
    """Return the SELECT of one page of a search, with the number of all that it finds."""
    return f"select {_columns(question, of)}, count(*) over () as total {asked.source} {_ordered(asked, page)}"


def _ordered(asked: Statement, page: int) -> str:
    return f"order by {asked.order} limit {PAGE} offset {(page - 1) * PAGE}"


def _columns(question: ListQuestion, of: Listing) -> str:
    return ", ".join(of.column(name) for name in dict.fromkeys(["customer_id", "name", *question.columns]))


def _order(question: ListQuestion, of: Listing) -> str:
    if not question.sort_column:
        return f"{'found.nearness, ' if question.q else ''}c.revenue desc nulls last, c.customer_id"
    # Names are numbered in the order of their pinyin.
    column = "name_no" if question.sort_column == "name" else question.sort_column
    return f"{of.column(column)} {'desc' if question.is_falling else 'asc'} nulls last, c.customer_id"


class _Kept:
    """The answers that were asked for last; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[Any, Any] = OrderedDict()

    def of(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made once while it is remembered."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        with self._lock:
            self._answers[key] = made
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return made
