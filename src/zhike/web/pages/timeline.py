"""Everything that happened with one customer, the newest first: what they did, and where they came to stand by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike import pipeline
from zhike.describe import directory, profile
from zhike.describe.profile import KINDS, Entry
from zhike.explain.segments import SOURCES
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.following import leads_on
from zhike.web.looking_back import on_day
from zhike.web.pages.customer import Page
from zhike.web.room import Room
from zhike.words import _

room = Room("customer")


@dataclass(frozen=True)
class TimelinePage:
    """What happened between a customer and the company, the newest first; `kinds` can be asked for alone."""

    title: str
    customer_id: str
    kind: str
    kinds: dict[str, str]
    page: int
    has_more: bool
    entries: tuple[Entry, ...]

    def said(self, entry: Entry) -> str:
        """Return what happened as people say it."""
        return entry.said or formats.NOTHING

    def source(self, entry: Entry) -> str:
        """Return where it comes from: a source, or what makes a tag or a stage, as people say it."""
        if entry.kind == "tag":
            return _(SOURCES[entry.source])
        return directory.value_in_words("stage_cause", entry.source) if entry.kind == "stage" else entry.source


@room.page("/customers/{customer_id}/timeline", template="customers/timeline.html")
@leads_on
@on_day
def timeline(
    ask: Question, customer_id: str, kind: Annotated[str, Query(max_length=20)] = "", page: Page = 1
) -> TimelinePage:
    """Show everything that happened with one customer, or what is of one kind."""
    row = profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    found = profile.timeline(ask.shop, customer_id, by=ask.actor, kind=kind, page=page)
    words = {name: _(label) for name, label in KINDS.items()}
    return TimelinePage(
        str(row.get("name") or customer_id), customer_id, found.kind, words, found.page, found.has_more, found.entries
    )
