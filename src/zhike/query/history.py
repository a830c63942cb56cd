"""What a person asked last: the statements, when, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from zhike.errors import UnknownNameError
from zhike.govern import Actor, new_id
from zhike.store import queries
from zhike.words import N_
from zhike.workspace import Workspace

# As many as a person looks through; older ones are forgotten.
_KEPT = 50


@dataclass(frozen=True)
class Asked:
    """One statement that was asked; `rows` is None when it failed, `error` then has the code."""

    id: str
    sql: str
    asked_at: datetime
    seconds: float
    rows: int | None
    error: str


def remember(
    shop: Workspace, sql: str, *, by: Actor, seconds: float, rows: int | None = None, error: str = ""
) -> Asked:
    """Keep a statement among those that the actor asked last."""
    made = Asked(new_id(), sql, datetime.now(UTC), seconds, rows, error)
    with shop.store.writing() as connection:
        connection.execute(insert(queries).values(**vars(made), person_id=by.person_id))
        old = select(queries.c.id).where(_of(by)).order_by(queries.c.asked_at.desc(), queries.c.id).offset(_KEPT)
        gone = list(connection.execute(old).scalars())
        connection.execute(delete(queries).where(queries.c.id.in_(gone)))
    return made


def last_asked(shop: Workspace, *, by: Actor, most: int = 20) -> list[Asked]:
    """Return what the actor asked last, the newest first, each statement once."""
    statement = select(queries).where(_of(by)).order_by(queries.c.asked_at.desc(), queries.c.id)
    with shop.store.reading() as connection:
        found = [_asked(row) for row in connection.execute(statement).mappings()]
    newest_of_each = {one.sql: one for one in reversed(found)}
    return sorted(newest_of_each.values(), key=lambda one: one.asked_at, reverse=True)[:most]


def asked(shop: Workspace, query_id: str, *, by: Actor) -> Asked:
    """Return one statement that the actor asked; those of others are not found."""
    with shop.store.reading() as connection:
        statement = select(queries).where(_of(by), queries.c.id == query_id)
        row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise UnknownNameError(what=N_("query"), value=query_id, known=())
    return _asked(row)


def _of(by: Actor) -> Any:
    return queries.c.person_id == by.person_id if by.person_id else queries.c.person_id.is_(None)


def _asked(row: Any) -> Asked:
    return Asked(**{name: value for name, value in row.items() if name != "person_id"})
