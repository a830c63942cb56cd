"""Clusters: what each figure of a group of customers means, and when there are none."""

from zhike.explain.chapter import Chapter, Definition, Definitions, Text
from zhike.words import N_

CLUSTERS = Chapter(
    "clusters",
    (
        Text(
            N_(
                "Groups of customers that differ by how they buy, found by k-means on features that are put on one scale (median and "
                "quartiles; long tails as logarithms; cut at 3). The number of clusters, 2 to 8, is one that two halves of the customers "
                "agree about (adjusted Rand index 0.8 at least), and of these the one for which this agreement, times what the silhouette "
                "exceeds that of clouds without clusters by, is most: clouds that have the same distribution of every feature and the same rank correlations. With less than 0.08 "
                "more, or where one of 19 clouds stands apart as far, no cluster is shown."
            )
        ),
        Definitions(
            (
                Definition(("cluster", "number"), N_("c and a number that no other cluster ever has. A cluster of today continues the one of before that shares more than half of its customers, when today's customers are given to the centres of before")),
                Definition(("name",), N_("the two features that lie furthest from everybody, by half a usual distance at least; more where two clusters would be called the same. A name stays while it is true")),
                Definition(("customers", "share"), N_("customers with enough orders (setting `clusters.least_orders`) who did not refuse profiling; share of all of them")),
                Definition(("fit",), N_("mean of `cluster_fit` over its customers")),
                Definition(("since", "last_on", "is_found"), N_("as of which days a run first and last found it, and whether this one did")),
            )
        ),
    ),
)  # fmt: skip
CUSTOMERS = Chapter(
    "customer_clusters",
    (
        Definitions(
            (
                Definition(("cluster",), N_("the cluster whose centre is nearest; nobody is in one while the customers are one cloud")),
                Definition(("cluster_fit",), N_("1 − distance to the own centre / distance to the next centre")),
            )
        ),
    ),
)  # fmt: skip
FEATURES = Chapter(
    "cluster_features",
    (
        Definitions(
            (
                Definition(("typical", "everybody"), N_("what the feature usually is in the cluster, and among all who are in clusters: the mean of a share, the median of anything else")),
                Definition(("difference", "rank"), N_("the centre less everybody's mean, in usual distances: the quartiles' distance / 1.349, which is the standard deviation where data are normal. Shares lean on everybody's as if four orders of everybody's were added")),
                Definition(("centre",), N_("the centre in the feature's own unit, by which the clusters of the next run are recognised")),
            )
        ),
    ),
)  # fmt: skip
