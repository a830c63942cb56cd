"""The directory: finding customers by what was typed, by filters that read as words, sorted, page by page; and taking them away.

In: a workspace with a run, a checked question, and who asks. Out: pages of customers, files, saved views.
"""

from zhike.describe.directory.answering import PAGE, Found, find
from zhike.describe.directory.conditions import OPERATORS, Condition, WrongFilterError, conditions_of
from zhike.describe.directory.exporting import counted, exported, numbers, streamed
from zhike.describe.directory.fields import BOUGHT, BOUGHT_IN, IN_SLICE, Field, fields_of, is_foreseen
from zhike.describe.directory.first import fields_now, prepare_first
from zhike.describe.directory.labels import choices_of, code_of, coded, label_of, label_of_table, value_in_words
from zhike.describe.directory.listing import LISTING, Listing, prepare, typed_sql
from zhike.describe.directory.question import COLUMNS, DEFAULT_SORT, LONGEST_SEARCH, ListQuestion, question_of
from zhike.describe.directory.saying import COMPARISONS, day_in_words, in_words
from zhike.describe.directory.scores import declared_scores
from zhike.describe.directory.views import View, drop_view, save_view, views

__all__ = [
    "BOUGHT",
    "BOUGHT_IN",
    "COLUMNS",
    "COMPARISONS",
    "DEFAULT_SORT",
    "IN_SLICE",
    "LISTING",
    "LONGEST_SEARCH",
    "OPERATORS",
    "PAGE",
    "Condition",
    "Field",
    "Found",
    "ListQuestion",
    "Listing",
    "View",
    "WrongFilterError",
    "choices_of",
    "code_of",
    "coded",
    "conditions_of",
    "counted",
    "day_in_words",
    "declared_scores",
    "drop_view",
    "exported",
    "fields_now",
    "fields_of",
    "find",
    "in_words",
    "is_foreseen",
    "label_of",
    "label_of_table",
    "numbers",
    "prepare",
    "prepare_first",
    "question_of",
    "save_view",
    "streamed",
    "typed_sql",
    "value_in_words",
    "views",
]  # fmt: skip
