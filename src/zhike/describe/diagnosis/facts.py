"""The facts read from a run: both periods as rows, and all months before by one dimension at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.describe.diagnosis.cells import Floats, History, Places, Rows, Sums
from zhike.describe.diagnosis.dimensions import DIMENSIONS, NOTHING, OTHERS
from zhike.describe.diagnosis.explained import Explained
from zhike.describe.diagnosis.months_asked import Months, day_one, month_no

# A SELECT with its parameters as an Arrow table; a run's reader and a session both can.
Ask = Callable[[str, Mapping[str, Any]], pa.Table]
READS = ("orders", "order_lines", "purchase_days", "customers", "customer_features")
# So many months before the later period tell what is usual; so many values of a dimension are looked at one by one.
_MONTHS, _VALUES = 48, 300


@dataclass(frozen=True)
class Facts:
    """What a diagnosis is made from: the rows of both periods, the months from `first_month` on, the places of the periods in them."""

    rows: Rows
    history: History
    first_month: int


def facts(ask: Ask, kpi: Explained, before: Months, after: Months, *, first: date) -> Facts:
    """Return the facts of a KPI; `first` is the day of the first order there is."""
    start = max(month_no(first), min(before.first, after.last - _MONTHS + 1))
    # The month in which a company began to sell is not a whole one.
    if first.day > 1 and start == month_no(first) and start < before.first:
        start += 1
    rows = _rows(ask, kpi, before, after)
    months = after.last - start + 1
    found = ask(_by_dimension(kpi, rows.dimensions), {"first": day_one(start), "last": last_day(after.last)})
    return Facts(rows, _history(found, rows, start=start, months=months), start)


def customers_in(dimensions: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the condition on the facts that a slice is, with its parameters; names are dimensions, values are bound."""
    named = {name: f"slice_{at}" for at, name in enumerate(dimensions)}
    parts = [f"{name} is null" if dimensions[name] == NOTHING else f"{name} = ${named[name]}" for name in dimensions if name in DIMENSIONS]  # fmt: skip
    return " and ".join(parts) or "true", {named[n]: v for n, v in dimensions.items() if v != NOTHING}


@lru_cache(maxsize=1)
def facts_sql() -> str:
    """Return the SELECT of the facts between $first and $last."""
    return Path(__file__).with_name("facts.sql").read_text("utf-8").strip()


def last_day(month: int) -> date:
    """Return the last day of a month."""
    return day_one(month + 1) - timedelta(days=1)


def _rows(ask: Ask, kpi: Explained, before: Months, after: Months) -> Rows:
    listed = ", ".join(DIMENSIONS)
    found = ask(
        f"with facts as ({facts_sql()}) select month_no >= $later as late, {listed}, {_sums(kpi)} from facts "
        "where month_no between $a and $b or month_no between $c and $d group by all",
        {
            "first": day_one(before.first), "last": last_day(after.last), "later": after.first,
            "a": before.first, "b": before.last, "c": after.first, "d": after.last,
        },
    )  # fmt: skip
    part = _floats(found["part"])
    dimensions, values, codes = [], [], []
    for name in DIMENSIONS:
        known, places = _coded(found[name], np.abs(part))
        # What is the same everywhere, or unknown everywhere, tells nothing apart.
        if len(known) > 1 and name not in kpi.circular:
            dimensions.append(name)
            values.append(known)
            codes.append(places)
    late = found["late"].to_numpy(zero_copy_only=False).astype(bool)
    return Rows(
        tuple(dimensions), tuple(values), tuple(codes), late, part, _floats(found["squares"]), _floats(found["whole"])
    )


def _sums(kpi: Explained) -> str:
    """Return the three sums of a KPI; its columns are those of the registry."""
    whole = f"sum({kpi.whole})" if kpi.whole else (f"sum({kpi.each})" if kpi.each else "0.0")
    return f"sum({kpi.part}) as part, sum({kpi.part} * {kpi.part}) as squares, cast({whole} as double) as whole"


def _coded(column: pa.ChunkedArray, weights: Floats) -> tuple[tuple[str, ...], Places]:
    """Return the values of a column, the heaviest first, and the place of each row's; those beyond some hundred as one."""
    coded = pc.fill_null(column.cast(pa.string()), NOTHING).combine_chunks().dictionary_encode()
    known, places = coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(-np.bincount(places, weights, len(known)), kind="stable")
    at = np.empty(len(known), np.int32)
    at[order] = np.arange(len(known))
    values = tuple(known[k] for k in order)
    if len(values) > _VALUES:
        at, values = np.minimum(at, _VALUES), (*values[:_VALUES], OTHERS)
    return values, at[places].astype(np.int32)


def _by_dimension(kpi: Explained, dimensions: tuple[str, ...]) -> str:
    """Return the SELECT of the sums by month and one dimension at a time; a dimension that is not asked is no reason for a row."""
    sets = ", ".join(["(month_no)", *(f"(month_no, {name})" for name in dimensions)])
    listed = "".join(f", {name}" for name in dimensions)
    which = f"grouping({', '.join(dimensions)})" if dimensions else "0"
    return f"with facts as ({facts_sql()}) select month_no, {which} as which{listed}, {_sums(kpi)} from facts group by grouping sets ({sets})"


def _history(found: pa.Table, rows: Rows, *, start: int, months: int) -> History:
    which = found["which"].to_numpy(zero_copy_only=False)
    month = found["month_no"].to_numpy(zero_copy_only=False) - start
    weights = [_floats(found[name]) for name in ("part", "squares", "whole")]
    width, sums = len(rows.dimensions), []
    for at, (name, values) in enumerate(zip(rows.dimensions, rows.values, strict=True)):
        # grouping() has one bit for each dimension, 0 where rows are told apart by it.
        mine = which == (2**width - 1) ^ (1 << (width - 1 - at))
        known = {value: place for place, value in enumerate(values)}
        others = known.get(OTHERS, -1)
        place = np.array(
            [known.get(v or NOTHING, others) for v in found[name].filter(pa.array(mine)).to_pylist()], np.int64
        )
        sums.append(_placed(place, month[mine], [w[mine] for w in weights], (len(values), months)))
    whole = which == 2**width - 1
    total = _placed(np.zeros(whole.sum(), np.int64), month[whole], [w[whole] for w in weights], (1, months))
    days = np.array([(day_one(start + m + 1) - day_one(start + m)).days for m in range(months)], np.float64)
    return History(tuple(sums), total, days)


def _placed(place: Any, month: Any, weights: list[Floats], shape: tuple[int, int]) -> Sums:
    kept = (place >= 0) & (month >= 0)
    at = place[kept] * shape[1] + month[kept]
    return Sums(*(np.bincount(at, w[kept], shape[0] * shape[1]).reshape(shape).astype(np.float64) for w in weights))


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), np.float64)
