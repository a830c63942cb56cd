"""Exponential smoothing with a damped trend and a season, for series of a dozen to some hundred months.

A level follows the series, a slope follows the level and flattens out. How fast they follow is not fitted: each of some hundred
ways of following forecasts every month from those before, and their forecasts are averaged, the better a way did the more it
counts. A single best way is not known from twenty months; the mean of the good ones errs less. A month far out of line moves
level and slope by no more than a large usual month does.

    f = l + φ b,  e = y − f,  l ← f + α ψ(e),  b ← φ b + α β ψ(e),  forecast of step h: l + (φ + φ² + … + φʰ) b

α (0 to 1): share of an error that stays; β: share of that which is slope; φ: share of the slope that is left a month later; ψ
cuts at three usual changes. Hyndman, Koehler, Ord & Snyder (2008), "Forecasting with Exponential Smoothing", (2.8); cutting:
Gelper, Fried & Croux (2010), J. of Forecasting 29; weights by AICc: Burnham & Anderson (2002), ch. 4.

The season is what is left of each calendar month beside the mean of the year around it, drawn to nothing as far as it differs
from year to year (Miller & Williams 2003, Int. J. of Forecasting 19); it needs two years.

When not to use it: when what comes is decided by something that the months before do not know, as a price cut or a move.

    >>> forecast(np.log([100.0, 104.0, 99.0, 102.0, 101.0, 103.0]), 2).round(2)
    array([4.62, 4.62])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zhike.predict.monthly import YEAR, Floats

_FOLLOWS = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0])
_SLOPES, _DAMPED = (0.05, 0.15, 0.3), (0.8, 0.9, 0.97)
# What each kind has to learn, its error included: level and α; or level, slope, α, β, φ.
_LEARNS = {"flat": 3, "trend": 6}
_CUT = 3.0
# Months whose middle begins the level, and whose changes begin the slope.
_BEGIN = 4


@dataclass(frozen=True)
class _Ways:
    """Every way of following: α, β and φ; `learns` how many numbers it fits, `share` its weight beforehand."""

    alpha: Floats
    beta: Floats
    phi: Floats
    learns: Floats
    share: Floats


def forecast(levels: Floats, steps: int) -> Floats:
    """Return the levels of the next so many months after these (at least one)."""
    return np.asarray(forecasts([levels], steps)[0])


def forecasts(rows: Sequence[Floats], steps: int) -> Floats:
    """Return the same of several series at once, a row for each."""
    seasons = [seasonal(y) for y in rows]
    adjusted = [y - s[np.arange(len(y)) % YEAR] for y, s in zip(rows, seasons, strict=True)]
    ahead = [s[np.arange(len(y), len(y) + steps) % YEAR] for y, s in zip(rows, seasons, strict=True)]
    return _followed(adjusted, steps) + np.array(ahead)


def seasonal(levels: Floats) -> Floats:
    """Return what each calendar month adds, by its place from the first month on; nothing with less than two years."""
    if len(levels) < 2 * YEAR:
        return np.zeros(YEAR)
    window = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    beside = levels[YEAR // 2 : -(YEAR // 2)] - np.convolve(levels, window, mode="valid")
    phase = (np.arange(len(beside)) + YEAR // 2) % YEAR
    years = np.bincount(phase, minlength=YEAR)
    found = np.array([np.median(beside[phase == m]) for m in range(YEAR)])
    found -= found.mean()
    left = beside - found[phase]
    freedom = len(beside) - YEAR
    noise = float((left**2).sum()) / freedom / float(years.mean()) if freedom >= YEAR // 2 else float(found.var()) / 2
    known = max(float(found.var()) - noise, 0.0)
    return np.asarray(found * (known / (known + noise) if known else 0.0))


def simulate(months: int, *, seed: int, growth: float = 0.01, season: float = 0.2, noise: float = 0.05) -> Floats:
    """Return values whose logarithm grows by so much a month with a yearly wave and a wandering level."""
    chance = np.random.default_rng(seed)
    t = np.arange(months)
    wander = np.cumsum(chance.normal(0, noise / 3, months))
    wave = season * np.sin(2 * np.pi * t / YEAR)
    return np.asarray(1000 * np.exp(growth * t + wave + wander + chance.normal(0, noise, months)))


def _followed(rows: Sequence[Floats], steps: int) -> Floats:
    """Return for each row the weighted mean of the forecasts of all ways."""
    ways, months = _ways(), np.array([len(y) for y in rows])[:, None]
    begun = [_begun(y) for y in rows]
    slope = np.where(ways.beta > 0, np.array([b for _, b in begun])[:, None], 0.0)
    level = np.array([a for a, _ in begun])[:, None] - slope * np.minimum(months, _BEGIN) / 2
    cut = _CUT * np.array([_usual_change(y) for y in rows])[:, None]
    loss = np.zeros(level.shape)
    for at in range(int(months.max())):
        value = np.array([y[at] if at < len(y) else np.nan for y in rows])[:, None]
        before = level + ways.phi * slope
        # A row that has ended stays as it is.
        error = value - before
        held = np.clip(error, -cut, cut)
        there = at < months
        loss = np.where(there, loss + held * (2 * error - held), loss)
        level = np.where(there, before + ways.alpha * held, level)
        slope = np.where(there, ways.phi * slope + ways.alpha * ways.beta * held, slope)
    weight = _weights(loss, months, ways)
    ahead = np.cumsum(ways.phi[:, None] ** np.arange(1, steps + 1), axis=1)
    return np.asarray((weight * level).sum(axis=1)[:, None] + (weight * slope) @ ahead)


def _begun(y: Floats) -> tuple[float, float]:
    """Return the middle of the first months, and of their changes."""
    changes = np.diff(y[: _BEGIN + 1])
    return float(np.median(y[:_BEGIN])), float(np.median(changes)) if len(changes) else 0.0


@lru_cache(maxsize=1)
def _ways() -> _Ways:
    flat = [(a, 0.0, 0.0) for a in _FOLLOWS]
    trend = [(a, b, phi) for a in _FOLLOWS for b in _SLOPES for phi in _DAMPED]
    alpha, beta, phi = np.array([*flat, *trend]).T
    learns = np.array([_LEARNS["flat"]] * len(flat) + [_LEARNS["trend"]] * len(trend), np.float64)
    # Both kinds count alike beforehand, however many ways each has.
    share = np.array([1 / len(flat)] * len(flat) + [1 / len(trend)] * len(trend))
    return _Ways(alpha, beta, phi, learns, share)


def _weights(loss: Floats, months: NDArray[np.int64], ways: _Ways) -> Floats:
    """Return how much each way counts; one that learns as many numbers as there are months counts nothing, but for flat ones."""
    room = months - ways.learns - 1
    corrected = 2 * ways.learns + 2 * ways.learns * (ways.learns + 1) / np.maximum(room, 1.0)
    criterion = months * np.log(loss / months + 1e-12) + corrected
    criterion[(room < 1) & (ways.beta > 0)] = np.inf
    weight = ways.share * np.exp((criterion.min(axis=1, keepdims=True) - criterion) / 2)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _usual_change(y: Floats) -> float:
    """Return the standard deviation of changes as their middle half tells it; of a series that mostly stands still, their mean."""
    changes = np.abs(np.diff(y))
    if not len(changes) or not changes.any():
        return 1.0
    return float(1.4826 * np.median(changes) or changes.mean())
