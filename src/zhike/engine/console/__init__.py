"""The console: one SELECT of an analyst, answered by a process of its own that can open nothing but the tables of one run.

In: a statement and the tables it may read. Out: an Arrow table, whole, or an error in words; the caller lives on, whatever
the statement does.
"""

from zhike.engine.console.ask import Console, Inquiry
from zhike.engine.console.limits import ConsoleLimits
from zhike.engine.console.refusals import (
    AnswerTooLargeError,
    ConsoleBusyError,
    QueryCrashedError,
    QueryMemoryError,
    QueryTooLongError,
)

__all__ = [
    "AnswerTooLargeError",
    "Console",
    "ConsoleBusyError",
    "ConsoleLimits",
    "Inquiry",
    "QueryCrashedError",
    "QueryMemoryError",
    "QueryTooLongError",
]  # fmt: skip
