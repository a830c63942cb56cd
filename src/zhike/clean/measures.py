"""The sentence for everything that data quality counts: what a measure of `data_quality` means in words."""

from __future__ import annotations

from zhike.clean.reasons import REPAIRS, reason
from zhike.words import N_, _

# The dimensions in the order in which people ask: is it there, is it right, is it there once, does it fit, is it fresh.
DIMENSIONS: dict[str, str] = {
    "completeness": N_("Completeness"),
    "validity": N_("Validity"),
    "uniqueness": N_("Uniqueness"),
    "consistency": N_("Consistency"),
    "timeliness": N_("Timeliness"),
}

MEASURES: dict[str, str] = {
    "filled": N_("There is a value that can be used."),
    "distinct_estimate": N_("Different values (an estimate, about 2 % off)."),
    "invalid": N_("The value cannot be right and was left out."),
    "repeated_rows": N_("The row came more than once, exactly alike."),
    "newest_age_days": N_("Days from the newest row to its arrival."),
    "quarantined": N_("The row waits to be mended."),
    "received": N_("Rows that came."),
    "amount_is_not_quantity_times_price": N_("The amount of the line is not quantity times price."),
    "net_is_not_gross_minus_discount": N_("The amount to pay is not the full amount less the discount."),
    "ended_before_started": N_("It ended before it began."),
    "born_after_registration": N_("The birth date lies after the registration."),
    "updated_before_registered": N_("It was changed before it was registered."),
    "negative_discount": N_("The discount is negative."),
    "negative_price": N_("The price is negative."),
    "negative_cost": N_("The cost is negative."),
    "cost_above_price": N_("The product costs more than it is sold for."),
    "score_above_scale": N_("The score lies above its scale."),
    "buyer_not_listed": N_("No file of customers knows the buyer's number."),
    "amount_is_not_sum_of_lines": N_("The order's amount is not what its lines add up to."),
}


def measure_said(measure: str) -> str:
    """Return what a measure counts, in the reader's language; "repaired:CODE" and "quarantined:CODE" say the code's sentence."""
    kind, _colon, code = measure.partition(":")
    if kind == "repaired":
        return _(REPAIRS.get(code, code))
    if code:
        return _("The row waits: {reason}").format(reason=_(reason(code)))
    return _(MEASURES.get(measure, measure))
