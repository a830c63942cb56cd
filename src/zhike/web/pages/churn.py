"""Churn: who is likely to stay away, what is at risk, why, how good the score was, and from where on a contact pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.directory.labels import value_in_words
from zhike.predict import INPUTS
from zhike.predict.read_back import (
    AUC,
    CALIBRATION,
    GAIN,
    THRESHOLD,
    Band,
    ModelCard,
    Reason,
    Share,
    Threshold,
    at_risk_from,
    bands,
    cards_of,
    pooled,
    probabilities,
    ranked,
    spots,
    tests,
    thresholds,
    top_reasons,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.web.scores import WithheldScore, calibration_chart, gain_chart, withheld_said, withheld_scores
from zhike.words import _, ngettext

room = Room("churn")

# Until somebody says what a contact costs and keeps: a tenth of the mean value of who has not lapsed, and a quarter of that.
_KEPT, _COST = 0.1, 0.25
# Where value is withheld there is no measure of it; these are plainly made up.
_ANY_VALUE = 100.0


@dataclass(frozen=True)
class BandRow:
    """One risk band: its name in words, its figures and the address of its customers."""

    name: str
    link: str
    figures: Band


@dataclass(frozen=True)
class Paying:
    """From which probability on a contact pays, given its cost and what it keeps; `best` is None where none does.

    `customers` are those of today at or above it who have not lapsed.
    """

    cost: float
    value: float
    best: Threshold | None
    customers: int
    link: str


@dataclass(frozen=True)
class ChurnPage:
    """Bands with value at risk, the spread, the reasons, how the score did on past days, and the paying threshold."""

    title: str
    sentence: str
    horizon_days: int
    bands: tuple[BandRow, ...]
    at_risk: Chart
    spread: Chart
    reasons: Chart
    paying: Paying | None
    threshold: Chart
    tested: tuple[Chart, ...]
    withheld: tuple[WithheldScore, ...]


@room.page("/prediction/churn", template="prediction/churn.html")
def churn(
    ask: Question,
    cost: Annotated[float | None, Query(ge=0, le=1e9)] = None,
    kept: Annotated[float | None, Query(ge=0, le=1e9)] = None,
) -> ChurnPage:
    """Show who is likely to stay away and from which probability on a contact pays."""
    found, shares = bands(ask.shop), probabilities(ask.shop)
    card = next((c for c in cards_of(ask.shop, "churn") if c.is_shown), None)
    asked = _asked(found, cost, kept)
    curve = _thresholds(ask, card, *asked) if card else ()
    withheld = withheld_of(ask.shop, ["churn"])
    return ChurnPage(
        title=_("Churn"),
        sentence=_churn_said(ask, card, found) if card else withheld_said(withheld),
        horizon_days=card.horizon_days if card else 0,
        bands=tuple(BandRow(value_in_words("risk_band", b.name), _of_band(b), b) for b in found),
        at_risk=_bands_chart(found),
        spread=_spread_chart(shares),
        reasons=_reasons_chart(top_reasons(ask.shop)),
        paying=_paying(ask, curve, *asked) if curve else None,
        threshold=_threshold_chart(curve, *asked, currency=ask.shop.settings.currency),
        tested=_tested(ask, card) if card else (),
        withheld=withheld_scores(withheld),
    )


def _churn_said(ask: Asked, card: ModelCard, found: Sequence[Band]) -> str:
    of, currency = {b.name: b for b in found}, ask.shop.settings.currency
    high, here = of["high"], sum(b.customers for b in found if b.name != "lapsed")
    said = ngettext(
        "Of {here} buyers who have not lapsed, {high} ({share}) are at high risk to buy nothing for {days} day. As of {day}.",
        "Of {here} buyers who have not lapsed, {high} ({share}) are at high risk to buy nothing for {days} days. As of {day}.",
        card.horizon_days,
    ).format(
        here=formats.number(here), high=formats.number(high.customers), share=formats.percent(high.customers / here if here else None),
        days=card.horizon_days, day=formats.day(card.as_of),
    )  # fmt: skip
    if high.at_risk is None:
        return said
    return _("{said} Value at risk in that band: {money}.").format(said=said, money=formats.short_money(high.at_risk, currency))  # fmt: skip


def _of_band(b: Band) -> str:
    return customers_with(f"risk_band:is:{b.name}") if b.customers else ""


def _bands_chart(found: Sequence[Band]) -> Chart:
    """Return the bands by customers; the money stands in the table beside."""
    at_risk = next((b for b in found if b.name == "high"), None)
    said = _("{count} customers are at high risk.").format(count=formats.number(at_risk.customers)) if at_risk else ""
    return Chart(
        id="bands", kind="bars", title=_("Customers by risk band"), sentence=said, unit="count",
        categories=[value_in_words("risk_band", b.name) for b in found],
        series=[Series(_("Customers"), [b.customers for b in found], [_of_band(b) for b in found])] if found else [],
        over=_("Risk band"), definition="churn.risk_band", height=320,
    )  # fmt: skip


def _spread_chart(shares: Sequence[Share]) -> Chart:
    """Return customers by probability; who had lapsed by the definition stands apart."""

    def links(*, lapsed: bool) -> list[str]:
        op = "is" if lapsed else "not"
        return [
            customers_with(*_within(s), f"risk_band:{op}:lapsed") if (s.lapsed if lapsed else s.customers) else "" for s in shares
        ]  # fmt: skip

    here, lapsed = sum(s.customers for s in shares), sum(s.lapsed for s in shares)
    said = _("{here} customers have bought lately, {lapsed} have lapsed already.")
    return Chart(
        id="spread", kind="stacked", title=_("Customers by churn probability"), sentence=said.format(here=formats.number(here), lapsed=formats.number(lapsed)),
        unit="count", categories=[f"{formats.percent(s.low, 0)}–{formats.percent(s.high, 0)}" for s in shares],
        series=[
            Series(_("Not lapsed"), [s.customers for s in shares], links(lapsed=False), colour="returning"),
            Series(_("Lapsed"), [s.lapsed for s in shares], links(lapsed=True), colour="anonymous"),
        ] if shares else [],
        over=_("Churn probability"), definition="churn.churn_probability", height=320, ticks=[formats.percent(s.low, 0) for s in shares],
    )  # fmt: skip


def _within(s: Share) -> tuple[str, ...]:
    low = f"churn_probability:at_least:{s.low:g}"
    return (low,) if s.high >= 1 else (low, f"churn_probability:less_than:{s.high:g}")


def _reasons_chart(found: Sequence[Reason]) -> Chart:
    """Return the first reasons of customers at medium and high risk."""

    def links(op: str, counts: Sequence[int]) -> list[str]:
        risk = "risk_band:is:medium,high"
        return [customers_with(risk, f"reason_1:is:{r.name}", f"contribution_1:{op}:0") if n else "" for r, n in zip(found, counts, strict=True)]  # fmt: skip

    away, again = [r.away for r in found], [r.again for r in found]
    said = _("The most frequent first reason: {reason}, of {count} customers at medium or high risk.")
    first = found[0] if found else None
    return Chart(
        id="reasons", kind="rows", title=_("What moves the risk most"), unit="count",
        sentence=said.format(reason=_(INPUTS.get(first.name, first.name)), count=formats.number(first.away + first.again)) if first else "",
        categories=[_(INPUTS.get(r.name, r.name)) for r in found],
        series=[
            Series(_("Towards staying away"), away, links("more_than", away), colour="against"),
            Series(_("Towards buying again"), again, links("at_most", again), colour="for"),
        ] if found else [],
        over=_("First reason"), definition="churn.reason_1", height=height_for(len(found), 44),
    )  # fmt: skip


def _asked(found: Sequence[Band], cost: float | None, kept: float | None) -> tuple[float, float]:
    """Return the cost of a contact and what it keeps: as asked, else from the mean value of who has not lapsed."""
    here = [b for b in found if b.name != "lapsed" and b.value is not None]
    customers = sum(b.customers for b in here)
    mean = sum(b.value or 0.0 for b in here) / customers if customers else _ANY_VALUE / _KEPT
    worth = kept if kept is not None else float(f"{max(mean, 0.0) * _KEPT:.2g}")
    return (cost if cost is not None else float(f"{worth * _COST:.2g}")), worth


def _thresholds(ask: Asked, card: ModelCard, cost: float, value: float) -> tuple[Threshold, ...]:
    own = [t for t in tests(ask.shop, card) if (t.model, t.metric) == (card.model, card.metric)]
    return thresholds(spots(ask.shop, card, THRESHOLD), own, cost=cost, value=value)


def _paying(ask: Asked, curve: Sequence[Threshold], cost: float, value: float) -> Paying:
    best = max(curve, key=lambda t: t.gain)
    if best.gain <= 0 or not best.contacted:
        return Paying(cost, value, None, 0, "")
    conditions = (f"churn_probability:at_least:{best.probability:g}", "risk_band:not:lapsed")
    return Paying(cost, value, best, at_risk_from(ask.shop, best.probability), customers_with(*conditions))


def _threshold_chart(curve: Sequence[Threshold], cost: float, value: float, *, currency: str) -> Chart:
    """Return what contacting everybody from a probability on would have brought on the past days."""
    best = max(curve, key=lambda t: t.gain, default=None)
    said = _("Contacting everybody from {p} on would have brought most: {gain} per 1,000 customers.")
    nothing = _("At this cost no threshold would have paid.")
    return Chart(
        id="threshold", kind="lines", title=_("What a contact brings, by threshold"), unit="money",
        sentence=(said.format(p=formats.percent(best.probability, 0), gain=formats.short_money(best.gain, currency)) if best.gain > 0 else nothing) if best else "",
        categories=[formats.percent(t.probability, 0) for t in curve],
        series=[Series(_("Gain per 1,000 customers"), [round(t.gain, 2) for t in curve], colour="returning")] if curve else [],
        over=_("Contact from this probability on"), definition="model_charts.threshold", height=320,
        note=_("Of 1,000 customers of the past days: {value} for each who stayed away, less {cost} for each contact.").format(value=formats.money(value, currency), cost=formats.money(cost, currency)) if curve else "",
    )  # fmt: skip


def _tested(ask: Asked, card: ModelCard) -> tuple[Chart, ...]:
    """Return how the score did on the past days: calibration, gain, ROC and precision by recall."""
    own = [t for t in tests(ask.shop, card) if (t.model, t.metric) == (card.model, card.metric)]
    gained = spots(ask.shop, card, GAIN)
    line = ranked([p for p in gained if p.model == card.model], own)
    share = sum(t.actual or 0.0 for t in own) / max(sum(t.rows for t in own), 1)
    found = _("What came: customers who bought nothing.")
    return (
        calibration_chart(card, pooled(spots(ask.shop, card, CALIBRATION))), gain_chart(card, pooled(gained), found=found),
        Chart(
            id="roc", kind="curve", title=_("ROC curve"), sentence=_area_said([t.value for t in tests(ask.shop, card) if (t.model, t.metric) == (card.model, AUC)]), unit="share",
            categories=[formats.percent(r.false_alarms) for r in line],
            series=[Series(_("Of those who stayed away, found"), [r.recall for r in line], colour="returning"), Series(_("By chance"), [r.false_alarms for r in line], colour="equality")] if line else [],
            over=_("Of those who bought again, alarmed"), definition="model_charts.roc", height=320,
        ),
        Chart(
            id="precision", kind="curve", title=_("Precision by recall"),
            sentence=_("Of all customers, {share} stayed away: so precise is chance.").format(share=formats.percent(share)), unit="share",
            categories=[formats.percent(r.recall) for r in line[1:]],
            series=[Series(_("Of those contacted, stayed away"), [r.precision for r in line[1:]], colour="returning"), Series(_("By chance"), [share for _r in line[1:]], colour="equality")] if line else [],
            over=_("Of those who stayed away, found"), definition="model_charts.precision", height=320,
        ),
    )  # fmt: skip


def _area_said(areas: Sequence[float]) -> str:
    if not areas:
        return ""
    said = _("The area below is {area}: so often one who stayed away had been stated likelier than one who bought.")
    return said.format(area=formats.number(sum(areas) / len(areas), 3))
