"""What a guess is: the entity, a field for each column with its reason, what is missing, and the order of dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhike.collect.entities import ENTITIES

# Rows without these get a number from their content, so a file may lack them.
GENERATED = frozenset(
    {
        ("customers", "record_id"),
        ("orders", "order_id"),
        ("order_lines", "order_id"),
        ("events", "event_id"),
        ("feedback", "feedback_id"),
        ("interactions", "interaction_id"),
    }
)


@dataclass(frozen=True)
class ColumnGuess:
    """One column of the file: the field it goes to or None, how sure we are (0 to 1), why, and what else it could be."""

    column: str
    field: str | None
    confidence: float
    because: str
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Guess:
    """What a file seems to hold; below 0.5 the confidence is too low to import without being told the entity."""

    entity: str
    confidence: float
    columns: tuple[ColumnGuess, ...]
    missing: tuple[str, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()


def missing_fields(entity: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that a row of the entity must have, that are not among these and that cannot be generated."""
    there = set(fields)
    return tuple(
        known.name
        for known in ENTITIES[entity].fields
        if known.must and known.name not in there and (entity, known.name) not in GENERATED
    )
