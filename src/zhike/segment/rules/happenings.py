"""What can have happened to a customer, as rules ask for it: the table that holds it, its day, and what names its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "day", "flag"]


@dataclass(frozen=True)
class Happening:
    """A table with one row for each time: `day` is its column of days, `name` the one that names the kind ("" for none)."""

    table: str
    day: str
    name: str
    columns: dict[str, Kind]


HAPPENINGS: dict[str, Happening] = {
    "did": Happening(
        "events", "occurred_on", "event",
        {"channel": "text", "page": "text", "referrer": "text", "campaign": "text", "sku": "text", "value": "number",
         "source": "text", "occurred_on": "day"},
    ),
    "bought": Happening(
        "order_lines", "ordered_on", "",
        {"sku": "text", "product_name": "text", "category": "text", "channel": "text", "status": "text", "quantity": "number",
         "unit_price": "number", "line_amount": "number", "is_return": "flag", "source": "text", "ordered_on": "day"},
    ),
    "contacted": Happening(
        "interactions", "started_on", "kind",
        {"channel": "text", "agent": "text", "topic": "text", "outcome": "text", "source": "text", "started_on": "day"},
    ),
    "answered": Happening(
        "feedback", "given_on", "kind", {"score": "number", "channel": "text", "source": "text", "given_on": "day"}
    ),
}  # fmt: skip
