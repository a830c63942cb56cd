"""What is bought together."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

RULES = Chapter(
    "basket_rules",
    (
        Text(
            N_(
                "One row per rule `item` → `other` on a `level` (product or category): whoever has the one in an order has the other, too, more often "
                "than by chance. Orders of the last two years; different items of an order count once; orders with more than 100 items are left out."
            )
        ),
        Definitions(
            (
                Definition(("item_baskets", "baskets"), N_("orders with the item; orders with both")),
                Definition(("expected",), N_("orders with both, were they independent: orders with the one × orders with the other / all orders")),
                Definition(("support", "confidence"), N_("baskets / all orders with a known product; baskets / item_baskets")),
                Definition(("lift",), N_("baskets / expected: 2 means twice as often as by chance (Brin, Motwani & Tsur 1997). It is the same in both directions")),
                Definition(
                    ("p_value",),
                    N_(
                        "probability of as many baskets or more, were both independent: P(Poisson(expected) ≥ baskets). Kept are pairs with at least "
                        "10 baskets for which, over all pairs of items with 10 orders or more, at most 1 % are false discoveries (Benjamini & Hochberg 1995)"
                    ),
                ),
                Definition(("rank",), N_("by baskets − expected, the orders above chance: a large lift of a rare pair does not come first; 500 pairs at most")),
                Definition(("item_name", "other_name"), N_("the names of the products, or the categories themselves")),
            )
        ),
        Text(N_("Bought together is no cause: a promotion that holds both makes a rule as well. `basket_trends` says whether a pair lasts.")),
    ),
)  # fmt: skip

TRENDS = Chapter(
    "basket_trends",
    (
        Text(N_("One row per product pair (`item`, `other`), of the hundred best, and `quarter`: three months, counted back from T. Quarters before the first order are left out.")),
        Definitions(
            (
                Definition(("baskets", "orders"), N_("orders with both; all orders with a known product")),
                Definition(("share",), N_("baskets / orders")),
            )
        ),
    ),
)  # fmt: skip
