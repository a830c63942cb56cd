"""What says who is who, as pages and programs are shown it: pairs with their weights, decisions, moves between runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhike.explain import identity as words
from zhike.unify import who
from zhike.web.charts import Chart, Series, height_for
from zhike.words import _, ngettext


@dataclass(frozen=True)
class WeightShown:
    """What one field says about a pair: how it agrees, and its weight in bits; negative ones speak against one person."""

    field: str
    label: str
    way: str
    bits: float


@dataclass(frozen=True)
class PairShown:
    """Two records (source:number) that are linked or may be one person; `id` undoes the merge that they made."""

    id: str
    a: str
    b: str
    customer_a: str
    customer_b: str
    matched_by: str
    outcome: str
    said: str
    probability: float
    sure: str
    weights: tuple[WeightShown, ...]

    @property
    def most(self) -> float:
        """Return the greatest weight, by which bars are drawn; one bit at least."""
        return max(1.0, *(abs(w.bits) for w in self.weights)) if self.weights else 1.0


@dataclass(frozen=True)
class DecisionShown:
    """What somebody decided about records; `counts` until it is undone, `id` undoes it."""

    id: str
    kind: str
    said: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    because: str
    by: str
    at: datetime
    undoes: str | None
    counts: bool


@dataclass(frozen=True)
class MovedShown:
    """A record that a run moved from one customer to another, and why."""

    at: datetime
    run: str
    record: str
    what: str
    said: str
    from_customer: str
    to_customer: str
    because: str


def pair_shown(pair: who.Pair) -> PairShown:
    """Return a pair with its words."""
    weights = tuple(
        WeightShown(w.comparison, _(w.label), _(w.way) if w.way else _("nothing alike"), w.bits) for w in pair.weights
    )
    return PairShown(
        pair.id, str(pair.a), str(pair.b), pair.customer_a, pair.customer_b, pair.matched_by, pair.outcome,
        words.link(pair), pair.probability, words.sure(pair.probability), weights,
    )  # fmt: skip


def decision_shown(said: who.Decision) -> DecisionShown:
    """Return a decision with its words."""
    return DecisionShown(
        said.id, said.kind, words.decision_kind(said.kind), tuple(map(str, said.a)), tuple(map(str, said.b)),
        said.because, said.by, said.decided_at, said.undoes, said.counts,
    )  # fmt: skip


def moved_shown(moved: who.Moved) -> MovedShown:
    """Return a move with its words."""
    return MovedShown(
        moved.at, moved.run, str(moved.record), moved.what, words.moved(moved.what), moved.from_customer,
        moved.to_customer, words.because(moved.because),
    )  # fmt: skip


def weights_chart(pair: PairShown) -> Chart:
    """Return the weight of every field of a pair as bars to the right (one person) and to the left (two)."""
    heaviest = sorted(pair.weights, key=lambda w: -w.bits)
    return Chart(
        id="weights", kind="weights", title=_("What each field says"), sentence=_weighed(heaviest), unit="number",
        categories=[_("{field}: {way}").format(field=w.label, way=w.way) for w in heaviest],
        series=[Series(_("weight in bits"), [w.bits for w in heaviest])], over=_("compared"),
        note=_("One bit more doubles the odds that the two are one person; one bit less halves them."),
        height=height_for(len(heaviest), 34, around=70),
    )  # fmt: skip


def _weighed(weights: Sequence[WeightShown]) -> str:
    speaks = sum(w.bits > 0 for w in weights)
    if not weights:
        return ""
    said = ngettext(
        "{count} of {all} fields speaks for one person.", "{count} of {all} fields speak for one person.", speaks
    )
    return said.format(count=speaks, all=len(weights))
