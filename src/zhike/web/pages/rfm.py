"""RFM: who your buyers are, by how recently, how often and for how much they bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.directory.labels import value_in_words
from zhike.describe.periods import as_of
from zhike.describe.rfm import SCORES, Grid, Group, rfm_classes, rfm_grid, rfm_groups
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import Choice, choices
from zhike.web.room import Room
from zhike.words import N_, _, ngettext

room = Room("rfm")

_ACROSS = {"fm": N_("Frequency and value"), "f": N_("Frequency"), "m": N_("Monetary value")}
# Those who buy well now, and those who bought well and have grown silent.
_BEST, _SILENT = ("champions", "loyal"), ("at_risk", "cannot_lose_them")


@dataclass(frozen=True)
class GroupRow:
    """One group in a table: its code, its name, the address of its customers, and its figures."""

    code: str
    name: str
    link: str
    figures: Group


@dataclass(frozen=True)
class RfmPage:
    """The grid of scores, the named groups and the eight classes; `across` is the choice of the second score."""

    title: str
    sentence: str
    across: tuple[Choice, ...]
    grid: Chart
    groups: Chart
    shares: Chart
    classes: Chart
    group_rows: tuple[GroupRow, ...]
    class_rows: tuple[GroupRow, ...]


@room.page("/analysis/rfm", template="analysis/rfm.html")
def rfm(ask: Question, across: Annotated[str, Query(max_length=10)] = "fm") -> RfmPage:
    """Show the buyers by RFM scores, groups and classes."""
    grid, groups, classes = rfm_grid(ask.shop, across), rfm_groups(ask.shop), rfm_classes(ask.shop)
    labels = {name: _(label) for name, label in _ACROSS.items()}
    return RfmPage(
        title=_("RFM"),
        sentence=rfm_said(groups, day=formats.day(as_of(ask.shop))),
        across=choices(ask.request, "across", labels, chosen=across),
        grid=grid_chart(grid),
        groups=tree_chart(groups),
        shares=_shares(groups, "rfm_group", title=_("What each group brings")),
        classes=_shares(classes, "rfm_class", title=_("Eight classes, by each value against the mean of all buyers")),
        group_rows=_rows(groups, "rfm_group"),
        class_rows=_rows(classes, "rfm_class"),
    )


def rfm_said(groups: Sequence[Group], *, day: str) -> str:
    """Return the sentence about the groups."""
    buyers, best, silent = (
        sum(g.customers for g in groups if names is None or g.name in names) for names in (None, _BEST, _SILENT)
    )
    if not buyers:
        return _("Nobody has bought yet, so nobody can be scored.")
    said = _("Of {buyers} buyers, {best} ({best_share}) are champions or loyal; {silent} ({silent_share}) bought well and have grown silent. As of {day}.")  # fmt: skip
    return said.format(
        buyers=formats.number(buyers), best=formats.number(best), best_share=formats.percent(best / buyers),
        silent=formats.number(silent), silent_share=formats.percent(silent / buyers), day=day,
    )  # fmt: skip


def grid_chart(grid: Grid) -> Chart:
    """Return buyers by recency score, the most recent on top, and by another score, as a heat map."""
    column = SCORES[grid.across]
    return Chart(
        id="rfm-grid", kind="heat", title=_("Buyers by R and {score}").format(score=grid.across.upper()),
        sentence=_grid_said(grid), unit="count",
        categories=[f"{grid.across.upper()} {s}" for s in range(1, 6)],
        series=[
            Series(f"R {r}", counts, [customers_with(f"r_score:is:{r}", f"{column}:is:{s}") if n else "" for s, n in enumerate(counts, 1)])
            for r, counts in zip(range(5, 0, -1), grid.cells, strict=True)
        ] if grid.buyers else [],
        over=_(_ACROSS[grid.across]), definition=f"rfm.{column}", height=320,
        note=_("A score of s: better than at least (s − 1) × 20% of all buyers. R 5 bought most recently.") if grid.buyers else "",
    )  # fmt: skip


def tree_chart(groups: Sequence[Group]) -> Chart:
    """Return the named groups as areas, by their number of customers."""
    there = [g for g in groups if g.customers]
    return Chart(
        id="rfm-groups", kind="tree", title=_("Named groups"), sentence=_biggest_said(there), unit="count",
        categories=[value_in_words("rfm_group", g.name) for g in there],
        series=[Series(_("Customers"), [g.customers for g in there], [customers_with(f"rfm_group:is:{g.name}") for g in there])],
        over=_("RFM group"), definition="rfm.rfm_group", height=320, colours=[g.name for g in there],
    )  # fmt: skip


def _shares(groups: Sequence[Group], column: str, *, title: str) -> Chart:
    """Return each group's share of buyers beside its share of revenue."""
    there = [g for g in groups if g.customers]
    links = [customers_with(f"{column}:is:{g.name}") for g in there]
    return Chart(
        id=column.replace("_", "-") + "-shares", kind="rows", title=title, sentence=_best_said(there, column), unit="share",
        categories=[value_in_words(column, g.name) for g in there],
        series=[
            Series(_("Share of buyers"), [g.share for g in there], links, colour="anonymous"),
            Series(_("Share of revenue"), [g.revenue_share for g in there], links, colour="returning"),
        ],
        over=_("Group"), definition=f"rfm.{column}", height=height_for(len(there), 40),
    )  # fmt: skip


def _grid_said(grid: Grid) -> str:
    top = sum(grid.cells[r][s] for r in (0, 1) for s in (3, 4))
    said = _("{count} of {buyers} buyers score 4 or 5 in both, {share} of all.")
    share = formats.percent(top / grid.buyers if grid.buyers else None)
    return said.format(count=formats.number(top), buyers=formats.number(grid.buyers), share=share)


def _biggest_said(groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    most = max(groups, key=lambda g: g.customers)
    said = ngettext(
        "The largest group: {group}, {count} customer, {share} of all buyers.",
        "The largest group: {group}, {count} customers, {share} of all buyers.",
        most.customers,
    )
    name = value_in_words("rfm_group", most.name)
    return said.format(group=name, count=formats.number(most.customers), share=formats.percent(most.share))


def _best_said(groups: Sequence[Group], column: str) -> str:
    if not groups:
        return ""
    best = max(groups, key=lambda g: g.revenue)
    said = _("{group}: {share} of the buyers, {revenue} of the revenue.")
    name = value_in_words(column, best.name)
    return said.format(group=name, share=formats.percent(best.share), revenue=formats.percent(best.revenue_share))


def _rows(groups: Sequence[Group], column: str) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(g.name, value_in_words(column, g.name), customers_with(f"{column}:is:{g.name}") if g.customers else "", g)
        for g in groups
    )  # fmt: skip
