"""The accounts that people have in the four systems, and what was written down wrongly in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.simulate.behaviour import Behaviour
from zhike.simulate.chance import Chance, Flags, Floats, Ints, pick, stream
from zhike.simulate.people import Habits
from zhike.simulate.seasons import Seasons, time_of_day

SYSTEMS = ("till", "web", "app", "crm")
TILL, WEB, APP, CRM = range(4)
SELLING = (TILL, WEB, APP)  # in the CRM nobody buys: staff note there whom they met
# Which systems people use: one that sells alone; two; three. With the shares of Behaviour 55 % of all people are in the
# till and one record in nine is the CRM's.
ALONE = (0.43, 0.31, 0.26)
PAIRS = {(TILL, WEB): 0.22, (TILL, APP): 0.24, (WEB, APP): 0.20, (TILL, CRM): 0.18, (WEB, CRM): 0.07, (APP, CRM): 0.09}
TRIPLES = {(TILL, WEB, APP): 0.40, (TILL, WEB, CRM): 0.24, (TILL, APP, CRM): 0.24, (WEB, APP, CRM): 0.12}
# How each field is written, by system (rows) and way (columns); the first way is the right one. Staff write what they
# heard: a family name with a title, a Chinese name as it stands in a passport.
NAME_WAYS = ("plain", "mistyped", "pinyin", "honorific", "spaced", "missing", "sentinel", "passport", "title")
NAME_SHARES = (
    (0.87, 0.03, 0.005, 0.04, 0.03, 0.015, 0.01, 0.0, 0.0),
    (0.82, 0.02, 0.06, 0.0, 0.02, 0.07, 0.0, 0.01, 0.0),
    (0.86, 0.02, 0.05, 0.0, 0.01, 0.06, 0.0, 0.0, 0.0),
    (0.74, 0.04, 0.03, 0.06, 0.02, 0.01, 0.01, 0.06, 0.03),
)
PHONE_WAYS = ("plain", "country_code", "dashes", "full_width", "spaced", "missing", "sentinel", "old", "wrong_digit")
PHONE_SHARES = (
    (0.80, 0.01, 0.04, 0.015, 0.03, 0.03, 0.01, 0.05, 0.015),
    (0.73, 0.05, 0.01, 0.0, 0.01, 0.14, 0.0, 0.05, 0.01),
    (0.84, 0.06, 0.0, 0.0, 0.01, 0.04, 0.0, 0.04, 0.01),
    (0.76, 0.03, 0.04, 0.0, 0.04, 0.06, 0.01, 0.04, 0.02),
)
EMAIL_WAYS = ("plain", "capitals", "missing", "sentinel", "broken")
EMAIL_SHARES = (
    (0.24, 0.02, 0.71, 0.02, 0.01),
    (0.90, 0.05, 0.04, 0.0, 0.01),
    (0.60, 0.03, 0.36, 0.0, 0.01),
    (0.38, 0.04, 0.55, 0.01, 0.02),
)
BIRTH_WAYS = ("plain", "swapped", "missing", "sentinel", "other_format")
BIRTH_SHARES = (
    (0.78, 0.02, 0.12, 0.04, 0.04),
    (0.52, 0.02, 0.45, 0.01, 0.0),
    (0.55, 0.02, 0.42, 0.01, 0.0),
    (0.44, 0.03, 0.50, 0.03, 0.0),
)
ADDRESS_WAYS = ("plain", "no_province", "spaced", "missing")
ADDRESS_SHARES = (
    (0.58, 0.17, 0.05, 0.20),
    (0.88, 0.0, 0.02, 0.10),
    (0.60, 0.0, 0.0, 0.40),
    (0.45, 0.0, 0.05, 0.50),
)


@dataclass(frozen=True)
class Accounts:
    """All accounts, sorted by system and day of opening; one entry per account."""

    person: Ints
    system: Ints
    number: Ints  # 1, 2, … within the system
    opened: Ints  # wall-clock seconds since 1970
    duplicate: Flags
    name_way: Ints
    phone_way: Ints
    email_way: Ints
    birth_way: Ints
    address_way: Ints
    original: Ints  # person × system → account, -1 where there is none
    second: Ints  # person × system → duplicate account, -1 where there is none
    favourite: Ints  # each person's favourite among the systems that sell

    def __len__(self) -> int:
        return len(self.person)

    def of(self, system: int) -> Ints:
        """Return the accounts of one system, in the order of their numbers."""
        return np.flatnonzero(self.system == system)


def accounts(people: Habits, *, seed: int, seasons: Seasons, behaviour: Behaviour) -> Accounts:
    """Return everybody's accounts: the first opened when the person was won, others later while they are customers."""
    chance = stream(seed, "accounts")
    uses = _systems(chance, len(people.acquired), behaviour=behaviour)
    favourite = _favourites(chance, uses)
    opened = _openings(chance, people, favourite=favourite, last=seasons.last_second)
    person, system = np.nonzero(uses)
    again = np.flatnonzero(chance.random(len(person)) < behaviour.duplicate_share)
    first_opened = opened[person, system]
    # A second account follows within a year of the first: a lost card, a forgotten password.
    room = np.minimum(seasons.last_second - first_opened[again], 365 * 86_400)
    reopened = first_opened[again] + (chance.random(len(again)) * room).astype(np.int64)
    return _sorted(
        chance,
        person=np.concatenate([person, person[again]]),
        system=np.concatenate([system, system[again]]),
        opened=np.concatenate([first_opened, reopened]),
        duplicate=np.arange(len(person) + len(again)) >= len(person),
        favourite=favourite,
    )


def _sorted(chance: Chance, *, person: Ints, system: Ints, opened: Ints, duplicate: Flags, favourite: Ints) -> Accounts:
    order = np.lexsort((person, opened, system))
    person, system, opened, duplicate = person[order], system[order], opened[order], duplicate[order]
    starts = np.searchsorted(system, np.arange(len(SYSTEMS)))
    return Accounts(
        person=person,
        system=system,
        number=np.arange(len(person)) - starts[system] + 1,
        opened=opened,
        duplicate=duplicate,
        name_way=_ways(chance, system, shares=NAME_SHARES),
        phone_way=_ways(chance, system, shares=PHONE_SHARES),
        email_way=_ways(chance, system, shares=EMAIL_SHARES),
        birth_way=_ways(chance, system, shares=BIRTH_SHARES),
        address_way=_ways(chance, system, shares=ADDRESS_SHARES),
        original=_directory(person, system, which=~duplicate, people=len(favourite)),
        second=_directory(person, system, which=duplicate, people=len(favourite)),
        favourite=favourite,
    )


def _systems(chance: Chance, count: int, *, behaviour: Behaviour) -> Flags:
    """Return who uses what: people × systems."""
    kinds = np.array(
        [[i in used for i in range(len(SYSTEMS))] for used in (*((s,) for s in SELLING), *PAIRS, *TRIPLES)]
    )
    alone = 1 - behaviour.two_systems - behaviour.three_systems
    shares = (
        [alone * a for a in ALONE]
        + [behaviour.two_systems * p for p in PAIRS.values()]
        + [behaviour.three_systems * t for t in TRIPLES.values()]
    )
    return np.asarray(kinds[pick(chance, shares, n=count)])


def _favourites(chance: Chance, uses: Flags) -> Ints:
    selling = uses[:, SELLING]
    return np.asarray(np.argmax(chance.random(selling.shape) * selling, axis=1), dtype=np.int64)


def _openings(chance: Chance, people: Habits, *, favourite: Ints, last: int) -> Ints:
    """Return when each account would be opened: people × systems; the favourite system's comes first."""
    # At most a year and a half later, and not after the person has gone.
    span = np.minimum(np.minimum(people.alive_days, 540.0) * 86_400, last - people.acquired)
    opened = people.acquired[:, None] + (chance.random((len(favourite), len(SYSTEMS))) * span[:, None]).astype(np.int64)
    for system in range(len(SYSTEMS)):
        online = np.full(len(favourite), system in {WEB, APP})
        opened[:, system] = opened[:, system] // 86_400 * 86_400 + time_of_day(chance, online=online)
    opened = np.minimum(np.maximum(opened, people.acquired[:, None]), last)
    opened[np.arange(len(favourite)), favourite] = people.acquired
    return np.asarray(opened)


def _ways(chance: Chance, system: Ints, *, shares: tuple[tuple[float, ...], ...]) -> Ints:
    """Return in which way a field is written in each account, by the habits of its system."""
    steps: Floats = np.cumsum(np.array(shares), axis=1)
    uniform = chance.random(len(system))
    return np.asarray((uniform[:, None] >= steps[system][:, :-1]).sum(axis=1), dtype=np.int64)


def _directory(person: Ints, system: Ints, *, which: Flags, people: int) -> Ints:
    found = np.full((people, len(SYSTEMS)), -1, dtype=np.int64)
    found[person[which], system[which]] = np.flatnonzero(which)
    return found
