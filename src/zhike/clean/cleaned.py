"""The cleaning statement: one SELECT that turns received text into typed rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import duckdb

from zhike.clean import names, places
from zhike.clean.kind import literal, quoted, raw
from zhike.clean.kinds import KINDS
from zhike.clean.looking import Seen, look
from zhike.clean.odd import read_odd
from zhike.clean.options import CleanOptions
from zhike.collect.entities import Entity, Field
from zhike.errors import UnknownNameError
from zhike.words import N_

ATTRIBUTE = "attributes."
# Columns that come with an identity number and are no fields themselves.
_FROM_NATIONAL_ID = ("national_id.valid", "national_id.birth_date", "national_id.gender")
_NO_REPAIR = ("NULL", "NULL::VARCHAR")


@dataclass(frozen=True)
class Column:
    """The SQL of one field: its value, its repair code, its problem, and the join that the two need."""

    field: Field
    value: str
    repair: str = "NULL::VARCHAR"
    problem: str | None = None
    join: str = ""


@dataclass(frozen=True)
class Cleaned:
    """A SELECT of typed rows, and its columns that are NULL in every row: those need not be kept."""

    sql: str
    empty: frozenset[str]


def cleaned_sql(
    con: duckdb.DuckDBPyConnection, *, entity: Entity, received: str, columns: Collection[str], options: CleanOptions
) -> Cleaned:
    """Return a SELECT over the view `received` that gives one typed row per received row.

    Columns: line; every field of the entity in its declared type (typed NULL where it is not mapped); attributes (JSON
    text or NULL); `<field>__repair` per mapped field; problem and problem_field (NULL for a usable row). Odd values are
    read before this returns and wait in temporary tables on `con` until `forget`. Raises UnknownNameError for a
    column that the entity does not have.
    """
    _check(entity, columns)
    mapped = [f for f in entity.fields if f.name in columns]
    seen = look(con, received, fields=mapped, options=options, columns=columns)
    read = [_column(con, s) for s in seen]
    if entity.name == "customers":
        read = _with_places(con, received, read=read, entity=entity, columns=columns)
        read = _with_national_id(read, entity=entity, columns=_present(con, received))
    return Cleaned(_statement(entity, received, read=read, columns=columns), _empty(entity, columns, read=read))


def repair_columns(entity: Entity, columns: Collection[str]) -> list[str]:
    """Return the names of the `__repair` columns that `cleaned_sql` gives for these columns."""
    return [f"{f.name}__repair" for f in entity.fields if f.name in columns]


def _check(entity: Entity, columns: Collection[str]) -> None:
    for name in columns:
        if name not in entity.known and name not in _FROM_NATIONAL_ID and not name.startswith(ATTRIBUTE):
            raise UnknownNameError(what=N_("field"), value=name, known=entity.known)


def _column(con: duckdb.DuckDBPyConnection, seen: Seen) -> Column:
    field = seen.field
    missing = ["'missing_value'"] * (field.must and (seen.has_blank or seen.odd is not None))
    if seen.odd is None:
        return Column(field, seen.value, seen.repair, *missing)
    reading = partial(KINDS[field.kind].reading, context=seen.context)
    side, has_problem = read_odd(con, seen.odd, read=reading, type_=field.type)
    problems = [f"{quoted(side)}.problem"] * (field.strict and has_problem) + missing
    return Column(
        field,
        f"CASE WHEN {quoted(side)}.key IS NULL THEN {seen.value} ELSE {quoted(side)}.value END",
        f"CASE WHEN {quoted(side)}.key IS NULL THEN {seen.repair} ELSE {quoted(side)}.repair END",
        f"coalesce({', '.join(problems)})" if problems else None,
        f"LEFT JOIN {quoted(side)} ON {quoted(side)}.key = {seen.key}",
    )


def _with_places(
    con: duckdb.DuckDBPyConnection, received: str, *, read: list[Column], entity: Entity, columns: Collection[str]
) -> list[Column]:
    """Return the columns with province, city and district as one reading of all that says where a customer is."""
    found = places.places_table(con, received, columns=columns)
    if found is None:
        return read
    kept = [column for column in read if column.field.name not in places.LEVELS]
    return kept + [
        _place(entity.known[name], found.table, join=found.join * (name == "province"), columns=columns)
        for name in places.LEVELS
    ]


def _place(field: Field, side: str, *, join: str, columns: Collection[str]) -> Column:
    value, x = f"{quoted(side)}.{quoted(field.name)}", raw(field.name)
    if field.name not in columns:
        return Column(field, value, join=join)
    filled = f"CASE WHEN {value} IS NULL THEN NULL WHEN trim(coalesce({x}, '')) = '' THEN 'from_address' WHEN {x} <> {value} THEN 'standard_word' END"
    repair = f"CASE WHEN {value} IS NULL AND trim({x}) <> '' THEN 'sentinel' ELSE {filled} END"
    return Column(field, value, repair, join=join)


def _present(con: duckdb.DuckDBPyConnection, received: str) -> set[str]:
    """Return the columns the received view has: more than the mapped ones when there is an identity number."""
    return {column[0] for column in con.execute(f"SELECT * FROM {quoted(received)} LIMIT 0").description or ()}


def _with_national_id(read: list[Column], *, entity: Entity, columns: Collection[str]) -> list[Column]:
    """Return the columns with what an identity number says; birth date and gender come from it when not mapped."""
    if not set(_FROM_NATIONAL_ID) <= set(columns):
        return read
    known = {column.field.name for column in read}
    extra = [Column(f, f"CAST(NULL AS {f.type})") for f in entity.fields if f.name in {"birth_date", "gender"} - known]
    return [_told(column) for column in (*read, *extra)]


def _told(column: Column) -> Column:
    name = column.field.name
    if name == "national_id":
        is_wrong = f"lower({raw('national_id.valid')}) = 'false' AND {column.value} IS NOT NULL"
        value = f"CASE WHEN {is_wrong} THEN NULL ELSE {column.value} END"
        return Column(
            column.field,
            value,
            f"CASE WHEN {is_wrong} THEN 'invalid' ELSE {column.repair} END",
            column.problem,
            column.join,
        )
    if name not in {"birth_date", "gender"}:
        return column
    said = _said(column.field)
    repair = (
        f"CASE WHEN ({column.value}) IS NULL AND {said} IS NOT NULL THEN 'from_national_id' ELSE {column.repair} END"
    )
    return Column(column.field, f"coalesce({column.value}, {said})", repair, column.problem, column.join)


def _said(field: Field) -> str:
    """Return SQL: what a valid identity number says about the field."""
    said = f"try_cast({raw(f'national_id.{field.name}')} AS {field.type})"
    return f"CASE WHEN lower(coalesce({raw('national_id.valid')}, 'true')) <> 'false' THEN {said} END"


def _statement(entity: Entity, received: str, *, read: list[Column], columns: Collection[str]) -> str:
    """Return the whole SELECT; the inner one reads, the outer ones derive from its columns and add what is not mapped.

    An expression that two others use is a column of an inner SELECT: DuckDB computes a CASE anew wherever it stands.
    """
    inner = ["r.line AS line", f"{_attributes(columns)} AS attributes"]
    for column in read:
        name = column.field.name
        inner.append(f"{column.value} AS {quoted(name)}")
        if name in columns:
            inner.append(f"CAST({column.repair} AS VARCHAR) AS {quoted(name + '__repair')}")
        if column.problem:
            inner.append(f"{column.problem} AS {_problem_of(column)}")
    joins = " ".join(c.join for c in sorted(read, key=lambda c: not c.join) if c.join)
    cleaned = f"SELECT {', '.join(inner)} FROM {quoted(received)} AS r {joins}"
    known = {c.field.name for c in read}
    if _has_whole_names(entity, columns):
        cleaned = _with_parts_of_names(cleaned)
        known |= {"given_name", "family_name"}
    fields = [
        quoted(f.name) if f.name in known else f"CAST(NULL AS {f.type}) AS {quoted(f.name)}" for f in entity.fields
    ]
    repairs = [quoted(name) for name in repair_columns(entity, columns)]
    return f"SELECT line, {', '.join([*fields, 'attributes', *repairs, *_problems(read)])} FROM ({cleaned}) AS cleaned"


def _empty(entity: Entity, columns: Collection[str], *, read: list[Column]) -> frozenset[str]:
    """Return the columns of the statement that cannot hold anything: fields nobody gave, and repairs nobody made."""
    known = {c.field.name for c in read}
    if _has_whole_names(entity, columns):
        known |= {"given_name", "family_name"}
    fields = {f.name for f in entity.fields} - known
    repairs = {f"{c.field.name}__repair" for c in read if c.field.name in columns and c.repair in _NO_REPAIR}
    attributes = set() if any(name.startswith(ATTRIBUTE) for name in columns) else {"attributes"}
    return frozenset(fields | repairs | attributes)


def _has_whole_names(entity: Entity, columns: Collection[str]) -> bool:
    """Whether names come whole, so that family and given name are found in them."""
    return entity.name == "customers" and "name" in columns and not {"given_name", "family_name"} & set(columns)


def _with_parts_of_names(cleaned: str) -> str:
    family = f"SELECT *, {names.family_sql(quoted('name'))} AS family_name FROM ({cleaned})"
    return f"SELECT *, {names.given_sql(quoted('name'), family='family_name')} AS given_name FROM ({family})"


def _problems(read: list[Column]) -> list[str]:
    """Return two SQL columns: the code of the first problem of a row, and its field."""
    branches = [(_is_problem(c), c) for c in read if c.problem]
    if not branches:
        return ["NULL::VARCHAR AS problem", "NULL::VARCHAR AS problem_field"]
    problem = " ".join(f"WHEN {test} THEN {_problem_of(c)}" for test, c in branches)
    field = " ".join(f"WHEN {test} THEN {literal(c.field.name)}" for test, c in branches)
    return [f"CASE {problem} END AS problem", f"CASE {field} END AS problem_field"]


def _is_problem(column: Column) -> str:
    # A strict field that is not a must is only wrong when its odd value has a problem; a must also when it is blank.
    return f"{quoted(column.field.name)} IS NULL AND {_problem_of(column)} IS NOT NULL"


def _problem_of(column: Column) -> str:
    return quoted(f"{column.field.name}__problem")


def _attributes(columns: Collection[str]) -> str:
    kept = sorted(name for name in columns if name.startswith(ATTRIBUTE))
    if not kept:
        return "NULL::VARCHAR"
    values = {name.removeprefix(ATTRIBUTE): f"nullif(trim({raw(name)}), '')" for name in kept}
    pairs = ", ".join(f"{literal(name)}, {value}" for name, value in values.items())
    return (
        f"CASE WHEN coalesce({', '.join(values.values())}) IS NOT NULL THEN CAST(json_object({pairs}) AS VARCHAR) END"
    )
