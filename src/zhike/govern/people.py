"""People who may sign in: their names, roles and passwords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pwdlib import PasswordHash
from sqlalchemy import Connection, delete, func, insert, select, update

from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern.actors import Actor
from zhike.govern.roles import OWNER, Role, require, role_called
from zhike.govern.tokens import new_id
from zhike.store import Store, people, sessions
from zhike.words import N_, _

# The shortest password: NIST SP 800-63B asks for 8 and more, without rules about kinds of characters.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_HASHES = PasswordHash.recommended()  # Argon2id with the parameters of the library's defaults


class LastOwnerError(ZhikeError, ValueError):
    """A change after which nobody could manage people any more."""

    code = "last_owner"
    sentence = N_("{name} is the only owner. Make another person an owner first.")


class WeakPasswordError(WrongUseError):
    """A password that is too short or too long."""

    code = "weak_password"
    sentence = N_("A password has {low} to {high} characters; this one has {count}.")

    def __init__(self, *, count: int) -> None:
        super().__init__(low=SHORTEST_PASSWORD, high=LONGEST_PASSWORD, count=count)


class LoginTakenError(WrongUseError):
    """A login that another person has."""

    code = "login_taken"
    sentence = N_("Another person signs in as {login!r} already. Choose another name to sign in with.")


@dataclass(frozen=True)
class Person:
    """One person who may sign in."""

    id: str
    name: str
    login: str
    role: Role
    made_at: datetime
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        """Return the person as the one who acts."""
        return Actor(self.name, self.role, self.id)


def everybody(store: Store) -> list[Person]:
    """Return all people, in the order they joined."""
    with store.reading() as connection:
        return [_person(r) for r in connection.execute(select(people).order_by(people.c.made_at)).mappings()]


def person(store: Store, person_id: str) -> Person:
    """Return one person by id."""
    with store.reading() as connection:
        row = connection.execute(select(people).where(people.c.id == person_id)).mappings().first()
    if row is None:
        raise UnknownNameError(what=N_("person"), value=person_id, known=())
    return _person(row)


def checked_password(password: str) -> str:
    """Return the password when its length will do."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPasswordError(count=len(password))
    return password


def join(connection: Connection, *, name: str, login: str, password: str, role: Role) -> Person:
    """Write a new person within the caller's transaction and return them."""
    called, known_as = name.strip(), login.strip().lower()
    if not called or not known_as or len(called) > 100 or len(known_as) > 200:
        raise WrongUseError(detail=_("Give a name and a name to sign in with, at most 100 and 200 characters."))
    if connection.execute(select(people.c.id).where(people.c.login == known_as)).first():
        raise LoginTakenError(login=known_as)
    row = {
        "id": new_id(),
        "name": called,
        "login": known_as,
        "role": role.name,
        "password": _HASHES.hash(checked_password(password)),
        "made_at": datetime.now(UTC),
        "disabled_at": None,
    }
    connection.execute(insert(people).values(row))
    return _person(row)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return what is compared with when there is no such person, so that the answer takes as long."""
    # Made slow on purpose: not at the start of every command.
    return _HASHES.hash("nobody has this password")


def by_password(store: Store, login: str, password: str) -> Person | None:
    """Return the person with this login and password, or None; both answers take the same time."""
    with store.reading() as connection:
        row = connection.execute(select(people).where(people.c.login == login.strip().lower())).mappings().first()
    # Asked for in both cases: the first to ask waits, whoever they are.
    nobody = _nobody()
    kept = row["password"] if row and row["password"] else nobody
    good = _HASHES.verify(password[:LONGEST_PASSWORD], kept)
    return _person(row) if row and good and row["password"] and row["disabled_at"] is None else None


def choose_password(store: Store, person_id: str, *, password: str) -> None:
    """Set a person's password and end all their sessions."""
    with store.writing() as connection:
        hashed = _HASHES.hash(checked_password(password))
        connection.execute(update(people).where(people.c.id == person_id).values(password=hashed))
        connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def change_role(store: Store, person_id: str, *, role: str, by: Actor) -> None:
    """Give a person another role; their sessions end, so that nothing of the old one lingers."""
    require(by, "manage_people")
    found, wanted = person(store, person_id), role_called(role)
    with store.writing() as connection:
        if wanted != OWNER:
            _not_the_last_owner(connection, found)
        connection.execute(update(people).where(people.c.id == person_id).values(role=wanted.name))
        connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def disable(store: Store, person_id: str, *, by: Actor) -> None:
    """Let a person sign in no more, and end their sessions; what they did stays under their name."""
    require(by, "manage_people")
    found = person(store, person_id)
    with store.writing() as connection:
        _not_the_last_owner(connection, found)
        connection.execute(update(people).where(people.c.id == person_id).values(disabled_at=datetime.now(UTC)))
        connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def enable(store: Store, person_id: str, *, by: Actor) -> None:
    """Let a person sign in again."""
    require(by, "manage_people")
    with store.writing() as connection:
        connection.execute(update(people).where(people.c.id == person_id).values(disabled_at=None))


def _not_the_last_owner(connection: Connection, found: Person) -> None:
    active = (people.c.role == OWNER.name) & people.c.disabled_at.is_(None)
    others = select(func.count()).select_from(people).where(active, people.c.id != found.id)
    if found.role == OWNER and found.disabled_at is None and not connection.execute(others).scalar_one():
        raise LastOwnerError(name=found.name)


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(row["id"], row["name"], row["login"], role_called(row["role"]), row["made_at"], row["disabled_at"])
