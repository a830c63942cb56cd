"""Segments: the customers that satisfy a rule, or that somebody listed; and tags: what is said of customers. Who, since when, why.

In: a rule that somebody wrote, what people say, and the tables per customer of a run. Out: kept segments and tags in versions, and
in every run who is in them or has them, with the history of who entered and left.
"""

from pathlib import Path

from zhike.engine import PythonTable
from zhike.segment.around import Around, around, around_kept
from zhike.segment.asking import Asked, asked
from zhike.segment.at_hand import name_at_hand
from zhike.segment.carried import Batch, batches, kept_statements
from zhike.segment.clusters import CUSTOMERS_IN_CLUSTERS, Apart, Cluster, Clusters, Mine, cluster_of, clusters
from zhike.segment.definition import Segment
from zhike.segment.groups import Statistic, TagGroup, deleted_groups, group_called, groups
from zhike.segment.kept import (
    NameTakenError,
    StillUsedError,
    called,
    delete,
    deleted,
    dependents,
    names_of,
    read,
    renamed,
    restore,
    save,
    segments,
    shown,
    tag_called,
    tag_name,
    tags,
    versions,
)
from zhike.segment.known import fields, withheld
from zhike.segment.library import LIBRARY, Starter
from zhike.segment.lists import kept_lists, numbers_in, save_list
from zhike.segment.members import SEGMENT_MEMBERS, kept_groups, kept_rules
from zhike.segment.needs import LoopError
from zhike.segment.preview import Preview, preview
from zhike.segment.rules import WrongRuleError
from zhike.segment.sizes import Standing, belonging, members_of, moves, sizes, standings
from zhike.segment.stages import STAGES, Flow, Lifecycle, Move, Moves, lifecycle, stage_moves
from zhike.segment.statements import Planned, TagClashError, planned, put, say, take, undo
from zhike.segment.tagged import TagOfCustomer, TagStanding, tag_standings, tags_of_customer
from zhike.segment.tagging import WrongGroupError, delete_group, restore_group, save_group, save_tag
from zhike.segment.why import Verdict, Why, why

_HERE = Path(__file__).parent
TABLES: tuple[Path, ...] = tuple(
    _HERE / f"{name}.sql" for name in ("lifecycle_changes", "lifecycle", "lifecycle_months", "lifecycle_flows")
)
PYTHON_TABLES: tuple[PythonTable, ...] = (CUSTOMERS_IN_CLUSTERS, SEGMENT_MEMBERS)

__all__ = [
    "LIBRARY", "PYTHON_TABLES", "STAGES", "TABLES", "Apart", "Around", "Asked", "Batch", "Cluster", "Clusters", "Flow", "Lifecycle",
    "LoopError", "Mine", "Move", "Moves", "NameTakenError", "Planned", "Preview", "Segment", "Standing", "Starter", "Statistic",
    "StillUsedError",
    "TagClashError", "TagGroup", "TagOfCustomer", "TagStanding", "Verdict", "Why", "WrongGroupError", "WrongRuleError",
    "around", "around_kept", "asked", "batches", "belonging", "called", "cluster_of", "clusters", "delete", "delete_group", "deleted", "deleted_groups",
    "dependents", "fields", "group_called", "groups", "kept_groups", "kept_lists", "kept_rules", "kept_statements",
    "lifecycle", "members_of", "moves", "name_at_hand", "names_of", "numbers_in", "planned", "preview", "put", "read",
    "renamed", "restore", "restore_group", "save", "save_group", "save_list", "save_tag", "say", "segments", "shown",
    "sizes", "stage_moves", "standings", "tag_called", "tag_name", "tag_standings", "tags", "tags_of_customer", "take", "undo", "versions",
    "why", "withheld",
]  # fmt: skip
