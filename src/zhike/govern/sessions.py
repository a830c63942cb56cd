"""Sessions: who is signed in, kept on the server, ended there; and keys for programs, which act as their maker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from zhike.errors import ZhikeError
from zhike.govern.people import Person, by_password, person
from zhike.govern.tokens import digest, new_token
from zhike.store import Store, api_keys, failed_sign_ins, people, sessions
from zhike.words import N_

# A session ends after two weeks, or when nobody used it for three days.
LIFETIME, IDLE = timedelta(days=14), timedelta(days=3)
# "Last seen" is written once in this time: not every page needs a write.
_SEEN_EVERY = timedelta(minutes=5)
# So many failures of one account or from one address within this time, and the next must wait.
_FAILURES, _WITHIN = 10, timedelta(minutes=15)
_KEY_MARK = "zk_"


class SignInRefusedError(ZhikeError, PermissionError):
    """A name and password that do not belong together."""

    code = "sign_in_refused"
    sentence = N_("This name and password do not belong together.")


class TooManyFailuresError(ZhikeError, PermissionError):
    """Too many failed sign-ins."""

    code = "too_many_failures"
    can_retry = True
    sentence = N_("Too many sign-ins failed. Wait {minutes} minutes and try again.")


@dataclass(frozen=True)
class OpenSession:
    """One session of a person, as the account page lists it."""

    made_at: datetime
    seen_at: datetime
    agent: str
    is_this: bool


@dataclass(frozen=True)
class ApiKey:
    """One key for programs, as the account page lists it; the key itself is shown once, when it is made."""

    id: str
    name: str
    made_at: datetime
    seen_at: datetime | None


def sign_in(store: Store, login: str, password: str, *, address: str, agent: str) -> str:
    """Return the token of a new session, or raise SignInRefusedError or TooManyFailuresError."""
    account = hashlib.sha256(login.strip().lower().encode()).hexdigest()
    _check_failures(store, account, address)
    found = by_password(store, login, password)
    if found is None:
        with store.writing() as connection:
            connection.execute(
                insert(failed_sign_ins).values(account=account, address=address, failed_at=datetime.now(UTC))
            )
        raise SignInRefusedError
    with store.writing() as connection:
        connection.execute(delete(failed_sign_ins).where(failed_sign_ins.c.account == account))
    return open_session(store, found, agent=agent)


def open_session(store: Store, who: Person, *, agent: str) -> str:
    """Return the token of a new session of a person."""
    token, now = new_token(), datetime.now(UTC)
    with store.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at < now))
        connection.execute(
            insert(sessions).values(
                token_digest=digest(token),
                person_id=who.id,
                made_at=now,
                seen_at=now,
                expires_at=now + LIFETIME,
                agent=agent[:200],
            )
        )
    return token


def signed_in(store: Store, token: str) -> Person | None:
    """Return whose session a token opens, or None when it opens none any more."""
    now = datetime.now(UTC)
    alive = (sessions.c.expires_at > now) & (sessions.c.seen_at > now - IDLE) & people.c.disabled_at.is_(None)
    wanted = (
        select(sessions.c.person_id, sessions.c.seen_at)
        .join(people)
        .where(sessions.c.token_digest == digest(token), alive)
    )
    with store.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None:
        return None
    if now - row.seen_at > _SEEN_EVERY:
        with store.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.token_digest == digest(token)).values(seen_at=now))
    return person(store, row.person_id)


def sign_out(store: Store, token: str) -> None:
    """End one session."""
    with store.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.token_digest == digest(token)))


def sign_out_everywhere(store: Store, person_id: str) -> None:
    """End all sessions of a person."""
    with store.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def open_sessions(store: Store, person_id: str, *, token: str) -> list[OpenSession]:
    """Return a person's sessions, the last used first; `token` is the one that asks."""
    wanted = select(sessions).where(sessions.c.person_id == person_id).order_by(sessions.c.seen_at.desc())
    with store.reading() as connection:
        return [
            OpenSession(r.made_at, r.seen_at, r.agent, r.token_digest == digest(token))
            for r in connection.execute(wanted)
        ]


def make_key(store: Store, who: Person, *, name: str) -> str:
    """Return a new key for a program that acts as this person; it is shown this once."""
    key = new_token(_KEY_MARK)
    with store.writing() as connection:
        values = {
            "token_digest": digest(key),
            "name": name.strip()[:100] or "—",
            "person_id": who.id,
            "made_at": datetime.now(UTC),
        }
        connection.execute(insert(api_keys).values(values))
    return key


def keys(store: Store, person_id: str) -> list[ApiKey]:
    """Return a person's keys."""
    wanted = select(api_keys).where(api_keys.c.person_id == person_id).order_by(api_keys.c.made_at)
    with store.reading() as connection:
        return [ApiKey(r.token_digest[:16], r.name, r.made_at, r.seen_at) for r in connection.execute(wanted)]


def drop_key(store: Store, person_id: str, *, key_id: str) -> None:
    """Take a key back."""
    with store.writing() as connection:
        mine = (api_keys.c.person_id == person_id) & api_keys.c.token_digest.startswith(key_id, autoescape=True)
        connection.execute(delete(api_keys).where(mine))


def by_key(store: Store, key: str) -> Person | None:
    """Return as whom a program with this key acts, or None."""
    wanted = (
        select(api_keys.c.person_id)
        .join(people)
        .where(api_keys.c.token_digest == digest(key), people.c.disabled_at.is_(None))
    )
    with store.reading() as connection:
        found = connection.execute(wanted).scalar()
    return person(store, found) if found else None


def _check_failures(store: Store, account: str, address: str) -> None:
    since = datetime.now(UTC) - _WITHIN
    about = or_(failed_sign_ins.c.account == account, failed_sign_ins.c.address == address)
    counted = select(func.count()).select_from(failed_sign_ins).where(about, failed_sign_ins.c.failed_at > since)
    with store.reading() as connection:
        failed = connection.execute(counted).scalar_one()
    if failed >= _FAILURES:
        raise TooManyFailuresError(minutes=int(_WITHIN.total_seconds() // 60))
