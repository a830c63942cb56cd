"""Customer value: who is still a customer, what they will buy, and what that is worth."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "clv",
    (
        Text(
            N_(
                "One row per buyer and horizon (`customer_id`, `horizon_days`): what is expected in the days after T. Every "
                "number has an interval (`_low`, `_high`) that four of five customers like this one lay within on past days. "
                "A horizon whose model did not beat the plain rules has no rows."
            )
        ),
        Definitions(
            (
                Definition(("as_of", "model"), N_("T; what won the back-test, its card is in model_cards")),
                Definition(
                    ("p_alive",),
                    N_(
                        "probability that the customer has not left for good, given when and how often they bought. It does "
                        "not say that they buy within the horizon: who buys once a year can be alive and silent"
                    ),
                ),
                Definition(
                    ("expected_orders", "expected_orders_low", "expected_orders_high"),
                    N_(
                        "expected days with a purchase in the horizon; several orders on one day are one. A mean: 0.3 is three"
                        " purchases of ten such customers"
                    ),
                ),
                Definition(
                    ("expected_spend", "expected_spend_low", "expected_spend_high"),
                    N_("expected revenue of these purchases, before returns that come as documents of their own"),
                ),
                Definition(
                    ("clv", "clv_low", "clv_high"),
                    N_(
                        "expected_spend × margin rate, discounted to T over the horizon, less the acquisition cost that is set. "
                        "What was bought so far is not in it"
                    ),
                ),
            ),
        ),
        Text(
            N_(
                "Means add up: the sum over customers is the expected total, and its bounds on the page are as far off as "
                "the totals of the past days were. Intervals do not add up. The textbook value beside it is what a year "
                "brought so far, for as long as is looked ahead, × margin − acquisition cost. Buyers of tomorrow are in "
                "neither."
            )
        ),
    ),
)
