"""The truth, kept aside from the files: who is who, who still is a customer, what was broken on purpose."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pyarrow as pa

from zhike.simulate.accounts import ADDRESS_WAYS, BIRTH_WAYS, EMAIL_WAYS, NAME_WAYS, PHONE_WAYS, SYSTEMS
from zhike.simulate.chance import Ints
from zhike.simulate.deliveries.browsing import events
from zhike.simulate.deliveries.sales import CATEGORY_NAMES, order_numbers
from zhike.simulate.people import ACQUISITION
from zhike.simulate.press import Press, table, words
from zhike.simulate.purchases import STATUSES
from zhike.simulate.world import World


def write_truth(world: World, press: Press) -> None:
    """Write truth/*.parquet and truth/parameters.json into the folder of the press.

    people: one row per person. records: one per account, with the way in which each field was written. orders: one per
    order, person_id empty where nobody knows. merges: one per pair of records of one person. events: one per web event.
    bad_rows: one per row broken on purpose.
    """
    for name, rows in (
        ("people", _people(world)),
        ("records", _records(world)),
        ("orders", _orders(world)),
        ("merges", _merges(world)),
    ):
        press.print(rows, path=f"truth/{name}.parquet", sql=f"truth_{name}")
    press.print(events(world), path="truth/events.parquet", sql="truth_events")
    press.print(_bad_rows(press), path="truth/bad_rows.parquet")
    _write_parameters(world, press)


def _people(world: World) -> pa.Table:
    who, ways, book = world.identity, world.habits, world.book
    return table(
        {
            "person": np.arange(len(who.family)),
            "household": who.household,
            "family_name": words(who.family, book.family),
            "given_name": words(who.given, book.given),
            "is_foreign": who.foreign,
            "female": who.female,
            "born": who.born,
            "phone": who.phone,
            "place": words(who.place, world.places.code),
            "acquired": ways.acquired,
            "channel": words(ways.channel, ACQUISITION),
            "buys": ways.buys,
            "purchase_rate": np.where(ways.buys, ways.rate * world.rate_factor, 0.0),
            "dropout_rate": ways.dropout_rate,
            "alive_days": ways.alive_days,
            "is_alive": ways.acquired + ways.alive_days * 86_400 > world.seasons.last_second,
            "spend_level": ways.spend,
            "satisfaction": ways.satisfaction,
            "problems": ways.problems,
            "liking_for_deals": ways.deals,
            "first_category": words(ways.first_choice, CATEGORY_NAMES),
            "second_category": words(ways.second_choice, CATEGORY_NAMES),
            "favourite_source": words(world.accounts.favourite, SYSTEMS),
        }
    )


def _records(world: World) -> pa.Table:
    known = world.accounts
    return table(
        {
            "system": known.system,
            "number": known.number,
            "source": words(known.system, SYSTEMS),
            "person": known.person,
            "opened": known.opened,
            "is_duplicate": known.duplicate,
            "name_way": words(known.name_way, NAME_WAYS),
            "phone_way": words(known.phone_way, PHONE_WAYS),
            "email_way": words(known.email_way, EMAIL_WAYS),
            "birth_way": words(known.birth_way, BIRTH_WAYS),
            "address_way": words(known.address_way, ADDRESS_WAYS),
        }
    )


def _orders(world: World) -> pa.Table:
    sold, basket = world.orders, world.baskets
    return table(
        {
            "system": sold.system,
            "number": order_numbers(world),
            "source": words(sold.system, SYSTEMS),
            "person": sold.person,
            "buyer": np.where(sold.account >= 0, world.accounts.number[sold.account], 0),
            "moment": sold.at,
            "status": words(sold.status, STATUSES),
            "is_return": sold.returns >= 0,
            "lines": sold.lines,
            "gross": basket.gross,
            "discount": basket.discount,
            "paid": basket.paid,
        }
    )


def _merges(world: World) -> pa.Table:
    """Return all pairs of accounts of one person: neighbours at every distance in the order of persons."""
    known = world.accounts
    order = np.lexsort((known.number, known.system, known.person))
    person, pairs = known.person[order], []
    for distance in range(1, len(order)):
        same = np.flatnonzero(person[distance:] == person[:-distance])
        if not len(same):
            break
        pairs.append((order[same], order[same + distance]))
    left, right = (np.concatenate([np.empty(0, dtype=np.int64), *(pair[i] for pair in pairs)]) for i in range(2))
    return table({**_side(world, left, side="a"), **_side(world, right, side="b"), "person": known.person[left]})


def _side(world: World, account: Ints, *, side: str) -> dict[str, pa.Array]:
    known = world.accounts
    return {
        f"system_{side}": pa.array(known.system[account]),
        f"source_{side}": words(known.system[account], SYSTEMS),
        f"number_{side}": pa.array(known.number[account]),
    }


def _bad_rows(press: Press) -> pa.Table:
    columns = pa.schema([("file", pa.string()), ("row", pa.int64()), ("reason", pa.string())])
    return pa.Table.from_pylist(press.broken, schema=columns)


def _write_parameters(world: World, press: Press) -> None:
    ways = world.behaviour
    mean = ways.rate_shape * world.rate_factor
    parameters = {
        "seed": world.seed,
        "as_of": world.as_of.isoformat(),
        "first_day": world.seasons.first.isoformat(),
        "pareto_nbd": {
            "r": ways.rate_shape,
            "alpha_days": 1 / world.rate_factor if mean else None,
            "s": ways.dropout_shape,
            "beta_days": ways.dropout_scale_days,
        },
        "behaviour": asdict(ways),
    }
    text = json.dumps(parameters, ensure_ascii=False, indent=2) + "\n"
    (press.folder / "truth" / "parameters.json").write_text(text, encoding="utf-8")
