"""How sure the matching is: precision and recall, by bands of probability, and what the run was made from."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.explain import identity as words
from zhike.unify import who
from zhike.unify.who import Band, Measured
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.words import _, ngettext, sentences

room = Room("identity")


@dataclass(frozen=True)
class RuleShown:
    """One rule that brings records together, in words, with what was left out of it and why ("" for nothing)."""

    rule: str
    said: str
    used: bool
    pairs: int
    left_out: str


@dataclass(frozen=True)
class WayShown:
    """One way to agree; `weight` in bits, `share` of the widest bar (0 to 50)."""

    comparison: str
    label: str
    way: str
    one_person: float
    strangers: float
    weight: float
    share: float
    from_data: bool


@dataclass(frozen=True)
class MatchingPage:
    """How sure the matching of the current run is; `doubtful` pairs wait for an answer."""

    title: str
    sentence: str
    threshold_said: str
    review_said: str
    measured: Measured
    bands: Chart
    band_names: tuple[str, ...]
    rules: tuple[RuleShown, ...]
    ways: tuple[WayShown, ...]
    doubtful: int


@room.page("/data/identity", template="identity/matching.html")
def matching(ask: Question) -> MatchingPage:
    """Show how sure the matching of the current run is."""
    found = who.measured(ask.shop, by=ask.actor)
    most = max((abs(w.weight) for w in found.ways), default=1.0) or 1.0
    return MatchingPage(
        title=_("Who is who"),
        sentence=_sentence(found),
        threshold_said=_threshold(found),
        review_said=_review(found),
        measured=found,
        bands=_chart(found),
        band_names=tuple(_name(b) for b in found.bands),
        rules=tuple(RuleShown(r.rule, words.rule(r.rule), r.used, r.pairs, _left_out(r)) for r in found.rules),
        ways=tuple(
            WayShown(w.comparison, _(w.label), _(w.way), w.one_person, w.strangers, w.weight, 50 * abs(w.weight) / most, w.from_data)
            for w in found.ways
        ),
        doubtful=who.queue(ask.shop, by=ask.actor, most=0).open,
    )  # fmt: skip


def _sentence(found: Measured) -> str:
    if not found.precision.pairs:
        return _("No two records are one customer yet, so there is nothing to be sure of.")
    said = _("Of the pairs that are one customer, an estimated {precision} are one person.").format(
        precision=words.sure(found.precision.share or 0.0)
    )
    if found.recall is None:
        return said
    more = _("Of the pairs that are one person, an estimated {recall} are one customer.").format(
        recall=words.sure(found.recall)
    )
    return sentences(said, more)


def _threshold(found: Measured) -> str:
    said = _("Records are linked from a probability of {threshold} on: there {precision} of the links are right, as far as the model knows.").format(
        threshold=words.sure(found.threshold), precision=formats.percent(found.asked_precision, 0)
    )  # fmt: skip
    if not found.reviewed:
        return said
    moved = ngettext("{count} answer of people moved it.", "{count} answers of people moved it.", found.reviewed)
    return sentences(said, moved.format(count=formats.number(found.reviewed)))


def _review(found: Measured) -> str:
    at = found.precision
    if at.measured is None:
        return _(
            "Nobody has reviewed any links yet: the figures are the model's own. Some answers make them measured ones."
        )
    said = ngettext(
        "By {count} answer, {share} of the links are right: between {low} and {high}, with 95 % confidence.",
        "By {count} answers, {share} of the links are right: between {low} and {high}, with 95 % confidence.",
        at.reviewed,
    )
    return said.format(
        count=formats.number(at.reviewed), share=formats.percent(at.measured), low=formats.percent(at.measured_low), high=formats.percent(at.measured_high)
    )  # fmt: skip


def _chart(found: Measured) -> Chart:
    filled = [b for b in found.bands if b.pairs]
    series = [Series(_("one person, by the model"), [b.share for b in filled], colour="1")]
    if any(b.reviewed for b in filled):
        series.append(Series(_("one person, by the answers"), [b.measured for b in filled], colour="2"))
    said = ngettext(
        "{count} compared pair, by how sure it is.",
        "{count} compared pairs, by how sure each is.",
        sum(b.pairs for b in filled),
    )
    return Chart(
        id="bands", kind="bars", title=_("Stated and measured, by bands of probability"),
        sentence=said.format(count=formats.number(sum(b.pairs for b in filled))), unit="share",
        categories=[_name(b) for b in filled], series=series, over=_("band"), height=280,
    )  # fmt: skip


def _name(band: Band) -> str:
    low, high = (f"{100 * v:.4g}" for v in (band.low, band.high))
    return f"{low}–{high}%"


def _left_out(rule: who.RuleUsed) -> str:
    if not rule.used:
        return _("would bring too many pairs") if rule.pairs else _("brings no pairs, or is for small data only")
    if not rule.left_out_values:
        return ""
    said = ngettext(
        "{count} value that too many records share: {records}",
        "{count} values that too many records share: {records}",
        rule.left_out_values,
    )
    records = ngettext("{count} record", "{count} records", rule.left_out_records)
    return said.format(
        count=formats.number(rule.left_out_values), records=records.format(count=formats.number(rule.left_out_records))
    )
