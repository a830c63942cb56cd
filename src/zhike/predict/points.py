"""Points of the charts of a card: stated against seen, who is found first, what each threshold finds, how far inputs moved.

They are made where a back-test is made, since what was said of each customer on a past day is kept nowhere. Only the model that
is used and the baseline it had to beat are drawn. A chart takes some dozens of rows, however many customers there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.engine import Column, Table
from zhike.predict.additive import Floats

CALIBRATION, GAIN, THRESHOLD, REPEATS, WEEKS, INTERVAL, DRIFT = CHARTS = (
    "calibration", "gain", "threshold", "repeats", "weeks", "interval", "drift",
)  # fmt: skip
# Parts of a curve: enough for a smooth line, few enough to read as a table.
_BINS, _PARTS, _STEPS = 10, 40, 20
# Customers of so many repeat purchases and more stand together: of more there are few.
MOST_REPEATS = 7


@dataclass(frozen=True)
class Dot:
    """One place of a chart: its number, what was stated, what was seen, the customers it is about, a name where it has one."""

    bin: int
    x: float | None
    y: float
    rows: int
    name: str = ""


@dataclass(frozen=True)
class Point:
    """A dot of one model on one past day."""

    model: str
    target: str
    cutoff: date
    horizon_days: int
    chart: str
    dot: Dot


@dataclass(frozen=True)
class Drawn:
    """What is drawn: a model for a target on one past day."""

    model: str
    target: str
    cutoff: date
    horizon_days: int

    def points(self, chart: str, dots: Iterable[Dot]) -> list[Point]:
        """Return the dots of a chart as points of this model and day."""
        return [Point(self.model, self.target, self.cutoff, self.horizon_days, chart, dot) for dot in dots]


def points_table(score: str) -> Table:
    """Return the table that a model fills with the points of its charts: SCORE_backtest_points."""
    return Table(
        name=f"{score}_backtest_points", room="predict", grain="One row per model, past day, chart and place on it: what its back-test looked like.",
        key=POINT_KEY, columns=_COLUMNS,
    )  # fmt: skip


def points_of(score: str, points: Sequence[Point]) -> dict[str, pa.Table]:
    """Return the rows of that table by its name."""
    table = points_table(score)
    rows = [{"score": score, **vars(p), **vars(p.dot)} for p in points]
    return {table.name: table.arrow({c.name: [r[c.name] for r in rows] for c in table.columns})}


def calibration(stated: Floats, came: Floats) -> list[Dot]:
    """Return means of what was stated and of what came, in tenths of customers by what was stated."""
    tenths = np.array_split(np.argsort(stated, kind="stable"), _BINS)
    return [Dot(k, float(stated[i].mean()), float(came[i].mean()), len(i)) for k, i in enumerate(tenths) if len(i)]


def middles(stated: Floats, came: Floats) -> list[Dot]:
    """Return medians of both in the same tenths: for days and amounts, whose point is none of means."""
    tenths = np.array_split(np.argsort(stated, kind="stable"), _BINS)
    return [
        Dot(k, float(np.median(stated[i])), float(np.median(came[i])), len(i)) for k, i in enumerate(tenths) if len(i)
    ]


def gain(stated: Floats, came: Floats) -> list[Dot]:
    """Return for shares of customers, the highest stated first, the share of all that came which they had.

    Customers of whom the same was stated have no order: each has the same part of what came to them together.
    """
    total = float(came.sum())
    if total <= 0:
        return []
    _values, place, counts = np.unique(-stated, return_inverse=True, return_counts=True)
    reached = np.r_[0.0, np.cumsum(counts)] / len(stated)
    found = np.r_[0.0, np.cumsum(np.bincount(place, weights=came))] / total
    shares = np.arange(_PARTS + 1) / _PARTS
    return [
        Dot(k, float(share), float(np.interp(share, reached, found)), round(share * len(stated)))
        for k, share in enumerate(shares)
    ]


def thresholds(p: Floats, y: Floats) -> list[Dot]:
    """Return for probabilities from 0 to 1 the share of all y = 1 at or above each, and the customers there."""
    ones = float(y.sum())
    if not ones:
        return []
    bounds = np.arange(_STEPS + 1) / _STEPS
    return [Dot(k, float(b), float(y[p >= b].sum()) / ones, int((p >= b).sum())) for k, b in enumerate(bounds)]


def by_repeats(x: Floats, stated: Floats, came: Floats) -> list[Dot]:
    """Return means of what was stated and of what came by the number of repeat purchases so far."""
    group = np.minimum(x, MOST_REPEATS)
    places = [(k, group == k) for k in range(MOST_REPEATS + 1)]
    return [Dot(k, float(stated[i].mean()), float(came[i].mean()), int(i.sum())) for k, i in places if i.any()]


def interval(low: Floats, high: Floats, came: Floats, *, share: float) -> list[Dot]:
    """Return the shares of what came below, within and above its interval, beside what each should be."""
    below, above = float(np.mean(came < low)), float(np.mean(came > high))
    promised, seen = ((1 - share) / 2, share, (1 - share) / 2), (below, 1 - below - above, above)
    return [Dot(k, x, y, len(came)) for k, (x, y) in enumerate(zip(promised, seen, strict=True))]


def drifts(index: Mapping[str, float], rows: int) -> list[Dot]:
    """Return the population stability index of each input, the one that moved most first."""
    ordered = sorted(index.items(), key=lambda i: -i[1])
    return [Dot(k, None, value, rows, name) for k, (name, value) in enumerate(ordered)]


POINT_KEY = ("score", "model", "target", "horizon_days", "cutoff", "chart", "bin")
_COLUMNS = (
    Column("score", "VARCHAR", "", "the table whose scores were tested"),
    Column("model", "VARCHAR", "", "the model that is used, or the baseline it had to beat"),
    Column("target", "VARCHAR", "", "what was predicted"),
    Column("cutoff", "DATE", "", "the past day: the model knew nothing after it; of drift the newest one"),
    Column("horizon_days", "INTEGER", "days", "the days after it that were predicted"),
    Column("chart", "VARCHAR", "", "calibration: tenths of customers by what was stated; gain: shares of customers, the highest stated first; threshold: probabilities; repeats: repeat purchases so far; weeks: weeks after the past day; interval: below, within and above it; drift: inputs"),
    Column("bin", "INTEGER", "", "the place on the chart, from 0; of repeats their number, the last with all above"),
    Column("name", "VARCHAR", "", "the input, of drift"),
    Column("x", "DOUBLE", "", "what was stated: mean (calibration, repeats; median of days and amounts), share of customers (gain), probability (threshold), total (weeks, as corrected today), share that should lie there (interval)"),
    Column("y", "DOUBLE", "", "what was seen: mean (calibration, repeats; median of days and amounts), share of all that came (gain, threshold), total (weeks), share that lay there (interval), population stability index (drift)"),
    Column("rows", "BIGINT", "", "customers that the point is about; of propensity, pairs of a customer and a category"),
)  # fmt: skip
