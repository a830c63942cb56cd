"""The next order: its day and its amount, if one comes."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "next_order",
    (
        Text(
            N_(
                "One row per customer who bought on two days or more (`customer_id`): what is to be expected *if* an order "
                "comes within `horizon_days`. Whether one comes is churn's to say."
            )
        ),
        Definitions(
            (
                Definition(
                    ("as_of", "horizon_days", "date_model", "amount_model"),
                    N_("T; the days looked ahead; the models of day and amount, each with a card of its own"),
                ),
                Definition(
                    ("expected_date", "date_low", "date_high"),
                    N_(
                        "the day to expect; one of ten orders came before the low day and one of ten after the high one. The "
                        "day itself is no mean: it lies near where most orders fall, and these come early"
                    ),
                ),
                Definition(
                    ("expected_amount", "amount_low", "amount_high"),
                    N_("the amount of that order, and the interval that held four of five amounts"),
                ),
            ),
        ),
        Text(
            N_(
                "Late by their own rhythm is another thing, and a fact: recency_in_gaps of customer_features. Who is far "
                "beyond their usual gap is more likely to have left than to be due."
            )
        ),
    ),
)
