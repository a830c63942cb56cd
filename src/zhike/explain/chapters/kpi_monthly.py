"""The months: who bought, who is new, who came back, what it brought."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "kpi_monthly",
    (
        Text(N_("One row per calendar month (`month`) from the first order to T, months without orders too.")),
        Definitions(
            (
                Definition(("is_complete",), N_("as in cohorts")),
                Definition(("customers",), N_("known customers with at least one purchase in the month")),
                Definition(
                    ("new_customers", "returning_customers"),
                    N_("first purchase ever in the month; bought in an earlier month. Together: customers"),
                ),
                Definition(
                    ("repeat_rate",),
                    N_("returning_customers / customers. It falls when many new customers come, which is no bad news"),
                ),
                Definition(
                    ("retained_customers", "retention"),
                    N_(
                        "active in this month and the one before; divided by the active of the month before. Low by "
                        "nature where people buy every few months"
                    ),
                ),
                Definition(
                    ("churned",),
                    N_(
                        "customers for whom the 90th day after a purchase falls in the month, without another purchase in"
                        " these 90 days. Bought on day 90: not churned. Each such silence counts once, in the month in "
                        "which it is complete; nobody is counted before it is over"
                    ),
                ),
                Definition(
                    ("reactivated",),
                    N_("purchase days in the month after a gap of more than 90 days: churned customers who came back"),
                ),
                Definition(("orders", "units"), N_("purchases and their units, of unknown buyers too")),
                Definition(("revenue", "margin"), N_("of the month, returns booked in the month netted")),
                Definition(("returns_amount",), N_("value of what came back in the month")),
                Definition(("average_order_value",), N_("revenue of the purchases / orders")),
                Definition(("revenue_per_customer",), N_("revenue of known customers / customers")),
                Definition(
                    ("new_revenue", "returning_revenue", "anonymous_revenue"),
                    N_(
                        "revenue of the customers in their first month; of all other known customers, returns included; "
                        "of orders without a known customer. Together: revenue"
                    ),
                ),
            ),
        ),
        Text(
            N_(
                "90 days suit a shop with a monthly or quarterly rhythm. Where people buy once a year, churned says "
                "nothing; the models of the predict room take each customer's own rhythm."
            )
        ),
    ),
)
