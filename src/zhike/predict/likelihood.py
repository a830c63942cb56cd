"""Maximum likelihood of positive parameters, by their logarithms, from analytic gradients; a bound that is reached is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from zhike.predict.states import Floats

# Beyond these a parameter is as good as 0 or infinity: on real data the likelihood often has a ridge that leads there, and the
# search would follow it for ever (lifetimes gives up with "did not converge").
LOWEST, HIGHEST = 1e-4, 1e6
_AT_BOUND = 1.05
# A search needs 20 to 60 looks; one that needs more walks to and fro along a ridge where rounding alone makes a difference.
_MOST_LOOKS = 150
# Slope of the mean log-likelihood per customer, by the logarithm of a parameter, below which the top is reached.
_FLAT = 1e-4

ValueAndGradient = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Found:
    """The parameters at the maximum, the log-likelihood there, whether the search ended well, and which lie at a bound."""

    parameters: tuple[float, ...]
    log_likelihood: float
    converged: bool
    at_bound: tuple[str, ...]


class _EnoughError(Exception):
    """Ends a search; the best that it has seen stands."""


@dataclass
class _Search:
    """Looks at points, given as logarithms, and remembers the best one."""

    value_and_gradient: ValueAndGradient
    weight: float
    looks: int = 0
    value: float = np.inf
    slope: Floats = field(default_factory=lambda: np.zeros(0))
    logs: Floats = field(default_factory=lambda: np.zeros(0))

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return minus the mean log-likelihood and its slope by the logarithms."""
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            raise _EnoughError
        parameters = np.exp(logs)
        value, gradient = self.value_and_gradient(parameters)
        mean, slope = -value / self.weight, -gradient * parameters / self.weight
        if mean < self.value:
            self.value, self.slope, self.logs = mean, slope, logs.copy()
        return mean, slope


def maximum(
    value_and_gradient: ValueAndGradient, *, names: Sequence[str], start: Sequence[float], weight: float
) -> Found:
    """Return where a log-likelihood is highest.

    `value_and_gradient` takes the parameters themselves; `weight` is the number of observations, by which the sum is divided so
    that the same tolerance fits ten customers and a million.
    """
    from scipy import optimize  # a third of a second to import, which no other command should wait for

    search = _Search(value_and_gradient, weight)
    lowest, highest = np.log(LOWEST), np.log(HIGHEST)
    with suppress(_EnoughError):
        # As good as L-BFGS-B on every data set looked at, and it wakes no BLAS threads for matrices of four by four.
        optimize.minimize(
            search, np.log(np.asarray(start)), jac=True, method="SLSQP", bounds=[(lowest, highest)] * len(names),
            options={"maxiter": _MOST_LOOKS, "ftol": 1e-12},
        )  # fmt: skip
    found = np.exp(search.logs)
    inside = (search.logs > lowest) & (search.logs < highest)
    flat = bool(np.abs(search.slope[inside]).max(initial=0.0) < _FLAT)
    bound = [n for n, p in zip(names, found, strict=True) if p <= LOWEST * _AT_BOUND or p >= HIGHEST / _AT_BOUND]
    return Found(tuple(float(p) for p in found), float(-search.value * weight), flat, tuple(bound))
