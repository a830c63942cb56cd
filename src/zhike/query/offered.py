"""The tables and columns that an analyst may ask about, with their meanings."""

from __future__ import annotations

from dataclasses import dataclass

from zhike import pipeline
from zhike.govern import Actor
from zhike.query.answers import hidden_from
from zhike.words import _
from zhike.workspace import Workspace


@dataclass(frozen=True)
class OfferedColumn:
    """One column: its name, type and meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class OfferedTable:
    """One table of the current run and its columns."""

    name: str
    grain: str
    columns: tuple[OfferedColumn, ...]


def offered(shop: Workspace, *, by: Actor) -> tuple[OfferedTable, ...]:
    """Return the tables of the current run with the columns that the actor may see."""
    hidden, declared = hidden_from(by), pipeline.tables()
    return tuple(
        OfferedTable(
            name,
            _(declared[name].grain),
            tuple(
                OfferedColumn(c.name, c.type, _(c.meaning))
                for c in declared[name].columns
                if c.name not in hidden.get(name, [])
            ),
        )
        for name in shop.now.tables
        if name in declared
    )
