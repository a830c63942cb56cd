"""What each customer did: when, how often, how much, what, where and how."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "customer_features",
    (
        Text(N_("One row per customer, buyers and others (`customer_id`).")),
        Definitions(
            (
                Definition(
                    ("age_years",),
                    N_(
                        "full years since the birth date. Who was born on 29 February turns a year older on 1 March in "
                        "common years. Empty when the birth date is not known"
                    ),
                ),
                Definition(
                    ("days_since_registration",),
                    N_("T − day of registration. Negative never occurs: what happens after T is not known"),
                ),
            ),
            name=N_("Person"),
        ),
        Definitions(
            (
                Definition(("first_purchase_on", "last_purchase_on"), N_("first and last purchase day")),
                Definition(
                    ("recency_days",),
                    N_("T − last_purchase_on; 0 means today. A return or a visit does not make a customer more recent"),
                ),
                Definition(("tenure_days",), N_("T − first_purchase_on")),
                Definition(("orders", "active_days"), N_("purchases; days with at least one")),
                Definition(
                    ("gap_days_mean", "gap_days_median"),
                    N_(
                        "mean and median of the gaps between consecutive purchase days g₁ … gₙ; needs two purchase days"
                    ),
                ),
                Definition(
                    ("gap_days_deviation",),
                    N_("sample standard deviation √((n Σg² − (Σg)²) / (n (n − 1))); needs three purchase days"),
                ),
                Definition(("last_gap_days",), N_("the last of the gaps")),
                Definition(
                    ("recency_in_gaps",),
                    N_(
                        "recency_days / gap_days_mean. Above 1: later than usual. It is no probability; few gaps make it "
                        "jumpy"
                    ),
                ),
            ),
            name=N_("When and how often"),
        ),
        Text(
            N_(
                "The open gap since the last purchase is in none of the gap figures. So the mean gap of a customer who "
                "has left looks like that of one who stays: read it together with recency_in_gaps."
            )
        ),
        Definitions(
            (
                Definition(
                    ("revenue", "purchase_revenue"),
                    N_(
                        "see above; revenue is negative when more came back than was bought, for example when the "
                        "purchase lies before the data begins"
                    ),
                ),
                Definition(("margin", "margin_rate"), N_("margin; margin / revenue of the same orders")),
                Definition(
                    ("average_order_value",),
                    N_(
                        "purchase_revenue / orders. Returns in documents of their own are left out, because they are no "
                        "orders and often belong to another month"
                    ),
                ),
                Definition(("largest_order_value",), N_("revenue of the largest purchase")),
                Definition(
                    ("units", "lines"),
                    N_("units and order lines in purchases, returned units of the same order subtracted"),
                ),
            ),
            name=N_("How much"),
        ),
        Definitions(
            (
                Definition(
                    ("products", "categories"),
                    N_(
                        "different products and categories among lines that were paid for (line revenue above 0, not a "
                        "return). Gifts do not count. What was returned later still counts: it was wanted"
                    ),
                ),
                Definition(
                    ("favourite_category", "favourite_category_share"),
                    N_("category with most such lines, and its share of the lines whose category is known"),
                ),
                Definition(
                    ("channels", "favourite_channel", "favourite_channel_share"),
                    N_("the same for the sales channel, counted in purchases"),
                ),
                Definition(
                    ("favourite_weekday", "favourite_hour"),
                    N_("weekday (1 Monday to 7 Sunday) and hour with most purchases"),
                ),
                Definition(
                    ("weekend_share",),
                    N_(
                        "purchases on Saturday and Sunday / orders. Public holidays and moved working days are not "
                        "considered"
                    ),
                ),
            ),
            name=N_("What and where"),
        ),
        Text(N_("Of a customer with one purchase the favourites are simply that purchase; look at orders first.")),
        Definitions(
            (
                Definition(
                    ("returns",),
                    N_(
                        "return documents, refunded or returned orders, and orders with returned lines. The last are both"
                        " an order and a return"
                    ),
                ),
                Definition(("returned_amount",), N_("value of all these")),
                Definition(
                    ("return_rate",),
                    N_(
                        "returned_amount / (revenue + returned_amount): of each unit of money sold, what came back. Above"
                        " 1 when goods bought before the data begins came back; empty when nothing was sold"
                    ),
                ),
                Definition(
                    ("discount_amount", "discount_rate"),
                    N_("discounts in purchases; discounts / amount before discounts"),
                ),
                Definition(("coupon_share",), N_("purchases with a coupon / orders")),
            ),
            name=N_("Returns and discounts"),
        ),
        Definitions(
            (
                Definition(("orders_Nd", "active_days_Nd"), N_("purchases, and days with a purchase, in the window")),
                Definition(
                    ("revenue_Nd",), N_("revenue in the window, returns booked in the window netted; can be negative")
                ),
                Definition(("returns_Nd",), N_("returns in the window")),
            ),
            name=N_("Windows of 7, 30, 90, 180 and 365 days"),
        ),
        Definitions(
            (
                Definition(
                    ("events_Nd", "last_event_on"),
                    N_(
                        "events of known customers in 30, 90, 365 days; the last one. Visits before a customer was "
                        "recognised are not in it"
                    ),
                ),
                Definition(("interactions_Nd", "last_interaction_on"), N_("the same for contacts with the company")),
                Definition(
                    ("feedback_answers",),
                    N_("answers with a score and a scale; a score beyond its scale is a mistake and is left out"),
                ),
                Definition(
                    ("feedback_average", "feedback_last", "feedback_last_on"),
                    N_(
                        "score / highest score of the scale: mean of all, and of the last answer. NPS, stars and "
                        "complaints are mixed here; it is a temperature, not a Net Promoter Score"
                    ),
                ),
            ),
            name=N_("Behaviour and opinion"),
        ),
    ),
)
