"""One-time links: to become the first owner, to join, to choose a new password. Each works once, for three days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from zhike.errors import ZhikeError
from zhike.govern.actors import Actor
from zhike.govern.people import Person, checked_password, choose_password, join, person
from zhike.govern.roles import OWNER, require, role_called
from zhike.govern.tokens import digest, new_token
from zhike.store import Store, links, people
from zhike.words import N_

_LIFETIME = timedelta(days=3)


class LinkSpentError(ZhikeError, LookupError):
    """A link that was used, is too old, or never was."""

    code = "link_spent"
    sentence = N_("This link has been used or is too old. Ask an owner for a new one, or run: zhike link")


@dataclass(frozen=True)
class Link:
    """What a one-time link is for: a role to join with, or a person who chooses a new password."""

    role: str
    person_id: str | None


def has_people(store: Store) -> bool:
    """Whether anybody can sign in yet."""
    with store.reading() as connection:
        return bool(connection.execute(select(func.count()).select_from(people)).scalar_one())


def first_link(store: Store, *, by: Actor) -> str:
    """Return the token of a link with which a person at the terminal becomes an owner."""
    return _made(store, by=by, role=OWNER.name)


def invite(store: Store, *, role: str, by: Actor) -> str:
    """Return the token of a link with which one person may join in a role."""
    require(by, "manage_people")
    return _made(store, by=by, role=role_called(role).name)


def password_link(store: Store, person_id: str, *, by: Actor) -> str:
    """Return the token of a link with which a person chooses a new password."""
    require(by, "manage_people")
    found = person(store, person_id)
    return _made(store, by=by, role=found.role.name, person_id=found.id)


def opened(store: Store, token: str) -> Link:
    """Return what a link is for; raise LinkSpentError when it does not work any more."""
    fresh = links.c.used_at.is_(None) & (links.c.expires_at > datetime.now(UTC))
    with store.reading() as connection:
        row = connection.execute(select(links).where(links.c.token_digest == digest(token), fresh)).mappings().first()
    if row is None:
        raise LinkSpentError
    return Link(row["role"], row["person_id"])


def joined(store: Store, token: str, *, name: str, login: str, password: str) -> Person:
    """Use a link: the person joins, or has a new password; the link is spent."""
    link = opened(store, token)
    checked_password(password)  # before the link is spent: whoever chose a weak one may try again
    with store.writing() as connection:
        _spend(connection, token)
        if link.person_id is None:
            return join(connection, name=name, login=login, password=password, role=role_called(link.role))
    choose_password(store, link.person_id, password=password)
    return person(store, link.person_id)


def _spend(connection: Connection, token: str) -> None:
    """Mark a link as used; of two who use it at the same moment one is refused."""
    used = (
        update(links)
        .where(links.c.token_digest == digest(token), links.c.used_at.is_(None))
        .values(used_at=datetime.now(UTC))
    )
    if connection.execute(used).rowcount != 1:
        raise LinkSpentError


def _made(store: Store, *, by: Actor, role: str, person_id: str | None = None) -> str:
    token, now = new_token(), datetime.now(UTC)
    with store.writing() as connection:
        connection.execute(
            insert(links).values(
                token_digest=digest(token),
                role=role,
                person_id=person_id,
                by=by.name,
                made_at=now,
                expires_at=now + _LIFETIME,
            )
        )
    return token
