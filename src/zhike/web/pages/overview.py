"""The overview: how the business with customers is doing, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike import jobs
from zhike.describe.business import MEASURES, Business, Measure, business
from zhike.describe.cohorts import cohorts
from zhike.describe.contribution import concentration
from zhike.describe.diagnosis import EXPLAINED
from zhike.describe.months import KPIS, Month
from zhike.describe.rfm import rfm_grid, rfm_groups
from zhike.describe.state import DataState, data_state, people_said, rows_said
from zhike.jobs import Stale
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import bought_in, customers_with, first_bought
from zhike.web.charts import Chart, Figure, Series
from zhike.web.choices import Choice
from zhike.web.months import month_names, month_ticks, period_said
from zhike.web.pages.cohorts import last_cohorts, triangle_chart
from zhike.web.pages.contribution import lorenz_chart, pareto_chart
from zhike.web.pages.kpis import behind_month, period_choices, unit_of, why_address
from zhike.web.pages.rfm import grid_chart, tree_chart
from zhike.web.room import Room
from zhike.words import _

room = Room("overview")

_FIGURES = tuple(m for m in MEASURES if m not in {"revenue_per_customer", "reactivated"})
# More cohorts than a screen has room for stand on their own page.
_COHORTS = 12


@dataclass(frozen=True)
class OverviewPage:
    """What a manager reads: one sentence, the state of the data, key figures against the period before, and the charts."""

    title: str
    sentence: str
    state: DataState
    state_said: tuple[str, ...]
    has_orders: bool
    period: str
    periods: tuple[Choice, ...]
    figures: tuple[Figure, ...]
    revenue: Chart
    customers: Chart
    grid: Chart
    groups: Chart
    cohorts: Chart
    lorenz: Chart
    pareto: Chart
    stale: Stale


@room.page("/", template="overview.html")
def overview(ask: Question, period: Annotated[str, Query(max_length=10)] = "12m") -> OverviewPage:
    """Show how the business with customers did in a period, and what its customers are."""
    state, found = data_state(ask.shop), business(ask.shop, period)
    day, spread, chosen = (
        formats.day(state.as_of),
        concentration(ask.shop),
        last_cohorts(cohorts(ask.shop), str(_COHORTS)),
    )
    shown = _months(found)
    return OverviewPage(
        title=_("Overview"),
        sentence=_said(found, state, currency=ask.shop.settings.currency),
        state=state,
        state_said=(people_said(state), rows_said(state)),
        has_orders=found is not None,
        period=period,
        periods=period_choices(ask, period),
        figures=tuple(_figure(found.measures[name], found) for name in _FIGURES) if found else (),
        revenue=_revenue(shown),
        customers=_customers(shown),
        grid=grid_chart(rfm_grid(ask.shop)),
        groups=tree_chart(rfm_groups(ask.shop)),
        cohorts=triangle_chart(chosen, day=day, months=_COHORTS + 1),
        lorenz=lorenz_chart(spread, day=day),
        pareto=pareto_chart(spread, day=day),
        stale=jobs.stale(ask.shop),
    )


def _months(found: Business | None) -> tuple[Month, ...]:
    """Return the months of the charts: those of the period, and the one that still runs."""
    if found is None:
        return ()
    return (*found.period.months, *((found.running,) if found.running else ()))


def _said(found: Business | None, state: DataState, *, currency: str) -> str:
    """Return the sentence that says how it goes."""
    if found is None:
        said = _(
            "{customers} customers are known; how the business is doing with them will appear here once orders are brought in."
        )
        return said.format(customers=formats.number(state.customers))
    values = {
        "revenue": formats.short_money(found.measures["revenue"].value, currency),
        "period": period_said(found.period),
        "customers": formats.number(found.measures["customers"].value),
        "new": formats.number(found.measures["new_customers"].value),
    }
    change = found.measures["revenue"].change
    if change is None:
        said = _(
            "Revenue was {revenue} in {period}: {customers} known customers bought, {new} of them for the first time."
        )
        return said.format(**values)
    said = _("Revenue was {revenue} in {period}, {change} on the period before: {customers} known customers bought, {new} of them for the first time.")  # fmt: skip
    return said.format(**values, change=formats.change(change))


def _figure(measure: Measure, found: Business) -> Figure:
    kpi = KPIS[measure.name]
    return Figure(
        id=measure.name, label=_(kpi.label), value=measure.value, unit=unit_of(kpi), change=measure.change,
        is_better=measure.is_better, curve=measure.curve, definition=f"kpi_monthly.{measure.name}",
        link=_behind(measure.name, found), why=_why(measure, found),
    )  # fmt: skip


def _why(measure: Measure, found: Business) -> str:
    """Return the address that explains a figure's change, "" where there is none or it cannot be explained."""
    if found.before is None or measure.change is None or measure.name not in EXPLAINED:
        return ""
    before, after = (f"{p.first:%Y-%m}..{p.last:%Y-%m}" for p in (found.before, found.period))
    return why_address(measure.name, before, after)


def _behind(name: str, found: Business) -> str:
    """Return the address of the customers behind a figure, "" where no filter names them."""
    if not found.measures[name].value:
        return ""
    if name == "new_customers":
        return customers_with(first_bought(found.period.first, found.period.last))
    months = [m.month for m in found.period.months]
    # An address of many months is unreadable, and of many years refused.
    return customers_with(bought_in(*months)) if name == "customers" and len(months) <= 36 else ""


def _revenue(shown: Sequence[Month]) -> Chart:
    parts = (
        ("returning_revenue", _("Returning customers"), "returning"),
        ("new_revenue", _("New customers"), "new"),
        ("anonymous_revenue", _("Without a known customer"), "anonymous"),
    )
    whole = sum(m.amount("revenue") for m in shown)
    shares = [sum(m.amount(kpi) for m in shown) / whole if whole > 0 else None for kpi, _name, _colour in parts]
    said = _(
        "{returning} of the revenue came from returning customers, {new} from new ones, {anonymous} without a known customer."
    )
    text = said.format(
        returning=formats.percent(shares[0]), new=formats.percent(shares[1]), anonymous=formats.percent(shares[2])
    )  # fmt: skip
    return _by_month(
        shown, parts, id="revenue", title=_("Revenue by month"), sentence=text, definition="kpi_monthly.revenue"
    )


def _customers(shown: Sequence[Month]) -> Chart:
    parts = (
        ("returning_customers", _("Returning customers"), "returning"),
        ("new_customers", _("New customers"), "new"),
    )
    ended = [m for m in shown if m.is_complete] or list(shown)
    said = _("On average {customers} customers bought in a month, {new} of them for the first time.")
    count = len(ended) or 1
    text = said.format(
        customers=formats.number(sum(m.amount("customers") for m in ended) / count, 0),
        new=formats.number(sum(m.amount("new_customers") for m in ended) / count, 0),
    )  # fmt: skip
    return _by_month(shown, parts, id="customers", title=_("Customers by month"), sentence=text, definition="kpi_monthly.customers")  # fmt: skip


def _by_month(shown: Sequence[Month], parts: Sequence[tuple[str, str, str]], **words: str) -> Chart:
    unfinished = sum(not m.is_complete for m in shown)
    return Chart(
        kind="stacked", unit="money" if parts[0][0].endswith("revenue") else "count", categories=month_names(shown),
        series=[
            Series(name, [m[kpi] for m in shown], [behind_month(kpi, m) for m in shown], colour=colour)
            for kpi, name, colour in parts
        ] if shown else [],
        over=_("Month"), ticks=month_ticks([m.month for m in shown]), unfinished=unfinished, height=280,
        note=_("The month that had not ended by the as-of day is paler.") if unfinished else "", **words,
    )  # fmt: skip
