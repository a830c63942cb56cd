"""Logistic regression with a penalty: one weight per input, plain and steady.

The story. Every input is put on a scale where most customers lie between −2 and 2; its weight says how much the odds
move per step on that scale. Long-tailed inputs (days, orders, money) are taken by their logarithm. An empty value counts
as the usual one, and being empty has a weight of its own.

The likelihood. Bernoulli with logit(p) = b + Σ w_j z_j, minus ½ λ Σ w_j²; maximised by Newton's method (iteratively
reweighted least squares; McCullagh & Nelder 1989, section 4.4; the penalty: le Cessie & van Houwelingen 1992, eq. 4).

Parameters. b: logit of a customer with usual inputs. w_j: logit per standard deviation. λ: the strength of the penalty,
in customers; more of it pulls all weights to zero.

Not when an input matters only beyond a point, or only together with another one: boosted.py sees that.

Example: `fitted = Logistic().fit(x, y, names); logit = fitted.base + fitted.contributions(x).sum(1)`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats

# Beyond five standard deviations an input says no more: one slip of a file must not decide a score.
_FARTHEST = 5.0
_STEPS = 50


@dataclass(frozen=True)
class Weights:
    """A fitted logistic regression; arrays have one entry per input."""

    names: tuple[str, ...]
    base: float
    logged: tuple[bool, ...]
    mean: Floats
    deviation: Floats
    weight: Floats
    missing_weight: Floats
    missing_share: Floats
    kind: str = "logistic"

    def contributions(self, x: Floats) -> Floats:
        """Return what each input adds to each row's logit."""
        z = scaled(x, np.array(self.logged), self.mean, self.deviation)
        missing = np.isnan(z)
        return np.where(missing, 0.0, z) * self.weight + (missing - self.missing_share) * self.missing_weight

    def one(self, place: int, values: Floats) -> Floats:
        """Return what one input adds for values of any shape: inputs add up, so each can be asked alone, and once per value."""
        z = scaled(values, np.asarray(self.logged[place]), self.mean[place], self.deviation[place])
        missing = np.isnan(z)
        return np.asarray(
            np.where(missing, 0.0, z) * self.weight[place]
            + (missing - self.missing_share[place]) * self.missing_weight[place]
        )

    def text(self) -> str:
        """Return the model as JSON."""
        arrays = ("mean", "deviation", "weight", "missing_weight", "missing_share")
        said = {"kind": self.kind, "names": self.names, "base": self.base, "logged": self.logged}
        return json.dumps({**said, **{name: getattr(self, name).tolist() for name in arrays}})

    @staticmethod
    def read(text: str) -> Weights:
        """Return the model that `text` wrote."""
        said = json.loads(text)
        arrays = ("mean", "deviation", "weight", "missing_weight", "missing_share")
        mean, deviation, weight, missing_weight, missing_share = (np.array(said[n], np.float64) for n in arrays)
        logged = tuple(said["logged"])
        return Weights(
            tuple(said["names"]), said["base"], logged, mean, deviation, weight, missing_weight, missing_share
        )


@dataclass(frozen=True)
class Logistic:
    """Choices of a fit; `fit` returns the fitted weights."""

    penalty: float = 3.0

    def fit(self, x: Floats, y: Floats, names: Sequence[str]) -> Weights:
        """Return the weights fitted to 0/1 outcomes; `x` has a row per customer and NaN where a value is empty."""
        scales, design = _design(x)
        return scales.weights(tuple(names), maximum(design, y, penalty=self.penalty), kind="logistic")


@dataclass(frozen=True)
class Linear:
    """Choices of a linear fit to numbers, on the same scales; the weights' unit is that of the numbers."""

    penalty: float = 3.0

    def fit(self, x: Floats, y: Floats, names: Sequence[str]) -> Weights:
        """Return the weights of least squares with a penalty (Hoerl & Kennard 1970, equation 2.1)."""
        scales, design = _design(x)
        ridge = np.full(design.shape[1], self.penalty)
        ridge[0] = 1e-9
        found = np.asarray(np.linalg.solve(design.T @ design + np.diag(ridge), design.T @ y), np.float64)
        return scales.weights(tuple(names), found, kind="linear")


def maximum(design: Floats, y: Floats, *, penalty: float) -> Floats:
    """Return the weights of highest penalised likelihood; the first column of the design is not penalised."""
    weights = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 1e-9
    before = np.inf
    for _ in range(_STEPS):
        logit = design @ weights
        p = 1 / (1 + np.exp(-logit))
        # log(1 + exp(t)) by logaddexp does not overflow.
        loss = float(np.sum(np.logaddexp(0, logit) - y * logit) + 0.5 * ridge @ weights**2)
        if before - loss < 1e-9 * max(abs(loss), 1.0):
            break
        before = loss
        slope = design.T @ (y - p) - ridge * weights
        curve = (design * (p * (1 - p))[:, None]).T @ design + np.diag(ridge)
        weights = weights + _bounded(np.asarray(np.linalg.solve(curve, slope), np.float64))
    return weights


def is_long_tailed(x: Floats) -> np.ndarray:
    """Return by input whether its logarithm is the better scale: never negative, and reaching far."""
    with np.errstate(invalid="ignore"):
        low = np.where(np.isnan(x), np.inf, x).min(axis=0, initial=np.inf) if len(x) else np.zeros(x.shape[1])
        high = np.where(np.isnan(x), -np.inf, x).max(axis=0, initial=-np.inf)
    return np.asarray((low >= 0) & (high > 10))


def scaled(x: Floats, logged: np.ndarray, mean: Floats, deviation: Floats) -> Floats:
    """Return the inputs on their scale, NaN where empty."""
    taken = np.where(logged, np.log1p(np.maximum(x, 0)), x)
    return np.clip((taken - mean) / deviation, -_FARTHEST, _FARTHEST)


def simulate(weights: Sequence[float], n: int, *, seed: int) -> tuple[Floats, Floats]:
    """Return inputs and 0/1 outcomes of n customers; weights are the base and one per input, on inputs of standard normals."""
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(n, len(weights) - 1))
    logit = weights[0] + x @ np.asarray(weights[1:])
    return x, (chance.random(n) < 1 / (1 + np.exp(-logit))).astype(np.float64)


@dataclass(frozen=True)
class _Scales:
    logged: np.ndarray
    mean: Floats
    deviation: Floats
    missing_share: Floats

    def weights(self, names: tuple[str, ...], found: Floats, *, kind: str) -> Weights:
        """Return the fitted weights by name from those of the design: base, inputs, empty ones."""
        p = len(names)
        logged = tuple(bool(v) for v in self.logged)
        return Weights(
            names, float(found[0]), logged, self.mean, self.deviation, found[1 : p + 1], found[p + 1 :],
            self.missing_share, kind,
        )  # fmt: skip


def _design(x: Floats) -> tuple[_Scales, Floats]:
    """Return the scales of the inputs, and the matrix of ones, inputs on their scale, and whether each is empty."""
    logged = is_long_tailed(x)
    mean, deviation = _scale(x, logged)
    z = scaled(x, logged, mean, deviation)
    missing = np.isnan(z)
    share = missing.mean(axis=0)
    return _Scales(logged, mean, deviation, share), np.hstack(
        [np.ones((len(x), 1)), np.where(missing, 0.0, z), missing - share]
    )


def _scale(x: Floats, logged: np.ndarray) -> tuple[Floats, Floats]:
    taken = np.where(logged, np.log1p(np.maximum(x, 0)), x)
    filled = ~np.isnan(taken)
    count = np.maximum(filled.sum(axis=0), 1)
    mean = np.where(filled, taken, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(filled, taken - mean, 0.0) ** 2).sum(axis=0) / count)
    return mean, np.where(spread > 1e-12, spread, 1.0)


def _bounded(step: Floats) -> Floats:
    """Return a Newton step of bearable length: far from the maximum a whole one may overshoot."""
    longest = float(np.abs(step).max(initial=0.0))
    return step if longest <= 4 else step * (4 / longest)
