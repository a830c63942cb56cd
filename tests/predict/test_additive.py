import json
from itertools import combinations
from math import factorial

import numpy as np
import pytest

from zhike.predict.additive import Tables, TooDeepError, of_trees
from zhike.predict.boosted import Boosted, available

NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def world():
    chance = np.random.default_rng(1)
    x = chance.normal(size=(3000, 3))
    x[chance.random(x.shape) < 0.05] = np.nan
    logit = np.nan_to_num(x[:, 0]) * np.sign(np.nan_to_num(x[:, 1])) + np.where(np.isnan(x[:, 2]), 1.0, 0.0)
    return x, (chance.random(3000) < 1 / (1 + np.exp(-logit))).astype(float)


def test_base_and_contributions_are_what_lightgbm_says(world):
    import lightgbm

    x, y = world
    booster = lightgbm.train(
        {"objective": "binary", "max_depth": 2, "num_leaves": 4, "verbosity": -1, "num_threads": 1},
        lightgbm.Dataset(x, y),
        60,
    )
    found = of_trees([t["tree_structure"] for t in booster.dump_model()["tree_info"]], NAMES, x)
    asked = np.vstack([x, [[np.nan] * 3, [9.0, -9.0, 0.0], [1e9, 1e-40, -1e9]]])
    assert found.base + found.contributions(asked).sum(1) == pytest.approx(
        booster.predict(asked, raw_score=True), abs=1e-10
    )


def test_contributions_are_shapley_values_when_absent_inputs_are_drawn_independently(world):
    x, y = world
    found = Boosted(trees=30).fit(x, y, NAMES)
    # Of each input three values that occur equally often, so that every coalition can be counted out.
    grid = np.array([[-1.0, -0.7, 0.2], [0.1, 0.4, np.nan], [1.2, 2.0, 1.1]])
    all_of = np.array(np.meshgrid(*grid.T, indexing="ij")).reshape(3, -1).T
    dump = _again(found, all_of)

    def value(row, fixed):
        drawn = all_of.copy()
        drawn[:, list(fixed)] = row[list(fixed)]
        return float(np.mean(dump.base + dump.contributions(drawn).sum(1)))

    row = grid[2]
    for j in range(3):
        others = [k for k in range(3) if k != j]
        shapley = sum(
            factorial(len(s)) * factorial(2 - len(s)) / 6 * (value(row, (*s, j)) - value(row, s))
            for size in range(3)
            for s in combinations(others, size)
        )
        assert dump.contributions(row[None])[0, j] == pytest.approx(shapley, abs=1e-12)
    assert dump.base == pytest.approx(value(row, ()))


def _again(tables, x):
    """Return the same score with its means taken over other customers."""
    from zhike.predict import additive

    single = [s.copy() for s in tables.single]
    pairs = {k: t.copy() for k, t in tables.pairs.items()}
    shares = [
        np.bincount(p, minlength=len(s)) / len(x)
        for p, s in zip(additive.places(x, tables.thresholds), single, strict=True)
    ]
    base = tables.base
    for (j, k), table in pairs.items():
        base += additive._purify(table, shares[j], shares[k], single[j], single[k])
    means = [float(table @ share) for table, share in zip(single, shares, strict=True)]
    centred = tuple(table - mean for table, mean in zip(single, means, strict=True))
    return Tables(tables.names, base + sum(means), tables.thresholds, centred, pairs)


def test_every_contribution_has_mean_zero_over_independent_customers(world):
    x, y = world
    found = Boosted(trees=50).fit(x, y, NAMES)
    chance = np.random.default_rng(2)
    mixed = np.column_stack([chance.permutation(x[:, j]) for j in range(3)])
    assert np.abs(found.contributions(mixed).mean(axis=0)).max() < 0.05
    logit = found.base + found.contributions(x).sum(1)
    assert abs(logit.mean() - found.base) < 0.2


def test_a_model_comes_back_from_its_text(world):
    x, y = world
    found = Boosted(trees=20).fit(x, y, NAMES)
    again = Tables.read(found.text())
    assert json.loads(found.text())["kind"] == "trees"
    assert (again.contributions(x) == found.contributions(x)).all()
    assert again.base == found.base


def test_a_deeper_tree_is_refused():
    leaf, missing = {"leaf_value": 1.0}, {"missing_type": "None", "default_left": False, "threshold": 0.0}
    tree = {"split_feature": 0, "left_child": leaf, "right_child": leaf, **missing}
    for feature in (1, 2):
        tree = {"split_feature": feature, "left_child": leaf, "right_child": tree, **missing}
    with pytest.raises(TooDeepError, match="at most depth 2"):
        of_trees([tree], NAMES, np.zeros((5, 3)))


def test_where_nothing_can_be_learned_everybody_has_the_base_rate():
    x, y = np.zeros((400, 2)), np.repeat([0.0, 1.0], [300, 100])
    found = Boosted().fit(x, y, ("a", "b"))
    assert 1 / (1 + np.exp(-found.base)) == pytest.approx(0.25, abs=0.02)
    assert (found.contributions(x) == 0).all()


def test_boosted_trees_can_be_had_here():
    assert available()
