"""Rows broken on purpose, so that quarantine has something to show."""

from __future__ import annotations

import numpy as np

from zhike.simulate.chance import Chance, Ints
from zhike.simulate.world import World


def broken(chance: Chance, count: int, *, world: World, breaks: tuple[str, ...]) -> Ints:
    """Return for each row 0, or the number of the way (1, 2, …) in which it is broken."""
    hit = chance.random(count) < world.behaviour.bad_share
    return np.where(hit, chance.integers(1, len(breaks) + 1, count), 0)
