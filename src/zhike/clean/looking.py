"""The look before cleaning: which usual forms a column has, whether it has blanks, and every odd value once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import duckdb

from zhike.clean.dates import order_evidence
from zhike.clean.kind import Context, Form, quoted, raw
from zhike.clean.kinds import KINDS
from zhike.clean.odd import PREFIX
from zhike.clean.options import ORDERS, CleanOptions
from zhike.clean.phones import BESIDE
from zhike.collect.entities import Field

_DATE_KINDS = frozenset({"instant", "date", "birth_date"})
_CHINESE = "('', 'CN', 'China', 'CHINA', '中国', '中国大陆', '大陆')"
# What the look numbers: usual forms from 1 on.
_BLANK, _ODD = -1, 0
# Rows that tell which columns say the same few things again and again; those are looked at value by value, which in
# Parquet costs a tenth of looking row by row.
_SAMPLE = 40_000
_FEW = 4  # rows per value, at least


@dataclass(frozen=True)
class Seen:
    """What the look found in a column: the usual forms that occur, whether blanks do, and the table of odd values."""

    field: Field
    context: Context
    forms: tuple[Form, ...]
    has_blank: bool
    key: str  # SQL of what an odd value is known by
    odd: str | None = None  # table with the column key, one row per odd value; None: there is none

    @property
    def text(self) -> str:
        """SQL: the raw text, NULL when it is blank."""
        return f"nullif({raw(self.field.name)}, '')" if self.has_blank else raw(self.field.name)

    @property
    def value(self) -> str:
        """SQL: the value of a text that is not odd."""
        return self._chosen([form.value for form in self.forms]) or f"CAST(NULL AS {self.field.type})"

    @property
    def repair(self) -> str:
        """SQL: the repair of a text that is not odd."""
        repairs = [form.repair for form in self.forms]
        chosen = self._chosen(repairs) if set(repairs) != {"NULL"} else None
        return f"CASE WHEN {self.text} IS NOT NULL THEN {chosen} END" if chosen else "NULL"

    def _chosen(self, results: Sequence[str]) -> str | None:
        """Return SQL: the result for the form a text has; what is neither blank nor odd has one of them."""
        if len(results) < 2:
            return results[0] if results else None
        pairs = zip(self.forms[:-1], results[:-1], strict=True)
        return f"CASE {' '.join(f'WHEN {form.test} THEN {result}' for form, result in pairs)} ELSE {results[-1]} END"


def look(
    con: duckdb.DuckDBPyConnection,
    received: str,
    *,
    fields: Sequence[Field],
    options: CleanOptions,
    columns: Collection[str],
) -> list[Seen]:
    """Return what every mapped field's column holds; each column of the received rows is scanned once."""
    repetitive = _repetitive(con, received, fields=fields)
    return [
        _seen(
            con, _source(received, f, columns=columns, repetitive=repetitive), field=f, options=options, columns=columns
        )
        for f in fields
    ]


def _repetitive(con: duckdb.DuckDBPyConnection, received: str, *, fields: Sequence[Field]) -> set[str]:
    """Return the fields whose columns, to judge by the first rows, hold few distinct values."""
    # An estimate will do, and costs next to nothing.
    counts = ", ".join(f"approx_count_distinct({raw(f.name)})" for f in fields) or "1"
    sample = f"(SELECT * FROM {quoted(received)} LIMIT {_SAMPLE}) AS r"
    rows, *distinct = con.execute(f"SELECT count(*), {counts} FROM {sample}").fetchone() or (0,)
    return {f.name for f, values in zip(fields, distinct, strict=False) if values * _FEW <= rows}


def _source(received: str, field: Field, *, columns: Collection[str], repetitive: Collection[str]) -> str:
    """Return what to look at for a field: the received rows, or their distinct values."""
    if field.name not in repetitive:
        return quoted(received)
    beside = KINDS[field.kind].beside
    names = [field.name, beside] if beside and beside in columns else [field.name]
    return f"(SELECT DISTINCT {', '.join(quoted(name or '') for name in names)} FROM {quoted(received)})"


def _seen(
    con: duckdb.DuckDBPyConnection, source: str, *, field: Field, options: CleanOptions, columns: Collection[str]
) -> Seen:
    kind, x = KINDS[field.kind], raw(field.name)
    context = Context(options, field.name, _stated_order(field, options), field.must)
    key, guard = x, ""
    if kind.beside and kind.beside in columns:
        # A phone number is only Chinese where its country is China or blank.
        beside = f"coalesce({raw(kind.beside)}, '')"
        key, guard = f"{x} || '{BESIDE}' || {beside}", f"WHEN {beside} NOT IN {_CHINESE} THEN {_ODD}"
    table = f"{PREFIX}{uuid.uuid4().hex}"
    con.execute(
        f"""CREATE TEMP TABLE {quoted(table)} AS SELECT DISTINCT form, CASE WHEN form = {_ODD} THEN key END AS key FROM (
            SELECT CASE WHEN {x} IS NULL OR {x} = '' THEN {_BLANK} {guard} {_numbered(kind.forms(x, context))} END AS form, {key} AS key
            FROM {source} AS r)"""
    )
    if field.kind in _DATE_KINDS and (order := _order(con, table, context=context)):
        context = replace(context, order=order)
        _look_again(con, table, forms=kind.forms("r.key", context))
    return _told(con, table, seen=Seen(field, context, (), has_blank=False, key=key))


def _numbered(forms: Sequence[Form]) -> str:
    """Return the WHEN branches that give the number of a text's form, and 0 when it is odd."""
    return " ".join(f"WHEN {form.test} THEN {n}" for n, form in enumerate(forms, start=1)) + f" ELSE {_ODD}"


def _stated_order(field: Field, options: CleanOptions) -> str | None:
    stated = options.formats.get(field.name)
    return stated if stated in ORDERS else None


def _order(con: duckdb.DuckDBPyConnection, table: str, *, context: Context) -> str | None:
    """Return the order of day and month that the odd values of a column show, when nobody stated it."""
    if context.order or context.pattern:
        return None
    day_first, month_first = (f"coalesce(bool_or({test}), false)" for test in order_evidence("r.key"))
    found = con.execute(f"SELECT {day_first}, {month_first} FROM {quoted(table)} AS r").fetchone() or (False, False)
    # 25/12 occurs and 12/25 does not: the column is day-first. Both or neither: nobody can say.
    return {(True, False): "day-first", (False, True): "month-first"}.get(found)


def _look_again(con: duckdb.DuckDBPyConnection, table: str, *, forms: Sequence[Form]) -> None:
    """Give the odd values that are usual, now that the order of day and month is known, the number of their form."""
    con.execute(
        f"UPDATE {quoted(table)} AS r SET form = CASE {_numbered(forms)} END WHERE form = {_ODD} AND key IS NOT NULL"
    )


def _told(con: duckdb.DuckDBPyConnection, table: str, *, seen: Seen) -> Seen:
    """Return the column with what the table of the look says; without odd values the table goes."""
    found = {form for (form,) in con.execute(f"SELECT DISTINCT form FROM {quoted(table)}").fetchall()}
    seen = replace(seen, has_blank=_BLANK in found)
    forms = KINDS[seen.field.kind].forms(seen.text, seen.context)
    seen = replace(seen, forms=tuple(form for n, form in enumerate(forms, start=1) if n in found))
    if _ODD not in found:
        con.execute(f"DROP TABLE {quoted(table)}")
        return seen
    con.execute(f"DELETE FROM {quoted(table)} WHERE form <> {_ODD}")
    return replace(seen, odd=table)
