"""Scores that are sums: a base and one contribution per input, exact for trees of depth two.

The story. A tree of depth two asks for one input and then for one other. So a sum of such trees is a sum of tables: one
per input and one per pair of inputs, looked up by the bins that the trees' thresholds make. Each pair's table is split
into what its two inputs do on their own and what only both together do; of the latter each input gets half.

The formula. logit(x) = base + Σ_j φ_j(x), φ_j(x) = m_j(x_j) + ½ Σ_k p_jk(x_j, x_k), where every m_j has mean zero over
the customers the model was trained on, and every p_jk has mean zero over either of its inputs with the other one fixed.
These φ are the Shapley values of a model of order two when the absent inputs are drawn independently of each other
(Lundberg & Lee 2017, equation 8; the halves are the Shapley interaction index of order two). Unit: logit, the logarithm
of the odds; +0.7 about doubles the odds.

Not for trees deeper than two: `of_trees` refuses them. Where inputs are strongly correlated, what one of them could say
as well as the other is shared between them as the trees happened to split it.

Example: `score = of_trees(trees, names, x); base, phi = score.base, score.contributions(x); logit = base + phi.sum(1)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from zhike.errors import ZhikeError
from zhike.words import N_

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Node = Mapping[str, Any]


class Additive(Protocol):
    """A score that is a base and one contribution per input."""

    @property
    def kind(self) -> str:
        """What kind of model it is: the first word of its text."""

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs, in the order of the columns."""

    @property
    def base(self) -> float:
        """The logit of a customer whose every input is as usual."""

    def contributions(self, x: Floats) -> Floats:
        """Return what each input (column) adds to each customer's (row's) logit; empty values are NaN."""

    def text(self) -> str:
        """Return the model as JSON."""


class PerInput(Additive, Protocol):
    """A score without pairs of inputs: each can be asked alone, and once per value where many rows share one."""

    def one(self, place: int, values: Floats) -> Floats:
        """Return what one input adds to the logit, for values of any shape."""


# Any score; `Score_co` where a class stands on one, as calibrated and centred ones do.
Score = TypeVar("Score", bound=Additive)
Score_co = TypeVar("Score_co", bound=Additive, covariant=True)


class TooDeepError(ZhikeError, ValueError):
    """A tree that asks for more than two inputs on a path."""

    code = "too_deep"
    sentence = N_("A tree of depth {depth} cannot be written as a sum of single inputs and pairs; at most depth 2 can.")


@dataclass(frozen=True)
class Tables:
    """Boosted trees of depth two as a base, a table per input and a table per pair of inputs.

    The last place of every table is for an empty value; place i is for values above i thresholds.
    """

    names: tuple[str, ...]
    base: float
    thresholds: tuple[Floats, ...]
    single: tuple[Floats, ...]
    pairs: dict[tuple[int, int], Floats] = field(repr=False)
    kind: str = "trees"

    def contributions(self, x: Floats) -> Floats:
        """Return what each input adds to each row's logit."""
        place = places(x, self.thresholds)
        found = np.empty(x.shape)
        for j, table in enumerate(self.single):
            found[:, j] = table[place[j]]
        for (j, k), table in self.pairs.items():
            # The halves: what only both together do belongs to neither more than to the other.
            half = table.ravel()[place[j] * table.shape[1] + place[k]]
            half *= 0.5
            found[:, j] += half
            found[:, k] += half
        return found

    def text(self) -> str:
        """Return the model as JSON."""
        said = {
            "kind": self.kind, "names": self.names, "base": self.base,
            "thresholds": [t.tolist() for t in self.thresholds], "single": [s.tolist() for s in self.single],
            "pairs": [[j, k, table.tolist()] for (j, k), table in self.pairs.items()],
        }  # fmt: skip
        return json.dumps(said)

    @staticmethod
    def read(text: str) -> Tables:
        """Return the model that `text` wrote."""
        said = json.loads(text)
        return Tables(
            tuple(said["names"]), said["base"], tuple(np.array(t, np.float64) for t in said["thresholds"]),
            tuple(np.array(s) for s in said["single"]), {(j, k): np.array(table) for j, k, table in said["pairs"]},
        )  # fmt: skip


def places(x: Floats, thresholds: Sequence[Floats]) -> list[Ints]:
    """Return by input the bin of every row: how many thresholds the value exceeds; one more than all for NaN."""
    return [
        np.where(np.isnan(column), len(t) + 1, np.searchsorted(t, column, side="left")).astype(np.int64)
        for column, t in zip(np.ascontiguousarray(x.T), thresholds, strict=True)
    ]


def of_trees(trees: Sequence[Node], names: Sequence[str], x: Floats) -> Tables:
    """Return the tables that add up to the trees (as LightGBM dumps them); `x` is what they were trained on."""
    thresholds = _thresholds(trees, len(names))
    single = [np.zeros(len(t) + 2) for t in thresholds]
    pairs: dict[tuple[int, int], Floats] = {}
    base = 0.0
    for tree in trees:
        base += _add(tree, thresholds, single, pairs)
    shares = [
        np.bincount(place, minlength=len(t) + 2) / max(len(x), 1)
        for place, t in zip(places(x, thresholds), thresholds, strict=True)
    ]
    for (j, k), table in pairs.items():
        base += _purify(table, shares[j], shares[k], single[j], single[k])
    means = [float(table @ share) for table, share in zip(single, shares, strict=True)]
    centred = tuple(table - mean for table, mean in zip(single, means, strict=True))
    return Tables(tuple(names), base + sum(means), tuple(thresholds), centred, pairs)


def _purify(table: Floats, of_rows: Floats, of_columns: Floats, rows: Floats, columns: Floats) -> float:
    """Move what one input of a pair does on its own into that input's table; return the mean, which goes to the base."""
    by_row, by_column = table @ of_columns, of_rows @ table
    mean = float(by_row @ of_rows)
    table -= by_row[:, None] + by_column[None, :] - mean
    rows += by_row - mean
    columns += by_column - mean
    return mean


def _thresholds(trees: Sequence[Node], inputs: int) -> list[Floats]:
    found: list[set[float]] = [set() for _ in range(inputs)]
    for tree in trees:
        for node in (tree, tree.get("left_child"), tree.get("right_child")):
            if node and "split_feature" in node:
                found[node["split_feature"]].add(float(node["threshold"]))
    return [np.array(sorted(values), np.float64) for values in found]


def _add(
    tree: Node, thresholds: Sequence[Floats], single: Sequence[Floats], pairs: dict[tuple[int, int], Floats]
) -> float:
    """Add one tree to the tables; return what it adds to everybody."""
    if "leaf_value" in tree:
        return float(tree["leaf_value"])
    root = tree["split_feature"]
    left = _goes_left(tree, thresholds[root])
    for child, goes in ((tree["left_child"], left), (tree["right_child"], ~left)):
        if "leaf_value" in child:
            single[root][goes] += child["leaf_value"]
            continue
        below = child["split_feature"]
        value = _two_leaves(child, thresholds[below])
        if below == root:
            single[root][goes] += value[goes]
            continue
        j, k = sorted((root, below))
        table = pairs.setdefault((j, k), np.zeros((len(single[j]), len(single[k]))))
        table += np.outer(goes, value) if root == j else np.outer(value, goes)
    return 0.0


def _two_leaves(node: Node, thresholds: Floats) -> Floats:
    """Return by bin of the input the value of a node whose children are leaves."""
    left, right = node["left_child"], node["right_child"]
    if "leaf_value" not in left or "leaf_value" not in right:
        raise TooDeepError(depth=3)
    return np.asarray(np.where(_goes_left(node, thresholds), left["leaf_value"], right["leaf_value"]), np.float64)


def _goes_left(node: Node, thresholds: Floats) -> npt.NDArray[np.bool_]:
    """Return by bin whether a value goes left: where no value was empty in training, an empty one counts as 0."""
    left = np.arange(len(thresholds) + 2) <= np.searchsorted(thresholds, float(node["threshold"]), side="left")
    left[-1] = node["default_left"] if node["missing_type"] == "NaN" else float(node["threshold"]) >= 0.0
    return left
