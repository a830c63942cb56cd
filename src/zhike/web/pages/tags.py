"""Tags: groups with their tags and how many customers have each; one tag with its history, what people said, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import BeforeValidator

from zhike import segment
from zhike.describe import directory
from zhike.errors import UnknownNameError
from zhike.explain.segments import SAID, SOURCES, VERSIONED
from zhike.segment import Batch, Segment, Statistic, TagGroup, TagStanding
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart
from zhike.web.pages.segments import Because, Name, VersionRow, size_chart, versions_of
from zhike.web.room import Room
from zhike.words import N_, _, ngettext

room = Room("tags")

Text = Annotated[str, Form(max_length=10_000)]
# A field of a form that nobody filled in is an empty text.
Position = Annotated[int | None, BeforeValidator(lambda said: said or None), Form(ge=0, le=1000)]
_WAYS = {"most": N_("most frequent"), "first": N_("first"), "last": N_("last")}


@dataclass(frozen=True)
class GroupRow:
    """A group of tags, what its statistic finds in words ("" without one), and its tags."""

    group: TagGroup
    finds: str
    tags: tuple[TagStanding, ...]


@dataclass(frozen=True)
class TagsPage:
    """All groups with their tags; those that were deleted; the columns that a statistic may take."""

    title: str
    groups: tuple[GroupRow, ...]
    deleted: tuple[Segment, ...]
    deleted_groups: tuple[TagGroup, ...]

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return which values a statistic takes, with their words."""
        return [(way, _(words)) for way, words in _WAYS.items()]

    @property
    def count(self) -> int:
        """Return how many tags there are."""
        return sum(len(g.tags) for g in self.groups)

    def source(self, how: str) -> str:
        """Return in words what makes a tag."""
        return _(SOURCES[how])

    def link(self, tag: TagStanding) -> str:
        """Return the address of the customers who have a tag."""
        return customers_with(whose("has_tag", tag.called))


@dataclass(frozen=True)
class TagPage:
    """One tag: how it stands, its size run by run, who got and lost it lately, what people said, and its versions.

    `versions` and `batches` are empty for a value that a statistic finds; `reads` is its rule as people type it.
    """

    title: str
    tag: TagStanding
    group: TagGroup
    finds: str
    sizes: Chart
    entered: int
    left: int
    since: date | None
    batches: tuple[Batch, ...]
    versions: tuple[VersionRow, ...]
    used_by: tuple[str, ...]
    link: str

    @property
    def source(self) -> str:
        """Return in words what makes the tag."""
        return _(SOURCES[self.tag.how])

    def said(self, kind: str) -> str:
        """Return in words what a batch or a version did."""
        return _({**SAID, **VERSIONED}[kind])

    def way(self, how: str) -> str:
        """Return in words how the customers of a batch were chosen."""
        return _(SOURCES[how])


@room.page("/tags", template="tags/list.html")
def tags(ask: Question) -> TagsPage:
    """List the groups and their tags."""
    there = segment.tag_standings(ask.shop)
    rows = tuple(GroupRow(g, _finds(g), there[g.id]) for g in segment.groups(ask.shop))
    return TagsPage(_("Tags"), rows, segment.deleted(ask.shop, tags=True), segment.deleted_groups(ask.shop))


@room.page("/tags/{tag_id:path}", template="tags/one.html")
def one(ask: Question, tag_id: str) -> TagPage:
    """Show one tag."""
    group, tag = _standing(ask, tag_id)
    sizes, moves = segment.sizes(ask.shop, tag.id, noun="tag"), segment.moves(ask.shop, tag.id, noun="tag")
    kept = tag.how != "statistic"
    return TagPage(
        tag.name, tag, group, _finds(group), size_chart(tag.name, sizes), moves["entered"], moves["left"],
        sizes[-2]["as_of"] if len(sizes) > 1 else None, segment.batches(ask.shop, tag.id) if kept else (),
        versions_of(ask, tag.id) if kept else (),
        tuple(s.name for s in segment.dependents(ask.shop, tag.id)), customers_with(whose("has_tag", tag.called)),
    )  # fmt: skip


@room.change("/tags/groups", needs="segment")
def save_group(
    ask: Question, *, name: Name, exclusive: Annotated[bool, Form()] = False, take: Name = "", column: Name = "", of: Text = "bought()",
    count: Annotated[int, Form(ge=1, le=20)] = 1, about: Because = "", owner: Name = "", group: Name = "",
) -> str:  # fmt: skip
    """Keep a group of tags, with a statistic where its tags are values."""
    counted = Statistic(take, column, of, count) if take else None
    made = segment.save_group(
        ask.shop, name, exclusive=exclusive, statistic=counted, about=about, owner=owner or None, by=ask.actor, of=group or None
    )  # fmt: skip
    return f"/tags#{made.id}"


@room.change("/tags", needs="segment")
def save(
    ask: Question, *, name: Name, group: Name, rule: Text = "", by_rule: Annotated[bool, Form()] = False, about: Because = "",
    owner: Name = "", position: Position = None, of: Name = "", because: Because = "",
) -> str:  # fmt: skip
    """Keep a tag: by a rule, or for people to put on customers."""
    made = segment.save_tag(
        ask.shop, name, rule if rule.strip() or by_rule else None, group=group, about=about, owner=owner or None,
        position=position, of=of or None, because=because, by=ask.actor,
    )  # fmt: skip
    return f"/tags/{made.id}"


@room.change("/tags/{tag_id}/removal", needs="segment")
def remove(ask: Question, tag_id: str, because: Because = "") -> str:
    """Delete a tag that nothing is made from."""
    segment.delete(ask.shop, tag_id, by=ask.actor, because=because, tag=True)
    return "/tags"


@room.change("/tags/{tag_id}/restoration", needs="segment")
def bring_back(
    ask: Question, tag_id: str, version: Annotated[int | None, Form(ge=1)] = None, because: Because = ""
) -> str:
    """Make a version of a tag count again: an earlier one, or the last before it was deleted."""
    segment.restore(ask.shop, tag_id, by=ask.actor, version=version, because=because)
    return f"/tags/{tag_id}"


@room.change("/tags/groups/{group_id}/removal", needs="segment")
def remove_group(ask: Question, group_id: str, because: Because = "") -> str:
    """Delete a group without tags."""
    segment.delete_group(ask.shop, group_id, by=ask.actor, because=because)
    return "/tags"


@room.change("/tags/groups/{group_id}/restoration", needs="segment")
def bring_group_back(ask: Question, group_id: str, because: Because = "") -> str:
    """Bring a deleted group back."""
    segment.restore_group(ask.shop, group_id, by=ask.actor, because=because)
    return f"/tags#{group_id}"


def _standing(ask: Asked, tag_id: str) -> tuple[TagGroup, TagStanding]:
    there = segment.tag_standings(ask.shop)
    found = [(g, t) for g in segment.groups(ask.shop) for t in there[g.id] if tag_id in {t.id, t.called}]
    if not found:
        raise UnknownNameError(what=N_("tag"), value=tag_id[:80], known=[t.called for some in there.values() for t in some][:20])  # fmt: skip
    return found[0]


def _finds(group: TagGroup) -> str:
    told = group.statistic
    if told is None:
        return ""
    said = ngettext("{column} in {what}: the {way} one", "{column} in {what}: the {count} {way} ones", told.count)
    return said.format(way=_(_WAYS[told.take]), count=told.count, column=directory.label_of(told.column), what=told.of)
