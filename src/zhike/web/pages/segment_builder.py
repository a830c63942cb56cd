"""Building a rule: groups and conditions with buttons, or its text; while it is built, what it holds and what stands around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Query
from fastapi.responses import Response

from zhike import segment
from zhike.describe import directory
from zhike.describe.directory import Field
from zhike.describe.way import known_events
from zhike.errors import ZhikeError
from zhike.segment import Around, Preview, Starter, rules
from zhike.segment.rules import Every, Rule, WrongRuleError
from zhike.web.asking import Asked, Question
from zhike.web.builder import ADDITIONS, Node, answered, grouped, nodes_of
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("segments")

Text = Annotated[str, Query(max_length=10_000)]
Short = Annotated[str, Query(max_length=100)]
Said = Annotated[str, Form(max_length=20_000)]
Listed = Annotated[list[str] | None, Form(max_length=2000)]
OPERATIONS = {
    "=": N_("is"), "!=": N_("is not"), "<": N_("is less than"), "<=": N_("is at most"), ">": N_("is more than"),
    ">=": N_("is at least"), "between": N_("is between"), "in": N_("is one of"), "not in": N_("is none of"),
    "like": N_("looks like"), "not like": N_("does not look like"), "is null": N_("has no value"), "is not null": N_("has a value"),
}  # fmt: skip
_CHANNELS = {
    "email": N_("e-mail"), "sms": N_("text message"), "push": N_("app message"), "phone": N_("phone"), "wechat": N_("WeChat"),
}  # fmt: skip
_HAPPENED = {
    "did": N_("did"),
    "bought": N_("bought"),
    "contacted": N_("was in contact"),
    "answered": N_("answered"),
    "likely": N_("has among the likeliest categories"),
}


@dataclass(frozen=True)
class WrongPlace:
    """What is wrong with a rule's text: the words before, the wrong one, the words after."""

    message: str
    before: str = ""
    word: str = ""
    after: str = ""


@dataclass(frozen=True)
class BuilderPage:
    """A rule that is being built: its text and tree, what it holds now, or what is wrong with it.

    `of` is the id of the segment that changes, "" for a new one.
    """

    title: str
    name: str
    of: str
    because: str
    rule: str
    tree: str
    root: Node
    preview: Preview | None
    wrong: WrongPlace | None
    segments: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[Field, ...]], ...]
    events: tuple[str, ...]
    withheld: frozenset[str]

    @property
    def additions(self) -> list[tuple[str, str]]:
        """Return what the buttons add, with their words; a segment and a tag only where there is one, and nothing that is withheld."""
        empty = {name for name, there in (("segment", self.segments), ("tag", self.tags)) if not there} | self.withheld
        return [(name, _(said)) for name, (said, _first) in ADDITIONS.items() if name not in empty]

    @property
    def happenings(self) -> list[tuple[str, str]]:
        """Return what can have happened, with its words."""
        return [(name, _(said)) for name, said in _HAPPENED.items()]

    def operations(self, kind: str) -> list[tuple[str, str]]:
        """Return the comparisons that a kind of column knows, with their words."""
        return [(op, _(OPERATIONS[op])) for op in rules.OPERATORS_OF.get(kind, ())]

    def said(self, column: str, value: Any) -> str:
        """Return a code of a column as people say it."""
        return directory.value_in_words(column, value)


@dataclass(frozen=True)
class LibraryPage:
    """Ready rules by their group."""

    title: str
    count: int
    groups: tuple[tuple[str, tuple[Starter, ...]], ...]


@room.page("/segments/library", template="segments/library.html")
def library(ask: Question) -> LibraryPage:
    """Show the ready rules."""
    del ask  # they are the same for everybody
    groups = dict.fromkeys(s.group for s in segment.LIBRARY)
    found = tuple((g, tuple(s for s in segment.LIBRARY if s.group == g)) for g in groups)
    return LibraryPage(_("Ready segments"), len(segment.LIBRARY), found)


@room.page("/segments/new", template="segments/builder.html", needs="segment")
def new_segment(ask: Question, rule: Text = "", name: Short = "", text: Text = "") -> BuilderPage:
    """Show the builder with a rule, or with the text of one that somebody typed."""
    return _page(ask, text or rule, name=name)


@room.page("/segments/{segment_id}/rule", template="segments/builder.html", needs="segment", twin=False)
def change_segment(ask: Question, segment_id: str, text: Text = "") -> BuilderPage:
    """Show the builder with the rule of a segment."""
    found = segment.called(ask.shop, segment_id)
    kept = segment.shown(found.rule, segment.names_of(ask.shop)) if found.rule is not None else ""
    return _page(ask, text or kept, name=found.name, of=found.id)


@room.change("/segments/builder", needs="segment")
def build(
    ask: Question, *, tree: Said, part: Listed = None, value: Listed = None, edit: Said = "", rule: Said = "", name: Said = "",
    of: Said = "", because: Said = "",
) -> Response:  # fmt: skip
    """Show the builder again with what its fields and the pressed button say: each `part` is a field, its `value` what it holds."""
    held = dict(zip(part or (), value or (), strict=False))
    try:
        given: str | Rule = answered(tree, held, edit, segment.fields(ask.shop))
        page = _page(ask, given, name=name, of=of, because=because)
    except WrongRuleError as wrong:
        page = _page(ask, rule, name=name, of=of, because=because, problem=WrongPlace(str(wrong)))
    return render(ask, "segments/builder.html", page, status=422 if page.wrong else 200)


@dataclass(frozen=True)
class AroundPage:
    """What stands around a rule: overlaps, reach, differences."""

    around: Around

    def channel(self, name: str) -> str:
        """Return a channel in words."""
        return _(_CHANNELS.get(name, name)) if name else _("any channel")

    def label(self, column: str) -> str:
        """Return a column's name in words."""
        return directory.label_of(column)

    def said(self, column: str, value: Any) -> str:
        """Return a code of a column as people say it."""
        return directory.value_in_words(column, value)


@room.page("/segments/around", template="segments/around.html", needs="segment")
def around(ask: Question, rule: Text = "") -> AroundPage:
    """Show which segments a rule overlaps, how many of its customers can be reached, and what sets them apart."""
    return AroundPage(segment.around(ask.shop, segment.read(ask.shop, rule, by=ask.actor)))


@room.page("/segments/{segment_id}/around", template="segments/around.html")
def around_kept(ask: Question, segment_id: str) -> AroundPage:
    """Show what sets the customers of a segment apart from everybody, whom it overlaps, and who can be reached."""
    return AroundPage(segment.around_kept(ask.shop, segment.called(ask.shop, segment_id).id))


def _page(
    ask: Asked, given: str | Rule, *, name: str = "", of: str = "", because: str = "", problem: WrongPlace | None = None
) -> BuilderPage:
    fields = segment.fields(ask.shop)
    tree, found, wrong = _looked_at(ask, given)
    names = {s.id: s.name for s in segment.segments(ask.shop)}
    shown = grouped(segment.renamed(tree, segment.names_of(ask.shop)))
    return BuilderPage(
        title=_("Change {name}").format(name=name) if of else _("New segment"),
        name=name,
        of=of,
        because=because,
        rule=given if isinstance(given, str) and wrong else found.said if found else rules.written(shown),
        tree=json.dumps(rules.shaped(shown), ensure_ascii=False),
        root=nodes_of(shown, fields),
        preview=found,
        wrong=problem or wrong,
        segments=tuple((n, n) for i, n in names.items() if i != of),
        tags=tuple((t.called, t.called) for some in segment.tag_standings(ask.shop).values() for t in some),
        groups=_groups(fields),
        events=known_events(ask.shop),
        withheld=segment.withheld(ask.shop),
    )


def _looked_at(ask: Asked, given: str | Rule) -> tuple[Rule, Preview | None, WrongPlace | None]:
    """Return the tree of a rule, and either what it holds or what is wrong with it."""
    try:
        found = segment.preview(ask.shop, given, by=ask.actor)
    except ZhikeError as wrong:
        place = wrong.place if isinstance(wrong, WrongRuleError) and isinstance(given, str) else None
        start, end = place or (0, 0)
        text = given if isinstance(given, str) else ""
        told = WrongPlace(str(wrong), text[:start], text[start:end], text[end:]) if place else WrongPlace(str(wrong))
        return (_parsed(given), None, told)
    # As it was built: a group of one condition stays a group on the page, though it says no more than the condition.
    return found.rule if isinstance(given, str) else given, found, None


def _parsed(given: str | Rule) -> Rule:
    """Return the tree of a rule that cannot be used, as far as it can be read."""
    if not isinstance(given, str):
        return given
    try:
        return rules.parsed(given)
    except WrongRuleError:
        return Every(())


def _groups(fields: Mapping[str, Field]) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    found: dict[str, list[Field]] = {}
    for one in fields.values():
        found.setdefault(directory.label_of_table(one.table), []).append(one)
    return tuple((label, tuple(some)) for label, some in found.items())
