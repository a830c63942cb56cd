"""By what a change can be explained: the dimensions of the facts, each with its name and the words of its codes."""

from __future__ import annotations

from zhike.words import N_, _

DIMENSIONS: dict[str, str] = {
    "channel": N_("Channel"),
    "store": N_("Store"),
    "source": N_("Source"),
    "category": N_("Category"),
    "buyer": N_("New or returning"),
    "purchases_before": N_("Purchase days before"),
    "cohort": N_("First purchase"),
    "acquisition_channel": N_("Acquisition channel"),
    "province": N_("Province"),
    "city": N_("City"),
    "coupon": N_("Coupon used"),
    "kind": N_("Kind"),
    "gender": N_("Gender"),
    "age": N_("Age"),
}
# The bucket of the values beyond those that are looked at one by one, and of rows without a value.
OTHERS, NOTHING = "\x01", ""
_WORDS = {
    "buyer": {
        "new": N_("new customers"), "returning": N_("returning customers"),
        "came back": N_("customers back after 90 days and more"), "unknown": N_("without a known customer"),
    },
    "kind": {"person": N_("person"), "company": N_("company")},
    "gender": {"female": N_("female"), "male": N_("male"), "other": N_("other")},
    "purchases_before": {"5 and more": N_("5 and more")},
    "cohort": {
        "the same month": N_("in the same month"), "1-3 months ago": N_("1 to 3 months before"),
        "4-12 months ago": N_("4 to 12 months before"), "over a year ago": N_("more than a year before"),
    },
    "coupon": {"yes": N_("with a coupon"), "no": N_("without a coupon")},
    "age": {"under 25": N_("under 25"), "25-34": "25–34", "35-44": "35–44", "45-54": "45–54", "55 and over": N_("55 and over")},
}  # fmt: skip


def dimension_label(dimension: str) -> str:
    """Return a dimension's name in the reader's language."""
    return _(DIMENSIONS[dimension])


def value_label(dimension: str, value: str) -> str:
    """Return a value of a dimension as people say it."""
    if value == NOTHING:
        return _("not known")
    if value == OTHERS:
        return _("all others")
    named = _WORDS.get(dimension, {}).get(value)
    return _(named) if named else value
