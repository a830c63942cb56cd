"""A chart as data: what it says in a sentence, its numbers as a table, and the customers behind every point.

The table is the chart: pages, downloads and the API read the same series, so that no picture shows what no table says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Kind = Literal[
    "bars", "stacked", "lines", "rows", "weights", "heat", "contrast", "triangle", "tree", "lorenz", "curve", "spark", "histogram", "pareto", "band", "forecast", "sankey", "chord"
]  # fmt: skip
Unit = Literal["count", "money", "share", "days", "number"]


@dataclass(frozen=True)
class Series:
    """One row of numbers, one for each category; `links` lead to the customers behind them ("" for none).

    `colour` names a colour of css/charts.css, so that a thing has one colour everywhere; `total` is what a row of a
    triangle is about, the size of a cohort.
    """

    name: str
    values: Sequence[float | None]
    links: Sequence[str] = ()
    colour: str = ""
    total: float | None = None
    total_link: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart and its table.

    `categories` run along the x axis (or down, for "rows" and "weights"); `definition` is the metric's anchor on the page of words.
    `ticks` are shorter words for the axis, `colours` name one for each category, `unfinished` says how many of the
    last categories had not ended by the as-of day, `across` is what the categories of a grid are.
    """

    id: str
    kind: Kind
    title: str
    sentence: str
    unit: Unit
    categories: Sequence[str]
    series: Sequence[Series]
    over: str = ""
    definition: str = ""
    note: str = ""
    height: int = 280
    ticks: Sequence[str] = ()
    colours: Sequence[str] = ()
    unfinished: int = 0
    across: str = ""
    totals: str = ""

    @cached_property
    def most(self) -> float:
        """Return the value that has the strongest colour of a grid; month 0 of a triangle is 100 % and says nothing."""
        skipped = 1 if self.kind == "triangle" else 0
        rows = self.series[1:] if self.begins_with_sums else self.series
        return max((v for s in rows for v in s.values[skipped:] if v is not None), default=0.0)

    @property
    def begins_with_sums(self) -> bool:
        """Whether the first row of a triangle adds up the others: it would outshine them all. Shares have a mean there."""
        return self.kind == "triangle" and self.unit != "share"

    def level(self, value: float | None) -> int:
        """Return how strong a cell's colour is, 0 to 8."""
        return 0 if not value or value < 0 or not self.most else min(round(8 * value / self.most), 8)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.categories or all(v is None for s in self.series for v in s.values)


@dataclass(frozen=True)
class Figure:
    """One key figure: its value, its change against the period before with the address that explains it, and a small curve."""

    id: str
    label: str
    value: float | None
    unit: Unit
    change: float | None = None
    is_better: bool | None = None
    curve: Sequence[float | None] = field(default=())
    definition: str = ""
    link: str = ""
    why: str = ""

    @property
    def points(self) -> str:
        """Return the curve as points of an SVG line, 100 wide and 30 high; "" for fewer than two values."""
        values = [v for v in self.curve if v is not None]
        if len(values) < 2:
            return ""
        low, span, last = min(values), (max(values) - min(values)) or 1.0, len(values) - 1
        return " ".join(f"{100 * n / last:.1f},{28 - 26 * (v - low) / span:.1f}" for n, v in enumerate(values))


# Sizes are reserved before a chart is drawn, so each height has its rule in css/charts.css.
HEIGHTS = (120, 160, 200, 240, 280, 320, 360, 400, 440, 520, 640, 800)


def height_for(rows: int, each: int = 40, *, around: int = 60) -> int:
    """Return the smallest reserved height that gives every row its place."""
    return next((h for h in HEIGHTS if h >= rows * each + around), HEIGHTS[-1])
