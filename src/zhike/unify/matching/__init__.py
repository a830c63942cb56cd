"""Matching: how records are compared, and how sure it is that two of them are one person.

In: a session with the relation `records`. Out: pairs worth comparing, the ways in which they agree, the weights of these
ways estimated without labels, and a probability for each pair.
"""

from zhike.unify.matching.blocking import FEW, RULES, Blocked, Rule, block_name, candidates, pair
from zhike.unify.matching.comparing import compare
from zhike.unify.matching.comparisons import COMPARISONS, Comparison, Level, usable
from zhike.unify.matching.fields import comparable
from zhike.unify.matching.model import TOO_FEW, UNSEEN, Data, Floats, Model, Patterns, estimate
from zhike.unify.matching.scoring import Scored, score

__all__ = [
    "COMPARISONS",
    "FEW",
    "RULES",
    "TOO_FEW",
    "UNSEEN",
    "Blocked",
    "Comparison",
    "Data",
    "Floats",
    "Level",
    "Model",
    "Patterns",
    "Rule",
    "Scored",
    "block_name",
    "candidates",
    "comparable",
    "compare",
    "estimate",
    "pair",
    "score",
    "usable",
]
