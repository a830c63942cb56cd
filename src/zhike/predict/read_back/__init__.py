"""Scores, cards and back-tests read back for people: what each page of predictions shows, and what is withheld.

In: a workspace with a run. Out: frozen figures; nothing is fitted or scored here.
"""

from zhike.predict.read_back.advised import Advised, Whole, advised, advised_by_stage, buyers_unprofiled, whole
from zhike.predict.read_back.ahead import Ahead, months_ahead
from zhike.predict.read_back.cards import ModelCard, Spot, Tested, cards, cards_of, pooled, spots, tests, withheld_of
from zhike.predict.read_back.coming import Due, Rhythm, Week, due_by_week, orders_by_week, rhythms
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
from zhike.predict.read_back.values import Best, Cell, Range, Total, ValueBin, best_tenth, surface, totals, value_bins

__all__ = [
    "Advised",
    "Ahead",
    "Band",
    "Best",
    "Cell",
    "Companion",
    "Concentrated",
    "Due",
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
    "customers_offered",
    "due_by_week",
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
]
