"""Who stays, by the month of the first purchase."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "cohorts",
    (
        Text(
            N_(
                "One row per month of first purchase (`cohort_month`) and month since (`months_since`), up to the month "
                "of T (`month`). Every month is there, with zeros where nobody came. A month in which nobody bought for "
                "the first time has no cohort."
            )
        ),
        Definitions(
            (
                Definition(("month",), N_("the calendar month: cohort_month plus months_since")),
                Definition(("customers",), N_("customers whose first purchase lies in cohort_month")),
                Definition(("active",), N_("of these, the ones with a purchase in the month")),
                Definition(("retention",), N_("active / customers; 1 in month 0 by definition")),
                Definition(
                    ("orders", "revenue"),
                    N_(
                        "their purchases, and revenue with returns of the month netted. Returns booked before the month "
                        "of the first purchase belong to no cohort"
                    ),
                ),
                Definition(
                    ("cumulative_revenue", "cumulative_revenue_per_customer"),
                    N_(
                        "revenue of months 0 to months_since; the same / customers. No discounting, no cost: not a "
                        "lifetime value"
                    ),
                ),
                Definition(
                    ("is_complete",),
                    N_(
                        "the last day of the month is not after T. Do not compare the last, unfinished month with others"
                    ),
                ),
            ),
        ),
        Text(
            N_(
                'Month 0 is shorter for those who came on the 30th; "came back in month 1" may be two days later. The '
                "first cohorts of any data set also hold old customers whose earlier purchases are not in the data."
            )
        ),
    ),
)
