"""Monthly KPIs: one of them as a chart, all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from zhike.describe.diagnosis import EXPLAINED
from zhike.describe.months import KPIS, Kpi, Month, months, year_before
from zhike.describe.periods import PERIODS, period_of
from zhike.errors import UnknownNameError
from zhike.predict.read_back import months_ahead
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import bought_in, customers_with, first_bought, first_bought_before
from zhike.web.charts import Chart, Series, Unit
from zhike.web.choices import Choice, choices
from zhike.web.months import month_names, month_ticks, span
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("kpis")

PERIOD_WORDS = {
    "3m": N_("3 months"), "6m": N_("6 months"), "12m": N_("12 months"), "24m": N_("24 months"), "all": N_("All"),
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A KPI as a choice and a head of a column."""

    name: str
    label: str
    unit: Unit
    definition: str


@dataclass(frozen=True)
class MonthRow:
    """One month of the table: its name, whether it had ended, and the KPIs in the order of the columns, with links."""

    name: str
    is_complete: bool
    values: tuple[float | None, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class KpisPage:
    """The chosen KPI as a chart, and the table of all months and all KPIs, the latest month first.

    `why` is the address that explains its last change, `ahead` that of its forecast; "" where there is none.
    """

    title: str
    sentence: str
    kpi: str
    period: str
    kpis: tuple[Named, ...]
    periods: tuple[Choice, ...]
    chart: Chart
    rows: tuple[MonthRow, ...]
    why: str
    ahead: str


@room.page("/analysis/kpis", template="analysis/kpis.html")
def kpis(
    ask: Question,
    kpi: Annotated[str, Query(max_length=40)] = "revenue",
    period: Annotated[str, Query(max_length=10)] = "24m",
) -> KpisPage:
    """Show one KPI by month, and all of them in a table."""
    if kpi not in KPIS:
        raise UnknownNameError(what=N_("KPI"), value=kpi, known=KPIS)
    shown = shown_months(ask, period)
    return KpisPage(
        title=_("Monthly KPIs"),
        sentence=_said(KPIS[kpi], shown, currency=ask.shop.settings.currency),
        kpi=kpi,
        period=period,
        kpis=tuple(map(_named, KPIS.values())),
        periods=period_choices(ask, period),
        chart=_chart(KPIS[kpi], shown),
        rows=tuple(map(_row, reversed(shown))),
        why=why_address(kpi) if kpi in EXPLAINED and sum(m.is_complete for m in shown) > 1 else "",
        ahead=f"/prediction/forecast?kpi={kpi}" if kpi in months_ahead(ask.shop) else "",
    )


def why_address(kpi: str, before: str = "", after: str = "") -> str:
    """Return the address that explains a KPI's change, between the last two months unless others are named."""
    return "/analysis/why?" + urlencode([("kpi", kpi), *((k, v) for k, v in (("from", before), ("to", after)) if v)])


def shown_months(ask: Question, name: str) -> tuple[Month, ...]:
    """Return the months of a period and, after them, the one that still runs."""
    period = period_of(ask.shop, name)
    if period is None:
        return ()
    running = tuple(m for m in months(ask.shop)[-1:] if not m.is_complete and m not in period.months)
    return (*period.months, *running)


def period_choices(ask: Question, chosen: str) -> tuple[Choice, ...]:
    """Return the periods as links."""
    return choices(ask.request, "period", {name: _(PERIOD_WORDS[name]) for name in PERIODS}, chosen=chosen)


def behind_month(kpi: str, month: Month) -> str:
    """Return the address of the customers behind a KPI of a month, "" where no filter names them."""
    bought = bought_in(month.month)
    if not month.amount(kpi):
        return ""
    if kpi in {"new_customers", "new_revenue"}:
        return customers_with(first_bought(month.month))
    if kpi in {"returning_customers", "returning_revenue", "repeat_rate"}:
        return customers_with(bought, first_bought_before(month.month))
    if kpi in {"retained_customers", "retention"}:
        before = month.month.replace(year=month.month.year - (month.month.month == 1), month=(month.month.month - 2) % 12 + 1)  # fmt: skip
        return customers_with(bought_in(before), bought)
    # Silences, returns and unknown buyers are no set of customers that a filter could name.
    return "" if kpi in {"churned", "reactivated", "returns_amount", "anonymous_revenue"} else customers_with(bought)


def _chart(kpi: Kpi, shown: Sequence[Month]) -> Chart:
    label = _(kpi.label)
    unfinished = sum(not m.is_complete for m in shown)
    return Chart(
        id=f"kpi-{kpi.name.replace('_', '-')}", kind="lines" if kpi.unit == "share" else "bars", title=_("{kpi} by month").format(kpi=label),
        sentence=_chart_said(kpi, shown), unit=unit_of(kpi), categories=month_names(shown),
        series=[Series(label, [m[kpi.name] for m in shown], [behind_month(kpi.name, m) for m in shown], colour=_COLOURS.get(kpi.name, ""))],
        over=_("Month"), definition=f"kpi_monthly.{kpi.name}", ticks=month_ticks([m.month for m in shown]), unfinished=unfinished,
        height=320, note=_("The month that had not ended by the as-of day is paler.") if unfinished else "",
    )  # fmt: skip


def _said(kpi: Kpi, shown: Sequence[Month], *, currency: str) -> str:
    """Return the last ended month's value and its change on the month a year before, or on the one before."""
    ended = [m for m in shown if m.is_complete and m[kpi.name] is not None]
    if not ended:
        return _("No month with orders has ended yet.")
    now = ended[-1]
    value, month = shown_value(now[kpi.name], kpi, currency), formats.month(now.month)
    then = year_before(now.month, ended)
    if then is None or not then[kpi.name]:
        return _("{kpi} in {month}: {value}.").format(kpi=_(kpi.label), month=month, value=value)
    said = _("{kpi} in {month}: {value}, {change} on {month_before} ({value_before}).")
    return said.format(
        kpi=_(kpi.label), month=month, value=value, change=change_said(now.amount(kpi.name), then.amount(kpi.name), kpi),
        month_before=formats.month(then.month), value_before=shown_value(then[kpi.name], kpi, currency),
    )  # fmt: skip


def change_said(now: float, then: float, kpi: Kpi) -> str:
    """Return how a KPI changed: of shares in points, else by what share."""
    if kpi.unit == "share":
        return _("{points} points").format(points=formats.points(now - then))
    return formats.change(now / then - 1 if then > 0 else None)


def shown_value(value: float | None, kpi: Kpi, currency: str) -> str:
    """Return a KPI's value as people say it."""
    if kpi.unit == "share":
        return formats.percent(value)
    return formats.short_money(value, currency) if kpi.unit == "money" else formats.number(value)


def _chart_said(kpi: Kpi, shown: Sequence[Month]) -> str:
    ended = [m for m in shown if m.is_complete and m[kpi.name] is not None] or [
        m for m in shown if m[kpi.name] is not None
    ]
    if not ended:
        return ""
    high, low = max(ended, key=lambda m: m.amount(kpi.name)), min(ended, key=lambda m: m.amount(kpi.name))
    said = _("{span}. Highest in {high}, lowest in {low}.")
    return said.format(
        span=span(shown[0].month, shown[-1].month), high=formats.month(high.month), low=formats.month(low.month)
    )  # fmt: skip


def _named(kpi: Kpi) -> Named:
    return Named(kpi.name, _(kpi.label), unit_of(kpi), f"kpi_monthly.{kpi.name}")


def unit_of(kpi: Kpi) -> Unit:
    """Return the unit of a KPI's chart."""
    units: dict[str, Unit] = {"money": "money", "share": "share", "count": "count"}
    return units[kpi.unit]


def _row(month: Month) -> MonthRow:
    values = tuple(month[name] for name in KPIS)
    return MonthRow(
        month_names([month])[0], month.is_complete, values, tuple(behind_month(name, month) for name in KPIS)
    )


# A KPI has the colour that its part of the customers has everywhere.
_COLOURS = {
    "new_customers": "new", "new_revenue": "new", "anonymous_revenue": "anonymous",
    "returning_customers": "returning", "returning_revenue": "returning",
}  # fmt: skip
