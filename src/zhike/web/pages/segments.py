"""Segments: which there are and how many customers each holds; one of them with its history, versions, and why somebody is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Form, Query

from zhike import pipeline, segment
from zhike.describe import profile
from zhike.describe.directory import Field
from zhike.explain.segments import SOURCES, VERSIONED, words
from zhike.segment import Mine, Segment, Standing, TagOfCustomer, Verdict, Why
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series
from zhike.web.following import leads_on
from zhike.web.pages.clusters import reason
from zhike.web.room import Room
from zhike.words import _, ngettext

room = Room("segments")

Name = Annotated[str, Form(max_length=200)]
Because = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class SegmentRow:
    """A segment in the list: its rule as text ("" for a list) and in words, members and share as the run found them.

    `change` is the change of its members since about a month ago, None where no run is that old.
    """

    id: str
    name: str
    rule: str
    words: str
    version: int
    by: str
    made_at: datetime
    members: int | None
    share: float | None
    change: int | None
    problem: str
    is_current: bool

    @property
    def link(self) -> str:
        """Return the address of its customers."""
        return customers_with(whose("in_segment", self.name))


@dataclass(frozen=True)
class SegmentsPage:
    """All segments by name, and those that were deleted."""

    title: str
    segments: tuple[SegmentRow, ...]
    deleted: tuple[Segment, ...]


@dataclass(frozen=True)
class VersionRow:
    """One version of a segment."""

    version: int
    what: str
    name: str
    rule: str
    because: str
    by: str
    made_at: datetime


@dataclass(frozen=True)
class SegmentPage:
    """One segment: its row, its size run by run, its versions, what is made from it, who entered and left lately."""

    title: str
    segment: SegmentRow
    sizes: Chart
    versions: tuple[VersionRow, ...]
    used_by: tuple[str, ...]
    entered: int
    left: int
    since: date | None

    def said(self, what: str) -> str:
        """Return what a version says in words."""
        return _(VERSIONED[what])


@dataclass(frozen=True)
class WhyPage:
    """Why a customer is in a segment, or is not."""

    title: str
    why: Why
    rows: tuple[tuple[int, Verdict], ...]


@room.page("/segments", template="segments/list.html")
def segments(ask: Question) -> SegmentsPage:
    """List the segments."""
    return SegmentsPage(_("Segments"), tuple(_rows(ask).values()), segment.deleted(ask.shop))


@room.page("/segments/{segment_id}", template="segments/one.html")
def one(ask: Question, segment_id: str) -> SegmentPage:
    """Show one segment."""
    found = segment.called(ask.shop, segment_id)
    sizes = segment.sizes(ask.shop, found.id)
    moves = segment.moves(ask.shop, found.id)
    return SegmentPage(
        title=found.name,
        segment=_rows(ask)[found.id],
        sizes=size_chart(found.name, sizes),
        versions=versions_of(ask, found.id),
        used_by=tuple(s.name for s in segment.dependents(ask.shop, found.id)),
        entered=moves["entered"],
        left=moves["left"],
        since=sizes[-2]["as_of"] if len(sizes) > 1 else None,
    )


@room.page("/segments/{segment_id}/why", template="segments/why.html")
def why(ask: Question, segment_id: str, customer: Annotated[str, Query(max_length=40)]) -> WhyPage:
    """Show why a customer is in a segment, or is not."""
    found = segment.why(ask.shop, segment_id, customer.strip(), by=ask.actor)
    return WhyPage(found.segment.name, found, tuple(_flat(found.verdict)) if found.verdict else ())


@room.page("/tags/{tag_id}/why", template="segments/why.html")
def why_tagged(ask: Question, tag_id: str, customer: Annotated[str, Query(max_length=40)]) -> WhyPage:
    """Show why a customer has a tag, or does not."""
    found = segment.why(ask.shop, tag_id, customer.strip(), by=ask.actor, tag=True)
    return WhyPage(found.segment.name, found, tuple(_flat(found.verdict)) if found.verdict else ())


@dataclass(frozen=True)
class BelongingPage:
    """The segments that a customer is in, with the day since when a run finds them there, and the other ones; the tags.

    `by_hand` are the tags that people may put on; `cluster` is the group that the customer was found in, for these `reasons`.
    """

    title: str
    customer_id: str
    inside: tuple[tuple[str, str, date], ...]
    others: tuple[tuple[str, str], ...]
    tags: tuple[TagOfCustomer, ...]
    by_hand: tuple[tuple[str, str], ...]
    cluster: Mine | None
    reasons: tuple[str, ...]

    @property
    def addable(self) -> list[tuple[str, str]]:
        """Return the tags that people may put on and that the customer does not have."""
        there = {t.id for t in self.tags}
        return [(i, name) for i, name in self.by_hand if i not in there]

    def source(self, how: str) -> str:
        """Return in words what makes a tag."""
        return _(SOURCES[how])


@room.page("/customers/{customer_id}/segments", template="segments/belonging.html")
@leads_on
def belonging(ask: Question, customer_id: str) -> BelongingPage:
    """Show which segments a customer is in."""
    row = profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    there = segment.segments(ask.shop)
    mine, currency = segment.cluster_of(ask.shop, customer_id), ask.shop.settings.currency
    since = segment.belonging(ask.shop, customer_id)
    return BelongingPage(
        str(row.get("name") or customer_id), customer_id,
        tuple((s.id, s.name, since[s.id]) for s in there if s.id in since),
        tuple((s.id, s.name) for s in there if s.id not in since), segment.tags_of_customer(ask.shop, customer_id),
        tuple((t.id, t.name) for t in segment.tags(ask.shop) if t.rule is None), mine, tuple(reason(a, currency) for a in mine.why) if mine else (),
    )  # fmt: skip


@dataclass(frozen=True)
class TagsOfPage:
    """The tags that a customer has."""

    customer_id: str
    tags: tuple[TagOfCustomer, ...]


@room.page("/customers/{customer_id}/tags", template="segments/badges.html")
@leads_on
def tags_of(ask: Question, customer_id: str) -> TagsOfPage:
    """Show which tags a customer has."""
    profile.card(ask.shop, customer_id, by=ask.actor, declared=pipeline.tables())
    return TagsOfPage(customer_id, segment.tags_of_customer(ask.shop, customer_id))


@room.change("/segments", needs="segment")
def save(
    ask: Question, name: Name, rule: Annotated[str, Form(max_length=10_000)] = "", of: Name = "", because: Because = ""
) -> str:
    """Keep a rule under a name."""
    made = segment.save(ask.shop, name, rule, by=ask.actor, because=because, of=of or None)
    return f"/segments/{made.id}"


@room.change("/segments/{segment_id}/removal", needs="segment")
def remove(ask: Question, segment_id: str, because: Because = "") -> str:
    """Delete a segment that no other is made from."""
    segment.delete(ask.shop, segment_id, by=ask.actor, because=because)
    return "/segments"


@room.change("/segments/{segment_id}/restoration", needs="segment")
def bring_back(
    ask: Question, segment_id: str, version: Annotated[int | None, Form(ge=1)] = None, because: Because = ""
) -> str:
    """Make a version count again: an earlier one, or the last before the segment was deleted."""
    segment.restore(ask.shop, segment_id, by=ask.actor, version=version, because=because)
    return f"/segments/{segment_id}"


def _rows(ask: Asked) -> dict[str, SegmentRow]:
    """Return every segment as the pages show it, by its id."""
    there, fields = segment.standings(ask.shop), segment.fields(ask.shop)
    names = segment.names_of(ask.shop)
    return {t.segment.id: _row(t, fields, names) for t in there}


def _row(told: Standing, fields: Mapping[str, Field], names: Mapping[str, str]) -> SegmentRow:
    one = told.segment
    spoken = words(one.rule, fields, names) if one.rule is not None else _("a list")
    return SegmentRow(
        one.id, one.name, told.said, spoken, one.version, one.by, one.made_at, told.members, told.share, told.change,
        told.problem, told.is_current,
    )  # fmt: skip


def versions_of(ask: Asked, segment_id: str) -> tuple[VersionRow, ...]:
    """Return the versions of a segment or a tag, the newest first."""
    names = segment.names_of(ask.shop)
    return tuple(
        VersionRow(v.version, v.what, v.name, _defined(v, names), v.because, v.by, v.made_at)
        for v in segment.versions(ask.shop, segment_id)
    )


def _defined(one: Segment, names: Mapping[str, str]) -> str:
    if one.rule is not None:
        return segment.shown(one.rule, names)
    if one.group_id:
        return _("by hand")
    return ngettext("a list of {count}", "a list of {count}", one.listed or 0).format(count=formats.number(one.listed or 0))  # fmt: skip


def size_chart(name: str, sizes: list[dict[str, Any]]) -> Chart:
    """Return the chart of how many customers something had, run by run."""
    members = [s["members"] for s in sizes]
    sentence = ""
    if sizes:
        sentence = ngettext("{count} customer as of {day}.", "{count} customers as of {day}.", members[-1]).format(
            count=formats.number(members[-1]), day=formats.day(sizes[-1]["as_of"])
        )
    return Chart(
        id="sizes", kind="lines", title=_("Size over time"), sentence=sentence, unit="count",
        categories=[formats.day(s["as_of"]) for s in sizes], series=[Series(name, members)], over=_("as of"),
        note=_("One point for each day as of which a run counted."),
    )  # fmt: skip


def _flat(verdict: Verdict, depth: int = 0) -> list[tuple[int, Verdict]]:
    return [(depth, verdict), *(row for part in verdict.parts for row in _flat(part, depth + 1))]
