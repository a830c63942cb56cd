"""Reasons in words: what moved a customer's score and which way it speaks; why a product is offered to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhike.predict import CATEGORY_INPUTS, INPUTS, SHARE
from zhike.words import _, ngettext

_SHOWN = 3


def reasons(row: Mapping[str, Any]) -> list[str]:
    """Return the reasons of a row of the table churn in the language now in use, strongest first."""
    ranks = range(1, _SHOWN + 1)
    return [reason(row[f"reason_{k}"], row[f"value_{k}"], row[f"contribution_{k}"]) for k in ranks]


def reason(name: str, value: float | None, contribution: float) -> str:
    """Return one reason: `days since the last purchase: 84 (towards staying away)`."""
    said = {"input": _(INPUTS[name]), "value": _number(value)}
    if contribution > 0:
        return _("{input}: {value} (towards staying away)").format(**said)
    return _("{input}: {value} (towards buying again)").format(**said)


def offer_reason(row: Mapping[str, Any]) -> str:
    """Return why a row of the table recommendations is offered, with the names of products in it."""
    if row["reason"] == "since_bought":
        return _("since they bought {product}").format(product=row["reason_name"] or row["reason_sku"])
    if row["reason"] == "bought_again":
        days = row["reason_times"]
        return ngettext("bought on {days} day before", "bought on {days} days before", days).format(days=days)
    return _("many buy it now")


def category_reasons(row: Mapping[str, Any]) -> list[str]:
    """Return what moved a row of the table propensity most, strongest first, and which way each speaks."""
    return [_category_reason(row[f"reason_{k}"], row[f"value_{k}"], row[f"contribution_{k}"]) for k in (1, 2)]


def _category_reason(name: str, value: float | None, contribution: float) -> str:
    shown = f"{value:.1%}" if value is not None and name == SHARE else _number(value)
    said = _("{input}: {value} (speaks for it)") if contribution > 0 else _("{input}: {value} (speaks against it)")
    return said.format(input=_(CATEGORY_INPUTS[name]), value=shown)


def _number(value: float | None) -> str:
    if value is None:
        return _("not known")
    # Days and counts are whole, money and shares are not: two digits say enough of either.
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.2f}"
