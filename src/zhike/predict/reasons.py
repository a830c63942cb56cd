"""Reasons: the three inputs that moved each customer's score most, with what each added to the logit.

In: a score that adds up and the inputs of customers. Out: arrays of equal length; base + the three + the rest = logit.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhike.predict.additive import Additive, Floats, Ints

SHOWN = 3
# Customers at a time: their contributions stay in the processor's cache, and a million need no gigabyte.
_AT_ONCE = 32_768


@dataclass(frozen=True)
class Reasons:
    """Per customer: the logit, the places of the inputs that moved it most (strongest first), what they added, the rest."""

    logit: Floats
    place: npt.NDArray[np.int32]
    contribution: Floats
    rest: Floats


def reasons(score: Additive, x: Floats, *, groups: Sequence[int] | None = None, threads: int = 2) -> Reasons:
    """Return each row's reasons; `groups` gives each column the input that it is a part of (a category is many columns)."""
    columns = np.arange(x.shape[1]) if groups is None else np.asarray(groups)
    starts = range(0, len(x), _AT_ONCE)
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        found = list(pool.map(lambda i: _some(score, x[i : i + _AT_ONCE], columns), starts))
    if not found:
        return Reasons(np.zeros(0), np.zeros((0, SHOWN), np.int32), np.zeros((0, SHOWN)), np.zeros(0))
    return Reasons(
        *(np.concatenate([getattr(f, name) for f in found]) for name in ("logit", "place", "contribution", "rest"))
    )


def _some(score: Additive, x: Floats, columns: Ints) -> Reasons:
    said = score.contributions(x)
    inputs = int(columns.max(initial=-1)) + 1
    if inputs < said.shape[1]:
        whole = np.zeros((len(said), inputs))
        np.add.at(whole.T, columns, said.T)
        said = whole
    place = strongest(said)
    contribution = np.take_along_axis(said, place, axis=1)
    logit = score.base + said.sum(axis=1)
    return Reasons(logit, place.astype(np.int32), contribution, logit - score.base - contribution.sum(axis=1))


def strongest(contributions: Floats) -> Ints:
    """Return by row the places of the largest contributions in either direction, largest first; the first of equal ones."""
    size = np.abs(contributions)
    found = np.empty((len(size), min(SHOWN, size.shape[1])), np.int64)
    for rank in range(found.shape[1]):
        found[:, rank] = size.argmax(axis=1)
        np.put_along_axis(size, found[:, rank : rank + 1], -1.0, axis=1)
    return found
