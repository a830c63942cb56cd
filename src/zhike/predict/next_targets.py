"""The two targets of the next order, day and amount: how each is read off past days, and what a shop says without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats
from zhike.predict.inputs import Panel
from zhike.predict.timetable import Timetable
from zhike.words import N_

OWN_GAP, HALF_GAP = N_("last order and own median gap, not before tomorrow"), N_("half of everyone's median gap")
OWN_AMOUNT, USUAL_AMOUNT = N_("the customer's usual amount"), N_("everyone's usual amount")
# Places that a model learns from, where there are as many.
_TOGETHER = 2
# Where nobody bought twice there is no gap; a month is as good as any.
_NO_GAP = 28.0


@dataclass(frozen=True)
class Target:
    """What is foretold: how it is read off a panel, in which form a model learns it, and the baselines.

    `steady` is the baseline that a point may lean on: it never errs boldly.
    """

    name: str
    is_amount: bool
    values: Callable[[Panel], Floats]
    baselines: Callable[[Panel], dict[str, Floats]]
    steady: str

    def known(
        self, panels: Iterable[Panel], names: Sequence[str], times: Timetable, *, history_days: int
    ) -> tuple[Floats, Floats]:
        """Return inputs and values of the orders that came after some days; of amounts it is the logarithm."""
        x, t = [], []
        for panel in panels:
            # What a purchase amounts to can be learned from those who bought once before; a rhythm cannot.
            came = comes(panel, times) & (self.is_amount | bought_again(panel))
            x.append(panel.only(tuple(names), history_days=history_days)[came])
            t.append(self.values(panel)[came])
        values = np.concatenate(t)
        return np.concatenate(x), np.log(values) if self.is_amount else values

    def said(self, quantile: Floats, times: Timetable) -> Floats:
        """Return a model's number in the unit of the target: days from tomorrow to the horizon, or money."""
        return np.exp(quantile) if self.is_amount else np.clip(np.rint(quantile), 1, times.horizon_days)

    def leaning(self, point: Floats, steady: Floats, share: float) -> Floats:
        """Return a point that is drawn to the steady baseline by a share of the way."""
        drawn = (1 - share) * point + share * steady
        return drawn if self.is_amount else np.maximum(np.rint(drawn), 1)


def comes(panel: Panel, times: Timetable) -> np.ndarray:
    """Return whose next order came within the horizon."""
    return np.asarray((panel.days_until <= times.horizon_days) & (panel.amount > 0))


def bought_again(panel: Panel) -> np.ndarray:
    """Return who has a gap of their own: tests count these alone, as the baseline of the own gap says nothing of others."""
    return np.asarray(panel.column("active_days") > 1)


def learned(panels: Mapping[int, Panel], times: Timetable, place: int) -> list[Panel]:
    """Return the panels that a model is trained on that is used at a place; the outcome of all was known by then."""
    newest = place + times.apart
    return [panels[i] for i in range(newest, newest + _TOGETHER) if i in panels]


def _gaps(panel: Panel) -> dict[str, Floats]:
    gap, recency = panel.column("gap_days_median"), panel.column("recency_days")
    everyone = _NO_GAP if np.isnan(panel.usual_gap_days) else panel.usual_gap_days
    own = np.maximum(np.where(np.isnan(gap), everyone, gap) - recency, 1)
    return {OWN_GAP: own, HALF_GAP: np.full(len(gap), max(everyone / 2, 1.0))}


def _amounts(panel: Panel) -> dict[str, Floats]:
    usual = panel.column("average_order_value")
    return {OWN_AMOUNT: usual, USUAL_AMOUNT: np.full(len(usual), float(np.median(usual)))}


DAY = Target(N_("day of the next order"), False, lambda panel: panel.days_until, _gaps, HALF_GAP)
AMOUNT = Target(N_("amount of the next order"), True, lambda panel: panel.amount, _amounts, OWN_AMOUNT)
