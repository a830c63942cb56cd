"""Segments: the customers that satisfy a rule, or that somebody listed; who is in them, since when, and why.

In: a rule that somebody wrote, and the tables per customer of a run. Out: kept segments in versions, and in every run their members
with the history of who entered and left.
"""

from pathlib import Path

from zhike.engine import PythonTable
from zhike.segment.around import Around, around
from zhike.segment.asking import Asked, asked
from zhike.segment.kept import (
    LoopError,
    NameTakenError,
    Segment,
    StillUsedError,
    called,
    delete,
    deleted,
    dependents,
    read,
    renamed,
    restore,
    save,
    segments,
    shown,
    versions,
)
from zhike.segment.known import fields
from zhike.segment.library import LIBRARY, Starter
from zhike.segment.lists import kept_lists, numbers_in, save_list
from zhike.segment.members import SEGMENT_MEMBERS, kept_rules
from zhike.segment.preview import Preview, preview
from zhike.segment.rules import WrongRuleError
from zhike.segment.sizes import Standing, belonging, moves, sizes, standings
from zhike.segment.stages import STAGES, Flow, Lifecycle, lifecycle
from zhike.segment.why import Verdict, Why, why

_HERE = Path(__file__).parent
TABLES: tuple[Path, ...] = tuple(
    _HERE / f"{name}.sql" for name in ("lifecycle_changes", "lifecycle", "lifecycle_months", "lifecycle_flows")
)
PYTHON_TABLES: tuple[PythonTable, ...] = (SEGMENT_MEMBERS,)

__all__ = [
    "LIBRARY", "PYTHON_TABLES", "STAGES", "TABLES", "Around", "Asked", "Flow", "Lifecycle", "LoopError", "NameTakenError",
    "Preview", "Segment", "Standing", "Starter", "StillUsedError", "Verdict", "Why", "WrongRuleError", "around", "asked",
    "belonging", "called", "delete", "deleted", "dependents", "fields", "kept_lists", "kept_rules", "lifecycle", "moves",
    "numbers_in", "preview", "read", "renamed", "restore", "save", "save_list", "segments", "shown", "sizes", "standings",
    "versions", "why",
]  # fmt: skip
