"""BG/NBD: customers buy at a rate of their own and, after any repeat purchase, may leave for good.

While a customer is active, days with a purchase come at random at rate λ. After each repeat purchase the customer leaves with
probability p. λ differs between customers as a gamma distribution (shape r, rate α), p as a beta distribution (a, b).

    L(r, α, a, b | x, t_x, T) = B(a, b+x)/B(a, b) · Γ(r+x) α^r/Γ(r) · [ (α+T)^-(r+x) + 1{x>0} a/(b+x-1) (α+t_x)^-(r+x) ]

r: how alike customers' rates are (large: alike), no unit. α: in the unit of time; r/α is the mean rate. a/(a+b): mean chance to
leave after a purchase; a+b: how alike these chances are.

Not for contracts (the end of a contract is seen, here leaving is not), not where people buy on a fixed rhythm, and not where
those who bought once leave at once: they are thought to be active for ever; MBG/NBD mends this.

Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2): equations 6, 7 and 10; P(alive) is
equation 7 of Fader, Hardie & Lee (2008), Computing P(alive) Using the BG/NBD Model.

    >>> states, _ = grouped([2, 0], [30, 0], [90, 90])
    >>> FittedBGNBD(0.24, 31.0, 0.79, 2.4).p_alive(states).round(2).tolist()
    [1.0, 0.64]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from zhike.predict.likelihood import Found, maximum
from zhike.predict.states import Floats, States, grouped

NAMES = ("r", "alpha", "a", "b")
# From this r or a on, rates or chances to leave differ by less than a seventh of themselves.
_ALIKE = 50.0
_QUANTILES = (np.arange(64) + 0.5) / 64


@dataclass(frozen=True)
class FittedBGNBD:
    """The parameters of a BG/NBD model; `at_bound` names those that the data drove to a bound."""

    # Chances to leave before the first repeat purchase: MBG/NBD is the same mathematics with one.
    chances: ClassVar[int] = 0

    r: float
    alpha: float
    a: float
    b: float
    converged: bool = True
    at_bound: tuple[str, ...] = ()

    @classmethod
    def fit(cls, states: States) -> Self:
        """Return the parameters under which the states are likeliest."""
        found = fit_beta_geometric(states, chances=cls.chances)
        r, alpha, a, b = found.parameters
        return cls(r, alpha, a, b, converged=found.converged, at_bound=found.at_bound)

    def log_likelihood(self, states: States) -> float:
        """Return the log-likelihood of all customers in the states."""
        parameters = np.array([self.r, self.alpha, self.a, self.b])
        return value_and_gradient(parameters, states, chances=self.chances)[0]

    def p_alive(self, states: States) -> Floats:
        """Return for each state the probability that the customer has not left."""
        return p_alive(self.r, self.alpha, self.a, self.b, states=states, chances=self.chances)

    def expected_orders(self, states: States, horizon: float) -> Floats:
        """Return for each state the expected purchases in the time ahead."""
        return expected_orders(self.r, self.alpha, self.a, self.b, states=states, horizon=horizon, chances=self.chances)

    def futures(self, states: States, horizon: float, *, seed: int) -> Floats:
        """Return one possible number of purchases in the time ahead for each state."""
        return futures(
            self.r, self.alpha, self.a, self.b, states=states, horizon=horizon, seed=seed, chances=self.chances
        )


class BGNBD:
    """The model before it has seen data: `BGNBD().fit(states)`."""

    name = "bgnbd"

    def fit(self, states: States) -> FittedBGNBD:
        """Return the parameters under which the states are likeliest."""
        return FittedBGNBD.fit(states)


def fit_beta_geometric(states: States, *, chances: int) -> Found:
    """Return the maximum of the likelihood, for BG/NBD (0 chances to leave before the first repeat) or MBG/NBD (1)."""
    age = float(np.average(states.age, weights=states.customers))
    bought = float(np.average(states.x, weights=states.customers))
    start = (0.5, 0.5 * max(age, 1e-6) / max(bought, 0.1), 1.0, 2.0)
    return maximum(
        lambda p: value_and_gradient(p, states, chances=chances),
        names=NAMES, start=start, weight=float(states.customers.sum()),
    )  # fmt: skip


def value_and_gradient(parameters: Floats, states: States, *, chances: int = 0) -> tuple[float, Floats]:
    """Return the log-likelihood and its derivatives; the sum in brackets is formed from logarithms, for (α+T)^-(r+x) is 0 soon."""
    from scipy.special import betaln, gammaln, psi  # imported late, as all of SciPy

    r, alpha, a, b = parameters
    kept = b + chances
    x, place = states.distinct_x
    alive, left = np.log(alpha + states.age), np.log(alpha + states.t_x)
    died = _leaving(a, b, x, chances=chances)[place] - (r + states.x) * left
    stayed = -(r + states.x) * alive
    both = np.logaddexp(stayed, died)
    w = np.exp(died - both)
    of_x = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, kept + x) - betaln(a, b)
    n = states.customers
    per_x = np.bincount(place, weights=n, minlength=len(x))
    w_per_x = np.bincount(place, weights=n * w, minlength=len(x))
    with np.errstate(divide="ignore", invalid="ignore"):
        leaving_b = np.where(x + chances > 0, w_per_x / (kept + x - 1), 0.0)
    gradient = np.array([
        per_x @ (psi(r + x) - psi(r) + np.log(alpha)) - n @ (alive + w * (left - alive)),
        n.sum() * r / alpha - (n * (r + states.x)) @ ((1 - w) / (alpha + states.age) + w / (alpha + states.t_x)),
        per_x @ (psi(a + b) - psi(a + kept + x)) + w_per_x.sum() / a,
        per_x @ (psi(kept + x) - psi(a + kept + x) - psi(b) + psi(a + b)) - leaving_b.sum(),
    ])  # fmt: skip
    return float(per_x @ of_x + n @ both), gradient


def p_alive(r: float, alpha: float, a: float, b: float, *, states: States, chances: int = 0) -> Floats:
    """Return for each state the probability that the customer has not left: the first of the two terms over their sum."""
    x, place = states.distinct_x
    odds = _leaving(a, b, x, chances=chances)[place] + (r + states.x) * np.log(
        (alpha + states.age) / (alpha + states.t_x)
    )
    return 1 / (1 + np.exp(np.minimum(odds, 700.0)))


def expected_orders(
    r: float, alpha: float, a: float, b: float, *, states: States, horizon: float, chances: int = 0
) -> Floats:
    """Return for each state the expected purchases in the time ahead.

    Equation 10 after Euler's transformation of ₂F₁: its parameters no longer grow with x, and no power overflows. It depends on
    x and T alone, so it is computed once for each pair of them.
    """
    pairs, place = grouped(states.x, np.zeros(len(states)), states.age)
    formula = _ahead_alike if max(r, a) > _ALIKE else _ahead
    ahead = formula(r, alpha, a, b + chances, pairs=pairs, horizon=horizon)
    return np.maximum(ahead, 0.0)[place] * p_alive(r, alpha, a, b, states=states, chances=chances)


def futures(
    r: float, alpha: float, a: float, b: float, *, states: States, horizon: float, seed: int, chances: int = 0
) -> Floats:
    """Return one possible future of each state: who is active draws a rate and a chance to leave from what the state says of them."""
    chance = np.random.default_rng(seed)
    active = chance.random(len(states)) < p_alive(r, alpha, a, b, states=states, chances=chances)
    wanted = chance.poisson(chance.gamma(r + states.x) / (alpha + states.age) * horizon)
    leaving = chance.beta(a, b + chances + states.x)
    until = chance.geometric(np.clip(leaving, 1e-12, 1.0))  # the purchase after which the customer leaves
    return np.where(active, np.minimum(wanted, until), 0).astype(np.float64)


def simulate(fitted: FittedBGNBD, *, age: Floats, seed: int, chances: int = 0) -> tuple[Floats, Floats]:
    """Return x and t_x of customers who were first seen so long ago (`age`), one entry each."""
    chance = np.random.default_rng(seed)
    rate = chance.gamma(fitted.r, 1 / fitted.alpha, len(age))
    leaving = chance.beta(fitted.a, fitted.b, len(age))
    x, t_x = np.zeros(len(age)), np.zeros(len(age))
    there = chance.random(len(age)) >= leaving if chances else np.ones(len(age), dtype=np.bool_)
    now = np.zeros(len(age))
    while there.any():
        now = np.where(there, now + chance.exponential(1.0, len(age)) / np.maximum(rate, 1e-300), np.inf)
        bought = there & (now <= age)
        x[bought] += 1
        t_x[bought] = now[bought]
        there = bought & (chance.random(len(age)) >= leaving)
    return x, t_x


def _ahead(r: float, alpha: float, a: float, kept: float, *, pairs: States, horizon: float) -> Floats:
    """Return the expected purchases of who is still active."""
    from scipy.special import hyp2f1

    a = a if abs(a - 1) > 1e-6 else 1 + 1e-6  # at a = 1 the formula is 0/0; its limit is continuous
    z = horizon / (alpha + pairs.age + horizon)
    power = np.exp((a - 1) * np.log1p(-z)) * hyp2f1(a + kept - 1 - r, a - 1, a + kept + pairs.x - 1, z)
    return np.asarray((a + kept + pairs.x - 1) / (a - 1) * (1 - power))


def _ahead_alike(r: float, alpha: float, a: float, kept: float, *, pairs: States, horizon: float) -> Floats:
    """Return the same where customers are nearly alike: ₂F₁ overflows there, a mean over quantiles of p does not."""
    from scipy.special import betaincinv

    x, place = pairs.distinct_x
    chances = np.maximum(betaincinv(a, kept + x[:, None], _QUANTILES), 1e-12)[place]
    stays = np.expm1(-(r + pairs.x[:, None]) * np.log1p(chances * horizon / (alpha + pairs.age[:, None])))
    return np.asarray((-stays / chances).mean(axis=1))


def _leaving(a: float, b: float, x: Floats, *, chances: int) -> Floats:
    """Return ln(a / (b+x-1)): the odds that the last purchase was the end; -∞ where there was no chance to leave yet."""
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(a) - np.log(b + chances + x - 1)
    return np.where(x + chances > 0, odds, -np.inf)
