"""Data quality read back: per dimension in figures, per source and field as a map, per import as a trend, with examples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.errors import UnknownNameError
from zhike.words import N_
from zhike.workspace import Workspace

_READS = ("data_quality",)


@dataclass(frozen=True)
class Choice:
    """Which part of the data is looked at; "" stands for all."""

    source: str = ""
    entity: str = ""
    field: str = ""


@dataclass(frozen=True)
class Totals:
    """What all measures add up to: values and rows, not shares. The age is that of each source's and entity's last import."""

    values: int
    filled: int
    invalid: int
    repaired: int
    received: int
    quarantined: int
    repeated: int
    rules: int
    checked: int
    broken: int
    youngest_days: int | None
    oldest_days: int | None

    @property
    def completeness(self) -> float | None:
        """Return the share of values that are there."""
        return self.filled / self.values if self.values else None

    @property
    def validity(self) -> float | None:
        """Return, of the values that came, the share that could be read."""
        came = self.filled + self.invalid
        return self.filled / came if came else None


@dataclass(frozen=True)
class Cell:
    """How complete and how valid one field of one source is."""

    source: str
    entity: str
    field: str
    filled: int
    total: int
    invalid: int
    repaired: int

    @property
    def completeness(self) -> float | None:
        """Return the share of rows in which it is there."""
        return self.filled / self.total if self.total else None

    @property
    def validity(self) -> float | None:
        """Return, of the values that came, the share that could be read."""
        came = self.filled + self.invalid
        return self.filled / came if came else None


@dataclass(frozen=True)
class Measured:
    """One thing that was counted in one field of one source, over all its imports; `examples` are masked."""

    source: str
    entity: str
    field: str
    dimension: str
    measure: str
    count: int
    total: int
    share: float | None
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """The quality of one import, as a point of the trend."""

    import_id: str
    received_on: date
    completeness: float | None
    validity: float | None
    waiting: float


@dataclass(frozen=True)
class Quality:
    """The data quality of the chosen part: its totals, its map, what is not as it should be, and the trend."""

    totals: Totals
    cells: tuple[Cell, ...]
    findings: tuple[Measured, ...]
    trend: tuple[Point, ...]


def quality_of(shop: Workspace, choice: Choice) -> Quality:
    """Return the data quality of a part of the data; the trend is that of one source and entity, so that it compares like with like."""
    chosen(shop, choice)
    trend = quality_trend(shop, choice) if choice.source and choice.entity else []
    return Quality(totals(shop, choice), tuple(quality_map(shop, choice)), tuple(findings(shop, choice)), tuple(trend))


def totals(shop: Workspace, choice: Choice) -> Totals:
    """Return what is counted in the chosen part."""
    [row] = shop.now.rows(_TOTALS, vars(choice), reads=_READS)
    return Totals(**row)


def quality_map(shop: Workspace, choice: Choice) -> list[Cell]:
    """Return completeness and validity for each source and field of the chosen part."""
    return [Cell(**row) for row in shop.now.rows(_CELLS, vars(choice), reads=_READS)]


def findings(shop: Workspace, choice: Choice) -> list[Measured]:
    """Return what was counted in the chosen part and is not as it should be, the most frequent first."""
    return [_measured(row) for row in shop.now.rows(_FINDINGS, vars(choice), reads=_READS)]


def quality_trend(shop: Workspace, choice: Choice) -> list[Point]:
    """Return the quality of the imports of the chosen part, in the order of their arrival."""
    return [Point(**row) for row in shop.now.rows(_TREND, vars(choice), reads=_READS)]


def chosen(shop: Workspace, choice: Choice) -> Choice:
    """Return the choice when its source, entity and field occur in the data; raise UnknownNameError with the nearest that does."""
    known = shop.now.kept("quality places", lambda: shop.now.rows(_PLACES, reads=_READS))
    for what, value in ((N_("source"), choice.source), (N_("entity"), choice.entity), (N_("field"), choice.field)):
        there = {row[what] for row in known}
        if value and value not in there:
            raise UnknownNameError(what=what, value=value, known=there)
    return choice


def _measured(row: dict[str, Any]) -> Measured:
    examples = dict.fromkeys(str(e) for text in row.pop("examples") for e in json.loads(text) if e)
    return Measured(**row, examples=tuple(examples)[:5])


_CHOSEN = """
    from data_quality
    where ($source = '' or source = $source) and ($entity = '' or entity = $entity) and ($field = '' or field = $field)
"""

_PLACES = "select distinct source, entity, field from data_quality where field <> '*'"

_TOTALS = f"""
    with chosen as (select * {_CHOSEN}),
    ages as (
        select arg_max("count", received_at) as days from chosen
        where measure = 'newest_age_days' group by source, entity
    )
    select
        coalesce(sum(total) filter (where measure = 'filled'), 0)::bigint as values,
        coalesce(sum("count") filter (where measure = 'filled'), 0)::bigint as filled,
        coalesce(sum("count") filter (where measure = 'invalid'), 0)::bigint as invalid,
        coalesce(sum("count") filter (where measure like 'repaired:%'), 0)::bigint as repaired,
        coalesce(sum("count") filter (where measure = 'received'), 0)::bigint as received,
        coalesce(sum("count") filter (where measure = 'quarantined' or ($field <> '' and measure like 'quarantined:%')), 0)::bigint as quarantined,
        coalesce(sum("count") filter (where measure = 'repeated_rows'), 0)::bigint as repeated,
        count(distinct measure) filter (where dimension = 'consistency') as rules,
        coalesce(sum(total) filter (where dimension = 'consistency'), 0)::bigint as checked,
        coalesce(sum("count") filter (where dimension = 'consistency'), 0)::bigint as broken,
        (select min(days) from ages) as youngest_days,
        (select max(days) from ages) as oldest_days
    from chosen
"""

_CELLS = f"""
    select source, entity, field,
        coalesce(sum("count") filter (where measure = 'filled'), 0)::bigint as filled,
        coalesce(sum(total) filter (where measure = 'filled'), 0)::bigint as total,
        coalesce(sum("count") filter (where measure = 'invalid'), 0)::bigint as invalid,
        coalesce(sum("count") filter (where measure like 'repaired:%'), 0)::bigint as repaired
    {_CHOSEN} and field <> '*'
    group by source, entity, field
    having sum(total) filter (where measure = 'filled') > 0
    order by entity, field, source
"""

_FINDINGS = f"""
    select source, entity, field, dimension, measure, sum("count")::bigint as count, sum(total)::bigint as total,
        sum("count") / nullif(sum(total), 0) as share, coalesce(list(examples) filter (where examples is not null), []) as examples
    {_CHOSEN} and "count" > 0 and measure not in ('filled', 'distinct_estimate', 'received', 'quarantined', 'newest_age_days')
    group by source, entity, field, dimension, measure
    order by count desc, source, entity, field, measure
    limit 200
"""

_TREND = f"""
    select import_id, cast(max(received_at) as date) as received_on,
        sum("count") filter (where measure = 'filled') / nullif(sum(total) filter (where measure = 'filled'), 0) as completeness,
        sum("count") filter (where measure = 'filled')
            / nullif(sum("count") filter (where measure in ('filled', 'invalid')), 0) as validity,
        coalesce(sum("count") filter (where measure like 'quarantined:%') / nullif(max(total), 0), 0)::double as waiting
    {_CHOSEN} and import_id <> 'run'
    group by import_id
    order by try_cast(import_id as bigint)
"""
