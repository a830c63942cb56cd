"""The tables of clusters in a run: who is in which, what sets each apart, which of them continue those of before, and the card.

In: customer_features, and the clusters of the run before for their numbers and names. Out: `customer_clusters`, `clusters`,
`cluster_features` and `clusters_cards`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine import PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import Card, Remark, rows_of
from zhike.segment.clusters import features as of
from zhike.segment.clusters import naming
from zhike.segment.clusters.choice import CLOUDS
from zhike.segment.clusters.continued import continues
from zhike.segment.clusters.found import Found, Missing, found
from zhike.segment.clusters.kmeans import fits
from zhike.segment.clusters.scaled import Floats
from zhike.segment.clusters.tables import CARDS, CLUSTER_FEATURES, CLUSTERS, CUSTOMER_CLUSTERS
from zhike.words import N_

_MODEL, _TARGET, _METRIC, _BASELINE = "k_means", N_("groups of customers"), "silhouette", N_("a cloud without clusters")
Row = dict[str, Any]


@dataclass(frozen=True)
class _Before:
    """The clusters of earlier runs and what they were like."""

    clusters: list[Row]
    features: list[Row]

    @property
    def last(self) -> list[Row]:
        """Those that the last run found; where it found none, those of the last day on which there were any."""
        last_on = max((c["last_on"] for c in self.clusters), default=None)
        now = [c for c in self.clusters if c["is_found"]]
        return now or [c for c in self.clusters if c["last_on"] == last_on]

    def centres(self, cluster: str) -> dict[str, float]:
        """Return the centre of a cluster by feature, in the features' own units."""
        return {f["feature"]: f["centre"] for f in self.features if f["cluster"] == cluster}


def make(arrows: Arrows, session: Session) -> Mapping[str, pa.Table]:
    """Return the tables of clusters as of the day."""
    [asked] = arrows["asked"].to_pylist()
    before = _Before(
        *(session.arrow(f"select * from {t}_before").to_pylist() for t in (CLUSTERS.name, CLUSTER_FEATURES.name))
    )
    there = found(session, asked["features"], least_orders=asked["least_orders"])
    card = rows_of(CLUSTERS.name, cards=[_card(there, asked)], backtests=[])[CARDS.name]
    if isinstance(there, Missing):
        ended = [{**c, "is_found": False} for c in before.clusters]
        return {CARDS.name: card, CUSTOMER_CLUSTERS.name: _table(CUSTOMER_CLUSTERS, []),
                CLUSTERS.name: _table(CLUSTERS, ended), CLUSTER_FEATURES.name: _table(CLUSTER_FEATURES, before.features)}  # fmt: skip
    clearness = fits(there.x, there.centres)
    clusters, features = _described(there, before, clearness, asked["as_of"])
    ids = pa.array([c["cluster"] for c in clusters])
    members = {
        "customer_id": there.customers["customer_id"],
        "cluster": ids.take(pa.array(there.labels)),
        "cluster_fit": clearness,
    }
    now = {c["cluster"] for c in clusters}
    ended = [{**c, "is_found": False} for c in before.clusters if c["cluster"] not in now]
    as_they_were = [f for f in before.features if f["cluster"] not in now]
    return {
        CARDS.name: card, CUSTOMER_CLUSTERS.name: pa.table(members),
        CLUSTERS.name: _table(CLUSTERS, clusters + ended), CLUSTER_FEATURES.name: _table(CLUSTER_FEATURES, features + as_they_were),
    }  # fmt: skip


def _described(there: Found, before: _Before, clearness: Floats, day: date) -> tuple[list[Row], list[Row]]:
    """Return the rows of the clusters found today, and those of their features."""
    k, last = len(there.centres), before.last
    apart = np.round(there.centres - there.x.mean(axis=0), 4)
    same = {i: last[j] for i, j in continues(there.x, there.labels, _then(there, before, last), k).items()}
    names = _names(there.features, apart, same)
    number = max((c["number"] for c in before.clusters), default=0)
    clusters, features = list[Row](), list[Row]()
    for place in range(k):
        old, is_in = same.get(place), there.labels == place
        number += 0 if old else 1
        row: Row = {
            "number": old["number"] if old else number, "name": naming.english(names[place]), "name_codes": naming.kept(names[place]),
            "customers": int(is_in.sum()), "share": float(is_in.mean()), "fit": float(np.round(clearness[is_in].mean(), 4)),
            "since": old["since"] if old else day, "last_on": day, "is_found": True,
        }  # fmt: skip
        row["cluster"] = f"c{row['number']}"
        clusters.append(row)
        features += _features(there, row["cluster"], place, apart[place])
    return clusters, features


def _then(there: Found, before: _Before, last: Sequence[Row]) -> Floats:
    """Return the centres of before on today's scale; of a feature that was none then, everybody's value says nothing."""
    unknown = dict(zip(there.features, there.scale.unscaled(there.x.mean(axis=0)), strict=True))
    raw = [[before.centres(c["cluster"]).get(f, unknown[f]) for f in there.features] for c in last]
    return there.scale.scaled(np.array(raw, np.float64).reshape(len(last), len(there.features)))


def _names(features: Sequence[str], apart: Floats, same: Mapping[int, Row]) -> list[naming.Name]:
    """Return the names of the clusters: the old one while it is true, unless two would then be called the same."""
    fresh = naming.names(features, apart)
    old = {i: naming.read(row["name_codes"]) for i, row in same.items()}
    told = [old[i] if i in old and naming.holds(old[i], features, apart[i]) else name for i, name in enumerate(fresh)]
    told = [fresh[i] if told.count(name) > 1 else name for i, name in enumerate(told)]
    return told if len(set(told)) == len(told) else fresh


def _features(there: Found, cluster: str, place: int, difference: Floats) -> list[Row]:
    inside = there.customers.filter(pa.array(there.labels == place))
    rank = np.argsort(np.argsort(-np.abs(difference), kind="stable"), kind="stable")
    centre = there.scale.unscaled(there.centres[place])
    return [
        {"cluster": cluster, "feature": name, "typical": of.typical(inside, name), "everybody": of.typical(there.customers, name),
         "difference": float(difference[j]), "rank": int(rank[j]) + 1, "centre": float(centre[j])}
        for j, name in enumerate(there.features)
    ]  # fmt: skip


def _card(there: Found | Missing, asked: Row) -> Card:
    choice, day, first = there.choice, asked["as_of"], asked["first_on"]
    if isinstance(there, Missing):
        told = (choice.silhouette, choice.cloud) if choice and choice.silhouette == choice.silhouette else (None, None)
        return Card(_MODEL, _TARGET, day, 0, rows=there.rows, trained_from=first, trained_to=first and day, metric=_METRIC, value=told[0], baseline=_BASELINE, baseline_value=told[1], missing=there.remarks)  # fmt: skip
    remarks = [Remark("found_again", {"stability": there.choice.stability, "clouds": CLOUDS})]
    if there.unused:
        remarks.append(Remark("features_unused", {"names": ", ".join(there.unused)}))
    fitted = {"features": there.features, "centres": there.scale.unscaled(there.centres).round(4).tolist()}
    return Card(
        _MODEL, _TARGET, day, 0, rows=len(there.x), trained_from=first, trained_to=day, metric=_METRIC, value=there.choice.silhouette, baseline=_BASELINE,
        baseline_value=there.choice.cloud, remarks=tuple(remarks), fitted=json.dumps(fitted),
    )  # fmt: skip


def _table(table: Table, rows: Sequence[Row]) -> pa.Table:
    return table.arrow({c.name: [r[c.name] for r in rows] for c in table.columns})


CUSTOMERS_IN_CLUSTERS = PythonTable(
    table=CUSTOMER_CLUSTERS,
    more=(CLUSTERS, CLUSTER_FEATURES, CARDS),
    reads={
        "asked": """
            select cast($as_of as date) as as_of, $clusters_features as features, $clusters_least_orders as least_orders,
                   (select min(first_purchase_on) from customer_features) as first_on
        """,
        "after refusals": "select 1 as one from unprofiled limit 0",
    },
    make=make,
    # What the function calls stands in this folder: when it changes, the clusters are found anew.
    text="".join(p.read_text("utf-8") for p in sorted(Path(__file__).parent.glob("*.py"))),
)
