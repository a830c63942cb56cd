"""When, where and what one customer buys, as small charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhike.describe.profile import Bought, Habits
from zhike.web import formats
from zhike.web.charts import Chart, Series, height_for
from zhike.web.months import month_ticks
from zhike.words import N_, _, ngettext

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
# More channels or categories than this are not read in a small chart; the table of products has all.
_MOST = 8


def habit_charts(habits: Habits, *, currency: str) -> tuple[Chart, ...]:
    """Return revenue by month, and purchases by weekday, by hour and by channel."""
    return (_months(habits, currency), _weekdays(habits), _hours(habits), _channels(habits))


def category_chart(bought: Bought, *, currency: str) -> Chart:
    """Return revenue by product category, the largest first."""
    top = bought.categories[:_MOST]
    total = sum(value for _name, value in bought.categories)
    said = ""
    if top:
        said = _("{category} brings most: {amount}, {share} of what is known by category.").format(
            category=top[0][0], amount=formats.money(top[0][1], currency), share=formats.percent(top[0][1] / total)
        )
    return Chart(
        id="categories", kind="rows", title=_("Revenue by category"), sentence=said, unit="money",
        categories=[name for name, _value in top], series=[Series(_("Revenue"), [value for _name, value in top])],
        over=_("Category"), height=height_for(len(top)),
    )  # fmt: skip


def _months(habits: Habits, currency: str) -> Chart:
    names = [formats.month(month) for month, _count, _revenue in habits.months]
    bought = [count for _month, count, _revenue in habits.months]
    brought = sum(revenue for _month, _count, revenue in habits.months)
    count = ngettext(
        "In the last {months} months: {count} purchase for {amount}.",
        "In the last {months} months: {count} purchases for {amount}.",
        sum(bought),
    )
    said = count.format(months=len(names), count=sum(bought), amount=formats.money(round(brought, 2), currency))
    return Chart(
        id="months", kind="bars", title=_("Purchases by month"), sentence=said, unit="money", categories=names,
        ticks=month_ticks([month for month, _count, _revenue in habits.months]),
        series=[Series(_("Revenue"), [round(revenue, 2) for _month, _count, revenue in habits.months])], over=_("Month"),
    )  # fmt: skip


def _weekdays(habits: Habits) -> Chart:
    names = [_(day) for day in _WEEKDAYS]
    said = _most_often(names, habits.weekdays, purchases=habits.purchases)
    week = _counts("weekdays", _("Purchases by weekday"), _("Weekday"), names=names, counts=habits.weekdays, said=said)
    return replace(week, ticks=[_(day) for day in SHORT_WEEKDAYS])


def _hours(habits: Habits) -> Chart:
    names = [f"{hour}:00" for hour in range(24)]
    said = _most_often(names, habits.hours, purchases=habits.purchases)
    return _counts("hours", _("Purchases by hour"), _("Hour"), names=names, counts=habits.hours, said=said)


def _channels(habits: Habits) -> Chart:
    top = habits.channels[:_MOST]
    names, counts = [name for name, _count in top], [count for _name, count in top]
    said = _most_often(names, counts, purchases=habits.purchases)
    return _counts(
        "channels", _("Purchases by channel"), _("Channel"), names=names, counts=counts, said=said, kind="rows"
    )


def _most_often(names: Sequence[str], counts: Sequence[int], *, purchases: int) -> str:
    if not any(counts):
        return ""
    most = max(range(len(counts)), key=lambda at: counts[at])
    said = ngettext("The only purchase: {what}.", "Most often: {what}, {count} of {all} purchases.", purchases)
    return said.format(what=names[most], count=counts[most], all=purchases)


def _counts(
    name: str, title: str, over: str, *, names: Sequence[str], counts: Sequence[int], said: str, kind: str = "bars"
) -> Chart:
    shown = [float(count) for count in counts] if any(counts) else []
    return Chart(
        id=name, kind="rows" if kind == "rows" else "bars", title=title, sentence=said, unit="count",
        categories=list(names) if shown else [], series=[Series(_("Purchases"), shown)], over=over,
        height=height_for(len(shown)) if kind == "rows" else 280,
    )  # fmt: skip
