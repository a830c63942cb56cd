"""The cleaning statement: one SELECT that turns received text into typed rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from zhike.clean import names, places
from zhike.clean.kind import literal, quoted, raw
from zhike.clean.kinds import KINDS
from zhike.clean.looking import Seen, fast_sql, look
from zhike.clean.odd import read_odd
from zhike.clean.options import CleanOptions
from zhike.clean.phones import BESIDE
from zhike.collect.entities import Entity, Field
from zhike.errors import UnknownNameError
from zhike.words import N_

ATTRIBUTE = "attributes."
# Columns that come with an identity number and are no fields themselves.
_FROM_NATIONAL_ID = ("national_id.valid", "national_id.birth_date", "national_id.gender")


@dataclass(frozen=True)
class Column:
    """The SQL of one field: its value, its repair code, its problem, and the join that the two need."""

    field: Field
    value: str
    repair: str = "NULL::VARCHAR"
    problem: str | None = None
    join: str = ""


def cleaned_sql(
    con: duckdb.DuckDBPyConnection, *, entity: Entity, received: str, columns: Collection[str], options: CleanOptions
) -> str:
    """Return a SELECT over the view `received` that gives one typed row per received row.

    Columns: line; every field of the entity in its declared type (typed NULL where it is not mapped); attributes (JSON
    text or NULL); `<field>__repair` per mapped field; problem and problem_field (NULL for a usable row). Odd values are
    read before this returns and wait in temporary tables on `con` until `forget`. Raises UnknownNameError for a
    column that the entity does not have.
    """
    _check(entity, columns)
    mapped = [f for f in entity.fields if f.name in columns]
    seen = look(con, received, fields=mapped, options=options, has_country="country" in columns)
    read = [_column(con, received, seen=s, columns=columns) for s in seen]
    if entity.name == "customers":
        read = _with_places(con, received, read=read, entity=entity, columns=columns)
        read = _with_national_id(read, entity=entity, columns=_present(con, received))
    return _statement(entity, received, read=read, columns=columns)


def repair_columns(entity: Entity, columns: Collection[str]) -> list[str]:
    """Return the names of the `__repair` columns that `cleaned_sql` gives for these columns."""
    return [f"{f.name}__repair" for f in entity.fields if f.name in columns]


def _check(entity: Entity, columns: Collection[str]) -> None:
    for name in columns:
        if name not in entity.known and name not in _FROM_NATIONAL_ID and not name.startswith(ATTRIBUTE):
            raise UnknownNameError(what=N_("field"), value=name, known=entity.known)


def _column(con: duckdb.DuckDBPyConnection, received: str, *, seen: Seen, columns: Collection[str]) -> Column:
    field, kind, x = seen.field, KINDS[seen.field.kind], raw(seen.field.name)
    has_country = "country" in columns
    fast = fast_sql(field, seen.context, has_country=has_country)
    repair = kind.fast_repair(x, seen.context) if kind.fast_repair else "NULL"
    is_must = field.must and (seen.blank or seen.odd)
    if not seen.odd:
        value = kind.plain(x) if kind.plain else fast
        return Column(field, value, f"CAST({repair} AS VARCHAR)", "'missing_value'" if is_must else None)
    key = f"{x} || '{BESIDE}' || coalesce({raw(kind.beside)}, '')" if kind.beside and has_country else x
    is_odd = f"{x} <> '' AND ({fast}) IS NULL"

    side, has_problem = read_odd(
        con,
        f"SELECT DISTINCT {key} FROM {quoted(received)} AS r WHERE {is_odd}",
        read=lambda text: kind.reading(text, seen.context),
        type_=field.type,
    )
    problems = [f"{quoted(side)}.problem"] * (field.strict and has_problem) + ["'missing_value'"] * bool(is_must)
    return Column(
        field,
        f"coalesce({fast}, {quoted(side)}.value)",
        f"CASE WHEN ({fast}) IS NULL THEN {quoted(side)}.repair ELSE {repair} END",
        f"coalesce({', '.join(problems)})" if problems else None,
        f"LEFT JOIN {quoted(side)} ON {quoted(side)}.key = CASE WHEN {is_odd} THEN {key} END",
    )


def _with_places(
    con: duckdb.DuckDBPyConnection, received: str, *, read: list[Column], entity: Entity, columns: Collection[str]
) -> list[Column]:
    """Return the columns with province, city and district as one reading of all that says where a customer is."""
    side = places.places_table(con, received, columns=columns)
    if side is None:
        return read
    join = f"LEFT JOIN {quoted(side)} ON {quoted(side)}.key = {places.key_sql(columns)}"
    kept = [column for column in read if column.field.name not in places.LEVELS]
    return kept + [
        _place(entity.known[name], side, join=join * (name == "province"), columns=columns) for name in places.LEVELS
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
    """Return the whole SELECT; the inner one reads, the outer one derives and adds what is not mapped."""
    inner = ["r.line AS line", *(f"{c.value} AS {quoted(c.field.name)}" for c in read)]
    inner += [
        f"CAST({c.repair} AS VARCHAR) AS {quoted(c.field.name + '__repair')}" for c in read if c.field.name in columns
    ]
    inner += [f"{_attributes(columns)} AS attributes", *_problems(read)]
    joins = " ".join(c.join for c in sorted(read, key=lambda c: not c.join) if c.join)
    derived = _derived(entity, known={c.field.name for c in read}, columns=columns)
    fields = [f"{derived.get(f.name, quoted(f.name))} AS {quoted(f.name)}" for f in entity.fields]
    outer = [
        "line",
        *fields,
        "attributes",
        *(quoted(c) for c in repair_columns(entity, columns)),
        "problem",
        "problem_field",
    ]
    return f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM {quoted(received)} AS r {joins}) AS cleaned"


def _problems(read: list[Column]) -> list[str]:
    """Return two SQL columns: the code of the first problem of a row, and its field."""
    branches = [(_is_problem(c), c) for c in read if c.problem]
    if not branches:
        return ["NULL::VARCHAR AS problem", "NULL::VARCHAR AS problem_field"]
    problem = " ".join(f"WHEN {test} THEN {c.problem}" for test, c in branches)
    field = " ".join(f"WHEN {test} THEN {literal(c.field.name)}" for test, c in branches)
    return [f"CASE {problem} END AS problem", f"CASE {field} END AS problem_field"]


def _is_problem(column: Column) -> str:
    # A strict field that is not a must is only wrong when its odd value has a problem; a must also when it is blank.
    return f"({column.value}) IS NULL AND {column.problem} IS NOT NULL"


def _attributes(columns: Collection[str]) -> str:
    kept = sorted(name for name in columns if name.startswith(ATTRIBUTE))
    if not kept:
        return "NULL::VARCHAR"
    values = {name.removeprefix(ATTRIBUTE): f"nullif(trim({raw(name)}), '')" for name in kept}
    pairs = ", ".join(f"{literal(name)}, {value}" for name, value in values.items())
    return (
        f"CASE WHEN coalesce({', '.join(values.values())}) IS NOT NULL THEN CAST(json_object({pairs}) AS VARCHAR) END"
    )


def _derived(entity: Entity, *, known: set[str], columns: Collection[str]) -> dict[str, str]:
    """Return the SQL of the fields that were not read: typed NULLs, and for customers what other fields say."""
    derived = {f.name: f"CAST(NULL AS {f.type})" for f in entity.fields if f.name not in known}
    if entity.name != "customers":
        return derived
    if "name" in columns and not {"given_name", "family_name"} & set(columns):
        derived["family_name"], derived["given_name"] = names.split_sql(quoted("name"))
    return derived
