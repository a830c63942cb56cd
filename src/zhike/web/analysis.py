"""What the pages of analysis have in common: a sentence, a few choices, charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from zhike.describe.habits import WHOLE, Group
from zhike.web.charts import Chart
from zhike.web.choices import Choice
from zhike.words import N_, _

_DIMENSIONS = {
    "all": N_("All"), "channel": N_("Channel"), "source": N_("Source"), "region": N_("Region"),
    "cohort": N_("Year of the first purchase"), "category": N_("Category"), "month": N_("Month"),
}  # fmt: skip
# A list that somebody reads through; the largest groups come first.
_MOST_GROUPS = 40


@dataclass(frozen=True)
class Control:
    """A few alternatives as links, or many in a list to choose from."""

    label: str
    choices: tuple[Choice, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Panel:
    """One chart and whether it takes the whole width."""

    chart: Chart
    wide: bool = False


@dataclass(frozen=True)
class AnalysisPage:
    """A page of charts: its sentence says the answer; `charts` are the same charts as in the panels, for programs."""

    title: str
    sentence: str
    controls: tuple[Control, ...]
    panels: tuple[Panel, ...]
    charts: tuple[Chart, ...]


def page_of(title: str, sentence: str, *, controls: Iterable[Control], panels: Iterable[Panel]) -> AnalysisPage:
    """Return a page."""
    shown = tuple(panels)
    return AnalysisPage(title, sentence, tuple(controls), shown, tuple(p.chart for p in shown))


def dimension_label(dimension: str) -> str:
    """Return what a dimension is called."""
    return _(_DIMENSIONS.get(dimension, dimension))


def group_label(group: Group) -> str:
    """Return what a group is called: "Channel: web"."""
    if group.dimension == WHOLE:
        return _("All customers")
    return _("{what}: {name}").format(what=dimension_label(group.dimension), name=name_of(group))


def name_of(group: Group) -> str:
    """Return a group's own name."""
    return _("All customers") if group.dimension == WHOLE else group.name or _("not known")


def group_choices(request: Request, groups: Iterable[Group], *, chosen: Group) -> Control:
    """Return the groups as a list to choose from."""
    others = [(k, v) for k, v in request.query_params.multi_items() if k not in {"group", "download"}]
    listed = list(groups)[:_MOST_GROUPS]
    shown = listed if chosen in listed else [*listed, chosen]
    links = (Choice(group_label(g), f"?{urlencode([*others, ('group', g.text)])}", g == chosen) for g in shown)
    return Control(_("Group"), tuple(links), is_list=True)


def conditions(group: Group) -> tuple[str, ...] | None:
    """Return the filters of a list that hold for a group's customers; None where no filter says it."""
    if group.dimension == WHOLE:
        return ()
    if not group.name or group.dimension not in {"channel", "cohort"}:
        return None
    return (f"bought_channel:is:{group.name}",) if group.dimension == "channel" else (year_of(group.name),)


def year_of(name: str) -> str:
    """Return the filter: the first purchase lies in a year."""
    return f"first_purchase_on:between:{name}-01-01..{name}-12-31"
