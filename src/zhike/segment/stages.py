"""The lifecycle as figures: how many customers are in each stage now and month by month, and how they move between stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.workspace import Workspace

# From the first to the last, as a customer who stays goes through them.
STAGES = ("prospect", "new", "active", "loyal", "won_back", "at_risk", "dormant", "lost")


@dataclass(frozen=True)
class Flow:
    """Changes from one stage to another in a year: how many, their share of all out of the first, and the median days in it."""

    previous: str
    stage: str
    changes: int
    customers: int
    share: float
    median_days: float | None


@dataclass(frozen=True)
class Lifecycle:
    """Customers by stage now, by month and stage, and the flows between stages, the largest first."""

    now: dict[str, int]
    months: dict[date, dict[str, int]]
    flows: tuple[Flow, ...]

    @property
    def customers(self) -> int:
        """Return how many customers have a stage."""
        return sum(self.now.values())


def lifecycle(shop: Workspace) -> Lifecycle:
    """Return the lifecycle of the current run's customers; a run of an older version has none."""
    reader = shop.now
    if "lifecycle_flows" not in reader.tables:
        return Lifecycle({}, {}, ())
    now = "select stage, count(*) as customers from lifecycle where stage is not null group by stage"
    counted = {r["stage"]: r["customers"] for r in reader.rows(now, reads=["lifecycle"])}
    months: dict[date, dict[str, int]] = {}
    for r in reader.rows("select * from lifecycle_months order by month", reads=["lifecycle_months"]):
        months.setdefault(r["month"], {})[r["stage"]] = r["customers"]
    flows = reader.rows(
        "select * from lifecycle_flows order by changes desc, previous_stage, stage", reads=["lifecycle_flows"]
    )
    return Lifecycle({s: counted[s] for s in STAGES if s in counted}, months, tuple(map(_flow, flows)))


def _flow(row: dict[str, Any]) -> Flow:
    return Flow(row["previous_stage"], row["stage"], row["changes"], row["customers"], row["share"], row["median_days"])
