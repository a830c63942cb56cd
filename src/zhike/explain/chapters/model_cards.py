"""Model cards: what a model was trained on, how it did against a baseline, and whether its score is shown."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CHAPTER = Chapter(
    "model_cards",
    (
        Text(
            N_(
                "One row per score, model, target and horizon. On a past day everything is done as if it were today: the model "
                "knows nothing after it, and what came is compared with what was stated."
            )
        ),
        Definitions(
            (
                Definition(
                    ("score", "model", "target", "horizon_days", "as_of"),
                    N_("the table of the scores, what makes them, what is predicted, how far ahead, and T"),
                ),
                Definition(
                    ("trained_from", "trained_to", "rows"),
                    N_("first and last day of the data, and customers learned from"),
                ),
                Definition(
                    ("metric", "value"),
                    N_(
                        "what decides, and its mean over the past days. Errors are in the unit of the target and less is "
                        "better; so it is with log loss; of the area under the ROC curve more is better"
                    ),
                ),
                Definition(
                    ("baseline", "baseline_value"),
                    N_("the plain rule that is hardest to beat here, and the same mean of it"),
                ),
                Definition(("cutoffs",), N_("past days that it was tested on, three at least")),
                Definition(
                    ("bias",),
                    N_("Σ expected / Σ actual − 1 over the past days: −0.1 is a total that fell a tenth short"),
                ),
                Definition(
                    ("coverage",), N_("share of outcomes that lay within their 80 % interval; near 0.8 is right")
                ),
                Definition(
                    ("verdict", "missing", "missing_codes"),
                    N_(
                        "shown when it beat the baseline in the mean and on two past days of three; else withheld, with the "
                        "words of what is missing. A withheld score is nowhere: not in its table, list, page or file"
                    ),
                ),
                Definition(("remarks", "remark_codes"), N_("what else a reader should know")),
                Definition(("fitted",), N_("the model itself as text")),
            ),
        ),
    ),
)
