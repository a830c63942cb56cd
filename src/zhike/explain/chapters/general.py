"""What holds for all numbers: the day, the window, what a purchase is, what revenue is."""

from zhike.explain.chapter import Chapter, Definition, Definitions
from zhike.words import N_

CHAPTER = Chapter(
    "general",
    (
        Definitions(
            (
                Definition(
                    ("as_of",),
                    N_(
                        "Every number is a function of what had happened by the end of the as-of day T and was known by "
                        'then. "Today" is T, never the clock. A day is a day in the workspace\'s time zone.'
                    ),
                    name=N_("As of a day"),
                ),
                Definition(
                    ("window",),
                    N_(
                        '"The last N days" is (T − N, T]: N days, T among them. An order made N − 1 days before T is '
                        "inside, one made N days before T is outside."
                    ),
                    name=N_("Window"),
                ),
                Definition(
                    ("purchase",),
                    N_(
                        "An order with revenue above 0 that is not pending, cancelled, refunded or returned. Only "
                        "purchases are counted as orders."
                    ),
                    name=N_("Purchase"),
                ),
                Definition(
                    ("revenue",),
                    N_(
                        "What the customer pays after discounts, in the workspace's currency. Pending orders, and "
                        "cancelled, refunded or returned orders of positive amount, count 0. A line returned inside an "
                        "order lowers that order; a return that comes as a document of its own is negative revenue on the"
                        " day of that document, not on the day of the purchase."
                    ),
                    name=N_("Revenue"),
                ),
                Definition(
                    ("amounts",),
                    N_(
                        "`revenue` nets everything. `purchase_revenue` is the revenue of the purchases alone, so it still"
                        " contains goods that came back later with a document of their own. `returned_amount` is what "
                        "came back, as a positive amount."
                    ),
                    name=N_("Three amounts"),
                ),
                Definition(
                    ("margin",),
                    N_(
                        "Revenue less cost of goods, over the orders whose cost is known. Not profit: no marketing, "
                        "delivery or service cost is in it."
                    ),
                    name=N_("Margin"),
                ),
                Definition(
                    ("empty",),
                    N_(
                        "Counts and amounts of someone who never bought are 0. What needs a purchase (days, ratios, "
                        "favourites) is empty, never 0. A ratio whose denominator is 0 is empty."
                    ),
                    name=N_("Empty or 0"),
                ),
                Definition(
                    ("ties",),
                    N_(
                        "Where two values are equally frequent, the smaller or the first by name is taken. Equal "
                        "customers always get equal scores, ranks and classes. No number depends on the order of rows: "
                        "sums are exact (whole numbers and decimals)."
                    ),
                    name=N_("Ties"),
                ),
            ),
        ),
    ),
    title=N_("What holds for all of them"),
)
