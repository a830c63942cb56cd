"""How well scores did: ranking, likelihood, calibration; of days and amounts: errors, pinball loss, coverage."""

from __future__ import annotations

import numpy as np

from zhike.predict.additive import Floats

BINS = 10


def auc(logit: Floats, y: Floats) -> float:
    """Return the area under the ROC curve: how often one with y = 1 scores above one with y = 0; ties count half."""
    # Loading scipy.stats takes half a second, which no other command should pay.
    from scipy.stats import rankdata

    ones = float(y.sum())
    zeros = len(y) - ones
    if not ones or not zeros:
        return float("nan")
    return (float(rankdata(logit)[y == 1].sum()) - ones * (ones + 1) / 2) / (ones * zeros)


def log_loss(logit: Floats, y: Floats) -> float:
    """Return the mean of −log of the probability that was given to what came."""
    return float(np.mean(np.logaddexp(0, logit) - y * logit))


def calibration_error(logit: Floats, y: Floats, *, bins: int = BINS) -> float:
    """Return the expected calibration error: |stated − came| in bins of equal size, in the mean over customers."""
    p = probability(logit)
    order = np.array_split(np.argsort(p, kind="stable"), bins)
    return float(sum(abs(p[i].mean() - y[i].mean()) * len(i) for i in order if len(i)) / max(len(y), 1))


def probability(logit: Floats) -> Floats:
    """Return 1 / (1 + exp(−logit)), without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0, -logit)))


def logit_of(share: Floats | float) -> Floats:
    """Return log(p / (1 − p)); shares of 0 and 1 are kept a millionth away from the edge."""
    p = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def pinball(actual: Floats, quantile: Floats, level: float) -> float:
    """Return the mean pinball loss of a predicted quantile (Koenker & Bassett 1978): 0 is perfect, unit of the values."""
    over = actual - quantile
    return float(np.mean(np.maximum(level * over, (level - 1) * over)))


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Return the share of values within their interval, its ends included."""
    return float(np.mean((actual >= low) & (actual <= high)))
