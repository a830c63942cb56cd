"""The orders: who bought when, where, with which promotion, and what came back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from zhike.simulate.accounts import APP, SELLING, TILL, WEB, Accounts
from zhike.simulate.behaviour import Behaviour
from zhike.simulate.chance import Chance, Flags, Floats, Ints, stream
from zhike.simulate.people import Habits
from zhike.simulate.seasons import Seasons, time_of_day

STATUSES = ("completed", "cancelled", "refunded", "shipped", "paid")
COMPLETED, CANCELLED, REFUNDED, SHIPPED, PAID = range(len(STATUSES))
DAY = 86_400


@dataclass(frozen=True)
class Orders:
    """All orders in the order of time; one entry per order, returns among them."""

    person: Ints  # -1 when nobody knows who bought
    account: Ints  # -1 likewise
    system: Ints
    at: Ints  # wall-clock seconds since 1970
    lines: Ints
    status: Ints
    returns: Ints  # the order of which this one is the return, -1 for a sale
    takes_back: Flags  # the last line sends the first one back (the app has no return orders)
    promotion: Ints  # index into seasons.PROMOTIONS

    def __len__(self) -> int:
        return len(self.person)

    def take(self, which: Ints | Flags) -> Orders:
        """Return some of the orders, in the order asked for."""
        return Orders(**{name: values[which] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Volume:
    """How much to sell: the lines asked for, the factor on everybody's rate that yields them, the share that buys."""

    lines: int
    rate_factor: float


def buying_share(count: int, *, order_lines: int, behaviour: Behaviour) -> float:
    """Return the share of people that ever buys: fewer when there are few lines per person, so that some buy again."""
    orders = order_lines / (1 + behaviour.extra_lines_mean)
    return min(behaviour.buying_share, behaviour.first_order_share_at_most * orders / count)


def volume(people: Habits, *, order_lines: int, seasons: Seasons, behaviour: Behaviour) -> Volume:
    """Return the factor on everybody's purchase rate that yields the order lines asked for, and a few to spare."""
    lines_per_order = (1 + behaviour.extra_lines_mean) * (1 + behaviour.return_share / 2)
    known = order_lines / lines_per_order / (1 + 0.4 * behaviour.anonymous_till_share)
    start, end = _season_span(people, seasons)
    exposure = float((people.rate * (end - start))[people.buys].sum())
    repeats = max(known * 1.03 + 3 * known**0.5 - float(people.buys.sum()), 0.05 * known)
    return Volume(lines=order_lines, rate_factor=repeats / max(exposure, 1e-9))


def purchases(
    people: Habits, accounts: Accounts, *, wanted: Volume, seed: int, seasons: Seasons, behaviour: Behaviour
) -> tuple[Orders, float]:
    """Return orders with exactly the wanted number of lines, and the factor from `people.rate` to the rate observed.

    More than enough are drawn and some left out by chance, repeat orders before first ones. A Poisson process of which
    a random part is left out is a Poisson process with a lower rate, so the truth stays simple.
    """
    chance, factor = stream(seed, "purchases"), wanted.rate_factor
    while True:
        drawn, first = _sales(chance, people, accounts, factor=factor, seasons=seasons, behaviour=behaviour)
        if _weight(drawn).sum() >= wanted.lines:
            break
        # Bad luck, or a handful of people who hardly buy: ask more of them.
        factor *= 1.5
    kept = _trimmed(chance, drawn, first=first, lines=wanted.lines)
    repeats = np.count_nonzero(~first & (drawn.person >= 0))
    left = np.count_nonzero(~first[kept.index] & (drawn.person[kept.index] >= 0))
    orders = _with_returns(chance, kept.orders)
    return orders, factor * int(left) / max(int(repeats), 1)


def _season_span(people: Habits, seasons: Seasons) -> tuple[Floats, Floats]:
    """Return when each person's life as a customer begins and ends, in season time."""
    start = (people.acquired - seasons.midnight) / DAY
    end = np.minimum(start + people.alive_days, seasons.days)
    return seasons.season_time(start), seasons.season_time(end)


def _sales(
    chance: Chance, people: Habits, accounts: Accounts, *, factor: float, seasons: Seasons, behaviour: Behaviour
) -> tuple[Orders, Flags]:
    """Return sales before trimming, and which of them are somebody's first."""
    person, at, first = _moments(chance, people, factor=factor, seasons=seasons)
    account = _accounts_used(chance, person, at, accounts=accounts, behaviour=behaviour)
    system = accounts.system[account]
    at = _in_opening_hours(chance, at, first=first, system=system, opened=accounts.opened[account])
    at = np.minimum(at, seasons.last_second)
    walk_ins = _walk_ins(chance, at[system == TILL], share=behaviour.anonymous_till_share)
    nobody = np.full(len(walk_ins), -1, dtype=np.int64)
    system = np.concatenate([system, np.full(len(walk_ins), TILL, dtype=np.int64)])
    person, account = np.concatenate([person, nobody]), np.concatenate([account, nobody])
    at = np.concatenate([at, walk_ins])
    spend = np.where(person >= 0, people.spend[person], 0.8)
    lines = 1 + chance.poisson(behaviour.extra_lines_mean * np.sqrt(spend))
    status = _statuses(chance, system, at=at, last=seasons.last_second, behaviour=behaviour)
    # What was sold in the last two weeks has not come back yet.
    last = seasons.last_second - 14 * DAY
    orders = Orders(
        person=person,
        account=account,
        system=system,
        at=at,
        lines=lines,
        status=status,
        # Marked with -2 here: comes back to the shop; the return order itself is made after trimming.
        returns=np.where((system == TILL) & (at < last) & _comes_back(chance, status, behaviour=behaviour), -2, -1),
        takes_back=(system == APP) & _comes_back(chance, status, behaviour=behaviour),
        promotion=seasons.promotion[(at - seasons.midnight) // DAY],
    )
    return orders, np.concatenate([first, np.zeros(len(walk_ins), dtype=np.bool_)])


def _moments(chance: Chance, people: Habits, *, factor: float, seasons: Seasons) -> tuple[Ints, Ints, Flags]:
    """Return person and moment of every order: one when they are won, then a Poisson process in season time."""
    buyers = np.flatnonzero(people.buys)
    start, end = _season_span(people, seasons)
    again = chance.poisson(np.where(people.buys, people.rate * factor * (end - start), 0.0))
    person = np.repeat(np.arange(len(again)), again)
    moment = start[person] + chance.random(len(person)) * (end - start)[person]
    day = np.minimum(seasons.day_at(moment), seasons.days - 1e-6)
    at = np.concatenate([people.acquired[buyers], seasons.midnight + (day * DAY).astype(np.int64)])
    return np.concatenate([buyers, person]), at, np.arange(len(at)) < len(buyers)


def _in_opening_hours(chance: Chance, at: Ints, *, first: Flags, system: Ints, opened: Ints) -> Ints:
    """Return the moments with a time of day that suits the system; nobody buys before they are known."""
    usual = at // DAY * DAY + time_of_day(chance, online=system != TILL)
    return np.asarray(np.maximum(np.where(first, at, usual), opened + chance.integers(120, 3600, len(at))))


def _accounts_used(chance: Chance, person: Ints, at: Ints, *, accounts: Accounts, behaviour: Behaviour) -> Ints:
    """Return the account of each order: mostly the favourite one, another only when it was open by then."""
    favourite = accounts.favourite[person]
    other = (favourite + 1 + (chance.random(len(person)) < 0.5)) % len(SELLING)
    chosen = np.where(chance.random(len(person)) < behaviour.favourite_system, favourite, other)
    account = accounts.original[person, chosen]
    closed = (account < 0) | (accounts.opened[account] > at)
    account = np.where(closed, accounts.original[person, favourite], account)
    second = accounts.second[person, accounts.system[account]]
    switched = (second >= 0) & (accounts.opened[second] <= at) & (chance.random(len(person)) < 0.6)
    return np.where(switched, second, account)


def _walk_ins(chance: Chance, known: Ints, *, share: float) -> Ints:
    """Return the moments of orders without a member: as many per day as members bring, at other minutes."""
    count = round(len(known) * share / (1 - share))
    if not len(known):
        return np.empty(0, dtype=np.int64)
    day = known[chance.integers(0, len(known), count)] // DAY
    return np.asarray(day * DAY + time_of_day(chance, online=np.zeros(count, dtype=np.bool_)))


def _statuses(chance: Chance, system: Ints, *, at: Ints, last: int, behaviour: Behaviour) -> Ints:
    uniform = chance.random(len(system))
    online = system != TILL
    status = np.full(len(system), COMPLETED, dtype=np.int64)
    status[online & (at > last - 4 * DAY)] = SHIPPED
    status[online & (at > last - DAY)] = PAID
    # Nearly nobody cancels at the till.
    status[uniform < np.where(online, behaviour.cancelled_share, 0.1 * behaviour.cancelled_share)] = CANCELLED
    # The web shop has no return orders: it marks the order itself.
    status[(system == WEB) & (uniform > 1 - behaviour.return_share) & (status == COMPLETED)] = REFUNDED
    return status


def _comes_back(chance: Chance, status: Ints, *, behaviour: Behaviour) -> Flags:
    return np.asarray((chance.random(len(status)) < behaviour.return_share) & (status == COMPLETED))


def _weight(orders: Orders) -> Ints:
    """Return how many lines each sale causes, those of its return included."""
    return np.asarray(orders.lines + (orders.returns == -2) + orders.takes_back)


@dataclass(frozen=True)
class _Kept:
    orders: Orders
    index: Ints


def _trimmed(chance: Chance, drawn: Orders, *, first: Flags, lines: int) -> _Kept:
    """Return a random part of the sales with exactly so many lines; the last one taken is cut to fit."""
    index = np.argsort(chance.random(len(drawn)) - first, kind="stable")
    total = np.cumsum(_weight(drawn)[index])
    enough = int(np.searchsorted(total, lines))
    index = index[: enough + 1]
    orders = drawn.take(index)
    rest = lines - (int(total[enough - 1]) if enough else 0)
    cut = replace(orders, lines=orders.lines.copy(), returns=orders.returns.copy(), takes_back=orders.takes_back.copy())
    if rest < _weight(orders)[-1]:
        cut.lines[-1], cut.returns[-1], cut.takes_back[-1] = rest, -1, False
    return _Kept(orders=cut, index=index)


def _with_returns(chance: Chance, sales: Orders) -> Orders:
    """Return sales and the returns at the till, one line each, up to two weeks later; all in the order of time."""
    back = np.flatnonzero(sales.returns == -2)
    wait = chance.integers(1, 15, len(back)) * DAY
    returned = replace(
        sales.take(back),
        at=sales.at[back] + wait,
        lines=np.ones(len(back), dtype=np.int64),
        returns=back,
    )
    plain = replace(sales, lines=sales.lines + sales.takes_back, returns=np.full(len(sales), -1, dtype=np.int64))
    both = Orders(**{name: np.concatenate([values, vars(returned)[name]]) for name, values in vars(plain).items()})
    order = np.argsort(both.at, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    sorted_ = both.take(order)
    return replace(sorted_, returns=np.where(sorted_.returns >= 0, place[sorted_.returns], -1))
