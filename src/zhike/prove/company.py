"""A small company of orders, drawn month by month: who buys what, where, for how much, with noise in every slice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Generator = np.random.Generator

# So many values has each dimension, about.
_SIZES = {
    "channel": 4, "store": 9, "category": 8, "province": 12, "city": 30, "acquisition_channel": 5, "coupon": 2, "gender": 2, "age": 5,
}  # fmt: skip
_FIXED = {
    "coupon": ("no", "yes"),
    "gender": ("female", "male"),
    "age": ("under 25", "25-34", "35-44", "45-54", "55 and over"),
}
# The share of orders that somebody new makes.
_NEW = 0.35
_OF_CUSTOMER = ("city", "province", "acquisition_channel", "gender", "age")
# A value of the first is one of the second's: a store is of one channel, a city in one province.
_WITHIN = {"store": "channel", "city": "province"}


@dataclass(frozen=True)
class Planted:
    """Which values a cause hits, what it does to them ("orders", "worth", "newcomers"), and how strongly."""

    values: dict[str, int] = field(default_factory=dict)
    does: str = ""
    factor: float = 1.0


@dataclass
class Company:
    """A company while it is drawn: the share, unsteadiness and price of every value, and the orders so far, month by month."""

    chance: Generator
    shares: dict[str, Floats]
    unsteady: dict[str, Floats]
    price: dict[str, Floats]
    columns: dict[str, list[npt.NDArray[np.generic]]] = field(default_factory=dict)
    customers: int = 0
    recent: list[Ints] = field(default_factory=list)
    traits: dict[str, Ints] = field(default_factory=dict)


def begun(chance: Generator, slice_noise: float) -> Company:
    """Return a company that has not sold anything yet."""
    sizes = {d: len(_FIXED.get(d, ())) or max(2, int(n * chance.uniform(0.7, 1.3))) for d, n in _SIZES.items()}
    shares = {d: chance.dirichlet(np.full(n, 2.5)) for d, n in sizes.items()}
    for part, of in _WITHIN.items():
        place = np.arange(len(shares[part])) % len(shares[of])
        shares[of] = np.asarray(np.bincount(place, shares[part], len(shares[of])), np.float64)
    unsteady = {d: slice_noise * chance.uniform(0.3, 1.0, n) for d, n in sizes.items()}
    price = {d: np.exp(chance.normal(0, 0.5 if d == "category" else 0.12, n)) for d, n in sizes.items()}
    return Company(chance, shares, unsteady, price)


def add_month(company: Company, month: int, *, expected: float, cause: Planted) -> None:
    """Draw the orders of a month, some of them as the cause would have them."""
    chance, planted, does, factor = company.chance, cause.values, cause.does, cause.factor
    # Customers come first: an order has the traits of whoever makes it.
    more = factor if does == "orders" and factor > 1 and planted else 1.0
    count = int(chance.poisson(expected * more))
    fresh = chance.random(count) < _NEW
    buyer = _buyers(company, fresh)
    values = {d: _drawn_values(company, d, count) for d in ("store", "category", "coupon")}
    values["channel"] = values["store"] % len(company.shares["channel"])
    values |= {d: company.traits[d][buyer] for d in _OF_CUSTOMER}
    hit = np.ones(count, bool)
    for dimension, value in planted.items():
        hit &= values[dimension] == value
    kept = np.ones(count, bool)
    if planted and does == "orders":
        kept = chance.random(count) < np.where(hit, factor / more, 1 / more)
    if planted and does == "newcomers":
        buyer = _with_newcomers(company, buyer, hit=hit, fresh=fresh, cause=cause)
    worth = np.exp(chance.normal(4.5, 0.7, count))
    for dimension in ("category", "channel", "province"):
        worth = worth * company.price[dimension][values[dimension]]
    if planted and does == "worth":
        worth = np.where(hit, worth * factor, worth)
    _keep(company, month, {**values, "buyer": buyer, "worth": worth, "units": 1.0 + chance.poisson(1.2, count)}, kept)


def _buyers(company: Company, fresh: Mask) -> Ints:
    """Return who makes each order: somebody new, or somebody of the last year."""
    new = company.customers + np.arange(fresh.sum())
    _born(company, len(new))
    earlier = np.concatenate(company.recent[-12:]) if company.recent else new
    buyer = company.chance.choice(earlier, len(fresh))
    buyer[fresh] = new
    company.recent.append(new)
    return np.asarray(buyer)


def _with_newcomers(company: Company, buyer: Ints, *, hit: Mask, fresh: Mask, cause: Planted) -> Ints:
    """Return the buyers with more or fewer new ones among the hit: in the place of known ones, or the other way round."""
    more = cause.factor > 1
    # So many of the known ones make the new ones `factor` times as many.
    share = min((cause.factor - 1) * _NEW / (1 - _NEW), 0.9) if more else 1 - cause.factor
    who = hit & (company.chance.random(len(buyer)) < share) & (~fresh if more else fresh)
    changed = buyer.copy()
    changed[who] = _born_like(company, buyer[who]) if more else _known_like(company, cause, int(who.sum()))
    return changed


def _born_like(company: Company, models: Ints) -> Ints:
    chosen = company.customers + np.arange(len(models))
    _born(company, len(models))
    for dimension in _OF_CUSTOMER:
        company.traits[dimension][chosen] = company.traits[dimension][models]
    return chosen


def _known_like(company: Company, cause: Planted, count: int) -> Ints:
    known = np.concatenate(company.recent[-12:-1])
    for dimension, value in cause.values.items():
        if dimension in _OF_CUSTOMER:
            known = known[company.traits[dimension][known] == value]
    return np.asarray(company.chance.choice(known, count))


def _born(company: Company, count: int) -> None:
    for dimension in _OF_CUSTOMER:
        if dimension == "province":
            found = company.traits["city"][company.customers :] % len(company.shares["province"])
        else:
            found = _drawn_values(company, dimension, count)
        company.traits[dimension] = np.concatenate([company.traits.get(dimension, np.zeros(0, np.int64)), found])
    company.customers += count


def _drawn_values(company: Company, dimension: str, count: int) -> Ints:
    weights = company.shares[dimension] * np.exp(company.chance.normal(0, company.unsteady[dimension]))
    return np.asarray(company.chance.choice(len(weights), count, p=weights / weights.sum()))


def _keep(company: Company, month: int, columns: dict[str, npt.NDArray[np.generic]], kept: Mask) -> None:
    count = int(kept.sum())
    first = np.datetime64(date(month // 12, month % 12 + 1, 1))
    day = first + company.chance.integers(0, 28, count).astype("timedelta64[D]")
    for name, values in {**{n: c[kept] for n, c in columns.items()}, "day": day}.items():
        company.columns.setdefault(name, []).append(values)


def orders_of(company: Company) -> pa.Table:
    """Return all orders: order_id, customer_id, ordered_on, channel, store, category, coupon, revenue, units."""
    columns = {name: np.concatenate(parts) for name, parts in company.columns.items()}
    count = len(columns["worth"])
    return pa.table(
        {
            "order_id": pa.array([str(n) for n in range(count)]),
            "customer_id": _named("customer", columns["buyer"]),
            "ordered_on": pa.array(columns["day"]),
            **{d: _named(d, columns[d]) for d in ("channel", "store", "category", "coupon")},
            "revenue": columns["worth"],
            "units": columns["units"],
        }
    )


def customers_of(company: Company) -> pa.Table:
    """Return all customers with their traits."""
    return pa.table(
        {"customer_id": _named("customer", np.arange(company.customers)), **{d: _named(d, company.traits[d]) for d in _OF_CUSTOMER}}
    )  # fmt: skip


def _named(dimension: str, codes: Ints) -> pa.Array:
    names = pa.array([name_of(dimension, at) for at in range(int(codes.max()) + 1)])
    return names.take(pa.array(codes))


def name_of(dimension: str, value: int) -> str:
    """Return the name of a value."""
    return _FIXED[dimension][value] if dimension in _FIXED else f"{dimension} {value + 1}"
