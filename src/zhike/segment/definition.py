"""What people keep: a segment, or a tag, which is a segment with a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhike.segment.rules import Rule


@dataclass(frozen=True)
class Segment:
    """One version of a segment: a rule, or a list of so many records; `what` is saved, deleted or restored.

    With a group it is a tag: by its rule, or without one by what people say. `position` is its place in the group.
    """

    id: str
    version: int
    what: str
    name: str
    rule: Rule | None
    listed: int | None
    about: str
    because: str
    by: str
    made_at: datetime
    group_id: str | None = None
    position: int = 0
    owner: str = ""

    @property
    def is_deleted(self) -> bool:
        """Whether this version says that the segment is no more."""
        return self.what == "deleted"
