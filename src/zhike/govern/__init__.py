"""Governance: who acts, who may do what, who is signed in, and what of a person's contact details each may see.

In: a store and who asks. Out: `Actor`, which every change is signed with, and the gates that it passes.
"""

from zhike.govern.actors import Actor, actor_at_the_terminal
from zhike.govern.links import Link, LinkSpentError, first_link, has_people, invite, joined, opened, password_link
from zhike.govern.masks import hidden_columns, seen_by
from zhike.govern.people import Person, change_role, choose_password, disable, enable, everybody, person
from zhike.govern.roles import PERMISSIONS, ROLES, NotAllowedError, Role, may, require
from zhike.govern.sessions import (
    ApiKey,
    OpenSession,
    SignInRefusedError,
    TooManyFailuresError,
    by_key,
    drop_key,
    keys,
    make_key,
    open_session,
    open_sessions,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from zhike.govern.tokens import new_id

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Actor",
    "ApiKey",
    "Link",
    "LinkSpentError",
    "NotAllowedError",
    "OpenSession",
    "Person",
    "Role",
    "SignInRefusedError",
    "TooManyFailuresError",
    "actor_at_the_terminal",
    "by_key",
    "change_role",
    "choose_password",
    "disable",
    "drop_key",
    "enable",
    "everybody",
    "first_link",
    "has_people",
    "hidden_columns",
    "invite",
    "joined",
    "keys",
    "make_key",
    "may",
    "new_id",
    "open_session",
    "open_sessions",
    "opened",
    "password_link",
    "person",
    "require",
    "seen_by",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "signed_in",
]  # fmt: skip
