"""A chart as data: what it says in a sentence, its numbers as a table, and the customers behind every point.

The table is the chart: pages, downloads and the API read the same series, so that no picture shows what no table says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["bars", "stacked", "lines", "rows", "heat", "triangle", "tree", "lorenz", "spark"]
Unit = Literal["count", "money", "share", "days", "number"]


@dataclass(frozen=True)
class Series:
    """One row of numbers, one for each category; `links` lead to the customers behind them ("" for none)."""

    name: str
    values: Sequence[float | None]
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Chart:
    """One chart and its table.

    `categories` run along the x axis (or down, for "rows"); `definition` is the metric's name in docs/metrics.md.
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

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.categories or all(v is None for s in self.series for v in s.values)


@dataclass(frozen=True)
class Figure:
    """One key figure: its value, its change against the period before, and a small curve."""

    id: str
    label: str
    value: float | None
    unit: Unit
    change: float | None = None
    is_better: bool | None = None
    curve: Sequence[float | None] = field(default=())
    definition: str = ""
    link: str = ""
