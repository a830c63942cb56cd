"""First description of customers: derived tables per customer and per period.

In: the unified tables (customers, orders, order_lines, events, interactions, feedback) as of a day.
Out: `TABLES`, the SQL files of the tables made from them; what each number means stands in docs/metrics.md.
"""

from __future__ import annotations

from pathlib import Path

from zhike.describe.baskets import BASKETS
from zhike.describe.funnel import FUNNELS
from zhike.engine import PythonTable

_HERE = Path(__file__).parent

# Named one by one, in the order a reader should meet them: a file that is not listed here is not a table.
TABLES: tuple[Path, ...] = tuple(
    _HERE / f"{name}.sql"
    for name in (
        "purchase_days",
        "customer_features",
        "rfm",
        "contribution",
        "cohorts",
        "kpi_monthly",
        "summary",
        "first_purchases",
        "habits",
        "affinity",
        "survival",
        "product_contribution",
        "acquisition",
        "payback",
    )
)

PYTHON_TABLES: tuple[PythonTable, ...] = (BASKETS, FUNNELS)

__all__ = ["PYTHON_TABLES", "TABLES"]
