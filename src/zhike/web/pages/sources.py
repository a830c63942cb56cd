"""Sources: where the data comes from, how much and how lately, and how far each one is trusted."""

from __future__ import annotations

from dataclasses import dataclass

from zhike import collect
from zhike.collect import Source, entity_name
from zhike.web.asking import Question
from zhike.web.room import Room
from zhike.words import _

room = Room("sources")


@dataclass(frozen=True)
class SourcesPage:
    """The sources, the most trusted first; what entities are called; rows in all and rows that wait."""

    title: str
    sources: tuple[Source, ...]
    entities: dict[str, str]
    rows: int
    waiting: int


@room.page("/data/sources", template="data/sources.html")
def sources(ask: Question) -> SourcesPage:
    """List the sources and what each one sends."""
    found = tuple(collect.known_sources(ask.shop))
    names = {s.entity: entity_name(s.entity) for one in found for s in one.sent}
    return SourcesPage(_("Sources"), found, names, sum(s.rows for s in found), sum(s.waiting for s in found))
