"""The lifecycle as figures: how many customers are in each stage now and month by month, and how they move between stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.describe.directory import day_in_words
from zhike.describe.periods import as_of, month_end
from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_, _
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
class Move:
    """Customers who were in one stage and are in another, or still in it, later; `previous` is None for whom nobody knew before."""

    previous: str | None
    stage: str
    customers: int


@dataclass(frozen=True)
class Moves:
    """From which stage to which customers went between the ends of two months, `first` and `last`; `months` may be asked for."""

    first: date
    last: date
    months: tuple[str, ...]
    moves: tuple[Move, ...]


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


def stage_moves(shop: Workspace, begin: str = "", end: str = "") -> Moves | None:
    """Return from which stage to which customers went between the ends of two months, as "2025-05"; else of the last two.

    The month of the as-of day ends with that day. None where there are no two months, or a run of an older version has no stages.
    """
    if "lifecycle_months" not in shop.now.tables:
        return None
    rows = shop.now.rows("select distinct month from lifecycle_months order by month", reads=["lifecycle_months"])
    ends = {f"{r['month']:%Y-%m}": min(month_end(r["month"]), as_of(shop)) for r in rows}
    if len(ends) < 2:
        return None
    for asked in filter(None, (begin, end)):
        if asked not in ends:
            raise UnknownNameError(what=N_("month"), value=asked[:20], known=ends)
    last = ends[end] if end else max(ends.values())
    first = ends[begin] if begin else max((d for d in ends.values() if d < last), default=last)
    if first >= last:
        raise WrongUseError(detail=_("the first month comes before the second; not {first} and {last}").format(first=day_in_words(first), last=day_in_words(last)))  # fmt: skip
    return Moves(first, last, tuple(ends), _moves(shop, first, last))


def _moves(shop: Workspace, first: date, last: date) -> tuple[Move, ...]:
    held = "coalesce(changed_on, date '1900-01-01') <= ${day} and (ended_on is null or ended_on > ${day})"
    sql = f"""
        select b.stage as previous, a.stage, count(*) as customers
        from (select customer_id, stage from lifecycle_changes where {held.format(day="last")}) a
        left join (select customer_id, stage from lifecycle_changes where {held.format(day="first")}) b using (customer_id)
        group by all
    """
    bound = {"first": first, "last": last}
    rows = shop.now.kept(("stage moves", first, last), lambda: shop.now.rows(sql, bound, reads=["lifecycle_changes"]))
    return tuple(
        sorted(
            (Move(**r) for r in rows),
            key=lambda m: (STAGES.index(m.previous) if m.previous else -1, STAGES.index(m.stage)),
        )
    )


def _flow(row: dict[str, Any]) -> Flow:
    return Flow(row["previous_stage"], row["stage"], row["changes"], row["customers"], row["share"], row["median_days"])
