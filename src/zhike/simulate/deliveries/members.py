"""The rows of the four customer files: what each system has written down about the people who use it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.simulate.accounts import (
    ADDRESS_WAYS,
    APP,
    BIRTH_WAYS,
    CRM,
    EMAIL_WAYS,
    NAME_WAYS,
    PHONE_WAYS,
    TILL,
    WEB,
)
from zhike.simulate.chance import Chance, Ints, stream
from zhike.simulate.deliveries.broken import broken
from zhike.simulate.identity_numbers import identity_numbers
from zhike.simulate.people import ACQUISITION
from zhike.simulate.places import ESTATES, ROADS
from zhike.simulate.press import table, words
from zhike.simulate.world import World

HOSTS = ("qq-mail.example.com", "163-mail.example.com", "mail.example.com", "mail.example.org", "post.example.net")
BREAKS = ("missing key",)
IDENTITY_SHARE = 0.01  # members whose identity number was noted at the till
WRONG_CHECKSUM = 0.15  # of those, noted wrongly
CARD_IN_APP = 0.4  # app users with a member card who have bound it to the app


def till_members(world: World) -> pa.Table:
    """Return one row per till member."""
    rows, chance = world.accounts.of(TILL), stream(world.seed, "till members")
    return table(_common(world, rows, chance=chance) | {"identity_number": _identity(world, rows, chance=chance)})


def shop_users(world: World) -> pa.Table:
    """Return one row per user of the web shop."""
    return table(_common(world, world.accounts.of(WEB), chance=stream(world.seed, "shop users")))


def app_users(world: World) -> pa.Table:
    """Return one row per user of the app; some have bound their member card (`card`, 0 when not)."""
    rows, chance = world.accounts.of(APP), stream(world.seed, "app users")
    till = world.accounts.original[world.accounts.person[rows], TILL]
    bound = (till >= 0) & (chance.random(len(rows)) < CARD_IN_APP)
    return table(_common(world, rows, chance=chance) | {"card": np.where(bound, world.accounts.number[till], 0)})


def crm_leads(world: World) -> pa.Table:
    """Return one row per person whom the staff noted in the CRM."""
    return table(_common(world, world.accounts.of(CRM), chance=stream(world.seed, "crm leads")))


def _common(world: World, rows: Ints, *, chance: Chance) -> dict[str, Any]:
    known = world.accounts
    opened = known.opened[rows]
    # Some records were touched again after they were opened.
    later = chance.random(len(rows)) * (chance.random(len(rows)) < 0.3) * (world.seasons.last_second - opened)
    return {
        "number": known.number[rows],
        "person": known.person[rows],
        "opened": opened,
        "updated": opened + later.astype(np.int64),
        "channel": words(world.habits.channel[known.person[rows]], ACQUISITION),
        "gender_way": chance.integers(0, 20, len(rows)),
        "name_way": words(known.name_way[rows], NAME_WAYS),
        "phone_way": words(known.phone_way[rows], PHONE_WAYS),
        "email_way": words(known.email_way[rows], EMAIL_WAYS),
        "birth_way": words(known.birth_way[rows], BIRTH_WAYS),
        "address_way": words(known.address_way[rows], ADDRESS_WAYS),
        "bad": broken(chance, len(rows), world=world, breaks=BREAKS),
        **_person(world, known.person[rows]),
        **_home(world, rows),
    }


def _person(world: World, person: Ints) -> dict[str, Any]:
    who, book = world.identity, world.book
    family, given = who.family[person], who.given[person]
    return {
        "family": words(family, book.family),
        "given": words(given, book.given),
        "mistyped": words(given, book.given_mistyped),
        "pinyin": _pinyin(world, person, between=" "),
        "email_name": _pinyin(world, person, between=""),
        "is_foreign": who.foreign[person],
        "female": who.female[person],
        "born": who.born[person],
        "phone": who.phone[person],
        "old_phone": who.old_phone[person],
        "email_number": who.email_number[person],
        "host": words(who.email_host[person], HOSTS),
    }


def _home(world: World, rows: Ints) -> dict[str, Any]:
    who, where, person = world.identity, world.places, world.accounts.person[rows]
    # Those who moved have the new address in accounts that they opened late, the second ones among them.
    late = world.accounts.opened[rows] > world.habits.acquired[person] + 180 * 86_400
    place = np.where(late, who.new_place[person], who.place[person])
    return {
        "province": words(place, where.province),
        "city": words(place, where.city),
        "district": words(place, where.district),
        "road": words(who.road[person], ROADS.split()),
        "house": who.house[person] + 7 * (late & (who.new_place[person] != who.place[person])),
        "estate": words(who.estate[person], ESTATES.split()),
    }


def _pinyin(world: World, person: Ints, *, between: str) -> pa.Array:
    who, book = world.identity, world.book
    family = words(who.family[person], book.family_pinyin).cast(pa.string())
    given = words(who.given[person], book.given_pinyin).cast(pa.string())
    return pc.binary_join_element_wise(family, given, between)


def _identity(world: World, rows: Ints, *, chance: Chance) -> pa.Array:
    noted = np.flatnonzero(chance.random(len(rows)) < IDENTITY_SHARE)
    person = world.accounts.person[rows[noted]]
    numbers = identity_numbers(
        world.identity.born[person],
        female=world.identity.female[person],
        # The same person has the same number in every record.
        serial=person,
        wrong=chance.random(len(noted)) < WRONG_CHECKSUM,
    )
    place = np.full(len(rows), -1, dtype=np.int64)
    place[noted] = np.arange(len(noted))
    return words(place, numbers)
