"""The charts of a model card: what each point is."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "model_charts",
    (
        Text(N_("The points are in backtest_points, of every past day; pages show the days together, by customers.")),
        Definitions(
            (
                Definition(
                    ("calibration",),
                    N_(
                        "customers in tenths by what was stated; in each tenth the mean of what was stated and of what came "
                        "(of days and amounts the median). On the diagonal, statements are right"
                    ),
                    name=N_("Calibration"),
                ),
                Definition(
                    ("gain",),
                    N_(
                        "customers from the highest stated down: the share of all that came which a share of customers had. "
                        "The diagonal is chance"
                    ),
                    name=N_("Gain"),
                ),
                Definition(
                    ("roc",),
                    N_(
                        "down the same order: the share of the churned who were found, over the share of the others who were "
                        "alarmed. The area below is how often one who left scored above one who stayed"
                    ),
                    name=N_("ROC curve"),
                ),
                Definition(
                    ("precision",),
                    N_(
                        "down the same order: of those reached, the share who stayed away, over the share of all who stayed "
                        "away that is found by then"
                    ),
                    name=N_("Precision and recall"),
                ),
                Definition(
                    ("threshold",),
                    N_(
                        "for each probability: customers at or above it and the churned among them. A contact pays where "
                        "(churned × what it keeps) is more than (contacts × cost); for a calibrated score that is from cost / kept on"
                    ),
                    name=N_("Threshold"),
                ),
                Definition(
                    ("repeats",),
                    N_(
                        "mean per customer of what was expected and of what came, by repeat purchases until the past day"
                    ),
                    name=N_("By repeat purchases"),
                ),
                Definition(
                    ("weeks",),
                    N_(
                        "the expected total of the horizon, spread over its weeks as orders of the past days were; the bounds "
                        "are the 10 % and 90 % quantiles of (came / expected) of single weeks"
                    ),
                    name=N_("Weeks ahead"),
                ),
                Definition(
                    ("recall",),
                    N_(
                        "of a customer's purchases of different products in the days after a past day, the share that stood among "
                        "the ten offered on it; the mean over all who bought. Of new products only those never bought before count"
                    ),
                    name=N_("Recall at 10"),
                ),
                Definition(
                    ("coverage",),
                    N_(
                        "products from the most offered down: the share of all offers that falls on them; beside it the same of "
                        "buyers, from the most bought down. The nearer to the diagonal, the more of the range is shown to somebody"
                    ),
                    name=N_("Coverage of the range"),
                ),
                Definition(
                    ("drift",),
                    N_(
                        "population stability index of an input, newest past day against T: Σ (now − then) × ln(now / then) over "
                        "ten groups of equal size then and one for nothing known. Below 0.1 nothing has changed, above 0.25 much"
                    ),
                    name=N_("Drift"),
                ),
            ),
        ),
    ),
    title=N_("Charts of a model card"),
)
