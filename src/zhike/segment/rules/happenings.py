"""What can have happened to a customer, or is foreseen of them, as rules ask for it: the table that holds it, its day, and what names its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "day", "flag"]


@dataclass(frozen=True)
class Happening:
    """A table with one row for each time: `day` is its column of days, `name` the one that names the kind ("" for none).

    `often` are the columns that rules ask for most; `columns` all that they may compare. What is foreseen has no `day`: it lies
    ahead, and no days back can hold it. `told` is what is said of a customer beside whether it is true: how often it happened.
    """

    table: str
    day: str
    name: str
    often: tuple[str, ...]
    columns: dict[str, Kind]
    told: str = "count(*)"

    @property
    def is_foreseen(self) -> bool:
        """Whether it is what a model foresees and not what happened."""
        return not self.day


HAPPENINGS: dict[str, Happening] = {
    "did": Happening(
        "events", "occurred_on", "event", ("event", "occurred_on", "sku"),
        {"channel": "text", "page": "text", "referrer": "text", "campaign": "text", "sku": "text", "value": "number",
         "source": "text", "occurred_on": "day"},
    ),
    "bought": Happening(
        "order_lines", "ordered_on", "", ("ordered_on", "sku", "category"),
        {"sku": "text", "product_name": "text", "category": "text", "channel": "text", "status": "text", "quantity": "number",
         "unit_price": "number", "line_amount": "number", "is_return": "flag", "source": "text", "ordered_on": "day"},
    ),
    "likely": Happening(
        "propensity", "", "category", ("category", "probability"),
        {"category": "text", "probability": "number", "rank": "number", "has_bought": "flag"}, told="round(max(probability), 4)",
    ),
    "contacted": Happening(
        "interactions", "started_on", "kind", ("kind", "started_on", "channel"),
        {"channel": "text", "agent": "text", "topic": "text", "outcome": "text", "source": "text", "started_on": "day"},
    ),
    "answered": Happening(
        "feedback", "given_on", "kind", ("kind", "given_on", "score"),
        {"score": "number", "channel": "text", "source": "text", "given_on": "day"}
    ),
}  # fmt: skip
