"""Definitions in versions: every change is a row with its author and reason, and the newest row of an id counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import RowMapping, Table, func, insert, select

from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor
from zhike.words import N_, _
from zhike.workspace import Workspace

LONGEST = 2000
_LONGEST_NAME = 100


def newest(shop: Workspace, table: Table, key: str) -> Sequence[RowMapping]:
    """Return the last version of each id."""
    last = select(table.c[key], func.max(table.c.version).label("version")).group_by(table.c[key]).subquery()
    same = (table.c[key] == last.c[key]) & (table.c.version == last.c.version)
    with shop.store.reading() as connection:
        return connection.execute(select(table).join(last, same)).mappings().all()


def versions_of(shop: Workspace, table: Table, key: str, wanted: str) -> Sequence[RowMapping]:
    """Return every version of an id, the newest first."""
    query = select(table).where(table.c[key] == wanted).order_by(table.c.version.desc())
    with shop.store.reading() as connection:
        rows = connection.execute(query).mappings().all()
    if not rows:
        raise UnknownNameError(what=N_("segment or tag"), value=wanted[:40], known=())
    return rows


def keep(
    shop: Workspace, table: Table, row: Mapping[str, object], *, because: str, by: Actor, first: Callable[[], object] | None = None
) -> None:  # fmt: skip
    """Add a version, which is the one that counts from now on; what `first` does is done before, or there is no version."""
    said = {"because": because.strip()[:LONGEST], "by": by.name, "person_id": by.person_id}
    with shop.store.writing() as connection:
        connection.execute(insert(table).values(**row, **said, made_at=datetime.now(UTC)))
        if first is not None:
            first()


def a_name(said: str) -> str:
    """Return a name without the blanks around it, or refuse an empty or a very long one."""
    name = said.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise WrongUseError(detail=_("It needs a name of at most {most} characters.").format(most=_LONGEST_NAME))
    return name
