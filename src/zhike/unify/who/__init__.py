"""Who is who, asked and decided by people: what a customer is made of, why, and every change with its undo.

In: a workspace with a run, and who asks. Out: frozen answers for the command line, the pages and the API.
"""

from zhike.unify.decisions import Decision, decision
from zhike.unify.who.changing import Changed, apart, merge, named, split, undo
from zhike.unify.who.finding import FIELDS, UnknownRecordError, followed
from zhike.unify.who.history import HISTORY, History, history
from zhike.unify.who.measuring import Band, Measured, RuleUsed, SourceKept, Way, measured
from zhike.unify.who.reviewing import (
    KINDS,
    Answers,
    Question,
    Queue,
    answer,
    export_queue,
    import_answers,
    pair_answered,
    question,
    queue,
)
from zhike.unify.who.showing import Moved, Pair, Shown, Weight, Why, show, why
from zhike.unify.who.standing import Standing, Tied, is_anything_pending, pending, standing

__all__ = [
    "FIELDS",
    "HISTORY",
    "KINDS",
    "Answers",
    "Band",
    "Changed",
    "Decision",
    "History",
    "Measured",
    "Moved",
    "Pair",
    "Question",
    "Queue",
    "RuleUsed",
    "Shown",
    "SourceKept",
    "Standing",
    "Tied",
    "UnknownRecordError",
    "Way",
    "Weight",
    "Why",
    "answer",
    "apart",
    "decision",
    "export_queue",
    "followed",
    "history",
    "import_answers",
    "is_anything_pending",
    "measured",
    "merge",
    "named",
    "pair_answered",
    "pending",
    "question",
    "queue",
    "show",
    "split",
    "standing",
    "undo",
    "why",
]  # fmt: skip
