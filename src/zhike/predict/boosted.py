"""Shallow boosted trees for a yes-or-no question or a number: many small steps, each asking for one input or two.

The story. Each tree corrects what the trees before it got wrong, by a twentieth of what it would like to; depth one
makes a smooth curve per input, depth two lets two inputs speak together. Shallow trees are nearly as good as deep ones
on tables of customers, and what they say can be added up exactly (additive.py).

The likelihood. Bernoulli: Σ y log p + (1 − y) log(1 − p), p = 1 / (1 + exp(−F(x))), F = Σ η f_t(x), each f_t fitted to
the gradient with second-order weights (Friedman 2001, algorithm 5; Ke et al. 2017 for the histograms). With loss="median"
what is made small is Σ |y − F(x)|, and F is a number of y's unit instead of a logit.

Parameters. depth: 1 or 2. trees: how many, at most; η = 0.05 (step). smallest_leaf: customers in a leaf, so that no leaf
is a handful of people. All of them are choices; nothing here is estimated but the leaves (logit).

Not when there are fewer than a few hundred customers of either kind, or when the future differs much from the past:
there logistic.py is the safer one, and the backtest says so.

Example: `fitted = Boosted(depth=2).fit(x, y, names); logit = fitted.base + fitted.contributions(x).sum(1)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats, Tables, of_trees
from zhike.predict.measures import logit_of

# A fifth of the customers says when to stop; by chance, but always the same ones.
_HELD_OUT = 5
_PATIENCE = 30
_LOSSES: dict[str, dict[str, object]] = {
    "logit": {"objective": "binary", "metric": "binary_logloss"},
    "median": {"objective": "quantile", "alpha": 0.5, "metric": "quantile"},
}
SEED = 7


@dataclass(frozen=True)
class Boosted:
    """Choices of a fit; `fit` returns the fitted score as tables."""

    depth: int = 2
    trees: int = 400
    step: float = 0.08
    smallest_leaf: int = 40
    loss: str = "logit"

    def fit(self, x: Floats, y: Floats, names: Sequence[str]) -> Tables:
        """Return the score fitted to the outcomes; `x` has a row per customer and NaN where a value is empty."""
        # Loading LightGBM takes a third of a second, which no other command should pay.
        import lightgbm

        held = np.random.default_rng(SEED).permutation(len(y)) % _HELD_OUT == 0
        learned = lightgbm.Dataset(x[~held], y[~held], params=self._data, free_raw_data=True)
        checked = learned.create_valid(x[held], y[held])
        booster = lightgbm.train(
            {**self._data, **self._choices}, learned, self.trees, valid_sets=[checked],
            callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
        )  # fmt: skip
        dump = booster.dump_model(num_iteration=booster.best_iteration)
        trees = [t["tree_structure"] for t in dump["tree_info"]]
        found = of_trees(trees, names, x)
        # LightGBM leaves the trees empty where nothing helps: then everybody has what is usual.
        return found if trees else Tables(found.names, self._usual(y), *_nothing(len(names)), {})

    def _usual(self, y: Floats) -> float:
        return float(logit_of(float(np.mean(y)))) if self.loss == "logit" else float(np.median(y))

    @property
    def _data(self) -> dict[str, object]:
        # The same data give the same trees whatever the number of threads.
        return {"max_bin": 63, "deterministic": True, "force_row_wise": True, "verbosity": -1, "seed": SEED}

    @property
    def _choices(self) -> dict[str, object]:
        return {
            **_LOSSES[self.loss], "learning_rate": self.step, "max_depth": self.depth,
            "num_leaves": 2**self.depth, "min_data_in_leaf": self.smallest_leaf, "lambda_l2": 1.0,
            # Several models are fitted side by side, one thread each: threads that wait for each other take longer.
            "num_threads": 1,
        }  # fmt: skip


def available() -> bool:
    """Return whether boosted trees can be fitted here: LightGBM needs the system's OpenMP library."""
    try:
        import lightgbm  # noqa: F401 - loading it is the question
    except (ImportError, OSError):
        return False
    return True


def _nothing(inputs: int) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    return tuple(np.zeros(0) for _ in range(inputs)), tuple(np.zeros(2) for _ in range(inputs))
