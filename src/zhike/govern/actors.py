"""Who acts: an argument of every change, never ambient."""

from __future__ import annotations

import getpass
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person or program that changes something; `name` is what the records of the change show."""

    name: str


def actor_at_the_terminal() -> Actor:
    """Return the person who runs the command line: the name of the system's account."""
    try:
        return Actor(getpass.getuser())
    except (KeyError, OSError):  # an account without a name, as in some containers
        return Actor("unknown")
