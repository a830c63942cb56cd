"""Unify: records of many sources become customers with stable ids; orders, lines and events get their customer.

In: the rows that collect accepted. Out: records, identity, customers, orders, order_lines, products, events and the rest.
"""

from pathlib import Path

from zhike.engine import PythonTable
from zhike.unify import who
from zhike.unify.candidates import CANDIDATES
from zhike.unify.corrections import (
    CORRECTABLE,
    NO_CORRECTIONS,
    Correction,
    NoReasonError,
    UndoneTwiceError,
    changed_since,
    correct,
    corrected,
    corrections,
    take_back,
)
from zhike.unify.decisions import NO_DECISIONS, Record, decided
from zhike.unify.golden import FILLED, chosen_rules, ruled, together
from zhike.unify.groups import GROUPS
from zhike.unify.matching import COMPARISONS
from zhike.unify.model import MODEL
from zhike.unify.scores import SCORES
from zhike.unify.typed import UnreadableValueError, read_values

TABLES: tuple[Path, ...] = tuple(sorted(Path(__file__).parent.glob("*.sql")))
PYTHON_TABLES: tuple[PythonTable, ...] = (CANDIDATES, MODEL, SCORES, GROUPS)

__all__ = [
    "COMPARISONS",
    "CORRECTABLE",
    "FILLED",
    "NO_CORRECTIONS",
    "NO_DECISIONS",
    "PYTHON_TABLES",
    "TABLES",
    "Correction",
    "NoReasonError",
    "Record",
    "UndoneTwiceError",
    "UnreadableValueError",
    "changed_since",
    "chosen_rules",
    "correct",
    "corrected",
    "corrections",
    "decided",
    "read_values",
    "ruled",
    "take_back",
    "together",
    "who",
]  # fmt: skip
