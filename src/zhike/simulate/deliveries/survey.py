"""The rows of the survey file: what users of the web shop say after an order, as satisfied as they truly are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import WEB
from zhike.simulate.chance import Chance, Floats, Ints, stream
from zhike.simulate.deliveries.broken import broken
from zhike.simulate.deliveries.sales import buyer, order_numbers
from zhike.simulate.press import table, words
from zhike.simulate.world import World

BREAKS = ("text in a score",)
# What people write, from the worst third of the scale to the best.
COMMENTS = (
    (
        "物流太慢了，等了一个多星期。",
        "质量不如图片，有点失望。",
        "客服一直没有回复，体验很差。",
        "退货流程太麻烦。",
        "包装破损，东西也压坏了。",
    ),
    ("总体还可以，价格再优惠些就好了。", "中规中矩。", "发货速度一般，商品没问题。", "款式可以再多一些。"),
    (
        "质量很好，会回购。",
        "发货快，包装用心。",
        "性价比高，推荐给朋友了。",
        "家里老人孩子都喜欢。",
        "客服耐心，点赞！",
    ),
)
COMMENT_SHARE = 0.45


def answers(world: World) -> pa.Table:
    """Return one row per answer, in the order of time: NPS from 0 to 10, or satisfaction (CSAT) from 1 to 5."""
    chance = stream(world.seed, "survey")
    order, at = _asked(chance, world)
    count = len(order)
    nps = chance.random(count) < 0.6
    mood = world.habits.satisfaction[world.orders.person[order]] + 0.8 * chance.standard_normal(count)
    score = np.where(nps, np.clip(np.rint(7.9 + 1.7 * mood), 0, 10), np.clip(np.rint(4.0 + 0.75 * mood), 1, 5))
    return table(
        {
            "number": np.arange(count) + 1,
            "buyer": buyer(world, order),
            "order_number": order_numbers(world)[order],
            "kind": words(np.where(nps, 0, 1), ("NPS", "CSAT")),
            "score": score.astype(np.int64),
            "scale_max": np.where(nps, 10, 5),
            "comment": _comments(chance, score / np.where(nps, 10, 5)),
            "moment": at,
            "bad": broken(chance, count, world=world, breaks=BREAKS),
        }
    )


def _asked(chance: Chance, world: World) -> tuple[Ints, Ints]:
    """Return the web orders after which somebody answered, and when, in the order of time."""
    orders = np.flatnonzero((world.orders.system == WEB) & (world.orders.account >= 0))
    wanted = min(len(orders), round(world.behaviour.survey_share * len(world.accounts.of(WEB))))
    order = chance.permutation(orders)[:wanted]
    at = world.orders.at[order] + 86_400 + (chance.random(wanted) * 6 * 86_400).astype(np.int64)
    in_time = at <= world.seasons.last_second
    sequence = np.argsort(at[in_time], kind="stable")
    return order[in_time][sequence], at[in_time][sequence]


def _comments(chance: Chance, share: Floats) -> pa.DictionaryArray:
    mood = np.where(share <= 0.6, 0, np.where(share < 0.85, 1, 2))
    sizes = np.array([len(texts) for texts in COMMENTS])
    code = (np.cumsum(sizes) - sizes)[mood] + chance.integers(0, 1 << 30, len(share)) % sizes[mood]
    written = chance.random(len(share)) < COMMENT_SHARE
    return words(np.where(written, code, -1), [text for texts in COMMENTS for text in texts])
