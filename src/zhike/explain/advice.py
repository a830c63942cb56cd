"""Advice in words: what to do next for a customer, and why, in the language now in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhike.advice_rules import Rule
from zhike.describe.directory import value_in_words
from zhike.words import N_, _, ngettext

_PLAIN = {
    "champion": N_("They are among the champions: they buy often, recently and for much."),
    "not_due": N_("Nothing is due."),
    "not_worth_it": N_("What could be done costs more than it would gain."),
}

_WITH_FIGURE = {
    "at_risk": N_("They stay away with a probability of {share}."),
    "late": N_("Even if they order soon, it is {gaps} of their usual gaps after the last purchase."),
    "goes_with": N_("{product} goes with what they bought."),
    "likely_category": N_("They may buy of {category} next, which is new to them: {share}."),
}


# For whom a rule is, with its limit in the unit that it has: a share, usual gaps or days.
_FOR_WHOM = {
    "call": N_("at medium or high risk of staying away, and among the most valuable {share}"),
    "lapsed": N_("bought nothing for as long as the churn score looks ahead"),
    "at_risk": N_("at high risk of staying away"),
    "late": N_("even the earliest day of their next order lies {number} of their usual gaps after the last one"),
    "silent": N_("in a silent group of RFM, where there is no churn score"),
    "due_soon": N_("their next order is expected within {number} days anyway"),
    "bought_once": N_("bought on one day only, in the last {number} days"),
    "champion": N_("a champion of RFM"),
    "goes_with": N_("a new product goes with what they bought, with a score of {share} at least"),
    "likely_category": N_("likely to buy of a category that is new to them, with a probability of {share} at least"),
}


def for_whom(rule: Rule) -> str:
    """Return for whom a rule of advice is, with its limit."""
    limit = rule.limit or 0.0
    return _(_FOR_WHOM[rule.name]).format(share=f"{limit:.0%}", number=f"{limit:g}")


def action_in_words(row: Mapping[str, Any]) -> str:
    """Return the action of a row of the table next_action."""
    return value_in_words("action", row["action"])


def advice_reason(row: Mapping[str, Any]) -> str:
    """Return why, with the figure or the product that it rests on; `product_name` is the name of `reason_sku`."""
    reason, value = row["reason"], row["reason_value"]
    if reason in _PLAIN:
        return _(_PLAIN[reason])
    if reason in _WITH_FIGURE:
        product = row.get("product_name") or row["reason_sku"]
        return _(_WITH_FIGURE[reason]).format(
            share=f"{value:.0%}", gaps=f"{value:,.1f}", product=product, category=row["reason_category"]
        )
    return _in_days(reason, int(value))


def _in_days(reason: str, days: int) -> str:
    if reason == "due_soon":
        return ngettext("Their next order is expected in {days} day anyway.", "Their next order is expected in {days} days anyway.", days).format(days=days)  # fmt: skip
    if reason == "bought_once":
        return ngettext("They bought on one day only, {days} day ago.", "They bought on one day only, {days} days ago.", days).format(days=days)  # fmt: skip
    return ngettext("They last bought {days} day ago.", "They last bought {days} days ago.", days).format(days=days)
