"""Cleaning: raw text as received → typed rows, with what was repaired and why a row cannot be used.

In: a view with `line` and one VARCHAR column per mapped field. Out: one streaming SELECT (`cleaned_sql`), the data
quality of the import (`quality_sql`), and a sentence for every code that either of them writes (`reason`).
"""

from __future__ import annotations

from pathlib import Path

from zhike.clean.cleaned import Cleaned, cleaned_sql, repair_columns
from zhike.clean.kinds import problem_of
from zhike.clean.measured import Cell, Choice, Measured, Point, Quality, Totals, quality_of
from zhike.clean.measures import DIMENSIONS, measure_said
from zhike.clean.odd import forget
from zhike.clean.options import CleanOptions
from zhike.clean.quality import quality_sql
from zhike.clean.reasons import reason

TABLES: tuple[Path, ...] = (Path(__file__).parent / "data_quality.sql",)

__all__ = [
    "DIMENSIONS",
    "TABLES",
    "Cell",
    "Choice",
    "CleanOptions",
    "Cleaned",
    "Measured",
    "Point",
    "Quality",
    "Totals",
    "cleaned_sql",
    "forget",
    "measure_said",
    "problem_of",
    "quality_of",
    "quality_sql",
    "reason",
    "repair_columns",
]  # fmt: skip
