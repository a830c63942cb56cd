"""Who brings how much of the revenue, and how unequal that is."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "contribution",
    (
        Text(N_("One row per customer whose orders moved money (`customer_id`), the best first.")),
        Definitions(
            (
                Definition(("revenue", "rank"), N_("revenue; 1 + number of customers with more")),
                Definition(("revenue_share",), N_("revenue / Σ of all positive revenues")),
                Definition(("cumulative_share",), N_("share of the customers with as much revenue or more")),
                Definition(
                    ("customer_share",),
                    N_(
                        'the same as a share of customers: with cumulative_share a point of the curve "x % of customers '
                        'bring y % of revenue" (Lorenz 1905, best first)'
                    ),
                ),
                Definition(("decile",), N_("1 + ⌊10 × (rank − 1) / n⌋")),
                Definition(
                    ("pareto_class",),
                    N_(
                        "by the cumulative share of the customers strictly before: A below 80 %, B below 95 %, else C. "
                        "Who crosses the line still belongs to the class above; so A is never empty (ABC analysis, Dickie"
                        " 1951)"
                    ),
                ),
                Definition(
                    ("gini",),
                    N_(
                        "G = Σᵢ xᵢ (n + 1 − 2 rᵢ) / (n Σ x), with rᵢ the rank from the top, the mean rank among equals; "
                        "half the mean difference between two customers divided by the mean (Gini 1912)"
                    ),
                ),
            ),
        ),
        Text(
            N_(
                "Customers with revenue ≤ 0 stay in the list, with their real revenue, so that the column adds up to the "
                "revenue of known customers. In shares and Gini they count as 0 (a Lorenz curve of negative values has no"
                " meaning) and their class is C. Customers who never moved money are not in it: with them G would mostly "
                "measure how many addresses were collected."
            )
        ),
        Text(
            N_(
                "0 means that all bring the same, (n − 1)/n that one brings everything. What it does not tell: two very "
                "different curves can have the same Gini; a longer period lowers it, because more customers had time to "
                "buy; high concentration is a risk as well as a strength."
            )
        ),
    ),
)

PRODUCTS = Chapter(
    "product_contribution",
    (
        Text(N_("One row per product that moved money (`sku`), the best first; lines of unknown buyers count, too.")),
        Definitions(
            (
                Definition(("revenue", "units", "lines"), N_("revenue and units of its lines, returned ones netted; its purchased lines")),
                Definition(("rank", "revenue_share"), N_("1 + number of products with more; revenue / Σ of all positive revenues")),
                Definition(("cumulative_share", "product_share"), N_("share of revenue, and of products, of those with as much revenue or more: a point of the Lorenz curve")),
                Definition(("pareto_class", "gini"), N_("as for customers in `contribution`: A for the first 80 % of revenue, B for the next 15 %, C for the rest; the Gini coefficient over products")),
                Definition(("product_name", "category"), N_("as in `products`")),
            )
        ),
    ),
)  # fmt: skip
