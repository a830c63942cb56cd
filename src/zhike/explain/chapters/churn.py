"""Churn: how likely somebody stays away, in which band that is, and what moved it."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "churn",
    (
        Text(
            N_(
                "One row per customer who ever bought (`customer_id`). A churned customer is one without a purchase for "
                "`horizon_days`: the setting predict.churn_days, or the days that nine of ten gaps are shorter than."
            )
        ),
        Definitions(
            (
                Definition(
                    ("as_of", "horizon_days", "model"), N_("T; the days of the definition; what won on past days")
                ),
                Definition(
                    ("churn_probability",),
                    N_("how likely no purchase comes in (T, T + horizon_days]: 1 / (1 + e^−logit)"),
                ),
                Definition(
                    ("risk_band",),
                    N_(
                        "low below 0.3, medium from 0.3, high from 0.6; lapsed: no purchase for horizon_days already, whatever "
                        "the probability"
                    ),
                ),
                Definition(
                    ("reason_1", "reason_2", "reason_3", "value_1", "value_2", "value_3"),
                    N_("the inputs that moved this customer's score most, strongest first, and what they are here"),
                ),
                Definition(
                    ("base", "contribution_1", "contribution_2", "contribution_3", "contribution_rest"),
                    N_(
                        "logit = base + all contributions, exactly. A contribution above 0 speaks for staying away; +0.7 about"
                        " doubles the odds. base is the logit of a customer whose every input is as usual"
                    ),
                ),
            ),
        ),
        Text(
            N_(
                "Value at risk is clv × churn_probability, summed over customers whose value is above 0. A reason says what "
                "the score rests on, not what would change it: who writes to a customer because of a long silence does not "
                "undo the silence."
            )
        ),
    ),
)
