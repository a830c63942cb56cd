"""The whole truth about a simulated company: its calendar, people, accounts, products, orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zhike.simulate.accounts import Accounts, accounts
from zhike.simulate.baskets import Baskets, baskets
from zhike.simulate.behaviour import Behaviour
from zhike.simulate.names import NameBook, name_book
from zhike.simulate.people import Habits, Identity, habits, identities
from zhike.simulate.places import Places, places
from zhike.simulate.products import Products, category_shares, products
from zhike.simulate.purchases import Orders, buying_share, purchases, volume
from zhike.simulate.seasons import Seasons, seasons

# Told what is being done (words for people) and which share of the work is behind.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class World:
    """What is true in the simulated company; all files are written from it."""

    seed: int
    as_of: date
    behaviour: Behaviour
    seasons: Seasons
    book: NameBook
    places: Places
    goods: Products
    identity: Identity
    habits: Habits
    accounts: Accounts
    orders: Orders
    baskets: Baskets
    rate_factor: float  # from habits.rate to orders per day of an average season


def make_world(
    customers: int, order_lines: int, *, seed: int, as_of: date, behaviour: Behaviour | None = None
) -> World:
    """Return a company with so many people and order lines, the same for the same seed."""
    ways = behaviour or Behaviour()
    year, book, where = (
        seasons(as_of, years=ways.years, shift=ways.rate_shift, shift_days=ways.rate_shift_days),
        name_book(),
        places(),
    )
    people = habits(
        customers,
        seed=seed,
        seasons=year,
        behaviour=ways,
        categories=category_shares(),
        buying=buying_share(customers, order_lines=order_lines, behaviour=ways),
    )
    known = accounts(people, seed=seed, seasons=year, behaviour=ways)
    goods = products(order_lines, seed=seed)
    wanted = volume(people, order_lines=order_lines, seasons=year, behaviour=ways)
    orders, factor = purchases(people, known, wanted=wanted, seed=seed, seasons=year, behaviour=ways)
    return World(
        seed=seed,
        as_of=as_of,
        behaviour=ways,
        seasons=year,
        book=book,
        places=where,
        goods=goods,
        identity=identities(customers, seed=seed, book=book, places=where, behaviour=ways),
        habits=people,
        accounts=known,
        orders=orders,
        baskets=baskets(orders, people, goods=goods, seed=seed, seasons=year, behaviour=ways),
        rate_factor=factor,
    )
