"""Clusters: which groups of customers there are without a rule, what sets each apart; or why the customers are one cloud."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from zhike import segment
from zhike.describe.directory import label_of
from zhike.predict import CLUSTERS
from zhike.predict.read_back import ModelCard, cards_of
from zhike.segment import Apart, Cluster
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.web.scores import card_link
from zhike.words import _, ngettext, sentences

room = Room("clusters")

# So many features of each cluster stand in the table; the chart has all.
_TOLD = 3


@dataclass(frozen=True)
class ClusterRow:
    """One cluster as the page shows it: its name, its customers, what sets it apart in words, and where these lead.

    `link` is the address of its customers, `rule` what a segment of them would say, `save` the builder with that rule.
    """

    cluster: str
    name: str
    says: tuple[str, ...]
    link: str
    rule: str
    save: str
    figures: Cluster


@dataclass(frozen=True)
class ClustersPage:
    """The clusters with their profiles, those that ended, and the model card; `missing` says why there are none."""

    title: str
    sentence: str
    rows: tuple[ClusterRow, ...]
    ended: tuple[Cluster, ...]
    profiles: Chart
    missing: str
    card: str


@room.page("/segments/clusters", template="segments/clusters.html")
def clusters(ask: Question) -> ClustersPage:
    """Show the clusters of customers."""
    found = segment.clusters(ask.shop)
    card = next(iter(cards_of(ask.shop, CLUSTERS)), None)
    return ClustersPage(
        _("Clusters of customers"), _sentence(found.found, card), tuple(_row(ask, c) for c in found.found), found.ended,
        profiles(found.found), card.missing if card else "", card_link(card) if card else "",
    )  # fmt: skip


def profiles(found: tuple[Cluster, ...]) -> Chart:
    """Return how far each cluster lies from everybody in each feature, as a heat map with two sides."""
    features = sorted({a.feature for c in found for a in c.apart}, key=lambda f: -max(abs(_of(c, f)) for c in found))
    links = [customers_with(f"cluster:is:{c.cluster}") for c in found]
    return Chart(
        id="profiles", kind="contrast", title=_("What sets them apart"), sentence=_apart_said(found), unit="number",
        categories=[c.cluster for c in found], series=[Series(label_of(f), [round(_of(c, f), 1) for c in found], links) for f in features],
        over=_("Cluster"), definition="cluster_features.difference", height=height_for(len(features), 34),
        note=_("0 is like everybody, 1 is as far above as a customer usually lies from the middle, −1 as far below.") if found else "",
    )  # fmt: skip


def reason(one: Apart, currency: str) -> str:
    """Return a feature of a cluster in words: what it usually is there, and among all who are in clusters."""
    typical, everybody = (formats.shown(round(v, 4), one.unit, currency=currency) for v in (one.typical, one.everybody))
    if one.own is None:
        return _("{feature}: {typical} (everybody: {everybody})").format(feature=label_of(one.feature), typical=typical, everybody=everybody)  # fmt: skip
    own = formats.shown(round(one.own, 4), one.unit, currency=currency)
    said = _("{feature}: {own}; usual in the cluster {typical}, among all {everybody}")
    return said.format(feature=label_of(one.feature), own=own, typical=typical, everybody=everybody)


def _row(ask: Asked, one: Cluster) -> ClusterRow:
    rule = f"cluster = '{one.cluster}'"
    says = tuple(reason(a, ask.shop.settings.currency) for a in one.apart[:_TOLD])
    save = f"/segments/new?{urlencode({'rule': rule, 'name': one.name})}"
    return ClusterRow(one.cluster, one.name, says, customers_with(f"cluster:is:{one.cluster}"), rule, save, one)


def _of(one: Cluster, feature: str) -> float:
    return next((a.difference for a in one.apart if a.feature == feature), 0.0)


def _sentence(found: tuple[Cluster, ...], card: ModelCard | None) -> str:
    if card is None:
        return _("Clusters are found by a run; there is none yet that looked for them.")
    if not found:
        return _("No clusters are shown: nothing says that there are groups among the customers.")
    said = ngettext("{count} cluster among {customers} customers; the largest: {name}, {share}.", "{count} clusters among {customers} customers; the largest: {name}, {share}.", len(found))  # fmt: skip
    customers = formats.number(sum(c.customers for c in found))
    return sentences(
        said.format(count=len(found), customers=customers, name=found[0].name, share=formats.percent(found[0].share)),
        _("As of {day}.").format(day=formats.day(card.as_of)),
    )


def _apart_said(found: tuple[Cluster, ...]) -> str:
    most = max(((c, c.apart[0]) for c in found if c.apart), key=lambda pair: abs(pair[1].difference), default=None)
    if most is None:
        return ""
    said = _("Furthest from everybody: {cluster} in {feature}.")
    return said.format(cluster=most[0].cluster, feature=label_of(most[1].feature))
