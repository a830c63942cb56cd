"""The look before cleaning: one scan that counts, per column, blanks and odd values and how dates are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from zhike.clean.dates import order_evidence
from zhike.clean.kind import Context, quoted, raw
from zhike.clean.kinds import KINDS
from zhike.clean.options import ORDERS, CleanOptions
from zhike.collect.entities import Field

_DATE_KINDS = frozenset({"instant", "date", "birth_date"})


@dataclass(frozen=True)
class Seen:
    """What the look found in a column: blank rows, odd rows, and what its values were read with."""

    field: Field
    blank: int
    odd: int
    context: Context


def look(
    con: duckdb.DuckDBPyConnection, received: str, *, fields: Sequence[Field], options: CleanOptions, has_country: bool
) -> list[Seen]:
    """Return what every mapped field's column holds; the received rows are scanned once."""
    if not fields:
        return []
    contexts = [Context(options, f.name, _stated_order(f, options)) for f in fields]
    measures = [m for f, c in zip(fields, contexts, strict=True) for m in _measures(f, c, has_country=has_country)]
    row = con.execute(f"SELECT {', '.join(measures)} FROM {quoted(received)} AS r").fetchone() or ()
    counts = iter(row)
    return [_seen(f, c, counts=[next(counts) for _ in range(4)]) for f, c in zip(fields, contexts, strict=True)]


def fast_sql(field: Field, context: Context, *, has_country: bool) -> str:
    """Return SQL: the usual value of a field's column; a phone is only Chinese where its country is China or blank."""
    kind, x = KINDS[field.kind], raw(field.name)
    fast = kind.fast(x, context)
    if kind.beside and has_country:
        chinese = "('', 'CN', 'China', 'CHINA', '中国', '中国大陆', '大陆')"
        fast = f"CASE WHEN coalesce({raw(kind.beside)}, '') IN {chinese} THEN {fast} END"
    return fast


def _measures(field: Field, context: Context, *, has_country: bool) -> tuple[str, ...]:
    x = raw(field.name)
    is_odd = f"{x} IS NOT NULL AND {x} <> '' AND ({fast_sql(field, context, has_country=has_country)}) IS NULL"
    counts = (f"count(*) FILTER ({x} IS NULL OR {x} = '')", f"count(*) FILTER ({is_odd})")
    if field.kind not in _DATE_KINDS or context.order or context.pattern:
        return (*counts, "0", "0")
    return (
        *counts,
        *(f"count(*) FILTER (CASE WHEN {is_odd} THEN {test} ELSE false END)" for test in order_evidence(x)),
    )


def _stated_order(field: Field, options: CleanOptions) -> str | None:
    stated = options.formats.get(field.name)
    return stated if stated in ORDERS else None


def _seen(field: Field, context: Context, *, counts: list[int]) -> Seen:
    blank, odd, day_first, month_first = counts
    order = context.order
    if order is None and bool(day_first) != bool(month_first):
        # 25/12 occurs and 12/25 does not: the column is day-first. Both or neither: nobody can say.
        order = "day-first" if day_first else "month-first"
    return Seen(field, blank, odd, Context(context.options, field.name, order))
