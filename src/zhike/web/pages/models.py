"""Models: which scores there are, how each did on days it did not know, and a card for each with its charts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Query

from zhike.errors import UnknownNameError
from zhike.predict import CLUSTERS, INPUTS, METRICS
from zhike.predict.read_back import (
    CALIBRATION,
    DRIFT,
    GAIN,
    INTERVAL,
    LARGE,
    REPEATS,
    ModelCard,
    Tested,
    cards,
    cards_of,
    pooled,
    spots,
    tests,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import Choice, choices
from zhike.web.room import Room
from zhike.web.scores import (
    PAGES,
    calibration_chart,
    card_key,
    card_link,
    gain_chart,
    model_said,
    repeats_chart,
    score_name,
    target_said,
    unit_of,
)
from zhike.words import N_, _, sentences

room = Room("models")


@dataclass(frozen=True)
class CardRow:
    """One score in the list: its name, what it predicts, its card without the model's own text, and where both are."""

    name: str
    target: str
    card: ModelCard
    link: str
    page: str


@dataclass(frozen=True)
class ModelsPage:
    """All scores with their verdicts."""

    title: str
    sentence: str
    rows: tuple[CardRow, ...]

    @staticmethod
    def said(model: str) -> str:
        """Return the name of a model or baseline in words."""
        return model_said(model)


@dataclass(frozen=True)
class Candidate:
    """One candidate or baseline: the mean of the deciding metric over the past days, coverage, and how far its total was off."""

    model: str
    value: float
    coverage: float | None
    off: float | None
    is_used: bool
    is_baseline: bool


@dataclass(frozen=True)
class CardPage:
    """One model card: what it was trained on, how it did on every past day, its charts, what is missing."""

    title: str
    sentence: str
    name: str
    card: ModelCard
    cards: tuple[Choice, ...]
    days: Chart
    calibration: Chart
    gain: Chart
    repeats: Chart
    interval: Chart
    drift: Chart
    candidates: tuple[Candidate, ...]
    score_page: str

    @staticmethod
    def said(model: str) -> str:
        """Return the name of a model or baseline in words."""
        return model_said(model)


@room.page("/prediction/models", template="prediction/models.html")
def models(ask: Question) -> ModelsPage:
    """List the scores with verdict, figures beside the baseline's, data span and drift."""
    found = cards(ask.shop)
    rows = tuple(CardRow(score_name(c.score), target_said(c), replace(c, fitted=""), card_link(c), PAGES.get(c.score, "") if c.is_shown else "") for c in found)  # fmt: skip
    return ModelsPage(_("Models"), _models_said(found), rows)


@room.page("/prediction/models/{score}", template="prediction/model.html")
def model_card(ask: Question, score: str, card: Annotated[str, Query(max_length=80)] = "") -> CardPage:
    """Show one model card with its charts."""
    found = {card_key(c): c for c in cards_of(ask.shop, score)}
    if not found:
        raise UnknownNameError(what=N_("score"), value=score[:60], known=sorted({c.score for c in cards(ask.shop)}))
    if card and card not in found:
        raise UnknownNameError(what=N_("model card"), value=card, known=found)
    one = found[card or next(iter(found))]
    others = choices(ask.request, "card", {k: target_said(c) for k, c in found.items()}, chosen=card_key(one))
    return _page(ask, one, others)


def _page(ask: Asked, card: ModelCard, others: tuple[Choice, ...]) -> CardPage:
    tested = tests(ask.shop, card)
    points = {chart: pooled(spots(ask.shop, card, chart)) for chart in (CALIBRATION, GAIN, REPEATS, INTERVAL, DRIFT)}
    found = _("What came is counted in {target}.").format(target=_(card.target))
    return CardPage(
        title=_("{score}: model card").format(score=score_name(card.score)), sentence=_card_said(card), name=target_said(card), card=card,
        cards=others, days=_days_chart(card, tested), calibration=calibration_chart(card, points[CALIBRATION]),
        gain=gain_chart(card, points[GAIN], found=found), repeats=repeats_chart(card, points[REPEATS]),
        interval=_interval_chart([(p.bin, p.x, p.y) for p in points[INTERVAL]]),
        drift=_drift_chart([(p.name, p.y) for p in points[DRIFT]]), candidates=_candidates(card, tested),
        score_page=PAGES.get(card.score, "") if card.is_shown else "",
    )  # fmt: skip


def _models_said(found: tuple[ModelCard, ...]) -> str:
    if not found:
        return _("There is no model yet: they are made by a run.")
    found = tuple(c for c in found if c.score != CLUSTERS)  # they foresee nothing that a day could show
    shown = sum(c.is_shown for c in found)
    said = _("{shown} of {all} models beat a plain rule on days they did not know, and are shown. As of {day}.")
    return said.format(shown=shown, all=len(found), day=formats.day(found[0].as_of))


def _card_said(card: ModelCard) -> str:
    if not card.is_shown:
        return sentences(_("Withheld, so it is shown nowhere."), card.missing)
    said = _("{model}: {metric} {value} on {count} past days, {baseline} had {other}.")
    if not card.cutoffs:  # what is found, and foresees nothing, has no past days
        said = _("{model}: {metric} {value}, {baseline} had {other}.")
    return said.format(
        model=model_said(card.model), metric=_(card.metric), value=_figure(card, card.value), count=card.cutoffs,
        baseline=model_said(card.baseline), other=_figure(card, card.baseline_value),
    )  # fmt: skip


def _figure(card: ModelCard, value: float | None) -> str:
    if value is None:
        return formats.NOTHING
    return formats.number(value, 1 if unit_of(card.target) == "money" else 3)


def _days_chart(card: ModelCard, tested: tuple[Tested, ...]) -> Chart:
    """Return the deciding metric of the model and of its baseline on every past day."""
    own = [t for t in tested if t.model == card.model and t.metric == card.metric]
    upwards = METRICS.get(card.metric, False)
    better = sum((t.value > t.baseline_value) is upwards and t.value != t.baseline_value for t in own)
    said = _("Higher is better; the model was better on {better} of {count} past days.") if upwards else _("Lower is better; the model was better on {better} of {count} past days.")  # fmt: skip
    return Chart(
        id="days", kind="bars", title=_("{metric} on the past days").format(metric=_(card.metric)[:1].upper() + _(card.metric)[1:]),
        sentence=said.format(better=better, count=len(own)), unit="number", categories=[formats.day(t.cutoff) for t in own],
        series=[Series(model_said(card.model), [t.value for t in own], colour="returning"), Series(model_said(card.baseline), [t.baseline_value for t in own], colour="new")] if own else [],
        over=_("Past day"), definition="model_cards.value", height=320,
    )  # fmt: skip


def _interval_chart(parts: list[tuple[int, float | None, float]]) -> Chart:
    names = (_("below"), _("within"), _("above"))
    within = next((y for k, _x, y in parts if k == 1), 0.0)
    said = _("Of what came, {share} lay within the 80% interval.").format(share=formats.percent(within))
    return Chart(
        id="interval", kind="bars", title=_("Where what came lay in its interval"), sentence=said, unit="share",
        categories=[names[k] for k, _x, _y in parts],
        series=[Series(_("Seen"), [y for _k, _x, y in parts], colour="returning"), Series(_("Promised"), [x for _k, x, _y in parts], colour="anonymous")] if parts else [],
        over=_("Place"), definition="model_cards.coverage", height=320,
    )  # fmt: skip


def _drift_chart(inputs: list[tuple[str, float]]) -> Chart:
    far = sum(index > LARGE for _name, index in inputs)
    said = _(
        "{far} of {count} inputs lie clearly elsewhere today than when the model was tested last (index above {large})."
    )
    return Chart(
        id="drift", kind="rows", title=_("Drift of the inputs"), sentence=said.format(far=far, count=len(inputs), large=LARGE),
        unit="number", categories=[_(INPUTS.get(name, name)) for name, _index in inputs[:15]],
        series=[Series(_("Population stability index"), [round(index, 4) for _name, index in inputs[:15]], colour="returning")] if inputs else [],
        over=_("Input"), definition="model_charts.drift", height=height_for(len(inputs[:15]), 26),
        note=_("Below 0.1 nothing has changed; above 0.25 the model sees other customers than it knows.") if inputs else "",
    )  # fmt: skip


def _candidates(card: ModelCard, tested: tuple[Tested, ...]) -> tuple[Candidate, ...]:
    """Return everybody who took part by the deciding metric, the best first."""
    rows = [t for t in tested if t.metric == card.metric]
    found = []
    for model in dict.fromkeys(t.model for t in rows):
        own = [t for t in rows if t.model == model]
        actual, expected = (sum(getattr(t, name) or 0.0 for t in own) for name in ("actual", "expected"))
        held = [t.coverage for t in own if t.coverage is not None]
        found.append(Candidate(
            model, sum(t.value for t in own) / len(own), sum(held) / len(held) if held else None,
            expected / actual - 1 if actual else None, model == card.model, model == card.baseline,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda c: c.value, reverse=METRICS.get(card.metric, False)))
