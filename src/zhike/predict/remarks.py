"""Remarks: what a card has to say in words, kept as a code with its numbers so that every reader gets it in their language.

A model says `Remark("few_repeat_buyers", {"buyers": 83, "months": 4})`; the table keeps the code and the English sentence; a
page calls `said` and gets Chinese or English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhike.words import N_, _, sentences

# Each code with its sentence. What is missing says how much, and when it will probably be there.
SENTENCES: dict[str, str] = {
    "no_orders": N_("There are no purchases: no order of a known customer has an amount above zero."),
    "no_lines": N_("No order line names a product that a known customer bought."),
    "no_categories": N_("No order line of a known customer names a category."),
    "one_category": N_("There is one category only: whether they buy of it is whether they buy."),
    "few_category_purchases": N_("{purchases:,.0f} more purchases of categories are needed on the past day that has fewest."),
    "no_contracts": N_("There are no contracts of known customers with a first day."),
    "few_contracts": N_("{contracts:,.0f} more contracts that end, or go on, are needed on the past day that has fewest."),
    "undated_ends": N_("Contracts that ended on a day that is not known are left out: {contracts:,.0f}."),
    "many_undated_ends": N_("Of the contracts that ended, the day is not known of {share:.0%}; {most:.0%} at most may be: without them contracts look longer than they are."),
    "few_buyers": N_("{buyers:,.0f} more buyers are needed."),
    "few_repeat_buyers": N_("{buyers:,.0f} more buyers who bought again are needed, or about {months:,.0f} more months at the pace so far."),
    "few_repeats_no_pace": N_("{buyers:,.0f} more buyers who bought again are needed."),
    "one_day": N_("All purchases are of one day."),
    "short_history": N_("About {months:,.0f} more months of purchases are needed, so that there are {cutoffs:.0f} past days to test on."),
    "not_better": N_("It does not beat the baseline: {metric} {value:,.4g} against {baseline_value:,.4g} of {baseline}."),
    "not_better_often": N_("It beats the baseline on {better:.0f} of {cutoffs:.0f} past days only."),
    "few_outcomes": N_("{customers:,.0f} more customers of either outcome are needed on the past day that has fewest."),
    "few_next_orders": N_("{orders:,.0f} more customers who order again are needed on the past day that has fewest."),
    "not_covered": N_("The 80 % interval held {coverage:.0%} of the orders on the past days; from 75 to 85 % are asked for."),
    "months_not_covered": N_("The 80 % interval held {coverage:.0%} of the past months; {least:.0%} at least are asked for of so many."),
    "by_median": N_("By the median of the absolute errors it is {value:,.4g} against {baseline_value:,.4g} of {baseline}."),
    "ranks": N_("On the past days the area under the ROC curve was {auc:.3f} and the calibration error {error:.3f}."),
    "kpi_unknown": N_("No month has a value of it: the orders lack what it is made of."),
    "chosen_by_others": N_("Had the model of each past day been chosen by the other days alone, the error would have been {value:.1%}, against {baseline_value:.1%} of {baseline}."),
    "leak": N_("The input {input} is not used: {sign} (area under the ROC curve of it alone {alone:.3f})."),
    "drifted": N_("Today's customers differ from those it was trained on, most in: {inputs} (population stability index up to {index:.2f})."),
    "shifted": N_("The future differed from the past: of the customers learned from {before:.1%} stayed away, of those tested later {after:.1%}. So the choice was made by what came later alone; there {model} had a log loss of {plain:.4f}, calibrated on the day before of {calibrated:.4f}."),
    "few_for_clusters": N_("{customers:,.0f} more customers with {orders:.0f} orders at least are needed."),
    "unknown_features": N_("The setting clusters.features names {names}, which is no number of each customer in customer_features."),
    "few_features": N_("Two features at least must be known of half of the customers, and differ between them."),
    "not_found_again": N_("Other halves of the customers give other clusters: at best, with {k:.0f} of them, they agree by {stability:.2f} (adjusted Rand index); {least:.2f} is asked for."),
    "one_cloud": N_("The customers are one cloud: {k:.0f} clusters have a silhouette of {value:.2f}, and a cloud without clusters that is alike in every feature has {cloud:.2f}; {least:.2f} more is asked for."),
    "found_again": N_("Fits to two halves of the customers agree by {stability:.2f} (adjusted Rand index); of {clouds:.0f} clouds without clusters none stands apart as far."),
    "features_unused": N_("Not used, as they are unknown of most customers or alike in all: {names}."),
    "not_converged": N_("The fit of {model} did not converge."),
    "at_bound": N_("In {model} the data drive {parameters} to a bound: as good as none, or without end."),
    "bias": N_("In the back-test the total was off by {bias:+.1%}."),
    "corrected": N_("Over stretches of time that do not overlap it was off alike, so it is corrected by a factor of {factor:.2f}."),
    "not_corrected": N_("Over stretches of time that do not overlap it was off by {least:+.1%} to {most:+.1%}: too unlike to correct."),
    "one_stretch": N_("There are too few stretches of time that do not overlap to tell whether this is always so: nothing is corrected."),
    "margin_set": N_("Value counts {margin:.1%} of revenue as margin, as set."),
    "margin_observed": N_("Value counts {margin:.1%} of revenue as margin, as observed where costs are known."),
    "margin_unknown": N_("No cost of goods is known and no margin is set: value counts all revenue."),
    "blend": N_("A blend: {repeats:.0%} the own rate of repeats, {whole:.0%} the rate over all days, {recent:.0%} that of the last 90 days, {model:.0%} {inner}."),
    "blend_equal": N_("A blend of three rates and {inner}, each alike."),
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """One thing to say: a code of SENTENCES and the numbers and names that its sentence needs."""

    code: str
    numbers: Mapping[str, float | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        SENTENCES[self.code].format(**self.numbers)  # a wrong code or a number that is missing shows where it is made

    @property
    def english(self) -> str:
        """The sentence in English, for the table."""
        return SENTENCES[self.code].format(**self.numbers)


def said(remarks: Sequence[Remark]) -> str:
    """Return the sentences in the language now in use."""
    return sentences(*(_(SENTENCES[r.code]).format(**_named(r.numbers)) for r in remarks))


def kept(remarks: Sequence[Remark]) -> str:
    """Return the text under which a table keeps the remarks; empty for none."""
    return json.dumps([[r.code, dict(r.numbers)] for r in remarks]) if remarks else ""


def read_remarks(text: str) -> tuple[Remark, ...]:
    """Return the remarks that a table keeps."""
    return tuple(Remark(code, numbers) for code, numbers in json.loads(text or "[]"))


def _named(numbers: Mapping[str, float | str]) -> dict[str, float | str]:
    """Return the numbers, with names of metrics and baselines in the language now in use."""
    return {k: _(v) if isinstance(v, str) else v for k, v in numbers.items()}
