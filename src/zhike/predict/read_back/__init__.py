"""Scores, cards and back-tests read back for people: what each page of predictions shows, and what is withheld.

In: a workspace with a run. Out: frozen figures, and the names of targets and charts that cards are kept under; nothing is
fitted or scored here.
"""

from zhike.predict.churn_tests import AUC
from zhike.predict.drift import LARGE
from zhike.predict.kpi_forecast import FORECAST
from zhike.predict.next_targets import DAY
from zhike.predict.offer_tests import ALL_PRODUCTS, NEW_PRODUCTS
from zhike.predict.points import CALIBRATION, DRIFT, GAIN, INTERVAL, REPEATS, THRESHOLD
from zhike.predict.read_back.acquired import Worth, worth_by_channel
from zhike.predict.read_back.advised import Advised, Whole, advised, advised_by_stage, buyers_unprofiled, whole
from zhike.predict.read_back.ahead import Ahead, months_ahead
from zhike.predict.read_back.cards import ModelCard, Spot, Tested, cards, cards_of, pooled, spots, tests, withheld_of
from zhike.predict.read_back.coming import Due, Rhythm, Week, due_by_week, orders_by_week, rhythms
from zhike.predict.read_back.likely import LikelyCategory, customers_likely, likely_categories
from zhike.predict.read_back.offered import (
    Companion,
    Concentrated,
    OfferedProduct,
    companions,
    concentrated,
    customers_offered,
    offered,
)
from zhike.predict.read_back.risk import (
    Band,
    Ranked,
    Reason,
    Share,
    Threshold,
    at_risk_from,
    bands,
    probabilities,
    ranked,
    thresholds,
    top_reasons,
)
from zhike.predict.read_back.values import (
    FREQUENCY,
    RECENCY,
    Best,
    Cell,
    Range,
    Total,
    ValueBin,
    best_tenth,
    surface,
    totals,
    value_bins,
)
from zhike.predict.value import ORDERS, SPEND

__all__ = [
    "ALL_PRODUCTS",
    "AUC",
    "CALIBRATION",
    "DAY",
    "DRIFT",
    "FORECAST",
    "FREQUENCY",
    "GAIN",
    "INTERVAL",
    "LARGE",
    "NEW_PRODUCTS",
    "ORDERS",
    "RECENCY",
    "REPEATS",
    "SPEND",
    "THRESHOLD",
    "Advised",
    "Ahead",
    "Band",
    "Best",
    "Cell",
    "Companion",
    "Concentrated",
    "Due",
    "LikelyCategory",
    "ModelCard",
    "OfferedProduct",
    "Range",
    "Ranked",
    "Reason",
    "Rhythm",
    "Share",
    "Spot",
    "Tested",
    "Threshold",
    "Total",
    "ValueBin",
    "Week",
    "Whole",
    "Worth",
    "advised",
    "advised_by_stage",
    "at_risk_from",
    "bands",
    "best_tenth",
    "buyers_unprofiled",
    "cards",
    "cards_of",
    "companions",
    "concentrated",
    "customers_likely",
    "customers_offered",
    "due_by_week",
    "likely_categories",
    "months_ahead",
    "offered",
    "orders_by_week",
    "pooled",
    "probabilities",
    "ranked",
    "rhythms",
    "spots",
    "surface",
    "tests",
    "thresholds",
    "top_reasons",
    "totals",
    "value_bins",
    "whole",
    "withheld_of",
    "worth_by_channel",
]
