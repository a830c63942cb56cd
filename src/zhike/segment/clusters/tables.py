"""The tables of clusters that every run makes and continues."""

from __future__ import annotations

from dataclasses import replace

from zhike.engine import Column, Table
from zhike.predict import CLUSTERS as NAME
from zhike.predict import parts

CUSTOMER_CLUSTERS = Table(
    name="customer_clusters",
    room="segment",
    grain="One row per customer who is in a cluster: a group that differs from the others by how it buys. None while the customers are one cloud.",
    key=("customer_id",),
    sorted_by=("customer_id",),
    per_customer=True,
    before=("customer_clusters",),
    columns=(
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("cluster", "VARCHAR", "", "the cluster: c and its number, which stays the same from run to run"),
        Column("cluster_fit", "DOUBLE", "share", "how clearly the customer belongs to it: 0 half-way to the next one, 1 at its centre"),
    ),
)  # fmt: skip
CLUSTERS = Table(
    name=NAME,
    room="segment",
    grain="One row per cluster that there is, or was: its name, its customers, since when it is found. Every run continues it.",
    key=("cluster",),
    before=(NAME,),
    columns=(
        Column("cluster", "VARCHAR", "", "c and its number, which no other cluster ever has"),
        Column("number", "INTEGER", "", "its number"),
        Column("name", "VARCHAR", "", "what sets it apart most, in words"),
        Column("name_codes", "VARCHAR", "", "the same as features with high or low (JSON), from which pages make words in other languages"),
        Column("customers", "BIGINT", "", "customers in it; of one that ended, when it was last found"),
        Column("share", "DOUBLE", "share", "share of all customers who are in clusters"),
        Column("fit", "DOUBLE", "share", "mean of how clearly its customers belong to it"),
        Column("since", "DATE", "", "as of which day a run first found it"),
        Column("last_on", "DATE", "", "as of which day a run last found it"),
        Column("is_found", "BOOLEAN", "", "whether this run found it; no for one that ended"),
    ),
)  # fmt: skip
CLUSTER_FEATURES = Table(
    name="cluster_features",
    room="segment",
    grain="One row per cluster and feature: what it is in the cluster, and what it is among all. Of a cluster that ended, as it was last found.",
    key=("cluster", "feature"),
    before=("cluster_features",),
    columns=(
        Column("cluster", "VARCHAR", "", "the cluster"),
        Column("feature", "VARCHAR", "", "the column of customer_features"),
        Column("typical", "DOUBLE", "", "what it usually is in the cluster: the mean of a share, the median of anything else"),
        Column("everybody", "DOUBLE", "", "the same of all customers who are in clusters"),
        Column("difference", "DOUBLE", "usual distances", "how far the centre lies from everybody's, in a customer's usual distance from the middle"),
        Column("rank", "INTEGER", "", "1 for the feature that sets the cluster apart most"),
        Column("centre", "DOUBLE", "", "the centre in the feature's own unit"),
    ),
)  # fmt: skip
CARDS, BACKTESTS = (replace(table, room="segment") for table in parts(NAME))
