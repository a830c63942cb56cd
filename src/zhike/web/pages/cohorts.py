"""Cohorts: of the customers who first bought in a month, how many come back, and what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.cohorts import Cohort, CohortMonth, Mean, cohort_means, cohorts
from zhike.describe.periods import as_of
from zhike.errors import UnknownNameError
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import bought_in, customers_with, first_bought
from zhike.web.charts import Chart, Series, Unit
from zhike.web.choices import Choice, choices
from zhike.web.months import span
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("cohorts")

_MEASURES: dict[str, tuple[str, Unit]] = {
    "share": (N_("Share who came back"), "share"),
    "customers": (N_("Customers who came back"), "count"),
    "orders": (N_("Orders"), "count"),
    "revenue": (N_("Revenue"), "money"),
    "value": (N_("Revenue per customer so far"), "money"),
}
_SPANS = {"12": N_("12 cohorts"), "24": N_("24 cohorts"), "36": N_("36 cohorts"), "all": N_("All cohorts")}


@dataclass(frozen=True)
class CohortsPage:
    """The triangle of cohorts, the curve of their mean, and the choices of what is shown."""

    title: str
    sentence: str
    measures: tuple[Choice, ...]
    spans: tuple[Choice, ...]
    triangle: Chart
    curve: Chart


@room.page("/analysis/cohorts", template="analysis/cohorts.html")
def cohort_page(
    ask: Question,
    measure: Annotated[str, Query(max_length=20)] = "share",
    show: Annotated[str, Query(max_length=10)] = "24",
) -> CohortsPage:
    """Show who came back after the first purchase, cohort by cohort."""
    _known(N_("measure"), measure, _MEASURES)
    _known(N_("number of cohorts"), show, _SPANS)
    chosen = last_cohorts(cohorts(ask.shop), show)
    day = formats.day(as_of(ask.shop))
    return CohortsPage(
        title=_("Cohorts"),
        sentence=returned_said(chosen, day=day),
        measures=choices(ask.request, "measure", {k: _(v[0]) for k, v in _MEASURES.items()}, chosen=measure),
        spans=choices(ask.request, "show", {k: _(v) for k, v in _SPANS.items()}, chosen=show),
        triangle=triangle_chart(chosen, measure=measure, day=day),
        curve=_curve(cohort_means(chosen), day=day),
    )


def last_cohorts(every: tuple[Cohort, ...], show: str) -> tuple[Cohort, ...]:
    """Return the last so many cohorts, or all."""
    return every if show == "all" else every[-int(show) :]


def returned_said(chosen: tuple[Cohort, ...], *, day: str) -> str:
    """Return the sentence about who came back."""
    means = cohort_means(chosen)
    if len(means) < 2:
        return _("No month has ended since the first purchases, so nobody can be said to have come back.")
    after = [_("{share} in month {n}").format(share=formats.percent(means[n].retention), n=n) for n in (1, 3, 6, 12) if n < len(means)]  # fmt: skip
    said = _("Of customers who first bought in {span}, this many bought again: {shares}. As of {day}.")
    return said.format(span=span(chosen[0].month, chosen[-1].month), shares=_(", ").join(after), day=day)


def triangle_chart(chosen: tuple[Cohort, ...], *, measure: str = "share", day: str, months: int | None = None) -> Chart:
    """Return cohorts by months since, the newest below, with the mean (of revenue: the sum) of all as the first row."""
    label, unit = _MEASURES[measure]
    wide = min(max((len(c.months) for c in chosen), default=0), months or 10**6)
    means = cohort_means(chosen)[:wide]
    first = Series(
        _("Mean, weighted") if measure in {"share", "value"} else _("All together"), _filled(_of_means(means, measure), wide),
        total=sum(c.customers for c in chosen),
        total_link=customers_with(first_bought(chosen[0].month, chosen[-1].month)) if chosen else "",
    )  # fmt: skip
    return Chart(
        id="cohorts", kind="triangle", title=_("Cohorts: {measure}").format(measure=_(label)), sentence=_triangle_said(chosen, day=day), unit=unit,
        categories=[str(n) for n in range(wide)],
        series=[first, *(_row(c, measure, wide) for c in chosen)] if chosen else [],
        over=_("First purchase"), across=_("months since"), totals=_("Customers"),
        definition={"orders": "cohorts.orders", "revenue": "cohorts.revenue", "value": "cohorts.cumulative_revenue_per_customer"}.get(measure, "cohorts.retention"),
        unfinished=int(bool(chosen) and not chosen[-1].months[-1].is_complete),
        note=_("Columns are calendar months since the first purchase; 0 is its own month. A number in italics belongs to a month that had not ended.") if chosen else "",
    )  # fmt: skip


def _row(cohort: Cohort, measure: str, wide: int) -> Series:
    link = first_bought(cohort.month)
    shown = cohort.months[:wide]
    links = [customers_with(link) if not n else customers_with(link, bought_in(m.month)) if m.active else "" for n, m in enumerate(shown)]  # fmt: skip
    values = [_value(m, measure) for m in shown]
    return Series(formats.month(cohort.month), _filled(values, wide), links, total=cohort.customers, total_link=customers_with(link))  # fmt: skip


def _value(month: CohortMonth, measure: str) -> float:
    return {"share": month.retention, "customers": month.active, "orders": month.orders, "revenue": month.revenue, "value": month.cumulative_revenue_per_customer}[measure]  # fmt: skip


def _of_means(means: Sequence[Mean], measure: str) -> list[float]:
    return [{"share": m.retention, "customers": m.active, "orders": m.orders, "revenue": m.revenue, "value": m.cumulative_revenue_per_customer}[measure] for m in means]  # fmt: skip


def _filled(values: Sequence[float], wide: int) -> list[float | None]:
    return [*values, *[None] * (wide - len(values))]


def _triangle_said(chosen: tuple[Cohort, ...], *, day: str) -> str:
    if not chosen:
        return ""
    said = _("{customers} customers in {cohorts} cohorts, {span}, as of {day}.")
    return said.format(
        customers=formats.number(sum(c.customers for c in chosen)), cohorts=len(chosen),
        span=span(chosen[0].month, chosen[-1].month), day=day,
    )  # fmt: skip


def _curve(means: Sequence[Mean], *, day: str) -> Chart:
    """Return the mean share who came back, by months since: the shape of loyalty in one line."""
    later = list(enumerate(means))[1:]
    said = _("Weighted by the size of the cohorts; only months that had ended by {day}.").format(day=day)
    return Chart(
        id="cohort-curve", kind="lines", title=_("Share who came back, mean of all cohorts"), sentence=said, unit="share",
        categories=[str(n) for n, _mean in later], series=[Series(_("Share who came back"), [m.retention for _n, m in later])] if later else [],
        over=_("Months since the first purchase"), definition="cohorts.retention",
    )  # fmt: skip


def _known(what: str, value: str, known: dict[str, object] | dict[str, str] | dict[str, tuple[str, Unit]]) -> None:
    if value not in known:
        raise UnknownNameError(what=what, value=value, known=known)
