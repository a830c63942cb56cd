"""Two customers side by side: where they differ is told first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from zhike import pipeline
from zhike.describe import directory, profile
from zhike.describe.profile import Comparison, Line
from zhike.errors import WrongUseError
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.pages.customer import value_said
from zhike.web.room import Room
from zhike.words import _, ngettext, sentences

room = Room("comparing")

Number = Annotated[str, Query(max_length=40)]
Ticked = Annotated[tuple[str, ...], Query(alias="id", max_length=1000)]


@dataclass(frozen=True)
class LineShown:
    """One line as people read it."""

    label: str
    meaning: str
    a: str
    b: str
    apart: str


@dataclass(frozen=True)
class ComparePage:
    """A comparison, and its lines as people read them; `found` is None until two customers are named."""

    title: str
    sentence: str
    a: str
    b: str
    found: Comparison | None
    differing: tuple[LineShown, ...] = ()
    alike: tuple[LineShown, ...] = ()


@room.page("/customers/compare", template="customers/compare.html")
def compare(ask: Question, a: Number = "", b: Number = "", ids: Ticked = ()) -> ComparePage:
    """Compare two customers, named one by one or as the ticked ones of a list."""
    first, second = _two(ids) if ids else (a.strip(), b.strip())
    if not first or not second:
        return ComparePage(
            _("Two customers side by side"), _("Name two customers by their numbers."), first, second, None
        )
    found = profile.compare(ask.shop, first, second, by=ask.actor, declared=pipeline.tables())
    title, currency = _("{a} and {b}").format(a=found.names[0], b=found.names[1]), ask.shop.settings.currency
    lines = [tuple(_shown(x, currency) for x in some) for some in (found.differing, found.alike)]
    return ComparePage(title, _sentence(found, currency), first, second, found, *lines)


def _shown(line: Line, currency: str) -> LineShown:
    a, b = _said(line, line.a, currency), _said(line, line.b, currency)
    apart = formats.NOTHING if line.apart is None else formats.percent(line.apart, 0)
    return LineShown(directory.label_of(line.name), _(line.meaning), a, b, apart)


def _two(ids: tuple[str, ...]) -> tuple[str, str]:
    if len(ids) != 2:
        raise WrongUseError(detail=_("two customers are compared; {count} were ticked").format(count=len(ids)))
    return ids[0], ids[1]


def _sentence(found: Comparison, currency: str) -> str:
    of = len(found.differing) + len(found.alike)
    pending = _("Records of one of them were joined or parted since the last run: what only a run computes is left out until the next one.") if found.is_regrouped else ""  # fmt: skip
    said = ngettext("They differ in {count} of {of} figures, as of {day}.", "They differ in {count} of {of} figures, as of {day}.", len(found.differing))  # fmt: skip
    said = said.format(count=len(found.differing), of=of, day=formats.day(found.as_of))
    most = next((x for x in found.differing if x.apart is not None), None)
    if most is None or most.apart is None:
        return sentences(said, pending) if pending else said
    far = _("The farthest apart: {what}, {a} and {b}; {share} of all customers stand between them.")
    a, b = (_said(most, v, currency) for v in (most.a, most.b))
    told = far.format(what=directory.label_of(most.name), a=a, b=b, share=formats.percent(most.apart, 0))
    return sentences(said, told, *filter(None, [pending]))


def _said(line: Line, value: Any, currency: str) -> str:
    return value_said(line.name, round(value, 4) if isinstance(value, float) else value, line.unit, currency)
