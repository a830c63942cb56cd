"""Clusters: planted groups are found and keep their names, one cloud is withheld, and the figures are what their definitions say."""

import json
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from zhike.engine import Session
from zhike.segment.clusters import CUSTOMERS_IN_CLUSTERS, choice, kmeans, naming
from zhike.segment.clusters.choice import choose
from zhike.segment.clusters.cloud import clouds
from zhike.segment.clusters.scaled import scaling
from zhike.segment.clusters.separation import agreement, silhouette

DAY = date(2025, 6, 30)
FEATURES = ["recency_days", "orders", "average_order_value", "weekend_share"]
# Of three groups: days since the last purchase, orders, amount, share bought at weekends.
GROUPS = np.array([[12, 16, 120, 0.1], [50, 6, 80, 0.8], [110, 5, 700, 0.1]])


def customers(count, *, seed=0, first=0):
    """Return customers of three groups as columns, and the group of each."""
    chance = np.random.default_rng(seed)
    group = chance.integers(3, size=count)
    usual = GROUPS[group]
    spread = np.exp(chance.normal(0, 0.25, (count, 3)))
    columns = {n: usual[:, j] * spread[:, j] for j, n in enumerate(FEATURES[:3])}
    columns["orders"] = np.maximum(np.round(columns["orders"]), 3)
    columns["weekend_share"] = np.clip(usual[:, 3] + chance.normal(0, 0.07, count), 0, 1)
    return {"customer_id": [f"C{first + i:06}" for i in range(count)], **columns}, group


def made(columns, *, refused=(), before=None, features=FEATURES, threads=1, day=DAY):
    """Return what a run makes of these customers; `before` is what the run before made."""
    session = Session(timezone="Asia/Shanghai", threads=threads)
    session.connection.register("given", pa.table(columns))
    session.sql("create temp table customer_features as select *, date '2023-01-01' as first_purchase_on from given")
    session.sql("create temp table unprofiled (customer_id varchar)")
    for one in refused:
        session.sql("insert into unprofiled values ($one)", {"one": one})
    for table in CUSTOMERS_IN_CLUSTERS.more[:2]:
        rows = before[table.name] if before else table.arrow({c.name: [] for c in table.columns})
        session.connection.register(f"{table.name}_before", rows)
    asked = {"as_of": [day], "features": [list(features)], "least_orders": [3], "first_on": [date(2023, 1, 1)]}
    return CUSTOMERS_IN_CLUSTERS.make({"asked": pa.table(asked)}, session)


def names(tables):
    return {r["cluster"]: r["name"] for r in tables["clusters"].to_pylist() if r["is_found"]}


@pytest.fixture(autouse=True, scope="module")
def quickly():
    """Compare fits among fewer customers than in a run: the same steps in less time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choice, "_SAMPLE", 400)
        yield


@pytest.fixture(scope="module")
def planted():
    columns, group = customers(500)
    return columns, group, made(columns, refused=["C000007"])


def test_planted_groups_are_found_and_told_by_what_sets_them_apart(planted):
    columns, group, tables = planted
    rows = tables["customer_clusters"].to_pylist()
    there = [columns["customer_id"].index(r["customer_id"]) for r in rows]
    assert len({r["cluster"] for r in rows}) == 3
    assert agreement(group[there], np.array([int(r["cluster"][1:]) for r in rows])) >= 0.9
    assert set(names(tables).values()) == {
        "Frequent buyers, bought lately",
        "At weekends, small orders",
        "Large orders, silent for long",
    }
    [card] = tables["clusters_cards"].to_pylist()
    assert card["verdict"] == "shown"
    assert card["value"] > card["baseline_value"] + 0.08


def test_who_refused_profiling_is_in_no_cluster(planted):
    assert "C000007" not in planted[2]["customer_clusters"]["customer_id"].to_pylist()


def test_the_order_of_rows_and_the_threads_change_nothing(planted):
    columns, _group, tables = planted
    order = np.random.default_rng(1).permutation(500)
    shuffled = {n: np.asarray(v)[order] for n, v in columns.items()}
    again = made(shuffled, refused=["C000007"], threads=2)
    assert all(again[name].equals(tables[name]) for name in tables)


def test_clusters_keep_their_numbers_and_names_when_more_customers_and_a_month_come(planted):
    columns, _group, tables = planted
    more, _ = customers(25, seed=9, first=500)
    later = {n: [*columns[n], *more[n]] for n in columns}
    later["recency_days"] = np.asarray(later["recency_days"]) + np.random.default_rng(2).integers(0, 30, 525)
    month = made(later, before=tables, day=DAY + timedelta(days=30))
    assert names(month) == names(tables)
    then = dict(zip(*(tables["customer_clusters"][c].to_pylist() for c in ("customer_id", "cluster")), strict=True))
    now = dict(zip(*(month["customer_clusters"][c].to_pylist() for c in ("customer_id", "cluster")), strict=True))
    assert np.mean([now[c] == then[c] for c in then]) > 0.95
    assert {r["since"] for r in month["clusters"].to_pylist()} == {DAY}


def test_a_cluster_that_ends_is_kept_and_its_number_is_not_used_again(planted):
    """First only few are left, so that nothing is shown; then two groups come back, and a new one."""
    columns, group, tables = planted
    few = made({n: v[:100] for n, v in columns.items()}, before=tables)
    assert names(few) == {}
    assert not len(few["customer_clusters"])
    changed = {n: np.array(v) for n, v in columns.items()}
    changed["average_order_value"][group == 2] /= 50
    changed["recency_days"][group == 2] /= 40
    changed["orders"][group == 2] *= 12
    back = made(changed, before=few, day=DAY + timedelta(days=90))
    largest = {r["cluster"]: r["customers"] for r in back["clusters"].to_pylist() if r["is_found"]}
    assert len(largest) == 3
    assert "c4" in largest
    gone = [r for r in back["clusters"].to_pylist() if not r["is_found"]]
    assert [r["last_on"] for r in gone] == [DAY]
    assert {r["cluster"] for r in back["cluster_features"].to_pylist()} == {"c1", "c2", "c3", "c4"}


def test_a_cluster_that_ended_on_the_day_of_a_run_takes_no_customers_from_those_there_are(planted):
    """Settings were changed and changed back on one day, so that a cluster where the first one is has ended on that day."""
    columns, _group, tables = planted
    there, told = (tables[t].to_pylist() for t in ("clusters", "cluster_features"))
    ended = [{**there[0], "cluster": "c9", "number": 9, "is_found": False}, *there]
    features = [{**f, "cluster": "c9"} for f in told if f["cluster"] == there[0]["cluster"]]
    before = {"clusters": ended, "cluster_features": [*features, *told]}
    before = {t: pa.Table.from_pylist(rows, tables[t].schema) for t, rows in before.items()}
    assert names(made(columns, refused=["C000007"], before=before)) == names(tables)


def test_a_cloud_of_a_feature_that_never_varies_is_a_cloud():
    x = np.column_stack([np.random.default_rng(1).standard_normal((50, 2)), np.ones(50)])
    [cloud] = clouds(x, 1, np.random.default_rng(2))
    assert np.isfinite(cloud).all()
    assert (cloud[:, 2] == 1).all()


def test_a_cloud_has_each_features_values_and_the_rank_correlations_and_nothing_else():
    raw, _ = customers(2000, seed=5)
    x = scaling(matrix := np.stack([raw[n] for n in FEATURES], axis=1)).scaled(matrix)
    [cloud] = clouds(x, 1, np.random.default_rng(0))
    assert (np.sort(cloud, axis=0) == np.sort(x, axis=0)).all()
    ranks = [np.corrcoef(one.argsort(axis=0).argsort(axis=0), rowvar=False) for one in (x, cloud)]
    assert np.abs(ranks[0] - ranks[1]).max() < 0.1


@pytest.mark.parametrize("kind", ["cube", "normal", "skewed", "gradient"])
def test_one_cloud_is_withheld(kind):
    chance = np.random.default_rng(3)
    normal, along = chance.standard_normal((600, 5)), chance.random((600, 1))
    clouds = {
        "cube": chance.random((600, 5)), "normal": normal @ chance.standard_normal((5, 5)), "skewed": np.exp(normal),
        "gradient": along * chance.standard_normal(5) + 0.05 * normal,
    }  # fmt: skip
    raw = clouds[kind]
    found = choose(scaling(raw).scaled(raw))
    assert next(r.code for r in found.missing) in {"not_found_again", "one_cloud"}


@pytest.mark.parametrize(
    ("count", "features", "words"),
    [
        (150, FEATURES, "50 more customers with 3 orders at least are needed."),
        (300, ["orders", "star_sign"], "The setting clusters.features names star_sign, which is no number"),
        (300, ["orders", "active_days"], "Two features at least must be known"),
    ],
)
def test_too_little_to_go_by_is_said_in_words(count, features, words):
    columns, _ = customers(count)
    tables = made({**columns, "active_days": [4.0] * count}, features=features)
    [card] = tables["clusters_cards"].to_pylist()
    assert card["verdict"] == "withheld"
    assert card["missing"].startswith(words)
    assert [c for c, _ in json.loads(card["missing_codes"])]


def test_the_silhouette_is_what_its_definition_says_of_each_customer():
    chance = np.random.default_rng(4)
    x, labels = chance.standard_normal((60, 3)), chance.integers(4, size=60)
    distances = np.sqrt(((x[:, None] - x) ** 2).sum(axis=2))

    def of(i):
        means = {k: [distances[i, j] for j in range(60) if labels[j] == k and j != i] for k in range(4)}
        a, b = np.mean(means.pop(labels[i])), min(map(np.mean, means.values()))
        return (b - a) / max(a, b)

    assert silhouette(distances, labels, 4) == pytest.approx(np.mean([of(i) for i in range(60)]), abs=1e-6)


def test_agreement_is_the_rand_index_less_what_chance_gives():
    """Of all pairs: together in both, less what would be together in both by chance, as a share of the most that can be."""
    chance = np.random.default_rng(4)
    one, other = chance.integers(3, size=50), chance.integers(3, size=50)
    pairs = list(combinations(range(50), 2))
    both = sum(one[i] == one[j] and other[i] == other[j] for i, j in pairs)
    first, second = (sum(d[i] == d[j] for i, j in pairs) for d in (one, other))
    expected = first * second / len(pairs)
    assert agreement(one, other) == pytest.approx((both - expected) / ((first + second) / 2 - expected))
    assert agreement(one, (one + 1) % 3) == 1


def test_a_fit_is_as_near_to_everybody_as_the_planted_groups_are():
    raw, group = customers(400, seed=6)
    matrix = np.stack([raw[n] for n in FEATURES], axis=1)
    x = scaling(matrix).scaled(matrix)
    centres = kmeans.fit(x, 3, np.random.default_rng(0), starts=4)
    means = np.stack([x[group == k].mean(axis=0) for k in range(3)])
    assert ((x - centres[kmeans.nearest(x, centres)]) ** 2).sum() <= ((x - means[group]) ** 2).sum() + 0.01


def test_clusters_alike_at_first_sight_get_longer_names_and_a_name_stays_while_it_is_true():
    features = ("orders", "recency_days", "weekend_share")
    told = naming.names(features, np.array([[2.0, -1.0, 0.9], [2.1, -1.0, -0.8], [0.1, 0.2, 0.0]]))
    assert [naming.english(t) for t in told] == [
        "Frequent buyers, bought lately, at weekends", "Frequent buyers, bought lately, on working days", "Much like everybody",
    ]  # fmt: skip
    assert naming.holds(told[0], features, np.array([0.6, -0.4, 0.3]))
    assert not naming.holds(told[0], features, np.array([0.6, 0.4, 0.3]))
