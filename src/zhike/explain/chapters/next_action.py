"""Next actions: what each column of the advice means."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "next_action",
    (
        Text(
            N_(
                "One row per buyer (`customer_id`): the first of the rules (setting `advice`) that fits, that the customer's stage "
                "allows, and that gains more than it costs. Who refused profiling has none."
            )
        ),
        Definitions(
            (
                Definition(
                    ("action", "until"), N_("the one thing to do next, and the last day on which it is still of use")
                ),
                Definition(
                    ("expected_gain", "value_at_stake"),
                    N_(
                        "value at stake × the share of such customers whom the action is taken to move (`moved` of its rule): it "
                        "puts actions in order, and is no forecast. At stake is the value of the longest horizon; where value is "
                        "withheld, the usual amount of a purchase"
                    ),
                ),
                Definition(("cost",), N_("what the action costs for this customer, as its rule says")),
                Definition(
                    ("reason", "reason_value", "reason_sku", "reason_category"),
                    N_(
                        "the rule that decided, the figure behind it, and the product or category to offer where there is one"
                    ),
                ),
                Definition(("as_of",), N_("T, the day up to which everything is known")),
            ),
        ),
    ),
)
