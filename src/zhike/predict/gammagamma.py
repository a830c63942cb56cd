"""Gamma-Gamma: what one purchase of a customer is worth, between the customer's own mean and everyone's.

A customer's purchases vary around a mean of the customer's own, as a gamma distribution of shape p; these means vary between
customers, whose scale has a gamma distribution (q, γ). How much is spent has nothing to do with how often.

    L(p, q, γ | x, m) = Γ(px+q) / (Γ(px) Γ(q)) · γ^q m^(px-1) x^(px) / (γ+xm)^(px+q)

x: purchases; m: their mean, in money. p: how alike a customer's purchases are (large: alike), q: how alike customers are, no unit;
γ: in money; pγ/(q-1) is everyone's mean.

Not where few purchases of very different worth make the revenue (a mean may not exist: q ≤ 1), and not where those who buy often
buy small: look at the correlation.

Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value: equations 1a and 5.

    >>> FittedGammaGamma(6.25, 3.74, 15.44).expected_spend(np.array([1.0, 9.0]), np.array([100.0, 100.0])).round(1).tolist()
    [80.3, 96.8]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.predict.likelihood import maximum
from zhike.predict.states import Floats

NAMES = ("p", "q", "gamma")


@dataclass(frozen=True)
class FittedGammaGamma:
    """The parameters of a Gamma-Gamma model; `at_bound` names those that the data drove to a bound."""

    p: float
    q: float
    gamma: float
    converged: bool = True
    at_bound: tuple[str, ...] = ()

    def log_likelihood(self, x: Floats, mean: Floats) -> float:
        """Return the log-likelihood of customers with x purchases of this mean."""
        return value_and_gradient(np.array([self.p, self.q, self.gamma]), x, mean)[0]

    def expected_spend(self, x: Floats, mean: Floats) -> Floats:
        """Return what a purchase of each customer is expected to be worth: equation 5; never from fewer than one purchase in all."""
        return self.p * (self.gamma + x * mean) / np.maximum(self.p * x + self.q - 1, 1e-9)


class GammaGamma:
    """The model before it has seen data: `GammaGamma().fit(x, mean)`."""

    name = "gammagamma"

    def fit(self, x: Floats, mean: Floats) -> FittedGammaGamma:
        """Return the parameters under which these means of so many purchases are likeliest; both above zero."""
        found = maximum(
            lambda p: value_and_gradient(p, x, mean),
            names=NAMES,
            start=(2.0, 2.0, float(np.median(mean))),
            weight=float(len(x)),
        )
        p, q, gamma = found.parameters
        return FittedGammaGamma(p, q, gamma, converged=found.converged, at_bound=found.at_bound)


def value_and_gradient(parameters: Floats, x: Floats, mean: Floats) -> tuple[float, Floats]:
    """Return the log-likelihood and its derivatives; gamma functions are of x alone, so each x is computed once."""
    from scipy.special import gammaln, psi  # imported late, as all of SciPy

    p, q, gamma = parameters
    kinds, place, n = np.unique(x, return_inverse=True, return_counts=True)
    total = x * mean
    log_mean, log_scale = np.log(mean), np.log(gamma + total)
    logs = np.bincount(place, weights=log_mean - log_scale, minlength=len(kinds))
    scales = log_scale.sum()
    px = p * kinds
    value = n @ (gammaln(px + q) - gammaln(px) + px * np.log(kinds)) + px @ logs - log_mean.sum()
    value += len(x) * (q * np.log(gamma) - gammaln(q)) - q * scales
    gradient = np.array([
        (n * kinds) @ (psi(px + q) - psi(px) + np.log(kinds)) + kinds @ logs,
        n @ psi(px + q) + len(x) * (np.log(gamma) - psi(q)) - scales,
        len(x) * q / gamma - (p * x + q) @ (1 / (gamma + total)),
    ])  # fmt: skip
    return float(value), gradient


def simulate(fitted: FittedGammaGamma, *, x: Floats, seed: int) -> Floats:
    """Return the mean of x purchases of customers, one entry each."""
    chance = np.random.default_rng(seed)
    scale = chance.gamma(fitted.q, 1 / fitted.gamma, len(x))
    return chance.gamma(fitted.p * x) / (scale * x)
