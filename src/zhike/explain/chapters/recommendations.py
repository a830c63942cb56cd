"""Recommendations: what is offered to whom and why, and what is known of the products themselves."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

RECOMMENDATIONS = Chapter(
    "recommendations",
    (
        Text(
            N_(
                "One row per customer and product to offer (`customer_id`, `rank`): ten at most, and five new ones even where ten "
                "are bought again. Who refused profiling has none."
            )
        ),
        Definitions(
            (
                Definition(
                    ("sku", "score"),
                    N_(
                        "the product; of offers with as high a score on a past day, the share that was bought within "
                        "`horizon_days`: counted, not modelled"
                    ),
                ),
                Definition(
                    ("reason", "reason_sku", "reason_times"),
                    N_(
                        "since_bought: it goes with reason_sku, which the customer bought; bought_again: the customer bought it "
                        "on reason_times days; sells_now: many buy it now, and nothing the customer bought says more"
                    ),
                ),
                Definition(
                    ("as_of", "horizon_days", "model"), N_("T; the days that the score is about; the model that won on past days")
                ),
            ),
        ),
    ),
)  # fmt: skip
REBUYS = Chapter(
    "product_rebuys",
    (
        Definitions(
            (
                Definition(("buyers", "rebuyers"), N_("known customers who bought the product, on one day and on two days or more")),
                Definition(
                    ("rebuy_rate", "is_bought_again"),
                    N_(
                        "(rebuyers + 20 × the rate of all products) ÷ (buyers + 20), so that two buyers are no law; from 5% on it "
                        "counts as bought again and may be offered a second time"
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip
RELATED = Chapter(
    "related_products",
    (
        Definitions(
            (
                Definition(("related_sku", "strength"), N_("a product that goes with `sku`, and what having bought the one adds to the other's score")),
                Definition(("as_of", "model"), N_("T; the model that won on past days")),
            ),
        ),
    ),
)  # fmt: skip
