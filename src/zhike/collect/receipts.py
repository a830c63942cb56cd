"""The receipt of an import: who, when, which file, how it was mapped, and what became of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from zhike.collect.outcomes import OUTCOMES, Delivery
from zhike.errors import UnknownNameError
from zhike.store import imports
from zhike.words import N_
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Receipt:
    """One import as the store keeps it; `received` is the sum of the five outcomes, always."""

    source: str
    entity: str
    file_name: str
    file_sha256: str
    bytes: int
    mapping: Mapping[str, Any]
    file_columns: tuple[str, ...]
    by: str
    received_at: datetime
    seconds: float
    received: int
    created: int
    updated: int
    unchanged: int
    duplicate: int
    quarantined: int
    reasons: Mapping[str, int]
    repeats: int
    fingerprint: str
    newest_on: date | None = None
    cursor: str | None = None
    retry_of: int | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    notes: tuple[str, ...] = ()
    job_id: str | None = None
    id: int = 0

    @property
    def outcomes(self) -> dict[str, int]:
        """Return how many rows had each outcome."""
        return {name: getattr(self, name) for name in OUTCOMES}

    @property
    def usable(self) -> int:
        """Return how many rows were not quarantined."""
        return self.received - self.quarantined

    def delivery(self, shop: Workspace) -> Delivery:
        """Return where the import's files lie in the lake."""
        return Delivery(shop.lake.delivery(self.source, str(self.id)), self.id, self.source, self.repeats)


def receipts(
    shop: Workspace, *, entity: str | None = None, source: str | None = None, undone: bool = False
) -> list[Receipt]:
    """Return the imports in the order of arrival; `undone` ones only when asked for."""
    statement = select(imports).order_by(imports.c.id)
    if entity:
        statement = statement.where(imports.c.entity == entity)
    if source:
        statement = statement.where(imports.c.source == source)
    if not undone:
        statement = statement.where(imports.c.undone_at.is_(None))
    with shop.store.reading() as connection:
        return [_receipt(row) for row in connection.execute(statement).mappings()]


def receipt(shop: Workspace, import_id: int) -> Receipt:
    """Return one import by its number."""
    known = {r.id: r for r in receipts(shop, undone=True)}
    if import_id not in known:
        raise UnknownNameError(what=N_("import"), value=str(import_id), known=known)
    return known[import_id]


def record(connection: Connection, made: Receipt) -> None:
    """Write a receipt within the caller's transaction."""
    values = {f.name: getattr(made, f.name) for f in fields(made)}
    connection.execute(
        insert(imports).values(
            **{
                **values,
                "mapping": dict(made.mapping),
                "reasons": dict(made.reasons),
                "file_columns": list(made.file_columns),
                "notes": list(made.notes),
            }
        )
    )


def _receipt(row: Mapping[Any, Any]) -> Receipt:
    return Receipt(**{**row, "file_columns": tuple(row["file_columns"]), "notes": tuple(row["notes"])})
