"""Who acts: an argument of every change, never ambient."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

from zhike.govern.roles import OWNER, Role


@dataclass(frozen=True)
class Actor:
    """A person or program that changes something; `name` is what the records of the change show.

    Who runs the command line owns the folder, and so is an owner; who signs in on the web has the role given there.
    """

    name: str
    role: Role = OWNER
    person_id: str | None = None


def actor_at_the_terminal() -> Actor:
    """Return the person who runs the command line: the name of the system's account."""
    try:
        return Actor(getpass.getuser())
    except (KeyError, OSError):  # an account without a name, as in some containers
        return Actor("unknown")
