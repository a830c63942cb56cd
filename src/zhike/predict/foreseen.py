"""What the models foresee of one customer: value by horizon, churn, the next order, categories, what to offer; and what is withheld, with the words why.

In: a workspace with a run, and a customer whom the asker may see. Out: one `Foreseen`; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhike.engine import Reader
from zhike.predict.remarks import read_remarks, said
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Withheld:
    """A score that is not shown to anybody, and what is missing, in the language now in use."""

    score: str
    target: str
    horizon_days: int
    missing: str


@dataclass(frozen=True)
class Foreseen:
    """The rows of a customer: `value` one per horizon, `offers` one per product, with names of products, `likely` one per category, `advice` the next action; `churn` and `next_order` None where there is no score of this customer."""

    value: tuple[dict[str, Any], ...]
    churn: dict[str, Any] | None
    next_order: dict[str, Any] | None
    withheld: tuple[Withheld, ...]
    offers: tuple[dict[str, Any], ...] = ()
    advice: dict[str, Any] | None = None
    likely: tuple[dict[str, Any], ...] = ()


# The tables of scores of customers. Other cards say nothing of most customers' future: those of the shop's months, of contracts,
# which few shops have, and of groups.
SCORES: tuple[str, ...] = ("clv", "churn", "next_order", "recommendations", "propensity")
NOTHING = Foreseen((), None, None, ())


def foreseen(shop: Workspace, customer_id: str) -> Foreseen:
    """Return what the current run foresees of a customer; who may see the customer is asked before."""
    reader = shop.now
    value, churn, next_order = (_rows(reader, score, customer_id) for score in ("clv", "churn", "next_order"))
    # A run of an older version has no models.
    cards = reader.rows("select * from model_cards", reads=["model_cards"]) if "model_cards" in reader.tables else []
    return Foreseen(
        tuple(value),
        next(iter(churn), None),
        next(iter(next_order), None),
        tuple(_withheld(c) for c in cards if c["verdict"] == "withheld" and c["score"] in SCORES),
        tuple(_offers(reader, customer_id)),
        next(iter(_advice(reader, customer_id)), None),
        tuple(sorted(_rows(reader, "propensity", customer_id), key=lambda r: r["rank"])),
    )


def _rows(reader: Reader, score: str, customer_id: str) -> list[dict[str, Any]]:
    if score not in reader.tables:
        return []
    wanted = f"select * from {score} where customer_id = $customer_id order by horizon_days"
    return reader.rows(wanted, {"customer_id": customer_id}, reads=[score])


def _offers(reader: Reader, customer_id: str) -> list[dict[str, Any]]:
    if "recommendations" not in reader.tables:
        return []
    wanted = """
        select r.*, p.product_name, c.product_name as reason_name
        from (select * from recommendations where customer_id = $customer_id) r
        left join products p on r.sku = p.sku left join products c on r.reason_sku = c.sku order by r.rank
    """
    return reader.rows(wanted, {"customer_id": customer_id}, reads=["recommendations", "products"])


def _advice(reader: Reader, customer_id: str) -> list[dict[str, Any]]:
    if "next_action" not in reader.tables:
        return []
    wanted = """
        select a.*, p.product_name
        from (select * from next_action where customer_id = $customer_id) a left join products p on a.reason_sku = p.sku
    """
    return reader.rows(wanted, {"customer_id": customer_id}, reads=["next_action", "products"])


def _withheld(card: Mapping[str, Any]) -> Withheld:
    missing = said(read_remarks(card["missing_codes"]))
    return Withheld(card["score"], card["target"], card["horizon_days"], missing)
