"""Plain rates: what a person with a spreadsheet would expect, which every model must beat; and a blend of rates and model.

No story, no likelihood: a customer goes on as before, by one way of counting "before".
"""

from __future__ import annotations

import numpy as np

from zhike.predict.history import RECENT_DAYS, Known
from zhike.predict.states import Floats
from zhike.words import N_

# The naive baselines by name.
SAME_RATE, TEXTBOOK = N_("same rate as before"), N_("textbook value")
# A rate over fewer days than a week is one lucky week, ten thousand times a year.
_LEAST_AGE = 7


def same_rate(of: Known, horizon: float) -> tuple[Floats, Floats]:
    """Return orders and spend when everybody repeats as often as since the first purchase, at the mean of repeat purchases."""
    orders = of.x / np.maximum(of.age, 1) * horizon
    return orders, orders * of.later_mean


def textbook(of: Known, horizon: float) -> tuple[Floats, Floats]:
    """Return orders and spend by the textbook: what a year brought so far, for as many years as are looked ahead."""
    return of.purchases / of.window * horizon, of.spent / of.window * horizon


def order_columns(of: Known, horizon: float, modelled: Floats) -> Floats:
    """Return what a blend of orders is made of, one column each: three rates and what a model expects.

    Over the whole time of the shop the first purchase counts too: in a shop whose data begin one day, first purchases of the
    first months are mostly those of old customers.
    """
    recent = of.recent / min(RECENT_DAYS, of.window) * horizon
    return np.stack([_repeats(of, horizon), textbook(of, horizon)[0], recent, modelled], axis=1)


def spend_columns(of: Known, horizon: float, modelled: Floats) -> Floats:
    """Return what a blend of spend is made of: the same rates in money, and what a model expects."""
    recent = of.spent_recent / min(RECENT_DAYS, of.window) * horizon
    return np.stack([_repeats(of, horizon) * of.later_mean, textbook(of, horizon)[1], recent, modelled], axis=1)


def blended(columns: Floats, came: Floats, *, money: bool = False) -> Floats:
    """Return weights (at least 0, 1 in all) with which the columns come nearest, in squared error, to what came.

    Money varies the more the more there is of it, and a handful of large customers would decide alone: their errors count for
    less. The weights are fitted freely and then divided by their sum: how they share is stable from one season to the next, their
    level is not.
    """
    from scipy.optimize import nnls  # imported late, as all of SciPy

    middle = columns.mean(axis=1)
    trust = 1 / np.sqrt(middle + np.median(middle) / 5 + 1e-9) if money else np.ones(len(came))
    weights, _rest = nnls(columns * trust[:, None], came * trust)
    total = weights.sum()
    return np.asarray(weights / total if total > 0 else np.r_[np.zeros(columns.shape[1] - 1), 1.0])


def _repeats(of: Known, horizon: float) -> Floats:
    """Return the same rate as before, but never over less than a week."""
    return of.x / np.maximum(of.age, _LEAST_AGE) * horizon
