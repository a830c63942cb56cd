"""The people behind the records: who they are, how they buy, when they stop. This is the truth that Zhike must find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, ndtr

from zhike.simulate.behaviour import Behaviour
from zhike.simulate.chance import Chance, Flags, Floats, Ints, pick, scattered, stream
from zhike.simulate.names import NameBook, draw_names
from zhike.simulate.places import ESTATES, ROADS, Places
from zhike.simulate.seasons import Seasons, time_of_day

ACQUISITION = ("自然流量", "门店", "微信小程序", "抖音", "小红书", "百度推广", "老客推荐", "线下活动")
ACQUISITION_WEIGHTS = (0.18, 0.24, 0.16, 0.13, 0.10, 0.08, 0.07, 0.04)
# Prefixes that China's networks give to mobile phones.
PREFIXES = (
    "134 135 136 137 138 139 147 150 151 152 157 158 159 178 182 183 184 187 188 198 130 131 132 155 156 166 175 176 185 186 "
    "133 149 153 173 177 180 181 189 191 199"
)


@dataclass(frozen=True)
class Identity:
    """Who people are: one entry per person; names and places are indices into their books."""

    family: Ints
    given: Ints
    female: Flags
    foreign: Flags
    born: Ints  # days since 1970
    phone: Ints  # eleven digits
    old_phone: Ints
    email_number: Ints
    email_host: Ints
    place: Ints
    new_place: Ints  # another place for those who moved, the same for the others
    road: Ints
    house: Ints
    estate: Ints
    household: Ints  # index of the head of the household; one's own index for those who live alone


@dataclass(frozen=True)
class Habits:
    """How people buy: one entry per person; rates are per day of an average season."""

    acquired: Ints  # wall-clock seconds since 1970
    channel: Ints  # index into ACQUISITION
    buys: Flags
    rate: Floats  # before it is scaled to the number of order lines asked for
    dropout_rate: Floats
    alive_days: Floats  # days from acquisition to drop-out
    spend: Floats  # mean 1
    satisfaction: Floats  # standard normal before problems lower it
    problems: Ints
    deals: Floats  # liking for promotions and coupons, mean 1
    first_choice: Ints  # favourite categories
    second_choice: Ints


def identities(count: int, *, seed: int, book: NameBook, places: Places, behaviour: Behaviour) -> Identity:
    """Return who `count` people are; some live with the person before them and share phone and address."""
    chance = stream(seed, "identities")
    female, foreign = chance.random(count) < 0.56, chance.random(count) < behaviour.foreign_share
    family, given = draw_names(chance, book, female=female, foreign=foreign)
    household = _households(chance, count, share=behaviour.household_share)
    # A child or sibling has the family's name; a spouse keeps their own.
    family = np.where((chance.random(count) < 0.5) & (foreign == foreign[household]), family[household], family)
    place = pick(chance, places.weight, n=count)[household]
    moved = chance.random(count) < behaviour.moved_share
    phones = _phones(chance, 2 * count, shift=seed % 10_000_000)
    return Identity(
        family=family,
        given=given,
        female=female,
        foreign=foreign,
        born=_birthdays(chance, count),
        phone=phones[:count][household],
        old_phone=phones[count:],
        email_number=scattered(count, digits=max(4, len(str(count)))),
        email_host=pick(chance, [0.42, 0.22, 0.14, 0.12, 0.10], n=count),
        place=place,
        new_place=np.where(moved, pick(chance, places.weight, n=count), place),
        road=chance.integers(0, len(ROADS.split()), count)[household],
        house=chance.integers(1, 400, count)[household],
        estate=chance.integers(0, len(ESTATES.split()), count)[household],
        household=household,
    )


def habits(
    count: int, *, seed: int, seasons: Seasons, behaviour: Behaviour, categories: Floats, buying: float
) -> Habits:
    """Return how `count` people behave, in the order in which they were won; `buying` is the share that ever buys."""
    chance = stream(seed, "habits")
    acquired = _acquisitions(chance, count, seasons=seasons, growth=behaviour.growth)
    problems = chance.poisson(behaviour.problems_mean, count)
    satisfaction = _unit(chance.standard_normal(count) - behaviour.problem_effect * problems)
    dropout_rate = _dropout_rates(chance, satisfaction, behaviour=behaviour)
    return Habits(
        acquired=acquired,
        channel=pick(chance, list(ACQUISITION_WEIGHTS), n=count),
        buys=_buyers(chance, count, share=buying),
        rate=chance.gamma(behaviour.rate_shape, 1.0, count),
        dropout_rate=dropout_rate,
        alive_days=chance.standard_exponential(count) / dropout_rate,
        spend=chance.gamma(behaviour.spend_shape, 1 / behaviour.spend_shape, count),
        satisfaction=satisfaction,
        problems=problems,
        deals=chance.gamma(2.0, 0.5, count),
        first_choice=pick(chance, categories, n=count),
        second_choice=pick(chance, categories, n=count),
    )


def _buyers(chance: Chance, count: int, *, share: float) -> Flags:
    buys = chance.random(count) < share
    # Somebody must buy, and the first customer has the longest time for it.
    buys[0] |= not buys.any()
    return buys


def _households(chance: Chance, count: int, *, share: float) -> Ints:
    """Return each person's head of household: the person before them, unless that one follows somebody already."""
    follows = chance.random(count) < share
    follows[:1] = False
    follows[1:] &= ~follows[:-1]
    return np.arange(count) - follows


def _phones(chance: Chance, count: int, *, shift: int) -> Ints:
    prefixes = np.array([int(prefix) for prefix in PREFIXES.split()])
    return prefixes[chance.integers(0, len(prefixes), count)] * 10**8 + scattered(count, digits=8, offset=shift)


def _birthdays(chance: Chance, count: int) -> Ints:
    """Return birth dates (days since 1970): ages around 35, few below 18 and above 75 in the middle of the period."""
    age = np.clip(18 + chance.gamma(3.2, 6.0, count), 16, 88)
    return np.asarray((2023.5 - 1970 - age) * 365.25, dtype=np.int64)


def _acquisitions(chance: Chance, count: int, *, seasons: Seasons, growth: float) -> Ints:
    """Return when each person was won (wall-clock seconds), ascending: more every year, and more on days of promotions."""
    daily = np.sqrt(seasons.strength) * growth ** np.linspace(0, 1, seasons.days)
    day = pick(chance, daily, n=count)
    second = time_of_day(chance, online=np.zeros(count, dtype=np.bool_))
    return np.sort(seasons.midnight + day * 86_400 + second)


def _dropout_rates(chance: Chance, satisfaction: Floats, *, behaviour: Behaviour) -> Floats:
    """Return drop-out rates per day, Gamma(s, β) over all people and higher for the dissatisfied.

    A Gaussian copula ties the two, so that the rates stay exactly Gamma and the Pareto/NBD model stays exactly true.
    """
    tie = behaviour.satisfaction_effect
    normal = -tie * satisfaction + np.sqrt(1 - tie**2) * chance.standard_normal(len(satisfaction))
    # A rate of zero would be a life without end, and infinite days cannot be stored.
    quantile = np.clip(ndtr(normal), 1e-9, 1 - 1e-9)
    rate = gammaincinv(behaviour.dropout_shape, quantile) / behaviour.dropout_scale_days
    return np.asarray(np.maximum(rate, 1e-6))


def _unit(values: Floats) -> Floats:
    spread = values.std()
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0))
