"""The rows of the consent files: what the users of each system allowed, and what some took back."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import SELLING
from zhike.simulate.chance import Chance, Flags, Ints, stream
from zhike.simulate.press import table, words
from zhike.simulate.world import World

STATES = ("granted", "denied", "withdrawn")
PURPOSES = ("marketing", "profiling")
CHANNELS = ("sms", "email", "push")  # one per system: the way in which it writes to people
VERSIONS = ("v1", "v2")  # the text changed in the middle of the period
GRANTED = (0.72, 0.81)  # per purpose
ASKED = 0.3  # the form was brought in late, and many never saw it
WITHDRAWN = 0.07  # of those who agreed; dissatisfied people twice as often


def consents(world: World, *, system: int) -> pa.Table:
    """Return one row per answer of the users of one system, in the order of time: two at first, some withdrawals later."""
    chance, rows = stream(world.seed, f"consents {system}"), world.accounts.of(system)
    rows = rows[chance.random(len(rows)) < ASKED]
    account, purpose = np.repeat(rows, len(PURPOSES)), np.tile(np.arange(len(PURPOSES)), len(rows))
    granted = chance.random(len(account)) < np.array(GRANTED)[purpose]
    at = world.accounts.opened[account]
    back = np.flatnonzero(granted & _takes_back(chance, world, account) & (at < world.seasons.last_second))
    state = np.concatenate([np.where(granted, 0, 1), np.full(len(back), 2)])
    later = at[back] + 1 + (chance.random(len(back)) * (world.seasons.last_second - at[back])).astype(np.int64)
    at = np.concatenate([at, np.minimum(later, world.seasons.last_second)])
    sequence = np.argsort(at, kind="stable")
    middle = world.seasons.midnight + world.seasons.days // 2 * 86_400
    return table(
        {
            "buyer": world.accounts.number[np.concatenate([account, account[back]])[sequence]],
            "purpose": words(np.concatenate([purpose, purpose[back]])[sequence], PURPOSES),
            "channel": words(np.full(len(at), system), CHANNELS),
            "state": words(state[sequence], STATES),
            "moment": at[sequence],
            "version": words((at[sequence] >= middle).astype(np.int64), VERSIONS),
        }
    )


def _takes_back(chance: Chance, world: World, account: Ints) -> Flags:
    unhappy = world.habits.satisfaction[world.accounts.person[account]] < 0
    return np.asarray(chance.random(len(account)) < WITHDRAWN * (1 + unhappy) / 1.5)


till_consents, shop_consents, app_consents = (partial(consents, system=system) for system in SELLING)
