"""Roles and what each may do. Another rule is another line here; pages ask `may` and never look at a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhike.errors import UnknownNameError, ZhikeError
from zhike.words import N_, _

if TYPE_CHECKING:
    from zhike.govern.actors import Actor

# What can be allowed, with the words that say it.
PERMISSIONS: dict[str, str] = {
    "see": N_("see numbers and customers"),
    "see_contacts": N_("see phone numbers, e-mail and addresses in full"),
    "export": N_("take lists and tables away as files"),
    "query": N_("ask in SQL"),
    "identity": N_("decide which records are one customer"),
    "import": N_("bring data in, mend it, take it back"),
    "correct": N_("correct what is known of a customer"),
    "note": N_("write notes and tasks about customers"),
    "segment": N_("make segments and tags, change and delete them"),
    "run": N_("compute the tables anew"),
    "manage_people": N_("invite people and change what they may do"),
}


@dataclass(frozen=True)
class Role:
    """A named set of permissions."""

    name: str
    label: str
    may: frozenset[str]


OWNER = Role("owner", N_("Owner"), frozenset(PERMISSIONS))
ANALYST = Role("analyst", N_("Analyst"), frozenset(PERMISSIONS) - {"manage_people"})
VIEWER = Role("viewer", N_("Viewer"), frozenset({"see"}))
ROLES: dict[str, Role] = {role.name: role for role in (OWNER, ANALYST, VIEWER)}


class NotAllowedError(ZhikeError, PermissionError):
    """Something that the actor's role does not allow."""

    code = "not_allowed"
    sentence = N_("Your role ({role}) does not allow you to {permission}. An owner can change your role.")

    def __init__(self, *, role: str, permission: str) -> None:
        super().__init__(role=_(role), permission=_(permission))


def role_called(name: str) -> Role:
    """Return a role by its name."""
    if name not in ROLES:
        raise UnknownNameError(what=N_("role"), value=name, known=ROLES)
    return ROLES[name]


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor is allowed to."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)  # our own mistake: a gate that nobody could pass
    return permission in actor.role.may


def require(actor: Actor, permission: str) -> None:
    """Raise NotAllowedError unless the actor is allowed to."""
    if not may(actor, permission):
        raise NotAllowedError(role=actor.role.label, permission=PERMISSIONS[permission])
