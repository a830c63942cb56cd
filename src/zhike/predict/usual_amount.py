"""The next amount of somebody whose amounts so far are known: their own usual one, drawn to everyone's while orders are few.

The story. A customer's amounts vary around a usual one of their own, and the usual ones vary between customers. After one
order half of what it says is chance; after ten it is known what this customer usually spends.

The formula. f = μ + n / (n + k) · (log m − μ): n purchases of mean amount m, μ the median of log m over customers (a
credibility estimate: Bühlmann 1967, equation 21). k is the number of purchases at which both count alike; of a few values
the one with the smallest mean |t − f| is taken. Unit: logarithm of money.

Not where amounts follow a plan that changes (a contract with a new price): the last amount says more there.

Example: `fitted = UsualAmount().fit(x, log_amount, names); f = fitted.base + fitted.contributions(x).sum(1)`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats

_HALVES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
NEEDS = _AMOUNT, _PURCHASES = "average_order_value", "active_days"
# Below a hundredth of a unit of money nothing is bought; the logarithm wants a number above zero.
_LEAST = 0.01


@dataclass(frozen=True)
class FittedUsual:
    """The median of everyone and k; `names` say in which columns amount and purchases stand."""

    names: tuple[str, ...]
    base: float
    half_at: float
    kind: str = "usual amount"

    def contributions(self, x: Floats) -> Floats:
        """Return what each input adds to the logarithm of the amount: only the own usual amount does."""
        found = np.zeros(x.shape)
        amount, n = (x[:, self.names.index(name)] for name in (_AMOUNT, _PURCHASES))
        found[:, self.names.index(_AMOUNT)] = n / (n + self.half_at) * (np.log(np.maximum(amount, _LEAST)) - self.base)
        return found

    def text(self) -> str:
        """Return the model as JSON."""
        return json.dumps({"kind": self.kind, "names": self.names, "base": self.base, "half_at": self.half_at})


@dataclass(frozen=True)
class UsualAmount:
    """No choices; `fit` returns k and everyone's median."""

    def fit(self, x: Floats, y: Floats, names: Sequence[str]) -> FittedUsual:
        """Return the estimate fitted to the logarithms of the amounts that came."""
        base = float(np.median(np.log(np.maximum(x[:, names.index(_AMOUNT)], _LEAST))))
        tried = [FittedUsual(tuple(names), base, k) for k in _HALVES]
        return min(tried, key=lambda f: float(np.mean(np.abs(y - base - f.contributions(x).sum(axis=1)))))


def simulate(customers: int, *, between: float, within: float, seed: int) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Return inputs, logarithms of the next amount, and names; deviations between and within customers are of logarithms."""
    chance = np.random.default_rng(seed)
    own = 4 + between * chance.normal(size=customers)
    n = 1.0 + chance.poisson(3, customers)
    mean = own + within * chance.normal(size=customers) / np.sqrt(n)
    x = np.column_stack([np.exp(mean), n])
    return x, own + within * chance.normal(size=customers), (_AMOUNT, _PURCHASES)
