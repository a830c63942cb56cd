"""The rule language: a text or a JSON tree becomes a checked tree, and the tree becomes SQL, words, or a verdict in Python.

In: what somebody wrote, and which columns, segments and tags there are. Out: trees that can only mean what they say.
"""

from zhike.segment.rules.checked import OPERATORS_OF, Known, checked
from zhike.segment.rules.compiled import Compiling
from zhike.segment.rules.editing import Path, added, moved, negated, part_at, path_of, replaced, tied
from zhike.segment.rules.errors import WrongRuleError
from zhike.segment.rules.evaluated import Customer, count, holds
from zhike.segment.rules.happenings import HAPPENINGS, Happening
from zhike.segment.rules.parsed import parsed
from zhike.segment.rules.shaped import from_shape, shaped
from zhike.segment.rules.tree import (
    OPERATORS,
    Compare,
    Condition,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Not,
    Rule,
    Some,
    Split,
    Value,
    columns_of,
    conditions,
    segments_of,
    tags_of,
    uses_of,
)
from zhike.segment.rules.typed_in import said_of, values_in
from zhike.segment.rules.written import written

__all__ = [
    "HAPPENINGS", "OPERATORS", "OPERATORS_OF", "Compare", "Compiling", "Condition", "Customer", "DaysAgo", "Every", "Happened",
    "Happening", "HasTag", "InSegment", "Known", "Not", "Path", "Rule", "Some", "Split", "Value", "WrongRuleError", "added", "checked", "columns_of",
    "conditions", "count", "from_shape", "holds", "moved", "negated", "parsed", "part_at", "path_of", "replaced", "said_of",
    "segments_of", "shaped", "tags_of", "tied", "uses_of", "values_in", "written",
]  # fmt: skip
