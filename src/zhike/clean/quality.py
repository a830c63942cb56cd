"""The data quality of one import: how complete, valid, unique, consistent and fresh what was received is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from zhike.clean.consistency import rules_for
from zhike.clean.kind import literal, quoted
from zhike.clean.masks import masked_sql
from zhike.collect.entities import Entity, Field

_EXAMPLES = 3
_TELLING = frozenset({"id", "phone", "email"})
_NO_LINES = "NULL::BIGINT[]"
# Names and types of what every measure gives; an import without a mapped field has no other first branch.
_NO_MEASURE = """SELECT NULL::VARCHAR AS field, NULL::VARCHAR AS dimension, NULL::VARCHAR AS measure,
    NULL::BIGINT AS count, NULL::BIGINT AS total, NULL::BIGINT[] AS lines WHERE false"""


def quality_sql(
    *,
    entity: Entity,
    cleaned: str,
    columns: Collection[str],
    received: str,
    source: str,
    import_id: str,
    received_at: datetime,
    empty: Collection[str] = (),
    suspects: str | None = None,
) -> str:
    """Return a SELECT with one row per measure of one import.

    Columns: import_id, received_at, source, entity, field (NULL: the whole row), dimension, measure, count, total,
    share (count ÷ total), examples (JSON list of up to three raw values, personal ones masked, or NULL). `cleaned` is
    a relation with the result of `cleaned_sql`, `received` the view it was made from. Measures: filled, distinct_estimate,
    invalid, repaired:CODE, quarantined:CODE, repeated_rows, newest_age_days (count is days, share NULL) and the rules
    of `consistency`. `empty` are columns of the cleaned rows that hold nothing and may not be there; `suspects` is a SELECT
    of the lines among which all rows are that equal another, empty when there are none, None when nobody knows. Exact duplicates are found by a 64-bit hash of the row: at ten million rows the chance of a false
    one is below one in 100,000.
    """
    fields = [f for f in entity.fields if f.name in columns]
    measures = [
        _filled(fields),
        *(_repaired(f, cleaned=cleaned) for f in fields if f"{f.name}__repair" not in empty),
        _quarantined(cleaned),
        _repeated(columns, received=received, suspects=suspects),
        *_broken(entity, columns, cleaned=cleaned),
        *_age(entity, columns, cleaned=cleaned, received_at=received_at),
    ]
    stated = f"SELECT {literal(import_id)} AS import_id, TIMESTAMPTZ {literal(received_at.isoformat())} AS received_at, {literal(source)} AS source, {literal(entity.name)} AS entity"
    return f"""WITH rows_ AS MATERIALIZED (SELECT {_totals(fields)} FROM {quoted(cleaned)}),
        measures AS MATERIALIZED ({" UNION ALL ".join(measures)}),
        lines AS (SELECT DISTINCT field, unnest(lines) AS line FROM measures WHERE lines IS NOT NULL),
        raw_values AS MATERIALIZED (
            SELECT lines.field, lines.line, {_shown(fields)} AS shown
            FROM {quoted(received)} AS r JOIN lines ON lines.line = r.line),
        unnested AS (SELECT field, measure, unnest(lines) AS line FROM measures WHERE lines IS NOT NULL),
        examples AS (
            SELECT unnested.field, unnested.measure, CAST(to_json(list(shown ORDER BY line) FILTER (shown IS NOT NULL)) AS VARCHAR) AS examples
            FROM unnested JOIN raw_values USING (field, line) GROUP BY ALL)
        SELECT stated.*, m.field, m.dimension, m.measure, m.count, m.total, CASE WHEN m.measure <> 'newest_age_days' AND m.total > 0 THEN m.count / m.total END AS share, e.examples
        FROM ({stated}) AS stated, measures AS m LEFT JOIN examples AS e ON e.field = m.field AND e.measure = m.measure
        WHERE m.count > 0 OR m.measure = 'filled' OR m.dimension IN ('uniqueness', 'consistency', 'timeliness')"""


def _totals(fields: list[Field]) -> str:
    """Return the select list of the one scan that counts values: all, filled per field, distinct per telling field."""
    counts = [f"count({quoted(f.name)}) AS {quoted('filled ' + f.name)}" for f in fields]
    # An estimate (HyperLogLog, about 2 % off): exact counts would cost seconds.
    distinct = [f"approx_count_distinct({quoted(f.name)}) AS {quoted('distinct ' + f.name)}" for f in _telling(fields)]
    return ", ".join(["count(*) AS total", *counts, *distinct])


def _telling(fields: list[Field]) -> list[Field]:
    """Return the fields whose number of distinct values says something: those that tell one thing or person apart."""
    return [f for f in fields if f.kind in _TELLING]


def _filled(fields: list[Field]) -> str:
    rows = [
        f"SELECT {literal(f.name)}, 'completeness', 'filled', {quoted('filled ' + f.name)}, total, {_NO_LINES} FROM rows_"
        for f in fields
    ]
    rows += [
        f"SELECT {literal(f.name)}, 'uniqueness', 'distinct_estimate', least({quoted('distinct ' + f.name)}, {quoted('filled ' + f.name)}), {quoted('filled ' + f.name)}, {_NO_LINES} FROM rows_"
        for f in _telling(fields)
    ]
    return " UNION ALL ".join([_NO_MEASURE, *rows])


def _repaired(field: Field, *, cleaned: str) -> str:
    repair = quoted(f"{field.name}__repair")
    measure = f"CASE WHEN {repair} = 'invalid' THEN 'invalid' ELSE 'repaired:' || {repair} END"
    return f"""SELECT {literal(field.name)}, 'validity', {measure}, count(*), (SELECT total FROM rows_), min(line, {_EXAMPLES})
        FROM {quoted(cleaned)} WHERE {repair} IS NOT NULL GROUP BY {repair}"""


def _quarantined(cleaned: str) -> str:
    return f"""SELECT problem_field, 'validity', 'quarantined:' || problem, count(*), (SELECT total FROM rows_), min(line, {_EXAMPLES})
        FROM {quoted(cleaned)} WHERE problem IS NOT NULL GROUP BY problem_field, problem"""


def _repeated(columns: Collection[str], *, received: str, suspects: str | None) -> str:
    if suspects == "":
        return f"SELECT NULL, 'uniqueness', 'repeated_rows', 0, total, {_NO_LINES} FROM rows_"
    row = ", ".join(quoted(name) for name in sorted(columns))
    among = f"WHERE line IN ({suspects})" if suspects else ""
    return f"""SELECT NULL, 'uniqueness', 'repeated_rows', count(*) - count(DISTINCT hash({row})), (SELECT total FROM rows_),
        {_NO_LINES} FROM {quoted(received)} {among}"""


def _broken(entity: Entity, columns: Collection[str], *, cleaned: str) -> list[str]:
    return [
        f"""SELECT {literal(rule.fields[0])}, 'consistency', {literal(rule.measure)}, count(*) FILTER ({rule.broken}),
            count(*) FILTER ({" AND ".join(f"{quoted(name)} IS NOT NULL" for name in rule.fields)}),
            min(line, {_EXAMPLES}) FILTER ({rule.broken}) FROM {quoted(cleaned)}"""
        for rule in rules_for(entity.name, columns)
    ]


def _age(entity: Entity, columns: Collection[str], *, cleaned: str, received_at: datetime) -> list[str]:
    """Return how many whole days before it was received the newest row happened; negative when that lies ahead."""
    if entity.happened is None or entity.happened not in columns:
        return []
    newest = f"CAST(max({quoted(entity.happened)}) AS TIMESTAMPTZ)"
    seconds = f"epoch(TIMESTAMPTZ {literal(received_at.isoformat())}) - epoch({newest})"
    return [
        f"""SELECT {literal(entity.happened)}, 'timeliness', 'newest_age_days', CAST(floor(({seconds}) / 86400) AS BIGINT),
            (SELECT total FROM rows_), {_NO_LINES} FROM {quoted(cleaned)}"""
    ]


def _shown(fields: list[Field]) -> str:
    branches = " ".join(f"WHEN {literal(f.name)} THEN {masked_sql(f, f'r.{quoted(f.name)}')}" for f in fields)
    return f"CASE lines.field {branches} END" if branches else "NULL::VARCHAR"
