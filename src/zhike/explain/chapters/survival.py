"""Who buys again, and when: those who have not yet are counted as long as they were watched."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "survival",
    (
        Text(
            N_(
                "One row per group (`dimension`, `group_name`), number of the purchase (`purchase_no`) and week since the purchase before (`days`). "
                "Groups are those of the first purchase: its channel, its category, its year (cohort), and the customer's region."
            )
        ),
        Definitions(
            (
                Definition(("at_risk",), N_("customers who were watched so long at least and had not bought again before that day")),
                Definition(("bought",), N_("customers seen to buy again within these days")),
                Definition(
                    ("survival",),
                    N_("S(t) = Π (1 − d / n) over the days up to t, d buying of n at risk (Kaplan & Meier 1958): the estimated share who have not bought again. 1 − S is the repeat-purchase curve"),
                ),
                Definition(
                    ("low", "high"),
                    N_("95 % band: variance Σ d / (n (n − d)) (Greenwood 1926) on the log(−log S) scale, so that it stays between 0 and 1 (Kalbfleisch & Prentice)"),
                ),
            )
        ),
        Text(
            N_(
                "A customer who has not bought again is no failure but an unfinished wait: it counts as long as it has lasted, then leaves. The end "
                "of a curve rests on few customers: look at the number at risk. That waits are cut by T alone, and not by what the customer does, "
                "is assumed; where customers of different years differ much, compare cohorts."
            )
        ),
    ),
)  # fmt: skip
