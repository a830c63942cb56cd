"""What it costs to win customers, by channel, and when that comes back."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

ACQUISITION = Chapter(
    "acquisition",
    (
        Text(N_("One row per acquisition `channel` of the customers and `month` in which they were won: registered, or first bought where no registration is known.")),
        Definitions(
            (
                Definition(("customers", "buyers"), N_("customers won; those of them who have bought by T")),
                Definition(
                    ("cost",),
                    N_("marketing costs of the channel in the month, from cost files; for a channel that no cost file names, the acquisition costs of its customers; empty when neither is known"),
                ),
                Definition(("revenue", "margin"), N_("what these customers have brought from then to T: young months had less time")),
                Definition(
                    ("cac",),
                    N_("customer acquisition cost: Σ cost / Σ customers over the months shown. The value per customer is what these customers have left so far (margin) and are expected to leave over the longest horizon shown (`clv`, before acquisition cost). CLV:CAC sets it against the CAC; 3 is a common rule of thumb, not a law"),
                    name=N_("CAC"),
                ),
            )
        ),
        Text(N_("Costs and customers of the same months are compared, though some who were won this month were paid for in the last one. Channels that cost nothing that is booked look free.")),
    ),
)  # fmt: skip

PAYBACK = Chapter(
    "payback",
    (
        Text(N_("One row per acquisition `channel` and month since its customers were won (`months_since`). Only months that had ended by T count.")),
        Definitions(
            (
                Definition(("customers",), N_("customers who were won long enough ago to be watched in that month")),
                Definition(("revenue",), N_("Σ over the months so far of the month's revenue per customer watched in it; not a value that any one group has brought")),
                Definition(
                    ("margin",),
                    N_("revenue × the share that is left of purchases whose cost of goods is known. Payback is the first month in which it reaches the CAC"),
                ),
            )
        ),
    ),
)  # fmt: skip
