"""The features that customers are compared by: columns of customer_features, as the setting clusters.features names them.

In: the rows of customers and the names. Out: one row of numbers per customer, NaN where nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from zhike import describe
from zhike.engine import Column, read_table
from zhike.segment.clusters.scaled import Floats

_NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "DECIMAL")
# A share of two orders is 0, a half or 1 and tells nothing yet: it counts as if so many orders of everybody's came to it.
_LEANING = 4.0


@lru_cache(maxsize=1)
def known() -> dict[str, Column]:
    """Return the columns that may be features, by name."""
    path = next(p for p in describe.TABLES if Path(p).stem == "customer_features")
    return {c.name: c for c in read_table(path).columns if c.type.startswith(_NUMBERS)}


def matrix(rows: pa.Table, names: Sequence[str], everybody: Floats) -> Floats:
    """Return customers by features; shares lean on `everybody`, the means of all, the more the fewer orders there are."""
    orders = _numbers(rows["orders"])
    columns = []
    for name, usual in zip(names, everybody, strict=True):
        values = _numbers(rows[name])
        is_share = known()[name].unit == "share"
        columns.append((orders * values + _LEANING * usual) / (orders + _LEANING) if is_share else values)
    return np.stack(columns, axis=1)


def means(rows: pa.Table, names: Sequence[str]) -> Floats:
    """Return the mean of each feature over the customers of whom it is known, as it is."""
    return np.array([_numbers(rows[name])[~np.isnan(_numbers(rows[name]))].mean() for name in names])


def usable(rows: pa.Table, names: Sequence[str]) -> tuple[str, ...]:
    """Return the features that are known of half of the customers and are not the same for all of them."""
    found = []
    for name in names:
        values = _numbers(rows[name])
        there = values[~np.isnan(values)]
        if 2 * len(there) >= len(values) and len(there) and there.min() < there.max():
            found.append(name)
    return tuple(found)


def typical(rows: pa.Table, name: str) -> float:
    """Return what a feature usually is: the mean of a share, the median of anything else; NaN when nothing is known."""
    values = _numbers(rows[name])
    there = values[~np.isnan(values)]
    if not len(there):
        return float("nan")
    return float(there.mean() if known()[name].unit == "share" else np.median(there))


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(), np.float64)
