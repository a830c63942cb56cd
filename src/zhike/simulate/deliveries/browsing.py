"""The rows of the web shop's event file: what its users looked at, most of it before they bought."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import WEB
from zhike.simulate.chance import Chance, Ints, pick, stream
from zhike.simulate.deliveries.broken import broken
from zhike.simulate.press import table, words
from zhike.simulate.seasons import PROMOTIONS
from zhike.simulate.world import World

EVENTS = ("page_view", "product_view", "search", "add_to_cart", "campaign_click")
EVENT_SHARES = (0.18, 0.46, 0.14, 0.13, 0.09)
REFERRERS = ("https://search.example.com/", "https://video.example.com/", "https://social.example.com/")
BREAKS = ("unreadable date",)
BEFORE_ORDER = 0.5  # share of events in the two days before an order: journeys for attribution to find
LOGGED_IN = 0.55
DAY = 86_400


def events(world: World) -> pa.Table:
    """Return one row per event, in the order of time; `buyer` is the number of the account, whether `known` or not."""
    chance, goods = stream(world.seed, "events"), world.goods
    account, at = _moments(chance, world)
    count = len(at)
    event = pick(chance, list(EVENT_SHARES), n=count)
    promotion = world.seasons.promotion[(at - world.seasons.midnight) // DAY]
    clicked = np.where((event == EVENTS.index("campaign_click")) & (promotion > 0), promotion, -1)
    product = goods.draw(world.habits.first_choice[world.accounts.person[account]], chance.random(count))
    return table(
        {
            "number": np.arange(count) + 1,
            "buyer": world.accounts.number[account],
            "person": world.accounts.person[account],
            "known": chance.random(count) < LOGGED_IN,
            # A phone, and for some events a second device.
            "device": (chance.random(count) < 0.2).astype(np.int64),
            "event": words(event, EVENTS),
            "moment": at,
            "referrer": words(chance.integers(-2, len(REFERRERS), count), REFERRERS),
            "campaign": words(clicked, PROMOTIONS),
            "sku": words(product, goods.sku),
            "price": goods.price[product],
            "bad": broken(chance, count, world=world, breaks=BREAKS),
        }
    )


def _moments(chance: Chance, world: World) -> tuple[Ints, Ints]:
    """Return account and moment of each event: shortly before an order, or any time while its user is a customer."""
    users = world.accounts.of(WEB)
    orders = np.flatnonzero((world.orders.system == WEB) & (world.orders.account >= 0))
    count = round(world.behaviour.events_per_customer * len(world.habits.acquired)) if len(users) else 0
    before = round(count * BEFORE_ORDER) if len(orders) else 0
    chosen = orders[chance.integers(0, max(len(orders), 1), before)]
    wait = (chance.random(before) ** 2 * 2 * DAY).astype(np.int64) + 60
    visitor = users[chance.integers(0, max(len(users), 1), count - before)]
    account = np.concatenate([world.orders.account[chosen], visitor])
    at = np.concatenate([world.orders.at[chosen] - wait, _while_customer(chance, world, visitor)])
    # No event before its account was opened, though its user may not have been logged in.
    at = np.maximum(at, world.accounts.opened[account])
    order = np.argsort(at, kind="stable")
    return account[order], at[order]


def _while_customer(chance: Chance, world: World, account: Ints) -> Ints:
    person, opened = world.accounts.person[account], world.accounts.opened[account]
    gone = world.habits.acquired[person] + world.habits.alive_days[person] * DAY
    end = np.maximum(np.minimum(gone, world.seasons.last_second), opened)
    return opened + (chance.random(len(account)) * (end - opened)).astype(np.int64)
