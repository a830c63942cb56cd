"""Clusters read back for people: what each is called in their language, what sets it apart, and which one a customer is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.engine import name_of
from zhike.segment.clusters import naming
from zhike.segment.clusters.features import known
from zhike.segment.clusters.tables import CLUSTER_FEATURES, CLUSTERS, CUSTOMER_CLUSTERS
from zhike.workspace import Workspace

# So many features say why a customer is in a cluster.
_REASONS = 3


@dataclass(frozen=True)
class Apart:
    """A feature of a cluster: what it usually is there and among all, how far apart that is, and its unit.

    `own` is what it is for the customer of whom is told, None where nobody is.
    """

    feature: str
    unit: str
    typical: float
    everybody: float
    difference: float
    own: float | None = None


@dataclass(frozen=True)
class Cluster:
    """One cluster with its features, what sets it apart most first; `fit` is how clearly its customers belong to it."""

    cluster: str
    name: str
    customers: int
    share: float
    fit: float
    since: date
    last_on: date
    apart: tuple[Apart, ...]


@dataclass(frozen=True)
class Clusters:
    """The clusters of the current run, the largest first, and those that ended, the latest first."""

    found: tuple[Cluster, ...] = ()
    ended: tuple[Cluster, ...] = ()


@dataclass(frozen=True)
class Mine:
    """The cluster of one customer, how clearly they belong to it (0 to 1), and the features that say why, with their own values."""

    cluster: Cluster
    fit: float
    why: tuple[Apart, ...]


def clusters(shop: Workspace) -> Clusters:
    """Return the clusters of the current run; a run of an older version has none."""
    if CLUSTERS.name not in shop.now.tables:
        return Clusters()
    rows = shop.now.kept("clusters", lambda: shop.now.rows(_ROWS, reads=[CLUSTERS.name]))
    apart = shop.now.kept("features of clusters", lambda: shop.now.rows(_APART, reads=[CLUSTER_FEATURES.name]))
    found, ended = ([_cluster(r, apart) for r in rows if r["is_found"] is there] for there in (True, False))
    return Clusters(tuple(found), tuple(ended))


def cluster_of(shop: Workspace, customer_id: str) -> Mine | None:
    """Return the cluster of a customer; None for whoever is in none. Who may see the customer is asked before."""
    if CUSTOMER_CLUSTERS.name not in shop.now.tables:
        return None
    rows = shop.now.rows(_MINE, {"customer_id": customer_id}, reads=[CUSTOMER_CLUSTERS.name])
    by_id = {c.cluster: c for c in clusters(shop).found}
    if not rows or rows[0]["cluster"] not in by_id:
        return None
    mine = by_id[rows[0]["cluster"]]
    columns = ", ".join(f"cast({name_of(a.feature)} as double) as {name_of(a.feature)}" for a in mine.apart[:_REASONS])
    asked = f"select {columns} from customer_features where customer_id = $customer_id"
    [own] = shop.now.rows(asked, {"customer_id": customer_id}, reads=["customer_features"]) or [{}]
    why = tuple(Apart(a.feature, a.unit, a.typical, a.everybody, a.difference, own.get(a.feature)) for a in mine.apart[:_REASONS])  # fmt: skip
    return Mine(mine, rows[0]["cluster_fit"], why)


_ROWS = (
    "select * from clusters order by is_found desc, case when is_found then -customers else 0 end, last_on desc, number"
)
_APART = "select * from cluster_features order by cluster, rank"
_MINE = "select cluster, cluster_fit from customer_clusters where customer_id = $customer_id"


def _cluster(row: Mapping[str, Any], features: Sequence[Mapping[str, Any]]) -> Cluster:
    apart = tuple(
        Apart(f["feature"], known()[f["feature"]].unit if f["feature"] in known() else "", f["typical"], f["everybody"], f["difference"])
        for f in features if f["cluster"] == row["cluster"]
    )  # fmt: skip
    name = naming.said(naming.read(row["name_codes"]))
    return Cluster(
        row["cluster"], name, row["customers"], row["share"], row["fit"], row["since"], row["last_on"], apart
    )
