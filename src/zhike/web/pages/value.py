"""Customer value: what customers are expected to bring, how it is spread over them, and how that did on past days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhike import pipeline
from zhike.describe import directory
from zhike.describe.periods import as_of
from zhike.predict.read_back import (
    FREQUENCY,
    ORDERS,
    RECENCY,
    REPEATS,
    SPEND,
    Best,
    Total,
    ValueBin,
    best_tenth,
    cards_of,
    pooled,
    spots,
    surface,
    totals,
    value_bins,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.web.scores import WithheldScore, repeats_chart, withheld_said, withheld_scores
from zhike.words import _

room = Room("value")

_COLUMNS = ("clv", "clv_low", "clv_high", "p_alive", "expected_orders", "revenue", "active_days")


@dataclass(frozen=True)
class ValuePage:
    """Totals by horizon, the spread of value with its best tenth and their first ten, the surface, and what is withheld."""

    title: str
    sentence: str
    totals: tuple[Total, ...]
    bins: Chart
    best: Best | None
    best_link: str
    first_ten: tuple[dict[str, Any], ...]
    alive: Chart
    orders: Chart | None
    spend: Chart | None
    withheld: tuple[WithheldScore, ...]

    @staticmethod
    def counted(number: float) -> str:
        """Return a number of purchases as it is said."""
        return formats.short(round(number))


@room.page("/prediction/value", template="prediction/value.html")
def value(ask: Question) -> ValuePage:
    """Show what customers are expected to bring."""
    found, best, withheld = totals(ask.shop), best_tenth(ask.shop), withheld_of(ask.shop, ["clv"])
    return ValuePage(
        title=_("Customer value"),
        sentence=_value_said(ask, found) if found else withheld_said(withheld),
        totals=found,
        bins=_bins_chart(ask, value_bins(ask.shop), found),
        best=best,
        best_link=_from(best.least) if best else "",
        first_ten=_first_ten(ask) if best else (),
        alive=_alive_chart(ask),
        orders=_repeats(ask, ORDERS),
        spend=_repeats(ask, SPEND),
        withheld=withheld_scores(withheld),
    )


def _value_said(ask: Asked, found: Sequence[Total]) -> str:
    last, currency = found[-1], ask.shop.settings.currency
    day = formats.day(as_of(ask.shop))
    if last.value is None:
        said = _("{customers} buyers are expected to buy {orders} times in the next {days} days. As of {day}.")
        return said.format(customers=formats.number(last.customers), orders=formats.short(last.orders.total), days=last.horizon_days, day=day)  # fmt: skip
    said = _("{customers} buyers are expected to be worth {value} over the next {days} days; from {low} to {high}, as the past days were off. As of {day}.")  # fmt: skip
    value_, low, high = (formats.short_money(v, currency) for v in (last.value.total, last.value.low, last.value.high))
    return said.format(customers=formats.number(last.customers), value=value_, low=low, high=high, days=last.horizon_days, day=day)  # fmt: skip


def _bins_chart(ask: Asked, bins: Sequence[ValueBin], found: Sequence[Total]) -> Chart:
    """Return how many customers have which value; each bar opens its customers."""
    currency = ask.shop.settings.currency
    days = found[-1].horizon_days if found else 0
    names = [_bin_name(b, currency) for b in bins]
    ticks = [
        formats.short_money(b.low, currency) if at % 3 == 0 and b.low is not None else "" for at, b in enumerate(bins)
    ]
    return Chart(
        id="value-bins", kind="histogram", title=_("Customers by value"), sentence=_bins_said(bins, names), unit="count", categories=names,
        series=[Series(_("Customers"), [b.customers for b in bins], [_behind(b) for b in bins])] if bins else [],
        over=_("Value over the next {days} days").format(days=days), definition="clv.clv", height=320, ticks=ticks,
    )  # fmt: skip


def _bins_said(bins: Sequence[ValueBin], names: Sequence[str]) -> str:
    total = sum(b.value for b in bins)
    if not bins or total <= 0:
        return ""
    said = _("The last bar, {bin}, holds {customers} customers and {share} of all value.")
    return said.format(bin=names[-1], customers=formats.number(bins[-1].customers), share=formats.percent(bins[-1].value / total))  # fmt: skip


def _bin_name(b: ValueBin, currency: str) -> str:
    low, high = (None if v is None else formats.money(v, currency) for v in (b.low, b.high))
    if low is None:
        return _("below {high}").format(high=high)
    return (
        _("{low} and more").format(low=low) if high is None else _("{low} to below {high}").format(low=low, high=high)
    )


def _behind(b: ValueBin) -> str:
    low = [] if b.low is None else [f"clv:at_least:{_plain(b.low)}"]
    high = [] if b.high is None else [f"clv:less_than:{_plain(b.high)}"]
    return customers_with(*low, *high) if b.customers else ""


def _from(least: float) -> str:
    return customers_with(f"clv:at_least:{_plain(Decimal(repr(least)))}")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _first_ten(ask: Asked) -> tuple[dict[str, Any], ...]:
    """Return the ten customers of most value, as the asker may see them."""
    declared = pipeline.tables()
    question = directory.question_of(directory.fields_now(ask.shop, declared), sort="-clv", columns=_COLUMNS)
    return directory.find(ask.shop, question, by=ask.actor, declared=declared).rows[:10]


def _alive_chart(ask: Asked) -> Chart:
    """Return the probability to be still a customer by recency and frequency; each cell opens its customers."""
    cells = surface(ask.shop)
    return Chart(
        id="alive", kind="heat", title=_("Who is still a customer"), sentence=_alive_said(ask), unit="share",
        categories=[_bounds(FREQUENCY, at) for at in range(len(FREQUENCY))] if cells else [],
        series=[
            Series(
                _bounds(RECENCY, y), [c.p_alive if c else None for c in row],
                [_of_cell(y, x) if c else "" for x, c in enumerate(row)],
            )
            for y, row in enumerate(cells)
        ],
        over=_("Purchase days"), definition="clv.p_alive", height=320,
        note=_("Down: days since the last purchase. Across: days with a purchase so far. In the cells: mean probability.") if cells else "",
    )  # fmt: skip


def _alive_said(ask: Asked) -> str:
    found = [c for row in surface(ask.shop) for c in row if c]
    if not found:
        return ""
    customers = sum(c.customers for c in found)
    alive = sum(c.customers * c.p_alive for c in found)
    said = _("Of {customers} buyers, {alive} are expected to be customers still, {share}.")
    return said.format(customers=formats.number(customers), alive=formats.number(round(alive)), share=formats.percent(alive / customers))  # fmt: skip


def _bounds(lows: Sequence[int], at: int) -> str:
    """Return a stretch of whole numbers: 3, 4–5, or 10+."""
    low, high = lows[at], lows[at + 1] - 1 if at + 1 < len(lows) else None
    return f"{low}+" if high is None else str(low) if high == low else f"{low}–{high}"


def _of_cell(y: int, x: int) -> str:
    conditions = []
    for name, lows, at in (("recency_days", RECENCY, y), ("active_days", FREQUENCY, x)):
        last = at + 1 == len(lows)
        conditions.append(f"{name}:at_least:{lows[at]}" if last else f"{name}:between:{lows[at]}..{lows[at + 1] - 1}")
    return customers_with(*conditions, "p_alive:filled:")


def _repeats(ask: Asked, target: str) -> Chart | None:
    """Return expected against actual by repeat purchases over the longest horizon; None where the target is withheld."""
    shown = [c for c in cards_of(ask.shop, "clv") if c.target == target and c.is_shown]
    if not shown:
        return None
    card = max(shown, key=lambda c: c.horizon_days)
    chart = repeats_chart(card, pooled(spots(ask.shop, card, REPEATS)))
    title = {ORDERS: _("Purchases: expected against actual"), SPEND: _("Spend: expected against actual")}[target]
    return Chart(**{**vars(chart), "id": f"repeats-{target}", "title": title})
