"""KPIs of the months ahead: what is to be expected, how sure that is, and what a plain rule says."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "kpi_forecast",
    (
        Text(
            N_(
                "One row per KPI (`kpi`) and month ahead (`month`). Only whole months are learned from: the month that still "
                "runs is the first one that is forecast. A KPI whose forecast does not beat the plain rule has no rows."
            )
        ),
        Definitions(
            (
                Definition(
                    ("months_ahead", "as_of"),
                    N_(
                        "1 for the first month that had not ended by the as-of day; the day up to which everything is known"
                    ),
                ),
                Definition(
                    ("expected", "low", "high"),
                    N_(
                        "what is to be expected of the whole month, and the interval that is to hold four of five months; "
                        "the card says what share it held on past months, learned for each from those furthest from it. It "
                        "widens with the months ahead as the errors did"
                    ),
                ),
                Definition(
                    ("baseline", "baseline_model"),
                    N_("what the better of two plain rules says: last month again, or the same month a year before"),
                ),
                Definition(("model",), N_("what erred least on the past days; its card says by how much")),
            ),
        ),
    ),
)
