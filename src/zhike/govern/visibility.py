"""Which customers somebody may see: the one place where permission becomes a filter. Lists, pages and exports all ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhike.govern.actors import Actor
from zhike.govern.roles import require


@dataclass(frozen=True)
class Visible:
    """A condition on the columns of `customers` that holds for whom the actor may see; its values are bound."""

    condition: str = "true"
    parameters: Mapping[str, Any] = field(default_factory=dict)


def visible_customers(actor: Actor) -> Visible:
    """Return the condition for the customers that an actor may see: today all of them, for whoever may see any."""
    require(actor, "see")
    return Visible()
