"""Data quality: what is there, what is right, what came twice, what does not fit, how fresh it is; down to one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike import clean, collect
from zhike.clean import Cell, Choice, Measured, Point, Quality, Totals, measure_said
from zhike.collect import ENTITIES, entity_name
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.words import _, ngettext

room = Room("quality")

Name = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True)
class FieldRow:
    """One field in the map: its meaning, and its cell of each source (None where the source does not send it)."""

    field: str
    meaning: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class EntityMap:
    """The map of one entity: a row for each field, a column for each source."""

    entity: str
    name: str
    sources: tuple[str, ...]
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True)
class Finding:
    """Something that was counted, and what it means in words."""

    said: str
    measured: Measured
    is_repair: bool


@dataclass(frozen=True)
class QualityPage:
    """Data quality of what is chosen; `map_numbers` are the numbers of the map for a download, `trend` needs one source and entity."""

    title: str
    choice: Choice
    sources: tuple[str, ...]
    entities: dict[str, str]
    totals: Totals
    maps: tuple[EntityMap, ...]
    findings: tuple[Finding, ...]
    trend: Chart | None
    quality_map: Chart


@room.page("/data/quality", template="data/quality.html")
def quality(ask: Question, source: Name = "", entity: Name = "", field: Name = "") -> QualityPage:
    """Show the data quality of everything, of a source, of an entity or of a field."""
    choice = Choice(source, entity, field)
    found = clean.quality_of(ask.shop, choice)
    return QualityPage(
        title=_("Data quality"),
        choice=choice,
        sources=tuple(collect.sources(ask.shop)),
        entities={name: entity_name(name) for name in ENTITIES},
        totals=found.totals,
        maps=_maps(found.cells),
        findings=tuple(Finding(measure_said(m.measure), m, m.measure.startswith("repaired:")) for m in found.findings),
        trend=_trend(found.trend, choice) if source and entity else None,
        quality_map=_numbers(found),
    )


def _maps(cells: tuple[Cell, ...]) -> tuple[EntityMap, ...]:
    return tuple(
        _map(entity, [c for c in cells if c.entity == entity])
        for entity in ENTITIES
        if any(c.entity == entity for c in cells)
    )


def _map(entity: str, cells: list[Cell]) -> EntityMap:
    by_place = {(c.source, c.field): c for c in cells}
    sources = tuple(sorted({c.source for c in cells}))
    known = ENTITIES[entity].known
    fields = [name for name in known if any(c.field == name for c in cells)]
    rows = tuple(FieldRow(f, _(known[f].meaning), tuple(by_place.get((s, f)) for s in sources)) for f in fields)
    return EntityMap(entity, entity_name(entity), sources, rows)


def _trend(points: tuple[Point, ...], choice: Choice) -> Chart:
    links = [f"/data/imports/{p.import_id}" for p in points]
    lines = (
        Series(_("Completeness"), [p.completeness for p in points], links),
        Series(_("Validity"), [p.validity for p in points], links),
        Series(_("Rows that wait"), [p.waiting for p in points], links),
    )
    return Chart(
        id="quality_trend",
        kind="lines",
        title=_("From import to import"),
        sentence=_trend_said(points, choice),
        unit="share",
        categories=[f"#{p.import_id} · {formats.day(p.received_on)}" for p in points],
        series=lines,
        over=_("import"),
        height=240,
    )


def _trend_said(points: tuple[Point, ...], choice: Choice) -> str:
    if not points:
        return ""
    said = ngettext(
        "{source}, {entity}: {count} import; {complete} of the values were there and {valid} of those could be read.",
        "{source}, {entity}: {count} imports; in the last one {complete} of the values were there and {valid} of those could be read.",
        len(points),
    )
    return said.format(
        source=choice.source,
        entity=entity_name(choice.entity),
        count=len(points),
        complete=formats.percent(points[-1].completeness),
        valid=formats.percent(points[-1].validity),
    )


def _numbers(found: Quality) -> Chart:
    """Return the map as a table: one row for each source and field."""
    cells = found.cells
    return Chart(
        id="data_quality",
        kind="heat",
        title=_("Data quality"),
        sentence="",
        unit="share",
        categories=[f"{c.source} · {c.entity} · {c.field}" for c in cells],
        series=(
            Series(_("Completeness"), [c.completeness for c in cells]),
            Series(_("Validity"), [c.validity for c in cells]),
        ),
        over=_("source, entity, field"),
    )
