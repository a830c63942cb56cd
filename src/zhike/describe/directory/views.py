"""Saved views: names that a person gives to questions of a list. Each person has their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select

from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, new_id
from zhike.store import Store, saved_views
from zhike.words import N_, _

LIST = "customers"
_MOST = 100


@dataclass(frozen=True)
class View:
    """A question under a name; `question` is the query string of the list's address."""

    id: str
    name: str
    question: str


def views(store: Store, *, by: Actor) -> tuple[View, ...]:
    """Return a person's views by their names."""
    mine = (saved_views.c.person_id == by.person_id) & (saved_views.c.list == LIST)
    wanted = select(saved_views.c.id, saved_views.c.name, saved_views.c.question).where(mine)
    with store.reading() as connection:
        return tuple(View(*row) for row in connection.execute(wanted.order_by(saved_views.c.name)))


def save_view(store: Store, name: str, *, question: str, by: Actor) -> str:
    """Keep a question under a name and return its id; a view that had the name is replaced."""
    called = name.strip()[:100]
    if not called:
        raise WrongUseError(detail=_("Give the view a name."))
    mine = (saved_views.c.person_id == by.person_id) & (saved_views.c.list == LIST)
    made = new_id()
    with store.writing() as connection:
        connection.execute(delete(saved_views).where(mine, saved_views.c.name == called))
        if connection.execute(select(func.count()).select_from(saved_views).where(mine)).scalar_one() >= _MOST:
            raise WrongUseError(
                detail=_("There are {count} saved views already. Delete one first.").format(count=_MOST)
            )
        row = {"id": made, "person_id": by.person_id, "list": LIST, "name": called, "question": question}
        connection.execute(insert(saved_views).values(**row, made_at=datetime.now(UTC)))
    return made


def drop_view(store: Store, view_id: str, *, by: Actor) -> None:
    """Forget one of the person's own views."""
    mine = (saved_views.c.person_id == by.person_id) & (saved_views.c.list == LIST)
    with store.writing() as connection:
        gone = connection.execute(delete(saved_views).where(mine, saved_views.c.id == view_id)).rowcount
    if not gone:
        raise UnknownNameError(what=N_("saved view"), value=view_id[:40], known=())
