"""Chance that repeats: one stream of random numbers per topic, so that a change in one leaves the others as they were."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Chance = np.random.Generator


def stream(seed: int, topic: str) -> Chance:
    """Return the random numbers of one topic under one seed; the same on every machine with the same NumPy."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(topic.encode())])))


def pick(chance: Chance, weights: Floats | list[float], *, n: int) -> Ints:
    """Return n indices into `weights`, each drawn with a probability in proportion to its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    return at(cumulative / cumulative[-1], chance.random(n))


def at(cumulative: Floats, uniform: Floats) -> Ints:
    """Return where uniform numbers fall in a cumulative distribution that ends in 1."""
    found = np.searchsorted(cumulative, uniform, side="right")
    # Rounding may leave the last step a hair below 1.
    return np.minimum(found, len(cumulative) - 1).astype(np.int64)


def ladder(weights: Floats) -> Floats:
    """Return one cumulative distribution per row of a matrix, laid end to end, row i on (i, i + 1].

    A draw from row i is then `searchsorted(ladder, i + uniform)`: one call for any number of rows mixed at will.
    """
    steps = np.cumsum(weights, axis=1)
    return (steps / steps[:, -1:] + np.arange(len(weights))[:, None]).ravel()


def scattered(count: int, *, digits: int, offset: int = 0) -> Ints:
    """Return `count` different numbers of at most `digits` digits in an order that looks random.

    Multiplying by a number that shares no factor with 10 is a one-to-one map modulo a power of ten: no two people get
    the same phone, which drawing at random would not promise.
    """
    return np.asarray((np.arange(count, dtype=np.int64) + offset) * 61_803_399 % 10**digits)
