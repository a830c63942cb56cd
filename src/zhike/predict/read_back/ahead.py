"""KPIs of the months ahead read back: what each will be, beside the naive baseline that the model had to beat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhike.predict.kpi_forecast import NAME
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Ahead:
    """One month ahead of one KPI: what to expect, between which bounds, and what the naive baseline says."""

    month: date
    months_ahead: int
    expected: float
    low: float
    high: float
    baseline: float
    baseline_model: str


def months_ahead(shop: Workspace) -> dict[str, tuple[Ahead, ...]]:
    """Return the months ahead of every KPI whose forecast is shown, the next one first."""
    if NAME not in shop.now.tables:
        return {}
    rows = shop.now.kept("months ahead", lambda: shop.now.rows(_ROWS, reads=[NAME]))
    kpis = dict.fromkeys(r["kpi"] for r in rows)
    return {k: tuple(Ahead(**{n: v for n, v in r.items() if n != "kpi"}) for r in rows if r["kpi"] == k) for k in kpis}


_ROWS = """
    select kpi, month, months_ahead, expected, low, high, baseline, baseline_model from kpi_forecast order by kpi, month
"""
