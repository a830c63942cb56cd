"""Next orders: how many each week ahead may bring, whose is due when, and who is late by their own rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike import pipeline
from zhike.describe import directory
from zhike.predict.read_back import (
    CALIBRATION,
    DAY,
    INTERVAL,
    Due,
    ModelCard,
    Rhythm,
    Week,
    cards_of,
    due_by_week,
    orders_by_week,
    pooled,
    rhythms,
    spots,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.web.scores import WithheldScore, calibration_chart, withheld_said, withheld_scores
from zhike.words import N_, _, language

room = Room("next order")

_RHYTHMS = {
    "just_bought": N_("just bought"), "within": N_("on time"), "due": N_("due now"), "overdue": N_("overdue"),
    "long_overdue": N_("long overdue"),
}  # fmt: skip
_COLUMNS = (
    "expected_date",
    "date_low",
    "date_high",
    "expected_amount",
    "last_purchase_on",
    "gap_days_median",
    "orders",
)


@dataclass(frozen=True)
class NextOrderPage:
    """Orders by week ahead, customers by the week in which theirs is due, by their own rhythm, and who is due first."""

    title: str
    sentence: str
    weeks: Chart
    due: Chart
    due_amounts: tuple[float | None, ...]
    rhythm: Chart
    days: Chart | None
    interval: float | None
    first: tuple[dict[str, Any], ...]
    all_link: str
    withheld: tuple[WithheldScore, ...]


@room.page("/prediction/next-order", template="prediction/next_order.html")
def next_order(ask: Question) -> NextOrderPage:
    """Show when orders are to be expected, and whose."""
    weeks, due, withheld = orders_by_week(ask.shop), due_by_week(ask.shop), withheld_of(ask.shop, ["next_order", "clv"])
    card = next((c for c in cards_of(ask.shop, "next_order") if c.target == DAY.name and c.is_shown), None)
    found = rhythms(ask.shop)
    return NextOrderPage(
        title=_("Next order"),
        sentence=_said(weeks, due, found) or withheld_said(withheld),
        weeks=_weeks_chart(weeks),
        due=_due_chart(due, card),
        due_amounts=tuple(d.amount for d in due),
        rhythm=_rhythm_chart(found),
        days=calibration_chart(card, pooled(spots(ask.shop, card, CALIBRATION))) if card else None,
        interval=next((p.y for p in pooled(spots(ask.shop, card, INTERVAL)) if p.bin == 1), None) if card else None,
        first=_first(ask) if due else (),
        all_link="/customers?f=expected_date:filled:&sort=expected_date&columns=" + ",".join(_COLUMNS) if due else "",
        withheld=withheld_scores(withheld),
    )


def _said(weeks: Sequence[Week], due: Sequence[Due], found: Sequence[Rhythm]) -> str:
    late = sum(r.customers for r in found if r.name in {"overdue", "long_overdue"})
    parts = []
    if weeks:
        said = _("About {orders} orders are to be expected in the week from {first} to {last} ({low} to {high}).")
        w = weeks[0]
        parts.append(said.format(orders=formats.number(round(w.expected)), first=_day(w.first), last=_day(w.last), low=formats.number(round(w.low)), high=formats.number(round(w.high))))  # fmt: skip
    if found:
        parts.append(_("{late} customers are late by their own rhythm.").format(late=formats.number(late)))
    return ("" if language() == "zh" else " ").join(parts) if weeks or due else ""


def _weeks_chart(weeks: Sequence[Week]) -> Chart:
    """Return orders expected by week with the interval of a week."""
    said = _("Purchases of customers known today: {total} in {count} weeks. Whom nobody knows yet is not counted.")
    return Chart(
        id="weeks", kind="band", title=_("Orders by week ahead"), unit="number",
        sentence=said.format(total=formats.number(round(sum(w.expected for w in weeks))), count=len(weeks)) if weeks else "",
        categories=[f"{_day(w.first)} – {_day(w.last)}" for w in weeks], ticks=["" if at % 2 else _day(w.first) for at, w in enumerate(weeks)],
        series=[
            Series(_("Expected"), [round(w.expected, 1) for w in weeks], colour="returning"),
            Series(_("Lower end"), [round(w.low, 1) for w in weeks]),
            Series(_("Upper end"), [round(w.high, 1) for w in weeks]),
        ] if weeks else [],
        over=_("Week"), definition="model_charts.weeks", height=320,
        note=_("The bounds are as far away as single weeks of the past days were: four of five lay between.") if weeks else "",
    )  # fmt: skip


def _due_chart(due: Sequence[Due], card: ModelCard | None) -> Chart:
    """Return customers by the week in which their next order is to be expected, if one comes."""
    said = _("{count} customers who bought on two days or more have an expected day, if they order within {days} days.")
    count = sum(d.customers for d in due)
    return Chart(
        id="due", kind="bars", title=_("Customers by the week their next order is due"), unit="count",
        sentence=said.format(count=formats.number(count), days=card.horizon_days) if card else "",
        categories=[f"{_day(d.first)} – {_day(d.last)}" for d in due], ticks=[_day(d.first) for d in due],
        series=[Series(_("Customers"), [d.customers for d in due], [_due_link(d) for d in due])] if due else [],
        over=_("Week"), definition="next_order.expected_date", height=320,
    )  # fmt: skip


def _due_link(d: Due) -> str:
    return customers_with(f"expected_date:between:{d.first}..{d.last}")


def _rhythm_chart(found: Sequence[Rhythm]) -> Chart:
    """Return customers by the time since their last purchase in their own usual gaps."""
    late = [r for r in found if r.name in {"overdue", "long_overdue"}]
    all_ = sum(r.customers for r in found)
    said = _("Of {all} customers with a rhythm, {late} have waited more than one and a half of their usual gaps.")
    return Chart(
        id="rhythm", kind="bars", title=_("Late by their own rhythm"), unit="count",
        sentence=said.format(all=formats.number(all_), late=formats.number(sum(r.customers for r in late))) if found else "",
        categories=[_(_RHYTHMS[r.name]) for r in found],
        series=[Series(_("Customers"), [r.customers for r in found], [_rhythm_link(r) for r in found])] if found else [],
        over=_("Time since the last purchase"), definition="customer_features.recency_in_gaps", height=320,
        note=_("In usual gaps of the customer: below 0.5, 0.5 to 1, 1 to 1.5, 1.5 to 3, 3 and more.") if found else "",
    )  # fmt: skip


def _rhythm_link(r: Rhythm) -> str:
    high = [] if r.high is None else [f"recency_in_gaps:less_than:{r.high:g}"]
    return customers_with(f"recency_in_gaps:at_least:{r.low:g}", *high) if r.customers else ""


def _first(ask: Asked) -> tuple[dict[str, Any], ...]:
    """Return the ten customers whose next order is due first, as the asker may see them."""
    declared = pipeline.tables()
    fields = directory.fields_now(ask.shop, declared)
    columns = [c for c in _COLUMNS if c in fields]
    question = directory.question_of(fields, f=["expected_date:filled:"], sort="expected_date", columns=columns)
    return directory.find(ask.shop, question, by=ask.actor, declared=declared).rows[:10]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日" if language() == "zh" else f"{day.day} {day:%b}"
