"""Small worlds of orders for the proof of diagnosis: seasons, trend, noise of the whole and of every slice, and one planted cause or none.

Each world is drawn from its seed alone: how many months and orders, which KPI is asked about, how unsteady everything is, what the
cause does to whom. Only the later period feels the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.describe.diagnosis import Months
from zhike.prove.company import Company, Floats, Generator, Planted, add_month, begun, customers_of, name_of, orders_of

# What a cause does: to how many orders there are, to what they are worth, or to who is new among their buyers.
_DOES = {
    "revenue": ("orders", "worth"), "orders": ("orders",), "customers": ("orders",), "units": ("orders",), "margin": ("orders", "worth"),
    "average_order_value": ("worth",), "repeat_rate": ("newcomers",), "new_customers": ("orders",),
}  # fmt: skip
_PLANTED = ("channel", "store", "category", "province", "city", "acquisition_channel", "coupon", "gender", "age")
# A cause moves the KPI by so many standard deviations of its usual change (four times a month's variance: a change less that of a
# year before is made of four months): less is what a band rightly calls usual.
_LEAST, _MOST = 3.5, 8.0
_FIRST_YEAR = 2021


@dataclass(frozen=True)
class World:
    """One world: which KPI moved between which months, the slice that was planted (empty: none), and its relations."""

    kpi: str
    before: Months
    after: Months
    planted: dict[str, str]
    does: str
    factor: float
    first: date
    orders: pa.Table
    customers: pa.Table


def world(seed: int, *, caused: bool) -> World:
    """Return the world of a seed, with a cause or without one."""
    chance = np.random.default_rng([seed, int(caused)])
    kpi = str(chance.choice(list(_DOES)))
    kind = str(chance.choice(["month", "month", "year", "quarter"]))
    length, gap = {"month": (1, 1), "year": (1, 12), "quarter": (3, 3)}[kind]
    season = float(chance.choice([0.0, chance.uniform(0.05, 0.3)]))
    # Nobody knows the seasons of a company of less than three years, nor what a change on the year before usually is.
    count = int(chance.integers(40 if season or gap == 12 else 24, 54))
    size = int(chance.integers(700, 1800))
    noise = {"whole_noise": chance.uniform(0.01, 0.04), "slice_noise": chance.uniform(0.0, 0.05)}
    company = begun(chance, noise["slice_noise"])
    start = _FIRST_YEAR * 12 + int(chance.integers(12))
    strength = _strengths(chance, count, season=season, noise=noise["whole_noise"])
    usual = _usual(kpi, **noise, orders=size * length)
    cause = _cause(company, kpi, usual) if caused else Planted()
    for month in range(count):
        late = month >= count - length
        add_month(company, start + month, expected=size * strength[month], cause=cause if late else Planted())
    after = Months(start + count - length, start + count - 1)
    named = {dimension: name_of(dimension, value) for dimension, value in cause.values.items()}
    return World(
        kpi, Months(after.first - gap, after.last - gap), after, named, cause.does, cause.factor, date(start // 12, start % 12 + 1, 1),
        orders_of(company), customers_of(company),
    )  # fmt: skip


def _strengths(chance: Generator, count: int, *, season: float, noise: float) -> Floats:
    """Return how strong each month is: a yearly season, a trend, and noise."""
    month = np.arange(count)
    wave = season * np.sin(2 * np.pi * (month / 12 + chance.random()))
    return np.exp(wave + chance.uniform(-0.01, 0.015) * month + chance.normal(0, noise, count))


def _cause(company: Company, kpi: str, usual: float) -> Planted:
    """Return whom the cause hits, what it does to them and how strongly: so that the KPI moves beyond its usual changes."""
    chance, does = company.chance, str(company.chance.choice(_DOES[kpi]))
    while True:
        effect = float(usual * chance.uniform(_LEAST, _MOST))
        names = [str(n) for n in chance.choice(_PLANTED, size=2, replace=False)][: 1 if chance.random() < 0.7 else 2]
        if {"province", "city"} <= {*names} or {"channel", "store"} <= {*names}:
            continue
        planted = {n: int(chance.integers(len(company.shares[n]))) for n in names}
        share = float(np.prod([company.shares[n][v] for n, v in planted.items()]))
        factor = 1 + float(chance.choice([-1, 1])) * effect / share
        # What hits nearly all of one value is no pair: no figures could tell it from the value alone.
        if len(names) == 2 and max(company.shares[n][v] for n, v in planted.items()) > 0.6:
            continue
        if 0.08 <= share <= 0.6 and 0.1 <= factor <= 4 and (does != "newcomers" or 0.3 <= factor <= 2.2):
            return Planted(planted, does, factor)


def _usual(kpi: str, *, whole_noise: float, slice_noise: float, orders: int) -> float:
    """Return the standard deviation of the KPI's usual change, of four months' worth."""
    noise = 0.0 if kpi in {"average_order_value", "repeat_rate"} else whole_noise
    # Amounts are lognormal: what they add is more unsteady than a count.
    parts = {"revenue": 2.2, "margin": 2.2, "units": 1.6, "new_customers": 3.5}.get(kpi, 1.2)
    return float(np.sqrt(4 * (noise**2 + 0.15 * slice_noise**2 + parts / orders)))
