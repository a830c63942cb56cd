"""Habits: when, where, how much at once and how soon again customers buy, and what they like more than others do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from fastapi import Query

from zhike.describe.directory import value_in_words
from zhike.describe.habits import (
    Group,
    Habits,
    Preference,
    Step,
    group_of,
    habit_groups,
    habits,
    next_categories,
    preferences,
)
from zhike.describe.periods import as_of
from zhike.web import formats
from zhike.web.analysis import AnalysisPage, Control, Panel, conditions, group_choices, group_label, page_of
from zhike.web.asking import Question
from zhike.web.behind import customers_with, whose
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import choices
from zhike.web.habits import SHORT_WEEKDAYS
from zhike.web.room import Room
from zhike.words import N_, _, sentences

room = Room("habits")

_PERIODS = {"12m": N_("Last 12 months"), "all": N_("All time")}
_GAPS = {"1": "1", "3": "2-3", "7": "4-7", "14": "8-14", "30": "15-30", "60": "31-60", "90": "61-90", "180": "91-180", "365": "181-365", "9999": "366-9999"}  # fmt: skip
_MOST = 12


@room.page("/analysis/habits", template="analysis/charts.html")
def habits_page(
    ask: Question,
    period: Annotated[str, Query(max_length=10)] = "12m",
    group: Annotated[str, Query(max_length=200)] = "all",
) -> AnalysisPage:
    """Show how customers, or a group of them, buy."""
    groups = habit_groups(ask.shop)
    chosen = group_of(group, groups)
    found, day = habits(ask.shop, period=period, group=chosen), formats.day(as_of(ask.shop))
    controls = (
        Control(_("Period"), choices(ask.request, "period", {k: _(v) for k, v in _PERIODS.items()}, chosen=period)),
        group_choices(ask.request, groups, chosen=chosen),
    )
    charts = [
        *_charts(found, day=day),
        next_chart(next_categories(ask.shop), day=day),
        *_liked(preferences(ask.shop), day),
    ]
    panels = [Panel(c, wide=c.kind == "heat") for c in charts]
    return page_of(_("Habits"), habits_said(found, day=day), controls=controls, panels=panels)


def habits_said(found: Habits, *, day: str) -> str:
    """Return the sentence about the usual time and the usual wait."""
    time, gaps = found.of("time"), found.of("gap")
    if not time:
        return _("Nobody of this group has bought in this period.")
    said = _("{group}: most often they buy on {weekday} at {hour}:00, {share} of {count} purchases.").format(
        group=group_label(found.group), weekday=_weekday(_of_most(time)[0]), hour=_of_most(time)[1],
        share=formats.percent(max(time.values()) / sum(time.values())), count=formats.number(sum(time.values())),
    )  # fmt: skip
    soon = sum(n for bucket, n in gaps.items() if int(bucket) <= 30)
    again = _("{share} of those who bought again did so within 30 days.").format(share=formats.percent(soon / sum(gaps.values()))) if gaps else ""  # fmt: skip
    return sentences(said, again, _("As of {day}.").format(day=day))


def time_chart(found: Habits, *, day: str) -> Chart:
    """Return purchases by weekday and hour."""
    time = found.of("time")
    hours = _hours(time)
    rows = [
        Series(_(SHORT_WEEKDAYS[d - 1]), [time.get(f"{d}-{h}", 0) for h in hours], [_link(found.group, f"bought_at:is:{d}-{h}") if time.get(f"{d}-{h}") else "" for h in hours])
        for d in range(1, 8)
    ]  # fmt: skip
    return Chart(
        id="purchase-times", kind="heat", title=_("When they buy: weekday and hour"), sentence=_counted(time, day=day), unit="count",
        categories=[str(h) for h in hours], series=rows if time else [], over=_("Hour"), across=_("Hour"), definition="habits.occasions",
        note=_ever(), height=320,
    )  # fmt: skip


def _charts(found: Habits, *, day: str) -> Iterator[Chart]:
    yield time_chart(found, day=day)
    gaps = found.of("gap")
    yield _bars(
        "gaps", _("How soon they buy again"), _("Days since the purchase before"), day=day,
        names=[_days(_GAPS[b]) for b in _GAPS] if gaps else [], counts=[gaps.get(b, 0) for b in _GAPS],
        links=[_link(found.group, f"waited:is:{_GAPS[b]}") for b in _GAPS], series=_("Waits"),
    )  # fmt: skip
    lines = found.of("basket")
    yield _bars(
        "basket-sizes", _("How many lines an order has"), _("Order lines"), day=day,
        names=[f"{n}" if n < 10 else "≥ 10" for n in range(1, 11)] if lines else [], counts=[lines.get(str(n), 0) for n in range(1, 11)],
        links=[_link(found.group, f"bought_lines:is:{n}") for n in range(1, 11)], series=_("Purchases"),
    )  # fmt: skip
    for habit, title, over, series in (
        ("channel", N_("Where they buy"), N_("Channel"), N_("Purchases")),
        ("category", N_("What they buy"), N_("Category"), N_("Order lines")),
    ):
        top = list(found.of(habit).items())[:_MOST]
        links = [_link(found.group, whose(f"bought_{habit}", name)) for name, _n in top]
        yield _rows(f"{habit}-mix", _(title), _(over), names=[n for n, _c in top], counts=[c for _n, c in top], links=links, series=_(series), day=day)  # fmt: skip


def next_chart(found: Sequence[Step], *, day: str) -> Chart:
    """Return the second category by the first one: customers, and a link to each of them."""
    firsts = _largest((s.first, s.customers) for s in found)
    seconds = _largest((s.second, s.customers) for s in found)
    count = {(s.first, s.second): s.customers for s in found}
    said = _("{count} customers with two purchases or more whose categories are known. As of {day}.")
    return Chart(
        id="next-category", kind="heat", title=_("First and second purchase: category"), unit="count",
        sentence=said.format(count=formats.number(sum(count.values())), day=day), categories=seconds,
        series=[
            Series(f, [count.get((f, s), 0) for s in seconds], [customers_with(whose("first_category", f), whose("second_category", s)) if (f, s) in count else "" for s in seconds])
            for f in firsts
        ],
        over=_("First category"), across=_("Second category"), definition="first_purchases.first_category",
        note=_("Rows are the first purchase, columns the second; of all customers, whatever period and group are chosen."), height=height_for(len(firsts), 40),
    )  # fmt: skip


def _liked(found: Sequence[Preference], day: str) -> Iterator[Chart]:
    for kind, title, over in (("category", N_("Who likes a category more than others do"), N_("Category")), ("brand", N_("Who likes a brand more than others do"), N_("Brand"))):  # fmt: skip
        top = [p for p in found if p.kind == kind][:_MOST]
        if not top and kind == "brand":
            continue
        said = _(
            "Customers whose share of it is at least half as much again as everybody's, small numbers drawn to the mean. As of {day}."
        )
        yield Chart(
            id=f"{kind}-affinity", kind="rows", title=_(title), sentence=said.format(day=day), unit="count", categories=[p.name for p in top],
            series=[Series(_("Customers"), [p.customers for p in top], [customers_with(whose("prefers", p.name)) for p in top])],
            over=_(over), definition="affinity.lift", height=height_for(len(top)),
        )  # fmt: skip


def _bars(
    name: str, title: str, over: str, *, names: list[str], counts: list[int], links: list[str], series: str, day: str
) -> Chart:
    shown = [link if n else "" for link, n in zip(links, counts, strict=True)]
    said = _counted(dict(zip(names, counts, strict=True)) if names else {}, day=day)
    return Chart(id=name, kind="histogram", title=title, sentence=said, unit="count", categories=names, series=[Series(series, counts, shown)], over=over, definition="habits.occasions", note=_ever())  # fmt: skip


def _rows(
    name: str, title: str, over: str, *, names: list[str], counts: list[int], links: list[str], series: str, day: str
) -> Chart:
    said = _counted(dict(zip(names, counts, strict=True)), day=day)
    return Chart(id=name, kind="rows", title=title, sentence=said, unit="count", categories=names, series=[Series(series, counts, links)], over=over, definition="habits.occasions", height=height_for(len(names)), note=_ever())  # fmt: skip


def _ever() -> str:
    return _("A click opens the customers who have done so at any time.")


def _counted(counts: dict[str, int], *, day: str) -> str:
    return _("{count} in all. As of {day}.").format(count=formats.number(sum(counts.values())), day=day)


def _link(group: Group, condition: str) -> str:
    within = conditions(group)
    return "" if within is None else customers_with(condition, *within)


def _hours(time: dict[str, int]) -> list[int]:
    """Return the hours from the first to the last with a purchase."""
    there = sorted({int(bucket.split("-")[1]) for bucket in time})
    return list(range(there[0], there[-1] + 1)) if there else []


def _of_most(time: dict[str, int]) -> tuple[str, str]:
    weekday, _dash, hour = max(time, key=lambda bucket: time[bucket]).partition("-")
    return weekday, hour


def _weekday(number: str) -> str:
    return value_in_words("favourite_weekday", number)


def _days(gap: str) -> str:
    return "≥ 366" if gap == "366-9999" else gap.replace("-", "–")


def _largest(counted: Iterable[tuple[str, int]]) -> list[str]:
    """Return the names with most customers; more are not read in a grid."""
    sums: dict[str, int] = {}
    for name, count in counted:
        sums[name] = sums.get(name, 0) + count
    return sorted(sums, key=lambda name: (-sums[name], name))[:8]
