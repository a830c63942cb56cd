"""How a question to the console can fail, beyond being wrong: too long, too much, too many at once."""

from __future__ import annotations

from zhike.errors import ZhikeError
from zhike.words import N_


class QueryTooLongError(ZhikeError, TimeoutError):
    """A query that did not end in time."""

    code = "query_too_long"
    sentence = N_(
        "The query was ended after {seconds:g} seconds, the most that it may take. Ask about fewer rows, or sum up before joining."
    )


class QueryMemoryError(ZhikeError, MemoryError):
    """A query that needs more memory than it may take."""

    code = "query_memory"
    sentence = N_(
        "The query needs more than the {memory_gb:g} GB of memory that it may take. Ask about fewer rows or columns, or sum up before sorting."
    )


class AnswerTooLargeError(ZhikeError, ValueError):
    """An answer that is larger than any that is handed over."""

    code = "answer_too_large"
    sentence = N_("The answer is larger than {gigabytes:g} GB. Narrow it with where, or sum it up with group by.")


class QueryCrashedError(ZhikeError, RuntimeError):
    """The answering process ended without an answer."""

    code = "query_crashed"
    can_retry = True
    sentence = N_(
        "The query's process ended without an answer ({detail}). Nothing else was touched. Try a simpler query."
    )


class ConsoleBusyError(ZhikeError, BlockingIOError):
    """More questions at once than are answered."""

    code = "console_busy"
    can_retry = True
    sentence = N_("{count} queries are being answered already. Try again in a moment.")
