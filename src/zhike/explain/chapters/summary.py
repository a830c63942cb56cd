"""How the numeric features are spread."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "summary",
    (
        Text(N_("One row per numeric column of customer_features (`feature`), over all customers.")),
        Definitions(
            (
                Definition(("count", "missing"), N_("customers with and without a value")),
                Definition(
                    ("mean", "standard_deviation"),
                    N_("arithmetic mean; sample standard deviation, √(Σ(x − mean)² / (n − 1))"),
                ),
                Definition(
                    ("median", "p01", "p05", "p10", "p25", "p75", "p90", "p95", "p99"),
                    N_("quantiles with linear interpolation at (n − 1) p, type 7 of Hyndman & Fan 1996"),
                ),
                Definition(
                    ("mode",), N_("most frequent value, the smallest when tied; for amounts of money often a price")
                ),
                Definition(("minimum", "maximum"), N_("smallest and largest value")),
                Definition(("zero_share",), N_("share of values that are 0")),
            ),
        ),
        Text(
            N_(
                "Customers without a value are left out and counted in missing, not taken as 0. Spending is skewed: the "
                "mean lies far above the typical customer, so quote the median beside it."
            )
        ),
    ),
)
