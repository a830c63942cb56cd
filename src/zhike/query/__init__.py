"""What an analyst asks in SQL: checked, answered by a process of its own, remembered for whoever asked.

In: a statement and who asks. Out: an answer with all its rows, or an error in words and the place it points at.
"""

from zhike.query.answers import Answer, answer, hidden_from, prepare
from zhike.query.examples import Example, examples
from zhike.query.history import Asked, asked, last_asked, remember
from zhike.query.offered import OfferedColumn, OfferedTable, offered
from zhike.query.pointing import Pointed, pointed, said_of

__all__ = [
    "Answer",
    "Asked",
    "Example",
    "OfferedColumn",
    "OfferedTable",
    "Pointed",
    "answer",
    "asked",
    "examples",
    "hidden_from",
    "last_asked",
    "offered",
    "pointed",
    "prepare",
    "remember",
    "said_of",
]  # fmt: skip
