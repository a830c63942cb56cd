"""How customers buy: how it began, when and what they buy, and what they like more than others do."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

FIRST_PURCHASES = Chapter(
    "first_purchases",
    (
        Text(N_("One row per buyer (`customer_id`): how it began. Several orders on one day are one purchase.")),
        Definitions(
            (
                Definition(("first_channel",), N_("channel of the first order of the first purchase day; within one hour the first by name")),
                Definition(
                    ("first_category", "second_category"),
                    N_("category with the most revenue on the first and on the second purchase day; the first by name when tied; empty where no line says one"),
                ),
                Definition(("days_to_second",), N_("days from the first to the second purchase day; empty when there is none yet. Its mean says little: who has not come back yet is missing from it. `survival` counts them")),
            )
        ),
    ),
)  # fmt: skip

HABITS = Chapter(
    "habits",
    (
        Text(
            N_(
                "One row per `period` (all, or 12m: the twelve months to T), group (`dimension` and `group_name`), `habit` "
                "and value of it (`bucket`). Only purchases of known customers count; a month of many orders weighs more "
                "than one of few."
            )
        ),
        Definitions(
            (
                Definition(("occasions",), N_("how often: purchases for time, basket and channel; purchased lines for category; waits between two purchase days for gap")),
                Definition(("revenue",), N_("what these purchases or lines brought; for gap the purchase days that ended the wait")),
                Definition(("habit",), N_("time: weekday and hour of the order in the workspace's time zone; basket: order lines; channel; category; gap: days since the purchase day before")),
                Definition(("dimension", "group_name"), N_("all; channel and source of the order; region of the customer; cohort: year of the first purchase. A wait has no channel and no source")),
                Definition(("period", "bucket"), N_("a gap is named by the upper end of its bucket in days, a basket by its lines (10: ten and more), a time by weekday (1 is Monday) and hour")),
            )
        ),
        Text(N_("Gaps know only waits that ended: young customers with long gaps are missing. For the question when customers come back, use `survival`.")),
    ),
)  # fmt: skip

AFFINITY = Chapter(
    "affinity",
    (
        Text(
            N_(
                "One row per customer (`customer_id`) and category or brand (`kind`, `name`) that they bought at least "
                "twice and more than the average customer does."
            )
        ),
        Definitions(
            (
                Definition(("lines", "share"), N_("purchased lines of it; the same as a share of the customer's lines whose category or brand is known")),
                Definition(
                    ("lift",),
                    N_(
                        "((lines + 5 p) / (n + 5)) / p, with n the customer's lines and p everybody's share: as if five average lines had "
                        "been bought as well. Few lines stay near 1, many speak for themselves (shrinkage to the mean)"
                    ),
                ),
            )
        ),
    ),
)  # fmt: skip
