"""The way to an order: the steps of the funnel, and the paths that visitors take."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

FUNNEL = Chapter(
    "funnel",
    (
        Text(
            N_(
                "One row per group (`dimension`, `group_name`) and `step`. The settings `funnel` and `funnel_days` say which events make the steps (`event`) and how "
                "many days an attempt may take; steps that never happened are left out. Visitors are customers, and devices of nobody known; a device "
                "that one customer alone was known on is that customer's. Who left orders but no event is no visitor."
            )
        ),
        Definitions(
            (
                Definition(
                    ("visitors", "customers"),
                    N_("visitors who took this step and all before, in this order and within the days; each counts once, with the attempt that went furthest, the first of equals. Customers: the known ones among them"),
                ),
                Definition(("share_of_first", "share_of_before"), N_("visitors / those of the first step; / those of the step before: 1 − this is the drop-off")),
                Definition(("hours_p25", "hours_p50", "hours_p75"), N_("quartiles and median of the hours since the step before, of those who took the step")),
                Definition(("hours_from_first",), N_("median of the hours since the first step")),
            )
        ),
        Text(N_("A visitor who uses two devices without signing in counts twice, and what was done elsewhere is not seen: shares are lower bounds of what people do.")),
    ),
)  # fmt: skip

PATHS = Chapter(
    "paths",
    (
        Text(N_("One row per `path`: the first six steps of journeys. A journey ends with an order or a week without a sign; what is repeated at once is one step; a journey of nothing but an order is left out.")),
        Definitions(
            (
                Definition(("journeys", "share", "rank"), N_("journeys with this path; the same as a share of all; 1 for the most common path. The 200 most common are kept")),
                Definition(("customers",), N_("known customers whose last journey it was")),
                Definition(("steps", "ends_in_order"), N_("how many steps the path has; whether the last of them is an order")),
            )
        ),
    ),
)  # fmt: skip

JOURNEYS = Chapter(
    "journeys",
    (
        Text(N_("One row per customer who left events (`customer_id`).")),
        Definitions(
            (
                Definition(("funnel_step",), N_("steps of the funnel that were taken in the attempt that went furthest; 0 when the first never was")),
                Definition(("funnel_entered_on", "funnel_channel"), N_("day and channel of the first step of that attempt")),
                Definition(("last_path",), N_("path of the last journey, where it is one of those in `paths`")),
            )
        ),
    ),
)  # fmt: skip
