"""Any chart of a page as a file: ?download=CHART.csv or CHART.xlsx on the page's own address."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
from fastapi.responses import Response

from zhike import govern
from zhike.engine import export
from zhike.errors import UnknownNameError
from zhike.web.asking import Asked
from zhike.web.charts import Chart
from zhike.words import N_

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def downloaded(ask: Asked, context: Any, wanted: str) -> Response:
    """Return one chart of a page as a file."""
    govern.require(ask.actor, "export")
    name, _dot, kind = wanted.rpartition(".")
    charts = {c.id: c for c in charts_of(context)}
    if name not in charts:
        raise UnknownNameError(what=N_("chart"), value=name, known=charts)
    return file_of(as_table(charts[name]), f"{name}.{kind}")


def charts_of(context: Any) -> list[Chart]:
    """Return the charts of a page's context, wherever they stand in it."""
    found: list[Chart] = []
    for value in vars(context).values():
        found += [v for v in (value if isinstance(value, list | tuple) else [value]) if isinstance(v, Chart)]
    return found


def as_table(chart: Chart) -> pa.Table:
    """Return a chart's numbers: one row for each category, one column for each series."""
    columns: dict[str, Any] = {chart.over or "category": pa.array(list(chart.categories), pa.string())}
    for series in chart.series:
        columns[series.name or chart.title] = pa.array(
            [None if v is None else float(v) for v in series.values], pa.float64()
        )
    return pa.table(columns)


def file_of(table: pa.Table, name: str) -> Response:
    """Return an Arrow table as a file to be saved; formulas are defused."""
    kind = name.rpartition(".")[2]
    if kind not in TYPES:
        raise UnknownNameError(what=N_("file type"), value=kind, known=TYPES)
    with tempfile.TemporaryDirectory(prefix="zhike-") as folder:
        path = Path(folder) / f"table.{kind}"
        export(table, path)
        return Response(path.read_bytes(), media_type=TYPES[kind], headers=attachment(name))


def attachment(name: str) -> dict[str, str]:
    """Return the header that makes a browser save an answer under a name, whatever it holds."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
