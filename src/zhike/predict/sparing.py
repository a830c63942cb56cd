"""Who refused profiling is scored by no model: the one place where their rows are left out, for all tables of scores.

Models may still learn from what they bought, as from a crowd; nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from inspect import getmodule, getsource

import pyarrow as pa
import pyarrow.compute as pc

from zhike.engine import PythonTable, Session
from zhike.engine.plan import Arrows

_READ = "unprofiled"


def sparing(python: PythonTable) -> PythonTable:
    """Return the same tables without rows of customers who refused profiling."""

    def make(arrows: Arrows, session: Session) -> Mapping[str, pa.Table]:
        refused = arrows[_READ]["customer_id"].combine_chunks()
        return {name: _without(refused, table) for name, table in python.make(arrows, session).items()}

    made = getsource(getmodule(python.make) or python.make)
    reads = {**python.reads, _READ: "select customer_id from unprofiled"}
    return replace(python, make=make, reads=reads, text=python.text + made)


def _without(refused: pa.Array, table: pa.Table) -> pa.Table:
    if not len(refused) or "customer_id" not in table.column_names:
        return table
    return table.filter(pc.invert(pc.is_in(table["customer_id"], value_set=refused)))
