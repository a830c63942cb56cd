"""Contact details as those see them who may not see them in full: enough to recognise, too little to use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zhike.govern.actors import Actor
from zhike.govern.roles import may

_DOTS = "****"


def masked_phone(value: str) -> str:
    """Return a phone number with its middle hidden: +86138****5678."""
    return f"{value[:-8]}{_DOTS}{value[-4:]}" if len(value) >= 11 else _hidden(value)


def masked_email(value: str) -> str:
    """Return an address with its name hidden: c****@example.com."""
    name, at, host = value.partition("@")
    return f"{name[:1]}{_DOTS}@{host}" if at else _hidden(value)


def _hidden(value: str) -> str:
    return f"{value[:1]}{_DOTS}"


# The columns that reach a person, wherever they stand. A name stays: without it nobody could be told apart.
MASKS: dict[str, Callable[[str], str]] = {
    "phone": masked_phone,
    "email": masked_email,
    "address": _hidden,
    "wechat_id": _hidden,
    "member_no": _hidden,
    "national_id": _hidden,
    "birth_date": lambda value: f"{value[:4]}-**-**",
    "attributes": lambda _value: _DOTS,
    "text": lambda _value: _DOTS,
    "anonymous_id": _hidden,
}


def seen_by(actor: Actor, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the actor may see it, by the names of its columns."""
    if may(actor, "see_contacts"):
        return dict(row)
    return {name: _seen(name, value) for name, value in row.items()}


def hidden_columns(actor: Actor, columns: Iterable[str]) -> list[str]:
    """Return the columns of which the actor sees a mask only."""
    return [] if may(actor, "see_contacts") else [c for c in columns if c in MASKS]


def _seen(name: str, value: Any) -> Any:
    return MASKS[name](str(value)) if name in MASKS and value is not None else value
