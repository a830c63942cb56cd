"""Outlook: what each model, fitted on what was known on one day, expects of every customer known then.

The candidates are the buy-till-you-die models and a blend of one of them with plain rates; which is used is for the back-test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from inspect import getsource
from typing import Any, Protocol

import numpy as np

from zhike.predict import bgnbd, gammagamma, intervals, likelihood, mbgnbd, paretonbd
from zhike.predict.bgnbd import BGNBD
from zhike.predict.gammagamma import FittedGammaGamma, GammaGamma
from zhike.predict.history import Known
from zhike.predict.mbgnbd import MBGNBD
from zhike.predict.paretonbd import ParetoNBD
from zhike.predict.rates import blended, order_columns, spend_columns
from zhike.predict.states import Floats, Places, States, coarse, grouped

BLEND = "blend"
# The model that the blend takes in, and that says who is still active when the blend wins: its buyers of one purchase may leave.
WITHIN_BLEND = "mbgnbd"
# Without anything learned, all of its columns count alike.
_ALIKE = np.full(4, 0.25)
# States that a model is fitted on at most: more of them move no parameter that anybody can see.
_STATES = 60_000
_SPENDERS = 150_000


class Fitted(Protocol):
    """What every fitted buy-till-you-die model can do."""

    @property
    def converged(self) -> bool:
        """Whether the search ended at a maximum."""

    @property
    def at_bound(self) -> tuple[str, ...]:
        """Return the parameters that the data drove to a bound."""

    def p_alive(self, states: States) -> Floats:
        """Return the probability that a customer has not left."""

    def expected_orders(self, states: States, horizon: float) -> Floats:
        """Return the expected purchases in the time ahead."""

    def futures(self, states: States, horizon: float, *, seed: int) -> Floats:
        """Return one possible number of purchases in the time ahead."""


MODELS: dict[str, Any] = {m.name: m for m in (BGNBD(), MBGNBD(), ParetoNBD())}
CANDIDATES = (*MODELS, BLEND)
# What the candidates rest on: a table that is made with them is made anew when it changes.
MODELS_TEXT = "".join(getsource(m) for m in (bgnbd, gammagamma, intervals, likelihood, mbgnbd, paretonbd))


@dataclass(frozen=True)
class Weights:
    """How the columns of a blend count, for orders and for spend; each sums to 1."""

    orders: Floats
    spend: Floats


@dataclass(frozen=True)
class Outlook:
    """One day: what is known, and models that are fitted when they are asked for."""

    known: Known
    _fits: dict[str, Fitted] = field(default_factory=dict, repr=False)
    _orders: dict[tuple[str, int], Floats] = field(default_factory=dict, repr=False)

    @cached_property
    def _grouped(self) -> tuple[States, Places]:
        return grouped(self.known.x, self.known.t_x, self.known.age)

    def fitted(self, model: str) -> Fitted:
        """Return a model fitted on this day's knowledge; of the blend the one within."""
        name = WITHIN_BLEND if model == BLEND else model
        if name not in self._fits:
            self._fits[name] = MODELS[name].fit(coarse(self._grouped[0], most=_STATES))
        return self._fits[name]

    @cached_property
    def money(self) -> FittedGammaGamma:
        """The model of what one purchase brings; fitted on evenly drawn customers where there are very many."""
        some = slice(None, None, -(-len(self.known) // _SPENDERS) or None)
        return GammaGamma().fit(self.known.purchases[some], self.known.mean_spent[some])

    @cached_property
    def each(self) -> Floats:
        """What one purchase of each customer is expected to bring."""
        return self.money.expected_spend(self.known.purchases, self.known.mean_spent)

    def p_alive(self, model: str) -> Floats:
        """Return for each customer the probability that it has not left."""
        states, place = self._grouped
        return self.fitted(model).p_alive(states)[place]

    def orders(self, model: str, horizon: int, weights: Weights | None = None) -> Floats:
        """Return for each customer the expected purchases; `weights` are those that a blend has learned."""
        if model == BLEND:
            return self.order_columns(horizon) @ (weights.orders if weights else _ALIKE)
        if (model, horizon) not in self._orders:
            states, place = self._grouped
            self._orders[model, horizon] = self.fitted(model).expected_orders(states, horizon)[place]
        return self._orders[model, horizon]

    def spend(self, model: str, horizon: int, weights: Weights | None = None) -> Floats:
        """Return for each customer the expected spend."""
        if model == BLEND:
            return self.spend_columns(horizon, weights) @ (weights.spend if weights else _ALIKE)
        return self.orders(model, horizon) * self.each

    def order_columns(self, horizon: int) -> Floats:
        """Return what the blend of orders is made of."""
        return order_columns(self.known, horizon, self.orders(WITHIN_BLEND, horizon))

    def spend_columns(self, horizon: int, weights: Weights | None) -> Floats:
        """Return what the blend of spend is made of."""
        return spend_columns(self.known, horizon, self.orders(BLEND, horizon, weights) * self.each)

    def future(self, model: str, horizon: int, *, seed: int = 1) -> tuple[Floats, Floats]:
        """Return one possible future of each customer as the fitted models see it: purchases and what is spent on them."""
        states, place = self._grouped
        alone = States(states.x[place], states.t_x[place], states.age[place], np.ones(len(place)))
        orders = self.fitted(model).futures(alone, horizon, seed=seed)
        chance, money, of = np.random.default_rng(seed + 1), self.money, self.known
        scale = chance.gamma(money.p * of.purchases + money.q) / (money.gamma + of.spent)
        return orders, chance.gamma(np.maximum(money.p * orders, 1e-9)) / scale * (orders > 0)

    def described(self, model: str) -> dict[str, Any]:
        """Return the parameters by name, for the card."""
        name = WITHIN_BLEND if model == BLEND else model
        return {name: asdict(self.fitted(model)), "gammagamma": asdict(self.money)}  # type: ignore[call-overload]


def learned(days: Sequence[Outlook], horizon: int, *, orders: Floats, spent: Floats) -> Weights:
    """Return the weights of the blend under which it would have been nearest to what came after these days."""
    first = blended(np.concatenate([d.order_columns(horizon) for d in days]), orders)
    found = Weights(first, _ALIKE)
    columns = np.concatenate([d.spend_columns(horizon, found) for d in days])
    return Weights(first, blended(columns, spent, money=True))
