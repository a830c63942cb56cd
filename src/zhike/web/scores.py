"""Scores as people call them, where each is shown, and the curves that several pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from zhike.predict.read_back import ModelCard, Spot
from zhike.web import formats
from zhike.web.charts import Chart, Series, Unit
from zhike.words import N_, _, ngettext, sentences

NAMES = {
    "clv": N_("Customer value"),
    "churn": N_("Risk of losing them"),
    "next_order": N_("Next order"),
    "recommendations": N_("What to offer"),
    "propensity": N_("Which categories next"),
    "contract_value": N_("Contract value"),
    "kpi_forecast": N_("KPI forecast"),
    "clusters": N_("Clusters"),
}
PAGES = {
    "clv": "/prediction/value",
    "churn": "/prediction/churn",
    "next_order": "/prediction/next-order",
    "recommendations": "/prediction/recommendations",
    "propensity": "/prediction/propensity",
    "kpi_forecast": "/prediction/forecast",
    "clusters": "/segments/clusters",
}
_MODELS = {
    "bgnbd": "BG/NBD",
    "mbgnbd": "MBG/NBD",
    "paretonbd": "Pareto/NBD",
    "blend": N_("blend of rates and MBG/NBD"),
    "k_means": "k-means",
}
_UNITS: dict[str, Unit] = {
    "spend": "money", "no purchase in the horizon": "share", "day of the next order": "days", "amount of the next order": "money",
    "a purchase of the category": "share",
    "contracts that end within the horizon": "share",
}  # fmt: skip


@dataclass(frozen=True)
class WithheldScore:
    """A score that is not shown: its name, its target, the address of its card, and what is missing."""

    name: str
    target: str
    link: str
    missing: str


def score_name(score: str) -> str:
    """Return the name of a score in words."""
    return _(NAMES[score]) if score in NAMES else score.replace("_", " ")


def model_said(model: str) -> str:
    """Return the name of a model or baseline in words."""
    return _(_MODELS.get(model, model))


def unit_of(target: str) -> Unit:
    """Return the unit of a target."""
    return _UNITS.get(target, "number")


def card_key(card: ModelCard) -> str:
    """Return the name of a card within its score, as an address has it: orders-90."""
    return f"{card.target.replace(' ', '-')}-{card.horizon_days}"


def card_link(card: ModelCard) -> str:
    """Return the address of a model card."""
    return f"/prediction/models/{card.score}?card={card_key(card)}"


def product_page(sku: str) -> str:
    """Return the address of what is said about offering a product."""
    return f"{PAGES['recommendations']}?{urlencode({'product': sku})}"


def target_said(card: ModelCard) -> str:
    """Return what is predicted and how far ahead."""
    days = ngettext("{count} day ahead", "{count} days ahead", card.horizon_days).format(
        count=formats.number(card.horizon_days)
    )
    return f"{_(card.target)} · {days}" if card.horizon_days else _(card.target)


def withheld_scores(cards: Sequence[ModelCard]) -> tuple[WithheldScore, ...]:
    """Return what a page says of the scores that it cannot show."""
    return tuple(WithheldScore(score_name(c.score), target_said(c), card_link(c), c.missing) for c in cards)


def withheld_said(cards: Sequence[ModelCard]) -> str:
    """Return one sentence where nothing is shown at all: why, and what is missing."""
    if not cards:
        return _("Nothing is predicted yet: there is no run with models.")
    return sentences(_("This score is withheld, so it is shown nowhere."), cards[0].missing)


def calibration_chart(card: ModelCard, points: Sequence[Spot]) -> Chart:
    """Return what was stated against what was seen, in tenths of customers over all past days."""
    own = [p for p in points if p.model == card.model]
    unit = unit_of(card.target)
    if unit == "share":
        return Chart(
            id="calibration", kind="curve", title=_("Stated against seen"), sentence=_off_said(own), unit="share",
            categories=[formats.percent(p.x) for p in own],
            series=[
                Series(_("Seen"), [p.y for p in own], colour="returning"),
                Series(_("If every statement were right"), [p.x for p in own], colour="equality"),
            ],
            over=_("Stated probability, tenths of all customers and categories") if _is_of_pairs(card) else _("Stated probability, tenths of customers"), definition="model_charts.calibration", height=320, note=_tests_said(card, own),
        )  # fmt: skip
    said = _("Tenths of customers by what was expected of them: what was expected, and what came.")
    if unit == "days":
        said = sentences(said, _("The expected day lies near where most orders fall, and these come early: the median order comes later."))  # fmt: skip
    return Chart(
        id="calibration", kind="bars", title=_("Expected against actual"), sentence=said, unit=unit,
        categories=[_("Tenth {n}").format(n=p.bin + 1) for p in own], ticks=[str(p.bin + 1) for p in own],
        series=[Series(_("Expected"), [p.x for p in own], colour="returning"), Series(_("Came"), [p.y for p in own], colour="new")],
        over=_("Tenth of customers, of whom least was expected first"), definition="model_charts.calibration", height=320, note=_tests_said(card, own),
    )  # fmt: skip


def gain_chart(card: ModelCard, points: Sequence[Spot], *, found: str) -> Chart:
    """Return the share of what came that is reached with a share of customers, the highest expected first."""
    own, naive = ([p for p in points if p.model == name] for name in (card.model, card.baseline))
    series = [Series(_("Model"), [p.y for p in own], colour="returning")]
    if naive:
        series.append(Series(model_said(card.baseline), [p.y for p in naive], colour="new"))
    return Chart(
        id="gain", kind="curve", title=_("Gain"), sentence=_gain_said(card, own, naive), unit="share",
        categories=[formats.percent(p.x) for p in own],
        series=[*series, Series(_("By chance"), [p.x for p in own], colour="equality")] if own else [],
        over=_("Share of all customers and categories, the highest expected first") if _is_of_pairs(card) else _("Share of customers, the highest expected first"), definition="model_charts.gain", height=320, note=found,
    )  # fmt: skip


def repeats_chart(card: ModelCard, points: Sequence[Spot]) -> Chart:
    """Return what was expected and what came by the number of repeat purchases so far, beside the plain rule."""
    own, naive = ([p for p in points if p.model == name] for name in (card.model, card.baseline))
    names = [str(p.bin) if p.bin < 7 else _("{count} and more").format(count=p.bin) for p in own]
    said = _("Means per customer over the {days} days after the past days, by how often they had bought again by then.")
    return Chart(
        id="repeats", kind="bars", title=_("Expected against actual, by repeat purchases"), sentence=said.format(days=card.horizon_days),
        unit=unit_of(card.target), categories=names,
        series=[
            Series(_("Came"), [p.y for p in own], colour="anonymous"), Series(_("Expected"), [p.x for p in own], colour="returning"),
            *([Series(model_said(card.baseline), [p.x for p in naive], colour="new")] if len(naive) == len(own) else []),
        ] if own else [],
        over=_("Repeat purchases so far"), definition="model_charts.repeats", height=320, note=_tests_said(card, own),
    )  # fmt: skip


def _off_said(own: Sequence[Spot]) -> str:
    rows = sum(p.rows for p in own)
    if not rows:
        return ""
    off = sum(abs((p.x or 0.0) - p.y) * p.rows for p in own) / rows
    said = _("On the past days, what was stated and what was seen differ by {off} points in the mean.")
    return said.format(off=formats.number(100 * off, 1))


def _gain_said(card: ModelCard, own: Sequence[Spot], naive: Sequence[Spot]) -> str:
    at = next((k for k, p in enumerate(own) if p.x is not None and p.x >= 0.2), None)
    if at is None:
        return ""
    said = _("The likeliest 20% of statements had {share} of what came.") if _is_of_pairs(card) else _("The first 20% of customers had {share} of what came.")  # fmt: skip
    said = said.format(share=formats.percent(own[at].y))
    if not naive:
        return said
    return sentences(said, _("The baseline finds {share} with as many.").format(share=formats.percent(naive[at].y)))


def _is_of_pairs(card: ModelCard) -> bool:
    """Whether each statement is of a customer and a category."""
    return card.score == "propensity"


def _tests_said(card: ModelCard, own: Sequence[Spot]) -> str:
    if _is_of_pairs(card):
        pairs = ngettext("The {count} past day: {pairs} statements, each of a customer and a category.", "All {count} past days together: {pairs} statements, each of a customer and a category.", card.cutoffs)  # fmt: skip
        return pairs.format(count=card.cutoffs, pairs=formats.number(sum(p.rows for p in own)))
    said = ngettext(
        "All {count} past day together, {customers} customers.",
        "All {count} past days together, {customers} customers.",
        card.cutoffs,
    )
    return said.format(count=card.cutoffs, customers=formats.number(sum(p.rows for p in own)))
