"""Lifecycle: in which stages customers are, how that changed month by month, and how they move from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from zhike import segment
from zhike.describe import directory
from zhike.segment import Flow, Lifecycle, Move, Moves
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.words import _, ngettext, sentences

room = Room("lifecycle")

Month = Annotated[str, Query(alias="from", max_length=20)]

# A stage has the colour of the RFM group that is most like it, everywhere.
_COLOURS = {
    "prospect": "promising", "new": "new_customers", "active": "potential_loyalist", "loyal": "champions", "won_back": "loyal",
    "at_risk": "at_risk", "dormant": "hibernating", "lost": "lost",
}  # fmt: skip


@dataclass(frozen=True)
class LifecyclePage:
    """Customers by stage now and by month, where they went from month `begin` to `end`, and the changes between stages in a year."""

    title: str
    sentence: str
    now: Chart
    months: Chart
    moves: Chart | None
    month_names: tuple[tuple[str, str], ...]
    begin: str
    end: str
    flows: tuple[Flow, ...]

    def said(self, stage: str) -> str:
        """Return a stage in words."""
        return directory.value_in_words("stage", stage)

    def link(self, stage: str) -> str:
        """Return the address of the customers in a stage."""
        return customers_with(f"stage:is:{stage}")


@room.page("/analysis/lifecycle", template="analysis/lifecycle.html")
def lifecycle(
    ask: Question, begin: Month = "", end: Annotated[str, Query(alias="to", max_length=20)] = ""
) -> LifecyclePage:
    """Show the lifecycle of the customers."""
    found, moved = segment.lifecycle(ask.shop), segment.stage_moves(ask.shop, begin, end)
    names = [(m, formats.month(date.fromisoformat(f"{m}-01"))) for m in moved.months] if moved else []
    return LifecyclePage(
        _("Lifecycle of customers"), _sentence(found), _now(found), _months(found), _moves(moved) if moved else None,
        tuple(reversed(names)), f"{moved.first:%Y-%m}" if moved else "", f"{moved.last:%Y-%m}" if moved else "", found.flows,
    )  # fmt: skip


def _sentence(found: Lifecycle) -> str:
    if not found.now:
        return _("Nobody has a stage yet: there are neither purchases nor days of registration.")
    most = max(found.now, key=lambda s: found.now[s])
    return ngettext(
        "{count} customer of {of} is {stage}: the most frequent stage.", "{count} customers of {of} are {stage}: the most frequent stage.", found.now[most]
    ).format(count=formats.number(found.now[most]), of=formats.number(found.customers), stage=directory.value_in_words("stage", most))  # fmt: skip


def _now(found: Lifecycle) -> Chart:
    stages = list(found.now)
    values = [found.now[s] for s in stages]
    return Chart(
        id="stages", kind="rows", title=_("Where they stand now"), sentence=_sentence(found), unit="count",
        categories=[directory.value_in_words("stage", s) for s in stages],
        series=[Series(_("Customers"), values, [customers_with(f"stage:is:{s}") for s in stages])],
        over=_("Stage"), colours=[_COLOURS[s] for s in stages], height=height_for(len(stages)),
        note=_("Of customers who can be placed: who has bought, or is known since a day."),
    )  # fmt: skip


def _months(found: Lifecycle) -> Chart:
    months = list(found.months)
    series = [
        Series(directory.value_in_words("stage", s), [found.months[m].get(s, 0) for m in months], colour=_COLOURS[s])
        for s in segment.STAGES
        if any(s in found.months[m] for m in months)
    ]
    return Chart(
        id="months", kind="stacked", title=_("Stages by month"), sentence=_sentence(found), unit="count",
        categories=[formats.month(m) for m in months], series=series, over=_("customers at the end of the month"), height=height_for(len(series)),
        unfinished=1 if months else 0,
    )  # fmt: skip


def _moves(found: Moves) -> Chart:
    """Return where customers went between the ends of two months, who stayed included."""
    names = [_place(m.previous) for m in found.moves]
    return Chart(
        id="moves", kind="sankey", title=_("From where to where"), sentence=_moves_said(found), unit="count",
        categories=[f"1. {n} → 2. {_place(m.stage)}" for n, m in zip(names, found.moves, strict=True)],
        series=[Series(_("Customers"), [m.customers for m in found.moves], [_behind(found, m) for m in found.moves])],
        over=_("From → to"), colours=[f"{_COLOURS.get(m.previous or '', 'anonymous')} {_COLOURS[m.stage]}" for m in found.moves],
        height=440, note=_("Left: the end of the first month; right: that of the second. A click opens the customers of a flow."),
    )  # fmt: skip


def _moves_said(found: Moves) -> str:
    known = sum(m.customers for m in found.moves if m.previous)
    stayed = sum(m.customers for m in found.moves if m.previous == m.stage)
    said = ngettext(
        "Of {count} customer with a stage on {first}, {share} were in the same on {last}.",
        "Of {count} customers with a stage on {first}, {share} were in the same on {last}.", known,
    ).format(count=formats.number(known), first=formats.day(found.first), last=formats.day(found.last), share=formats.percent(stayed / known if known else None))  # fmt: skip
    moved = max(
        (m for m in found.moves if m.previous and m.previous != m.stage), key=lambda m: m.customers, default=None
    )
    if moved is None:
        return said
    most = ngettext("The largest move: {count} from {previous} to {stage}.", "The largest move: {count} from {previous} to {stage}.", moved.customers)  # fmt: skip
    return sentences(said, most.format(count=formats.number(moved.customers), previous=_place(moved.previous), stage=_place(moved.stage)))  # fmt: skip


def _place(stage: str | None) -> str:
    return directory.value_in_words("stage", stage) if stage else _("not known yet")


def _behind(found: Moves, move: Move) -> str:
    """Return the address of the customers of a flow."""
    now = whose("stage_on", f"{found.last}|{move.stage}")
    if move.previous:
        return customers_with(whose("stage_on", f"{found.first}|{move.previous}"), now)
    return customers_with(f"stage_on:not:{','.join(f'{found.first}|{s}' for s in segment.STAGES)}", now)
