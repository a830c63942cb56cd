"""What to expect of one customer: value, the risk of losing them, the next order, each with its interval and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike import pipeline, predict
from zhike.describe import profile
from zhike.describe.periods import as_of
from zhike.explain.advice import action_in_words, advice_reason
from zhike.explain.reasons import category_reasons, offer_reason, reasons
from zhike.predict import Withheld
from zhike.web.asking import Question
from zhike.web.following import leads_on
from zhike.web.looking_back import on_day
from zhike.web.room import Room
from zhike.web.scores import model_said, product_page, score_name
from zhike.words import N_, _

room = Room("foreseen")

# Risk bands as people say them, and the colour of each.
_BANDS = {
    "low": (N_("low"), "green"), "medium": (N_("medium"), "yellow"), "high": (N_("high"), "orange"),
    "lapsed": (N_("lapsed"), "secondary"),
}  # fmt: skip


@dataclass(frozen=True)
class ForeseenPage:
    """What models foresee of one customer as of a day; scores that are withheld stand under `withheld` with the words why.

    `value` has one row per horizon and `offers` one per product, each with `why` in words and the `page` about its product; `advice` is the next action with `what` and `why`; `churn` and `next_order` are None where there is no score of this customer; `reasons` say
    in words what moved the churn score most. Of a customer whose records were joined or parted since the run there is nothing.
    """

    title: str
    customer_id: str
    as_of: date
    value: tuple[dict[str, Any], ...]
    churn: dict[str, Any] | None
    reasons: tuple[str, ...]
    next_order: dict[str, Any] | None
    withheld: tuple[Withheld, ...]
    is_regrouped: bool
    offers: tuple[dict[str, Any], ...]
    advice: dict[str, Any] | None
    likely: tuple[dict[str, Any], ...]

    @property
    def band(self) -> tuple[str, str]:
        """Return the risk band in words, and its colour."""
        label, colour = _BANDS[self.churn["risk_band"]] if self.churn else ("", "secondary")
        return _(label) if label else "", colour

    def score(self, name: str) -> str:
        """Return the name of a score in words."""
        return score_name(name)

    def model(self, name: str) -> str:
        """Return the name of a model in words."""
        return model_said(name)


@room.page("/customers/{customer_id}/foreseen", template="customers/foreseen.html")
@leads_on
@on_day
def foreseen(ask: Question, customer_id: str) -> ForeseenPage:
    """Show what models foresee of one customer, with intervals and reasons."""
    row = profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    regrouped = profile.is_regrouped(ask.shop, customer_id)
    found = predict.NOTHING if regrouped else predict.foreseen(ask.shop, customer_id)
    return ForeseenPage(
        str(row.get("name") or row["customer_id"]), customer_id, as_of(ask.shop), found.value, found.churn,
        tuple(reasons(found.churn)) if found.churn else (), found.next_order, found.withheld, regrouped,
        tuple({**o, "why": offer_reason(o), "page": product_page(o["sku"])} for o in found.offers), _advised(found.advice),
        tuple({**c, "why": category_reasons(c)} for c in found.likely),
    )  # fmt: skip


def _advised(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {**row, "what": action_in_words(row), "why": advice_reason(row)}
