"""What entities are called on pages, in one word where their meaning takes a sentence."""

from __future__ import annotations

from zhike.words import N_, _

_NAMES: dict[str, str] = {
    "customers": N_("customer records"),
    "orders": N_("orders"),
    "order_lines": N_("order lines"),
    "products": N_("products"),
    "events": N_("events"),
    "subscriptions": N_("subscriptions"),
    "feedback": N_("feedback"),
    "interactions": N_("interactions"),
    "costs": N_("marketing costs"),
    "consents": N_("consents"),
}


def entity_name(entity: str) -> str:
    """Return what an entity is called, in the reader's language."""
    return _(_NAMES.get(entity, entity))
