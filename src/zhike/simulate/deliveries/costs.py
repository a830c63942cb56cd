"""The rows of the marketing cost file: what was spent on each day, channel and campaign."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhike.simulate.chance import stream
from zhike.simulate.people import ACQUISITION
from zhike.simulate.press import table, words
from zhike.simulate.seasons import PROMOTIONS
from zhike.simulate.world import World

# Yuan per newcomer: what a channel costs on average; the others cost nothing that the marketers would book.
COST_PER_NEWCOMER = {"微信小程序": 26, "抖音": 48, "小红书": 41, "百度推广": 63, "老客推荐": 20, "线下活动": 35}
EVERYDAY = "日常投放"


def costs(world: World) -> pa.Table:
    """Return one row per day and paid channel; the amount follows the newcomers that the channel brings on average."""
    chance, days = stream(world.seed, "costs"), world.seasons.days
    codes = np.array([ACQUISITION.index(channel) for channel in COST_PER_NEWCOMER])
    newcomers = np.bincount(world.habits.channel, minlength=len(ACQUISITION))[codes] / days
    # Budgets grow with the firm, from two thirds of the average to four thirds.
    budget = newcomers * np.array(list(COST_PER_NEWCOMER.values())) * 100
    noise = np.exp(0.25 * chance.standard_normal((days, len(codes))))
    lift = np.where(world.seasons.promotion > 0, 1.5, 0.92)
    amount = np.linspace(2 / 3, 4 / 3, days)[:, None] * lift[:, None] * budget * noise
    first = world.seasons.midnight // 86_400
    campaign = np.repeat(world.seasons.promotion, len(codes))
    return table(
        {
            "day_number": np.repeat(np.arange(first, first + days), len(codes)),
            "channel": words(np.tile(codes, days), ACQUISITION),
            "campaign": words(campaign, (EVERYDAY, *PROMOTIONS[1:])),
            "fen": np.rint(amount.ravel()).astype(np.int64),
        }
    )
