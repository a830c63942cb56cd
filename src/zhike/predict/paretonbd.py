"""Pareto/NBD: customers buy at a rate of their own and leave at a moment that nobody sees.

While a customer is active, days with a purchase come at random at rate λ; the customer leaves at rate μ, whether anything is
bought or not. λ differs between customers as a gamma distribution (r, α), μ as a gamma distribution (s, β).

    L(r, α, s, β | x, t_x, T) = Γ(r+x) α^r/Γ(r) · [ (α+T)^-(r+x) (β/(β+T))^s + ∫ from t_x to T (α+τ)^-(r+x) s β^s (β+τ)^-(s+1) dτ ]

r, s: how alike customers are, no unit; α, β: in the unit of time; r/α is the mean rate of buying, s/β of leaving.

The integral is usually written as a difference of two ₂F₁, which cancels to nothing for many purchases. Here it is summed as it
stands: all its terms are positive, over v = ((α+τ)/(α+t_x))^-((r+s+x)/12) its integrand is smooth, and twelve points suffice.

Not for contracts, and not where people buy on a fixed rhythm; four times the work of BG/NBD.

Schmittlein, Morrison & Colombo (1987), Counting Your Customers, Management Science 33(1); the likelihood is equation 4, P(alive)
equation 7 and the expectation equation 9 of Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model.

    >>> states, _ = grouped([2, 0], [30, 0], [90, 90])
    >>> FittedParetoNBD(0.55, 74.0, 0.61, 82.0).p_alive(states).round(2).tolist()
    [0.52, 0.71]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.predict.likelihood import maximum
from zhike.predict.states import Floats, States

NAMES = ("r", "alpha", "s", "beta")
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(12)
# With the whole power the integrand would have an edge at 0; with its twelfth root it has none that weighs.
_ROOT = 12.0
# States taken at once: their points fit into the processor's cache.
_AT_ONCE = 4096


@dataclass(frozen=True)
class FittedParetoNBD:
    """The parameters of a Pareto/NBD model; `at_bound` names those that the data drove to a bound."""

    r: float
    alpha: float
    s: float
    beta: float
    converged: bool = True
    at_bound: tuple[str, ...] = ()

    def log_likelihood(self, states: States) -> float:
        """Return the log-likelihood of all customers in the states."""
        return value_and_gradient(self._parameters, states)[0]

    def p_alive(self, states: States) -> Floats:
        """Return for each state the probability that the customer has not left: the first of the two terms over their sum."""
        stayed, left, _gradients = _terms(self._parameters, states)
        return 1 / (1 + np.exp(np.minimum(left - stayed, 700.0)))

    def expected_orders(self, states: States, horizon: float) -> Floats:
        """Return for each state the expected purchases in the time ahead."""
        longer = np.log1p(horizon / (self.beta + states.age))
        # (1 - e^-(s-1)L) / (s-1), which is L at s = 1
        more = self.s - 1
        time = longer if abs(more) < 1e-9 else -np.expm1(-more * longer) / more
        return (self.r + states.x) * (self.beta + states.age) / (self.alpha + states.age) * time * self.p_alive(states)

    def futures(self, states: States, horizon: float, *, seed: int) -> Floats:
        """Return one possible number of purchases in the time ahead for each state."""
        chance = np.random.default_rng(seed)
        active = chance.random(len(states)) < self.p_alive(states)
        leaving = chance.gamma(self.s, 1.0, len(states)) / (self.beta + states.age)
        time = np.minimum(chance.exponential(1.0, len(states)) / np.maximum(leaving, 1e-300), horizon)
        wanted = chance.poisson(chance.gamma(self.r + states.x) / (self.alpha + states.age) * time)
        return np.where(active, wanted, 0).astype(np.float64)

    @property
    def _parameters(self) -> Floats:
        return np.array([self.r, self.alpha, self.s, self.beta])


class ParetoNBD:
    """The model before it has seen data: `ParetoNBD().fit(states)`."""

    name = "paretonbd"

    def fit(self, states: States) -> FittedParetoNBD:
        """Return the parameters under which the states are likeliest."""
        age = max(float(np.average(states.age, weights=states.customers)), 1e-6)
        bought = float(np.average(states.x, weights=states.customers))
        found = maximum(
            lambda p: value_and_gradient(p, states),
            names=NAMES, start=(0.5, 0.5 * age / max(bought, 0.1), 0.5, age), weight=float(states.customers.sum()),
        )  # fmt: skip
        r, alpha, s, beta = found.parameters
        return FittedParetoNBD(r, alpha, s, beta, converged=found.converged, at_bound=found.at_bound)


def value_and_gradient(parameters: Floats, states: States) -> tuple[float, Floats]:
    """Return the log-likelihood and its derivatives."""
    from scipy.special import gammaln, psi  # imported late, as all of SciPy

    r, alpha, _s, _beta = parameters
    x, place = states.distinct_x
    n = states.customers
    per_x = np.bincount(place, weights=n, minlength=len(x))
    value, gradient = per_x @ (gammaln(r + x) - gammaln(r) + r * np.log(alpha)), np.zeros(4)
    gradient[0] = per_x @ (psi(r + x) - psi(r) + np.log(alpha))
    gradient[1] = n.sum() * r / alpha
    stayed, left, (of_stayed, of_left) = _terms(parameters, states)
    both = np.logaddexp(stayed, left)
    gradient += of_stayed @ (n * np.exp(stayed - both)) + of_left @ (n * np.exp(left - both))
    return float(value + n @ both), gradient


def simulate(fitted: FittedParetoNBD, *, age: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return x and t_x of customers who were first seen so long ago (`age`), one entry each."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(fitted.r, 1 / fitted.alpha, len(age))
    lived = chance.exponential(1.0, len(age)) / np.maximum(chance.gamma(fitted.s, 1 / fitted.beta, len(age)), 1e-300)
    until = np.minimum(lived, age)
    x = chance.poisson(rate * until).astype(np.float64)
    # The last of x moments that lie anywhere in the time: the highest of x uniform numbers.
    return x, np.where(x > 0, until * chance.random(len(age)) ** (1 / np.maximum(x, 1.0)), 0.0)


def _terms(parameters: Floats, states: States) -> tuple[Floats, Floats, tuple[Floats, Floats]]:
    """Return the logarithms of both terms in brackets, and the derivatives of each (4 × states)."""
    r, alpha, s, beta = parameters
    x, age = states.x, states.age
    stayed = -(r + x) * np.log(alpha + age) + s * (np.log(beta) - np.log(beta + age))
    of_stayed = np.stack([
        -np.log(alpha + age), -(r + x) / (alpha + age),
        np.log(beta) - np.log(beta + age), s / beta - s / (beta + age),
    ])  # fmt: skip
    left, of_left = np.empty(len(x)), np.empty((4, len(x)))
    for start in range(0, len(x), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        left[part], of_left[:, part] = _integral(parameters, x[part], states.t_x[part], age[part])
    return stayed, left, (of_stayed, of_left)


def _integral(parameters: Floats, x: Floats, t_x: Floats, age: Floats) -> tuple[Floats, Floats]:
    """Return the logarithm of the integral and its derivatives, the points of each state summed."""
    r, alpha, s, beta = parameters
    more = r + s + x
    begin = alpha + t_x
    # v runs from its value at T to 1; expm1 keeps the width exact where T is hardly after t_x.
    width = -np.expm1(-more / _ROOT * np.log((alpha + age) / begin))
    half = width[:, None] / 2
    logs = np.log1p(-half * (1 - _POINTS))  # ln v, of the points from T to t_x
    growth = np.exp(-_ROOT / more[:, None] * logs)  # (α+τ)/(α+t_x)
    moment = begin[:, None] * growth
    later = moment + (beta - alpha)  # β+τ
    mass = _WEIGHTS * half * _ROOT * np.exp((_ROOT - 1) * logs - (s + 1) * np.log(later / growth))
    total = mass.sum(axis=1)
    with np.errstate(divide="ignore"):  # no time between last purchase and T: nobody left in it
        value = np.log(total) + np.log(s) + s * np.log(beta) - (r + x - 1) * np.log(begin) - np.log(more)
    share = mass / np.maximum(total, 1e-300)[:, None]
    log_moment, log_later = (share * np.log(moment)).sum(axis=1), (share * np.log(later)).sum(axis=1)
    per_moment, per_later = (share / moment).sum(axis=1), (share / later).sum(axis=1)
    gradient = np.stack([
        -log_moment, -(r + x) * per_moment, 1 / s + np.log(beta) - log_later, s / beta - (s + 1) * per_later,
    ])  # fmt: skip
    return value, gradient
