"""MBG/NBD: as BG/NBD, but a customer may leave after the very first purchase too.

While a customer is active, days with a purchase come at random at rate λ. After each purchase, the first among them, the
customer leaves with probability p. λ differs between customers as a gamma distribution (r, α), p as a beta distribution (a, b).

    L(r, α, a, b | x, t_x, T) = B(a, b+x+1)/B(a, b) · Γ(r+x) α^r/Γ(r) · [ (α+T)^-(r+x) + a/(b+x) (α+t_x)^-(r+x) ]

The parameters mean what they mean in bgnbd.py. So most shops' many buyers of one purchase need not be active for ever.

Not for contracts, and not where people buy on a fixed rhythm.

Batislam, Denizel & Filiztekin (2007), Empirical validation and comparison of models for customer base analysis, International
Journal of Research in Marketing 24(3): equations 1 to 8. The mathematics is that of BG/NBD with one chance to leave more.

    >>> states, _ = grouped([2, 0], [30, 0], [90, 90])
    >>> FittedMBGNBD(0.5, 40.0, 0.8, 2.5).p_alive(states).round(2).tolist()
    [0.64, 0.6]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhike.predict import bgnbd
from zhike.predict.bgnbd import FittedBGNBD
from zhike.predict.states import Floats, States, grouped

__all__ = ["MBGNBD", "FittedMBGNBD", "grouped", "simulate"]


@dataclass(frozen=True)
class FittedMBGNBD(FittedBGNBD):
    """The parameters of an MBG/NBD model; `at_bound` names those that the data drove to a bound."""

    chances: ClassVar[int] = 1


class MBGNBD:
    """The model before it has seen data: `MBGNBD().fit(states)`."""

    name = "mbgnbd"

    def fit(self, states: States) -> FittedMBGNBD:
        """Return the parameters under which the states are likeliest."""
        return FittedMBGNBD.fit(states)


def simulate(fitted: FittedMBGNBD, *, age: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return x and t_x of customers who were first seen so long ago (`age`), one entry each."""
    return bgnbd.simulate(fitted, age=age, seed=seed, chances=fitted.chances)
