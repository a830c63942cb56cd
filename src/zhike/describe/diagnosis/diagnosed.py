"""A diagnosis: what moved, whether that is usual, and what explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.describe.diagnosis.band import Verdict, band_of, scale
from zhike.describe.diagnosis.cells import Mask, Rows, Sums
from zhike.describe.diagnosis.contrast import Aspect, aspects, noises
from zhike.describe.diagnosis.explained import EXPLAINED, Explained
from zhike.describe.diagnosis.facts import READS, Ask, customers_in, facts, facts_sql, last_day
from zhike.describe.diagnosis.months_asked import Months, day_one, month_no
from zhike.describe.diagnosis.search import Found, search
from zhike.describe.diagnosis.split import Split, split
from zhike.describe.diagnosis.usual import Windows
from zhike.describe.months import months
from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_, _
from zhike.workspace import Workspace

# Two slices of nearly the same rows are one thing by two names, as a web shop that is a channel and a store.
_SAME = 0.97


@dataclass(frozen=True)
class Cause:
    """A slice that explains: its dimensions and values, how it moved, what that did to the KPI, and how surprising it is.

    `effect` is in the KPI's unit; `power` is its share of the unexpected change; `surprise` counts standard deviations; `same_as`
    are other names for nearly the same rows; `customers` bought within it in either period.
    """

    slice: dict[str, str]
    aspect: Aspect
    before: float | None
    after: float | None
    effect: float
    power: float
    surprise: float
    same_as: tuple[dict[str, str], ...]
    customers: int


@dataclass(frozen=True)
class DimensionSplit:
    """The exact split by one dimension: volume (None for a ratio), mix, rate; for each value the KPI before, after, what it adds."""

    dimension: str
    volume: float | None
    mix: float
    rate: float
    values: tuple[tuple[str, float | None, float | None, float], ...]


@dataclass(frozen=True)
class Diagnosis:
    """Why a KPI moved. `low` and `high` bound what was to be expected in 95 of 100 such months; None where that is not known.

    `earlier_changes` says from how many earlier changes; causes are named only when the change is unusual.
    """

    kpi: str
    before: Months
    after: Months
    value_before: float | None
    value_after: float | None
    expected: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    earlier_changes: int
    seasonal: bool
    causes: tuple[Cause, ...]
    splits: tuple[DimensionSplit, ...]

    @property
    def change(self) -> float | None:
        """Return how far the KPI moved."""
        return None if self.value_before is None or self.value_after is None else self.value_after - self.value_before

    @property
    def explained(self) -> float:
        """Return the share of the unexpected change that the causes explain together."""
        return sum(c.power for c in self.causes)


def diagnosed(shop: Workspace, kpi: str, *, before: Months, after: Months) -> Diagnosis:
    """Return why a KPI moved from some months to others of a workspace's current run."""
    known = months(shop)
    ended = [m for m in known if m.is_complete]
    if kpi not in EXPLAINED:
        raise UnknownNameError(what=N_("KPI"), value=kpi, known=EXPLAINED)
    _check(before, after, first=known[0].month if known else None, last=ended[-1].month if ended else None)
    reader = shop.now
    first = reader.kept("first order", lambda: reader.value("select min(ordered_on) from orders", reads=["orders"]))

    def ask(sql: str, values: Mapping[str, Any]) -> pa.Table:
        return reader.arrow(sql, values, reads=READS)

    key = ("diagnosis", kpi, before, after)
    return reader.kept(key, lambda: diagnose(ask, EXPLAINED[kpi], before=before, after=after, first=first))  # type: ignore[no-any-return]


def last_two(shop: Workspace, *, before: Months | None, after: Months | None) -> tuple[Months, Months]:
    """Return two periods, where one was not asked for: the last month that has ended, and as many months right before."""
    ended = [m.month for m in months(shop) if m.is_complete]
    if after is None:
        if not ended:
            raise WrongUseError(detail=_("No month with orders has ended yet, so there is nothing to compare."))
        length = before.count if before else 1
        after = Months(month_no(ended[-1]) - length + 1, month_no(ended[-1]))
    return before or Months(after.first - after.count, after.first - 1), after


def diagnose(ask: Ask, kpi: Explained, *, before: Months, after: Months, first: date) -> Diagnosis:
    """Return why a KPI moved, from relations like a run's tables; `first` is the day of the first order."""
    found = facts(ask, kpi, before, after, first=first)
    at = Windows(before.first - found.first_month, after.first - found.first_month, before.count)
    totals = found.rows.totals()
    values = _value(totals[0], kpi, months=before.count), _value(totals[1], kpi, months=before.count)
    band = band_of(found.history, kpi, at, totals)
    verdict, (low, expected, high) = band.verdict, band.bounds
    causes: tuple[Cause, ...] = ()
    if verdict == "unusual" and expected is not None:
        noise = {a: noises(found.history, at, a) for a in aspects(is_ratio=kpi.is_ratio)}
        pieces = search(found.rows, noise, expected=expected * scale(kpi, before.count), is_ratio=kpi.is_ratio)
        causes = tuple(_cause(ask, p, found.rows, kpi, (before, after)) for p in pieces)
    return Diagnosis(
        kpi.name, before, after, *values, expected, low, high, verdict, band.known_from, band.seasonal,
        causes, tuple(_split(found.rows, at_dimension, kpi, before.count) for at_dimension in range(len(found.rows.dimensions))),
    )  # fmt: skip


def _check(before: Months, after: Months, *, first: date | None, last: date | None) -> None:
    if first is None or last is None:
        raise WrongUseError(detail=_("No month with orders has ended yet, so there is nothing to compare."))
    if before.count != after.count:
        raise WrongUseError(detail=_("{before} has {n} months and {after} has {m}: compare as many with as many.").format(before=before.text, n=before.count, after=after.text, m=after.count))  # fmt: skip
    if before.first < after.first <= before.last or before.first >= after.first:
        raise WrongUseError(detail=_("{before} must end before {after} begins.").format(before=before.text, after=after.text))  # fmt: skip
    for one in (before, after):
        if one.days[0] < first or one.days[1] > last:
            raise WrongUseError(detail=_("{months} is not within the months that have ended, {first} to {last}.").format(months=one.text, first=f"{first:%Y-%m}", last=f"{last:%Y-%m}"))  # fmt: skip


def _value(total: Sums, kpi: Explained, *, months: int) -> float | None:
    part, whole = float(total.part[0]), float(total.whole[0])
    if kpi.is_ratio:
        return part / whole if whole else None
    return part / scale(kpi, months)


def _cause(ask: Ask, piece: Found, rows: Rows, kpi: Explained, periods: tuple[Months, Months]) -> Cause:
    named = {rows.dimensions[d]: rows.values[d][v] for d, v in piece.slice.places}
    mask = piece.slice.mask(rows)
    early, late = (s.total() for s in rows.only(mask).totals())
    before, after = (_value(s, kpi, months=periods[0].count) for s in (early, late))
    return Cause(
        named, piece.slice.aspect, before, after, piece.effect / scale(kpi, periods[0].count), piece.power, piece.slice.surprise,
        _same_as(rows, mask, named), _customers(ask, named, periods),
    )  # fmt: skip


def _same_as(rows: Rows, mask: Mask, named: dict[str, str]) -> tuple[dict[str, str], ...]:
    """Return the other single values that hold nearly the same rows."""
    weight = np.abs(rows.part) + rows.whole
    mine, found = float(weight[mask].sum()), []
    for name, values, codes in zip(rows.dimensions, rows.values, rows.codes, strict=True):
        both = np.bincount(codes[mask], weight[mask], len(values))
        at = int(both.argmax())
        either = mine + float(weight[codes == at].sum()) - float(both[at])
        if either and both[at] / either >= _SAME and {name: values[at]}.items() - named.items():
            found.append({name: values[at]})
    return tuple(f for f in found if not f.items() <= named.items())


def _customers(ask: Ask, named: dict[str, str], periods: tuple[Months, Months]) -> int:
    condition, values = customers_in(named)
    before, after = periods
    sql = (
        f"with facts as ({facts_sql()}) select count(distinct customer_id) as n from facts "
        f"where {condition} and (month_no <= $b or month_no >= $c)"
    )
    span = {"first": day_one(before.first), "last": last_day(after.last), "b": before.last, "c": after.first}
    return int(ask(sql, {**span, **values})["n"][0].as_py())


def _split(rows: Rows, by: int, kpi: Explained, count: int) -> DimensionSplit:
    before, after = rows.sums(by)
    found: Split = split(before, after, is_ratio=kpi.is_ratio)
    times = scale(kpi, count)
    values = [
        (value, *_ratio_or_sum(before, after, at, kpi, times), float(added) / times)
        for at, (value, added) in enumerate(zip(rows.values[by], found.by_value, strict=True))
    ]
    volume, mix, rate = (t / times for t in found.totals)
    return DimensionSplit(
        rows.dimensions[by],
        None if kpi.is_ratio else volume,
        mix,
        rate,
        tuple(sorted(values, key=lambda v: -abs(v[3]))),
    )


def _ratio_or_sum(
    before: Sums, after: Sums, at: int, kpi: Explained, times: float
) -> tuple[float | None, float | None]:
    if not kpi.is_ratio:
        return float(before.part[at]) / times, float(after.part[at]) / times
    return tuple(float(s.part[at] / s.whole[at]) if s.whole[at] else None for s in (before, after))  # type: ignore[return-value]
