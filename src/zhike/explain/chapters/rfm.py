"""Recency, frequency and monetary value: scores, eleven groups, eight classes."""

from zhike.describe.rfm import CLASSES, GROUPS
from zhike.explain.chapter import Chapter, Definition, Definitions, Grid, Text
from zhike.words import N_

CHAPTER = Chapter(
    "rfm",
    (
        Text(
            N_(
                "One row per customer with at least one purchase (`customer_id`). Recency, frequency and monetary value "
                "as direct marketing has used them since the catalogue houses; the coding in fifths is described by A. M."
                " Hughes, *Strategic Database Marketing*, 1994."
            )
        ),
        Definitions(
            (
                Definition(
                    ("recency_days", "frequency", "monetary"),
                    N_("recency_days, orders and revenue of customer_features"),
                ),
                Definition(
                    ("r_score", "f_score", "m_score"), N_("1 + ⌊5 × (buyers who are strictly worse) / (all buyers)⌋")
                ),
                Definition(("fm_score",), N_("mean of f_score and m_score, halves rounded up")),
                Definition(("rfm_code", "rfm_score"), N_('the scores side by side ("545"); their sum, 3 to 15')),
                Definition(("rfm_group",), N_("one of eleven, below")),
                Definition(("rfm_class",), N_("one of eight, below")),
            ),
        ),
        Text(
            N_(
                "A score of s says: *better than at least (s − 1) × 20 % of all buyers*. Without ties that is the "
                "quintile. With ties, equal customers get the score of the lowest of them: when most customers bought "
                "once, they all have f_score 1 and no quarrel about row order moves them. So fifths need not be equal in "
                "size; where more than a fifth share the best value, nobody reaches 5, and a single customer has 111. Do "
                "not read RFM of fewer than some dozens of buyers."
            )
        ),
        Text(
            N_(
                "**Eleven groups** by r_score and fm_score. The grid follows the usage common among RFM tools; such grids"
                " differ in a few cells, and this one is total: every buyer is in exactly one group."
            )
        ),
        Grid(
            ("", "fm 1", "fm 2", "fm 3", "fm 4", "fm 5"),
            (
                ("r 5", "new_customers", "potential_loyalist", "potential_loyalist", "champions", "champions"),
                ("r 4", "promising", "potential_loyalist", "potential_loyalist", "loyal", "loyal"),
                ("r 3", "about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
                ("r 2", "hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose_them"),
                ("r 1", "lost", "lost", "at_risk", "at_risk", "cannot_lose_them"),
            ),
            names=GROUPS,
        ),
        Text(
            N_(
                "The names are shorthand for the cell. new_customers does not look at the date of the first purchase: "
                "new_customers of kpi_monthly does."
            )
        ),
        Text(
            N_(
                "**Eight classes**, as Chinese practice has them: each of the three values against the mean of all "
                "buyers. R is high when recency_days ≤ mean, F when frequency ≥ mean, M when monetary ≥ mean."
            )
        ),
        Grid(
            ("R", "F", N_("M high"), N_("M low")),
            (
                (N_("high"), N_("high"), "important_value", "general_value"),
                (N_("high"), N_("low"), "important_develop", "general_develop"),
                (N_("low"), N_("high"), "important_keep", "general_keep"),
                (N_("low"), N_("low"), "important_win_back", "general_win_back"),
            ),
            names=CLASSES,
        ),
        Text(
            N_(
                'Means are pulled up by a few large customers, so "important" is usually well below half. Some firms '
                "compare scores or medians instead; figures from elsewhere are comparable only with the same rule."
            )
        ),
        Text(
            N_(
                "What RFM does not tell: it is relative to the other buyers of the same day, so a customer can change "
                "group without doing anything; it compares people with very different natural rhythms; it predicts "
                "nothing by itself."
            )
        ),
    ),
)
