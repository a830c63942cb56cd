"""KPI forecast: what a KPI will be in the months ahead, how sure that is, and what a plain rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.months import KPIS, Kpi, Month, months, year_before
from zhike.errors import UnknownNameError
from zhike.predict.read_back import FORECAST, Ahead, ModelCard, cards_of, months_ahead
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.charts import Chart, Series, Unit
from zhike.web.months import month_ticks
from zhike.web.pages.kpis import change_said, shown_value, unit_of
from zhike.web.room import Room
from zhike.web.scores import WithheldScore, card_link, model_said, withheld_said, withheld_scores
from zhike.words import N_, _, sentences

room = Room("forecasts")

# Months before that say what is usual, beside those to come.
_BEFORE = 24


@dataclass(frozen=True)
class AheadRow:
    """One month ahead in the table: what to expect, the bounds, the plain rule, and the change on the same month a year before."""

    month: str
    expected: float
    low: float
    high: float
    baseline: float
    change: float | None


@dataclass(frozen=True)
class KpiRow:
    """One KPI that is forecast: its next month, how far off the past months were, and how far off the plain rule."""

    name: str
    label: str
    unit: Unit
    next: Ahead
    error: float | None
    baseline_error: float | None
    card: str


@dataclass(frozen=True)
class ForecastPage:
    """The chosen KPI with its months ahead; every KPI that is forecast; those that are withheld, with the words why."""

    title: str
    sentence: str
    kpi: str
    unit: Unit
    kpis: tuple[tuple[str, str], ...]
    chart: Chart
    rows: tuple[AheadRow, ...]
    all: tuple[KpiRow, ...]
    card: str
    withheld: tuple[WithheldScore, ...]


@room.page("/prediction/forecast", template="prediction/forecast.html")
def forecast(ask: Question, kpi: Annotated[str, Query(max_length=40)] = "revenue") -> ForecastPage:
    """Show what a KPI will be in the months ahead, beside what it was."""
    if kpi not in FORECAST:
        raise UnknownNameError(what=N_("KPI"), value=kpi, known=FORECAST)
    found, cards = months_ahead(ask.shop), {c.target: c for c in cards_of(ask.shop, "kpi_forecast")}
    card, ahead, history = cards.get(KPIS[kpi].label), found.get(kpi, ()), months(ask.shop)
    return ForecastPage(
        title=_("KPI forecast"), sentence=_said(KPIS[kpi], ahead, history, card, currency=ask.shop.settings.currency), kpi=kpi,
        unit=unit_of(KPIS[kpi]), kpis=tuple((k, _(KPIS[k].label)) for k in FORECAST), chart=_chart(KPIS[kpi], ahead, history, card),
        rows=tuple(_row(a, kpi, history) for a in ahead), all=_all(found, cards), card=card_link(card) if card else "",
        withheld=withheld_scores([c for c in cards.values() if not c.is_shown]),
    )  # fmt: skip


def _said(kpi: Kpi, ahead: Sequence[Ahead], history: Sequence[Month], card: ModelCard | None, *, currency: str) -> str:
    """Return the next month in a sentence, with what such bounds held on past months, or why there is none."""
    if not ahead or card is None:
        return withheld_said([card] if card else [])
    one = ahead[0]
    value, low, high = (shown_value(v, kpi, currency) for v in (one.expected, one.low, one.high))
    said = _("{kpi} in {month}: {value} is to be expected, between {low} and {high}; such bounds held {held} of the past months.")  # fmt: skip
    first = said.format(
        kpi=_(kpi.label), month=formats.month(one.month), value=value, low=low, high=high, held=formats.percent(card.coverage)
    )  # fmt: skip
    then = year_before(one.month, history)
    if then is None or not then[kpi.name]:
        return first
    change = _("The same month a year before had {value} ({change}).")
    return sentences(first, change.format(value=shown_value(then[kpi.name], kpi, currency), change=change_said(one.expected, then.amount(kpi.name), kpi)))  # fmt: skip


def _chart(kpi: Kpi, ahead: Sequence[Ahead], history: Sequence[Month], card: ModelCard | None) -> Chart:
    """Return what was and what is to be expected; nothing where the forecast is withheld."""
    was = [m for m in history if m.is_complete][-_BEFORE:] if ahead else []
    none: list[float | None] = [None] * len(was)
    dates = [*(m.month for m in was), *(a.month for a in ahead)]
    parts = (
        (_("Was"), [*(m[kpi.name] for m in was), *([None] * len(ahead))], "returning"),
        (_("Expected"), [*none, *(a.expected for a in ahead)], "new"),
        (_("Lower end"), [*none, *(a.low for a in ahead)], ""),
        (_("Upper end"), [*none, *(a.high for a in ahead)], ""),
        (model_said(ahead[0].baseline_model) if ahead else "", [*none, *(a.baseline for a in ahead)], "anonymous"),
    )
    return Chart(
        id="forecast", kind="forecast", title=_("{kpi} of the months ahead").format(kpi=_(kpi.label)), sentence=_tested_said(card),
        unit=unit_of(kpi), categories=[formats.month(d) for d in dates],
        series=[Series(name, values, colour=colour) for name, values, colour in parts] if ahead else [],
        over=_("Month"), definition="kpi_forecast.expected", ticks=month_ticks(dates), height=360,
        note=_note(card),
    )  # fmt: skip


def _tested_said(card: ModelCard | None) -> str:
    if card is None or not card.is_shown:
        return ""
    said = _("On {count} past months the forecast was off by {error} in the mean, “{baseline}” by {other}.")
    return said.format(count=card.cutoffs, error=formats.percent(card.value), baseline=model_said(card.baseline), other=formats.percent(card.baseline_value))  # fmt: skip


def _note(card: ModelCard | None) -> str:
    if card is None or not card.is_shown:
        return ""
    said = _("The month that still runs is forecast whole and not learned from. The shaded part is to hold four of five months; of the past ones it held {held}.")  # fmt: skip
    return said.format(held=formats.percent(card.coverage))


def _row(ahead: Ahead, kpi: str, history: Sequence[Month]) -> AheadRow:
    then = year_before(ahead.month, history)
    before = then.amount(kpi) if then else 0.0
    # Of a share, the difference in points says more, and the chart shows it.
    change = ahead.expected / before - 1 if before > 0 and FORECAST[kpi] != "share" else None
    return AheadRow(formats.month(ahead.month), ahead.expected, ahead.low, ahead.high, ahead.baseline, change)


def _all(found: Mapping[str, Sequence[Ahead]], cards: Mapping[str, ModelCard]) -> tuple[KpiRow, ...]:
    shown = [(k, cards[KPIS[k].label]) for k in FORECAST if k in found]
    return tuple(
        KpiRow(k, _(KPIS[k].label), unit_of(KPIS[k]), found[k][0], c.value, c.baseline_value, card_link(c))
        for k, c in shown
    )  # fmt: skip
