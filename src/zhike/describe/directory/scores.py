"""Scores by horizon beside the listing: they are put in memory when a question first asks for one.

Most questions ask for none: they pay neither the memory nor the time. One that does pays a join by the customer's place.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace

from zhike.describe.directory.fields import Field, fields_of, is_by_horizon, is_foreseen, says_something
from zhike.describe.directory.listing import LISTING, Listing, few_values, typed_sql
from zhike.describe.directory.question import ListQuestion
from zhike.engine import Reader, Table, name_of

SCORES = "customer_scores"


def declared_scores(tables: Mapping[str, Table]) -> dict[str, Field]:
    """Return the fields of all scores by horizon; a name that the listing has is the listing's."""
    listed, found = fields_of(tables), dict[str, Field]()
    for table in filter(is_by_horizon, tables.values()):
        for column in table.columns:
            if column.name not in listed and says_something(table, column):
                found.setdefault(column.name, Field.of(table, column))
    return found


def scores_of(reader: Reader, tables: Mapping[str, Table]) -> dict[str, Field]:
    """Return the scores by horizon that the current run shows."""
    there = {n: t for n, t in tables.items() if n in reader.tables}
    found: dict[str, Field] = reader.kept("scores by horizon", lambda: _filled(reader, declared_scores(there).values()))
    return found


def shown_fields(reader: Reader, tables: Mapping[str, Table]) -> dict[str, Field]:
    """Return all fields that the current run shows; what is withheld has no values and is no field."""
    listed = fields_of(tables, reader.tables)
    foreseen = {n: f for n, f in listed.items() if is_foreseen(tables[f.table])}
    kept = _filled(reader, foreseen.values())
    return {n: f for n, f in listed.items() if n in kept or n not in foreseen} | scores_of(reader, tables)


def asked_scores(question: ListQuestion, fields: Mapping[str, Field]) -> bool:
    """Whether a question filters, sorts or shows by a score."""
    asked = {*question.columns, question.sort_column, *(c.field.name for c in question.conditions)}
    return bool(asked & fields.keys())


def with_scores(listing: Listing, fields: dict[str, Field], declared: Mapping[str, Table]) -> Listing:
    """Return the listing with the scores beside it, in a table of the same places."""
    lock: threading.Lock = listing.reader.kept("customer scores lock", threading.Lock)
    with lock:
        values = listing.reader.kept("customer scores", lambda: _make(listing.reader, fields, declared))
    return replace(listing, values={**listing.values, **values}, scores=fields)


def _filled(reader: Reader, fields: Iterable[Field]) -> dict[str, Field]:
    """Return those of these fields that have values."""
    listed, found = list(fields), dict[str, Field]()
    for table in dict.fromkeys(f.table for f in listed):
        here = [f for f in listed if f.table == table]
        counts = ", ".join(f"count({name_of(f.name)}) as {name_of(f.name)}" for f in here)
        [row] = reader.rows(f"select {counts} from {name_of(table)}", reads=[table])
        found |= {f.name: f for f in here if row[f.name]}
    return found


def _make(reader: Reader, fields: Mapping[str, Field], declared: Mapping[str, Table]) -> dict[str, tuple[str, ...]]:
    """Put the scores in memory; return the values of their columns with few."""
    values = few_values(reader, fields)
    tables = list(dict.fromkeys(f.table for f in fields.values()))
    columns = ", ".join(f"{typed_sql(f, values.get(f.name))} as {name_of(f.name)}" for f in fields.values())
    joined = " ".join(f"left join {_longest(declared[t])} {name_of(t)} using (customer_id)" for t in tables)
    reader.table_in_memory(
        SCORES, f"select l.place, {columns} from {LISTING} l {joined} order by l.place", reads=tables
    )
    return values


def _longest(table: Table) -> str:
    """Return a score's rows of the longest horizon: one per customer."""
    name = name_of(table.name)
    return f"(select * from {name} where horizon_days = (select max(horizon_days) from {name}))"
