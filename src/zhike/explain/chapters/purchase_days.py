"""The days on which customers bought."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "purchase_days",
    (
        Text(
            N_(
                "One row per customer and day with at least one purchase. The step from which gaps, cohorts and churn are"
                " made."
            )
        ),
        Definitions(
            (
                Definition(("customer_id", "purchased_on"), N_("the customer, the day")),
                Definition(("purchase_day_no",), N_("1, 2, 3 … in the order of days")),
                Definition(("orders", "revenue"), N_("purchases of that day and their revenue")),
                Definition(("previous_on", "next_on"), N_("the customer's neighbouring purchase days, as known on T")),
                Definition(("gap_days",), N_("purchased_on − previous_on, in days")),
            ),
        ),
        Text(
            N_(
                "Several orders on one day are one visit. Otherwise an order split by the till would look like a customer"
                " who comes back after 0 days; models of repeat buying count in the same way (Fader, Hardie & Lee 2005)."
            )
        ),
    ),
)
