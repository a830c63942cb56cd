"""People: who may sign in, in which role; invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from zhike import govern
from zhike.govern import PERMISSIONS, ROLES, Person, Role
from zhike.web.asking import Question
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("people")


@dataclass(frozen=True)
class PeoplePage:
    """Everybody who may sign in, the roles, and, right after it was made, an invitation's address."""

    title: str
    people: tuple[Person, ...]
    roles: tuple[Role, ...]
    permissions: dict[str, str]
    link: str = ""
    link_for: str = ""


@room.page("/people", template="people.html", needs="manage_people", twin=False)
def people(ask: Question) -> PeoplePage:
    """List the people of the workspace."""
    return _page(ask)


@room.change("/people/invitations", needs="manage_people")
def invite(ask: Question, role: Annotated[str, Form(max_length=20)]) -> Response:
    """Make a one-time link with which one person may join."""
    token = govern.invite(ask.shop.store, role=role, by=ask.actor)
    return render(ask, "people.html", _page(ask, link=_address(ask, token), link_for=_(ROLES[role].label)))


@room.change("/people/{person_id}/password-link", needs="manage_people")
def password_link(ask: Question, person_id: str) -> Response:
    """Make a one-time link with which a person chooses a new password."""
    token = govern.password_link(ask.shop.store, person_id, by=ask.actor)
    called = govern.person(ask.shop.store, person_id).name
    return render(ask, "people.html", _page(ask, link=_address(ask, token), link_for=called))


@room.change("/people/{person_id}/role", needs="manage_people")
def change_role(ask: Question, person_id: str, role: Annotated[str, Form(max_length=20)]) -> str:
    """Give a person another role."""
    govern.change_role(ask.shop.store, person_id, role=role, by=ask.actor)
    return "/people"


@room.change("/people/{person_id}/disabling", needs="manage_people")
def disable(ask: Question, person_id: str) -> str:
    """Let a person sign in no more."""
    govern.disable(ask.shop.store, person_id, by=ask.actor)
    return "/people"


@room.change("/people/{person_id}/enabling", needs="manage_people")
def enable(ask: Question, person_id: str) -> str:
    """Let a person sign in again."""
    govern.enable(ask.shop.store, person_id, by=ask.actor)
    return "/people"


def _page(ask: Question, *, link: str = "", link_for: str = "") -> PeoplePage:
    everybody = tuple(govern.everybody(ask.shop.store))
    return PeoplePage(_("People"), everybody, tuple(ROLES.values()), PERMISSIONS, link, link_for)


def _address(ask: Question, token: str) -> str:
    return f"{str(ask.request.base_url).rstrip('/')}/join/{token}"
