"""What entities are called on pages, in one word where their meaning takes a sentence."""

from __future__ import annotations

from zhike.words import N_, _

_NAMES: dict[str, str] = {
    "customers": N_("Customers"),
    "orders": N_("Orders"),
    "order_lines": N_("Order lines"),
    "products": N_("Products"),
    "events": N_("Events"),
    "subscriptions": N_("Subscriptions"),
    "feedback": N_("Feedback"),
    "interactions": N_("Interactions"),
    "costs": N_("Marketing costs"),
    "consents": N_("Consents"),
}


def entity_name(entity: str) -> str:
    """Return what an entity is called, in the reader's language."""
    return _(_NAMES.get(entity, entity))
