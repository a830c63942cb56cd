"""A person's own page: password, sessions, keys for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from zhike import govern
from zhike.errors import ZhikeError
from zhike.govern import ApiKey, OpenSession, Person
from zhike.web.asking import Question, address_of, session_token
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("account")


@dataclass(frozen=True)
class AccountPage:
    """Who is signed in, where, and with which keys; `new_key` is shown this once."""

    title: str
    person: Person
    sessions: tuple[OpenSession, ...]
    keys: tuple[ApiKey, ...]
    new_key: str = ""
    wrong: str = ""


@room.page("/account", template="account.html", twin=False)
def account(ask: Question) -> AccountPage:
    """Show the person's own page."""
    return _page(ask)


@room.change("/account/password", needs="see")
def change_password(
    ask: Question, current: Annotated[str, Form(max_length=1000)], password: Annotated[str, Form(max_length=1000)]
) -> Response | str:
    """Choose another password; all sessions end, this one too."""
    try:
        govern.sign_in(ask.shop.store, ask.person.login, current, address=address_of(ask.request), agent="")
        govern.choose_password(ask.shop.store, ask.person.id, password=password)
    except ZhikeError as error:
        # Here the name is known; only the password can be wrong.
        is_password = isinstance(error, govern.SignInRefusedError)
        said = _("The current password is not right.") if is_password else str(error)
        return render(ask, "account.html", _page(ask, wrong=said), status=422)
    return "/sign-in"


@room.change("/account/keys", needs="see")
def make_key(ask: Question, name: Annotated[str, Form(max_length=100)]) -> Response:
    """Make a key for a program and show it once."""
    key = govern.make_key(ask.shop.store, ask.person, name=name)
    return render(ask, "account.html", _page(ask, new_key=key))


@room.change("/account/keys/{key_id}/removal", needs="see")
def drop_key(ask: Question, key_id: str) -> str:
    """Take a key back."""
    govern.drop_key(ask.shop.store, ask.person.id, key_id=key_id)
    return "/account"


def _page(ask: Question, *, new_key: str = "", wrong: str = "") -> AccountPage:
    store, person = ask.shop.store, ask.person
    sessions = govern.open_sessions(store, person.id, token=session_token(ask.request))
    keys = govern.keys(store, person.id)
    return AccountPage(_("Your account"), person, tuple(sessions), tuple(keys), new_key=new_key, wrong=wrong)
