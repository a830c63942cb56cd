"""The funnel: how many visitors take each step to an order, how long it takes them, where they stop, and by which paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from zhike.describe.habits import Group, group_of
from zhike.describe.paths import ARROW
from zhike.describe.periods import as_of
from zhike.describe.way import FunnelStep, Turn, Way, funnel, funnel_groups, known_events, turns, ways
from zhike.web import formats
from zhike.web.analysis import AnalysisPage, Panel, group_choices, page_of
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.words import N_, _, sentences

room = Room("funnel")

# What shops call their steps; other names stand as they are.
_EVENTS = {
    "page_view": N_("Page viewed"), "product_view": N_("Product viewed"), "search": N_("Searched"), "add_to_cart": N_("Put into the cart"),
    "checkout": N_("Checkout begun"), "order": N_("Ordered"), "campaign_click": N_("Campaign clicked"),
}  # fmt: skip
_MOST = 15


@room.page("/analysis/funnel", template="analysis/charts.html")
def funnel_page(ask: Question, group: Annotated[str, Query(max_length=200)] = "all") -> AnalysisPage:
    """Show the way to an order."""
    groups = funnel_groups(ask.shop)
    chosen = group_of(group, groups)
    steps, found, day = funnel(ask.shop, chosen), ways(ask.shop), formats.day(as_of(ask.shop))
    events = known_events(ask.shop) if not steps else ()
    charts = (steps_chart(steps, chosen, day=day), hours_chart(steps, day=day), flow_chart(turns(found), found, day=day), paths_chart(found, day=day))  # fmt: skip
    return page_of(
        _("Funnel"), funnel_said(steps, events, days=ask.shop.settings.funnel_days, day=day),
        controls=[group_choices(ask.request, groups, chosen=chosen)] if len(groups) > 1 else [],
        panels=[Panel(c, wide=c.kind == "sankey" or c.id == "paths") for c in charts],
    )  # fmt: skip


def funnel_said(steps: Sequence[FunnelStep], events: Sequence[str], *, days: int, day: str) -> str:
    """Return the sentence about who reaches the end, and where most stop; without a funnel what to do for one."""
    if not steps:
        there = (
            _("the events here are called {names}").format(names=_(", ").join(events[:8]))
            if events
            else _("no events have been imported")
        )
        return _(
            "There is no funnel yet: at least two steps must have happened; {there}. The setting funnel names the steps."
        ).format(there=there)
    first, last = steps[0], steps[-1]
    said = _("{share} of {visitors} visitors who began ({first}) came to the end ({last}) within {days} days.").format(
        share=formats.percent(last.share_of_first), visitors=formats.number(first.visitors), first=event_name(first.event),
        last=event_name(last.event), days=days,
    )  # fmt: skip
    worst = min(steps[1:], key=lambda s: 1.0 if s.share_of_before is None else s.share_of_before)
    lost = _("Most stop before “{step}”: {share} do not take it.").format(step=event_name(worst.event), share=formats.percent(1 - (worst.share_of_before or 0)))  # fmt: skip
    return sentences(said, lost, _("As of {day}.").format(day=day))


def event_name(event: str) -> str:
    """Return what people call an event."""
    return _(_EVENTS[event]) if event in _EVENTS else event


def path_name(path: str) -> str:
    """Return a path in words."""
    return " → ".join(event_name(event) for event in path.split(ARROW))


def steps_chart(steps: Sequence[FunnelStep], group: Group, *, day: str) -> Chart:
    """Return visitors and known customers by step."""
    within = {"channel": [f"funnel_channel:is:{group.name}"], "month": []}.get(group.dimension, [])
    links = [customers_with(f"funnel_step:at_least:{s.step}", *within) if s.customers else "" for s in steps]
    said = _("Of each step: {shares} go on to the next. As of {day}.")
    shares = _(", ").join(formats.percent(s.share_of_before) for s in steps[1:])
    return Chart(
        id="funnel-steps", kind="rows", title=_("Visitors by step"), sentence=said.format(shares=shares, day=day), unit="count",
        categories=[event_name(s.event) for s in steps],
        series=[
            Series(_("Visitors"), [s.visitors for s in steps], colour="anonymous"),
            Series(_("Known customers"), [s.customers for s in steps], links if group.dimension != "month" and (group.name or group.dimension == "all") else [], colour="returning"),
        ],
        over=_("Step"), definition="funnel.visitors", height=height_for(len(steps), 56),
    )  # fmt: skip


def hours_chart(steps: Sequence[FunnelStep], *, day: str) -> Chart:
    """Return how many hours each step takes since the one before: quartiles and median."""
    timed = [s for s in steps if s.hours_p50 is not None]
    said = _("From the first to the last step half need {hours} hours or less. As of {day}.").format(hours=formats.number(timed[-1].hours_from_first, 1), day=day) if timed else ""  # fmt: skip
    return Chart(
        id="funnel-hours", kind="rows", title=_("Hours since the step before"), sentence=said, unit="number",
        categories=[event_name(s.event) for s in timed],
        series=[
            Series(_("A quarter within"), [s.hours_p25 for s in timed]), Series(_("Half within"), [s.hours_p50 for s in timed]),
            Series(_("Three quarters within"), [s.hours_p75 for s in timed]),
        ],
        over=_("Step"), definition="funnel.hours_p50", height=height_for(len(timed), 64),
    )  # fmt: skip


def flow_chart(found: Sequence[Turn], known: Sequence[Way], *, day: str) -> Chart:
    """Return how journeys go from step to step."""
    share = sum(w.share for w in known)
    said = _(
        "The first four steps of the most common paths, {share} of all journeys; the thinnest flows are left out. As of {day}."
    )
    return Chart(
        id="flows", kind="sankey", title=_("Paths: what comes after what"), sentence=said.format(share=formats.percent(share), day=day), unit="count",
        categories=[f"{t.place}. {event_name(t.source)} → {t.place + 1}. {event_name(t.target)}" for t in found],
        series=[Series(_("Journeys"), [t.journeys for t in found])], over=_("From → to"), definition="paths.journeys", height=440,
    )  # fmt: skip


def paths_chart(found: Sequence[Way], *, day: str) -> Chart:
    """Return the most common paths, and the customers whose last journey each was."""
    top = found[:_MOST]
    bought = sum(w.share for w in found if w.ends_in_order)
    links = [customers_with(f"last_path:is:{w.path}") if w.customers else "" for w in top]
    said = _("{share} of the journeys end with an order. As of {day}.").format(share=formats.percent(bought), day=day)
    return Chart(
        id="paths", kind="rows", title=_("The most common paths"), sentence=said, unit="count", categories=[path_name(w.path) for w in top],
        series=[Series(_("Journeys"), [w.journeys for w in top], colour="anonymous"), Series(_("Customers whose last path it was"), [w.customers for w in top], links, colour="returning")],
        over=_("Path"), definition="paths.journeys", height=height_for(len(top), 48),
    )  # fmt: skip
