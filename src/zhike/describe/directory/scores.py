"""Scores beside the listing: what models say of customers is put in memory when a question first asks for it.

Most questions ask for none: they pay neither the memory nor the time. One that does pays a join by the customer's place.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import replace

from zhike.describe.directory.fields import Field, fields_of, is_by_horizon, is_score
from zhike.describe.directory.listing import LISTING, Listing, few_values, typed_sql
from zhike.describe.directory.question import ListQuestion
from zhike.engine import Reader, Table, name_of

SCORES = "customer_scores"
# The same in every row, or a part of a sum that says nothing alone.
_LEFT_OUT = re.compile(r"as_of|horizon_days|base|model|.+_model|value_\d|contribution_rest")


def declared_scores(tables: Mapping[str, Table]) -> dict[str, Field]:
    """Return the fields of all declared scores; a name that the listing has is the listing's."""
    listed, found = fields_of(tables), dict[str, Field]()
    for table in filter(is_score, tables.values()):
        for column in table.columns:
            if column.name not in listed and not _LEFT_OUT.fullmatch(column.name):
                found.setdefault(column.name, Field.of(table, column))
    return found


def scores_of(reader: Reader, tables: Mapping[str, Table]) -> dict[str, Field]:
    """Return the fields of the scores that the current run shows; what is withheld has no values and is no field."""
    found: dict[str, Field] = reader.kept("customer score fields", lambda: _filled(reader, tables))
    return found


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


def _filled(reader: Reader, tables: Mapping[str, Table]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    declared = declared_scores({n: t for n, t in tables.items() if n in reader.tables}).values()
    for table in dict.fromkeys(f.table for f in declared):
        fields = [f for f in declared if f.table == table]
        counts = ", ".join(f"count({name_of(f.name)}) as {name_of(f.name)}" for f in fields)
        [row] = reader.rows(f"select {counts} from {name_of(table)}", reads=[table])
        found |= {f.name: f for f in fields if row[f.name]}
    return found


def _make(reader: Reader, fields: Mapping[str, Field], declared: Mapping[str, Table]) -> dict[str, tuple[str, ...]]:
    """Put the scores in memory; return the values of their columns with few."""
    values = few_values(reader, fields)
    tables = list(dict.fromkeys(f.table for f in fields.values()))
    columns = ", ".join(f"{typed_sql(f, values.get(f.name))} as {name_of(f.name)}" for f in fields.values())
    joined = " ".join(f"left join {_rows(declared[t])} {name_of(t)} using (customer_id)" for t in tables)
    reader.table_in_memory(
        SCORES, f"select l.place, {columns} from {LISTING} l {joined} order by l.place", reads=tables
    )
    return values


def _rows(table: Table) -> str:
    """Return a score's rows, one per customer; of several horizons the longest."""
    name = name_of(table.name)
    if not is_by_horizon(table):
        return name
    return f"(select * from {name} where horizon_days = (select max(horizon_days) from {name}))"
