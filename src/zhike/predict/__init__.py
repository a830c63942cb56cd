"""Prediction: what each customer and the whole shop will probably do, how sure that is, and how each model did on a future it had not seen.

In: orders and profiles as of a day. Out: tables of scores, and for each score its cards and back-tests, which `model_cards`,
`backtests` and `backtest_points` gather; a score that does not beat its naive baseline, or has too little data, has no rows.
"""

from pathlib import Path

from zhike.engine import PythonTable, Table, read_table
from zhike.predict import clv
from zhike.predict.card import METRICS, Backtest, Card, judged, parts, rows_of
from zhike.predict.categories import CATEGORY_INPUTS, SHARE
from zhike.predict.churn import CHURN
from zhike.predict.contract_value import CONTRACTS
from zhike.predict.cutoffs import cutoffs
from zhike.predict.foreseen import NOTHING, SCORES, Foreseen, Withheld, foreseen
from zhike.predict.gathered import gathered
from zhike.predict.inputs import INPUTS
from zhike.predict.kpi_forecast import KPI_FORECAST
from zhike.predict.next_order import NEXT_ORDER
from zhike.predict.propensity import PROPENSITY
from zhike.predict.recommendations import RECOMMENDATIONS
from zhike.predict.remarks import Remark, read_remarks, said
from zhike.predict.sparing import sparing

# All tables that are predicted: each with NAME_cards and NAME_backtests beside it.
PREDICTED: tuple[str, ...] = (*SCORES, CONTRACTS.table.name, KPI_FORECAST.table.name)
PYTHON_TABLES: tuple[PythonTable, ...] = (
    *map(sparing, (clv.VALUE, CHURN, NEXT_ORDER, RECOMMENDATIONS, PROPENSITY, CONTRACTS)),
    KPI_FORECAST,
)
# Of these the back-tests are drawn, too: NAME_backtest_points.
DRAWN: tuple[str, ...] = (clv.NAME, "churn", "next_order", "propensity")
# Groups of customers: segment finds them, and their card stands beside the others.
CLUSTERS = "clusters"
TABLES: tuple[Table, ...] = (
    *gathered(PREDICTED, DRAWN, untested=[CLUSTERS]),
    *(read_table(Path(__file__).parent / f"{name}.sql") for name in ("unprofiled", "next_action")),
)

__all__ = [
    "CATEGORY_INPUTS",
    "CLUSTERS",
    "DRAWN",
    "INPUTS",
    "METRICS",
    "NOTHING",
    "PREDICTED",
    "PYTHON_TABLES",
    "SCORES",
    "SHARE",
    "TABLES",
    "Backtest",
    "Card",
    "Foreseen",
    "Remark",
    "Withheld",
    "cutoffs",
    "foreseen",
    "gathered",
    "judged",
    "parts",
    "read_remarks",
    "rows_of",
    "said",
]
