"""Categories that a customer will probably buy of next, how likely, and why."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "propensity",
    (
        Text(
            N_(
                "The likeliest categories of every customer (`customer_id`), by `rank`: the probability that they buy of the "
                "category at least once within `horizon_days`. Who refused profiling has no row."
            )
        ),
        Definitions(
            (
                Definition(
                    ("category", "probability", "as_of", "horizon_days", "model"),
                    N_("the category; the probability; T; the days looked ahead; the model"),
                ),
                Definition(("has_bought",), N_("whether they have bought of the category before")),
                Definition(
                    (
                        "reason_1",
                        "value_1",
                        "contribution_1",
                        "reason_2",
                        "value_2",
                        "contribution_2",
                        "contribution_rest",
                        "base",
                    ),
                    N_(
                        "the two inputs that moved it most, their values and what each added; base + contributions + rest is "
                        "the logit of the probability"
                    ),
                ),
            ),
        ),
    ),
)
