"""Rules that tie the fields of one row together: what a row that breaks them cannot mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

# A cent per amount: sources round each amount on its own.
_CENT = "0.011"


@dataclass(frozen=True)
class Rule:
    """One rule of an entity: its stable code, the fields it needs, and the SQL condition of a row that breaks it."""

    measure: str
    fields: tuple[str, ...]
    broken: str


_AMOUNT = Rule(
    "amount_is_not_quantity_times_price",
    ("line_amount", "quantity", "unit_price"),
    # Each unit may be off by a rounded cent; more is a discount nobody declared, or a slip.
    f"abs(line_amount - quantity * unit_price) > {_CENT} * greatest(1, abs(quantity))",
)
_NET = Rule(
    "net_is_not_gross_minus_discount",
    ("net_amount", "gross_amount", "discount_amount"),
    f"abs(net_amount - (gross_amount - abs(discount_amount))) > {_CENT}",
)
_ENDED = Rule("ended_before_started", ("ended_at", "started_at"), "ended_at < started_at")

RULES: dict[str, tuple[Rule, ...]] = {
    "customers": (
        Rule("born_after_registration", ("birth_date", "registered_at"), "birth_date > CAST(registered_at AS DATE)"),
        Rule("updated_before_registered", ("updated_at", "registered_at"), "updated_at < registered_at"),
    ),
    "orders": (_NET, Rule("negative_discount", ("discount_amount",), "discount_amount < 0")),
    "order_lines": (_AMOUNT, _NET, Rule("negative_price", ("unit_price",), "unit_price < 0")),
    "products": (Rule("cost_above_price", ("cost", "price"), "cost > price"),),
    "subscriptions": (_ENDED,),
    "feedback": (Rule("score_above_scale", ("score", "scale_max"), "score > scale_max"),),
    "interactions": (_ENDED,),
    "costs": (Rule("negative_cost", ("amount",), "amount < 0"),),
}


def rules_for(entity: str, columns: Collection[str]) -> list[Rule]:
    """Return the rules of an entity whose fields are all mapped."""
    return [rule for rule in RULES.get(entity, ()) if set(rule.fields) <= set(columns)]
