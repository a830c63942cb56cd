"""Shifted beta geometric (sBG): how long contracts run that are renewed, or not, once in every period.

At the end of each period a customer ends the contract with a probability θ of their own, which does not change. θ differs between
customers as a beta distribution (α, β). So those who are left after many periods are those who seldom leave: retention rises with
age though nobody changes.

    P(T = t | α, β) = B(α+1, β+t−1) / B(α, β),     S(t | α, β) = B(α, β+t) / B(α, β),     r(t) = (β+t−1) / (α+β+t−1)

α, β: no unit; α/(α+β) is the mean share that ends after the first period, and the smaller α+β the more customers differ. Time is
counted in periods: t = 1 is the first chance to end.

Not for purchases without a contract (bgnbd.py), and not where a contract can be ended once in many periods only.

Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1): equations 5 to 7 and B3.

    >>> FittedSBG(0.668, 3.806).survival([1, 7]).round(3).tolist()
    [0.851, 0.489]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhike.predict.likelihood import Found, maximum
from zhike.predict.states import Floats, Places
from zhike.words import N_

NAMES = ("alpha", "beta")


@dataclass(frozen=True)
class Durations:
    """Contracts by the periods they ran: `ended[t]` ended at their t-th chance, `running[t]` have passed t chances and run."""

    ended: Floats
    running: Floats

    @staticmethod
    def of(periods: npt.NDArray[np.int64], has_ended: npt.NDArray[np.bool_]) -> Durations:
        """Return contracts one by one as counts: the chance at which each ended, or the chances it has passed."""
        size = int(periods.max(initial=0)) + 1
        ended, running = (np.bincount(periods[those], minlength=size).astype(np.float64) for those in (has_ended, ~has_ended))  # fmt: skip
        return Durations(ended, running)

    @property
    def constant_rate(self) -> float:
        """The share that ended at each chance if it were the same for all and always: ended over chances (the geometric model)."""
        t = np.arange(len(self.ended))
        return float(self.ended.sum() / max((self.ended + self.running) @ t, 1.0))


@dataclass(frozen=True)
class FittedSBG:
    """The parameters; `converged` and `at_bound` say how the search for them ended."""

    alpha: float
    beta: float
    converged: bool = True
    at_bound: tuple[str, ...] = ()

    def survival(self, t: npt.ArrayLike) -> Floats:
        """Return the share of contracts that pass t chances."""
        return survival(self.alpha, self.beta, np.asarray(t, np.float64))

    def stays(self, passed: npt.ArrayLike, ahead: npt.ArrayLike) -> Floats:
        """Return the probability that a contract which has passed so many chances passes so many more."""
        before = np.asarray(passed, np.float64)
        return np.asarray(self.survival(before + np.asarray(ahead)) / self.survival(before))


class SBG:
    """The model before it has seen data: `SBG().fit(durations)`."""

    name = N_("shifted beta geometric")

    def fit(self, durations: Durations) -> FittedSBG:
        """Return the parameters under which the durations are likeliest."""
        found: Found = maximum(
            lambda p: value_and_gradient(p, durations), names=NAMES, start=(1.0, 1.0 / max(durations.constant_rate, 1e-3)),
            weight=float(max((durations.ended + durations.running).sum(), 1.0)),
        )  # fmt: skip
        alpha, beta = found.parameters
        return FittedSBG(alpha, beta, found.converged, found.at_bound)


def survival(alpha: float, beta: float, t: Floats) -> Floats:
    """Return S(t) by logarithms of beta functions, which do not overflow."""
    from scipy.special import betaln  # imported late, as all of SciPy

    return np.asarray(np.exp(betaln(alpha, beta + t) - betaln(alpha, beta)))


def value_and_gradient(parameters: Floats, durations: Durations) -> tuple[float, Floats]:
    """Return the log-likelihood (equation B3) and its derivatives by α and β."""
    from scipy.special import betaln, psi

    alpha, beta = parameters
    t = np.arange(len(durations.ended), dtype=np.float64)
    n, m = durations.ended[1:], durations.running
    u = t[1:]
    value = (
        n @ betaln(alpha + 1, beta + u - 1) + m @ betaln(alpha, beta + t) - (n.sum() + m.sum()) * betaln(alpha, beta)
    )
    whole = (n.sum() + m.sum()) * psi(alpha + beta)
    of_sums = n @ psi(alpha + beta + u) + m @ psi(alpha + beta + t)
    gradient = np.array([
        n.sum() * psi(alpha + 1) + m.sum() * psi(alpha) - of_sums - (n.sum() + m.sum()) * psi(alpha) + whole,
        n @ psi(beta + u - 1) + m @ psi(beta + t) - of_sums - (n.sum() + m.sum()) * psi(beta) + whole,
    ])  # fmt: skip
    return float(value), gradient


def simulate(fitted: FittedSBG, *, age: Places, seed: int) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Return of contracts that began so many periods ago the chance at which each ended, or the chances passed, and whether it ended."""
    chance = np.random.default_rng(seed)
    ends = chance.geometric(np.clip(chance.beta(fitted.alpha, fitted.beta, len(age)), 1e-9, 1.0))
    return np.minimum(ends, age), ends <= age
