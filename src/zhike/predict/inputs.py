"""What the models look at: one row per customer as of a cut-off day, by one SQL for past days and for today.

In: a session that knows the tables of a run, and a day. Out: a `Panel`: customers, inputs as numbers, and what came after
where that is known. The outcome is read by another SQL, so that the inputs cannot know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine import Session
from zhike.predict.additive import Floats
from zhike.words import N_

_HERE = Path(__file__).parent
# Each input with what it is, in words; the reasons of a score use them.
INPUTS: dict[str, str] = {
    "recency_days": N_("days since the last purchase"),
    "tenure_days": N_("days since the first purchase"),
    "active_days": N_("days with a purchase so far"),
    "active_days_30d": N_("days with a purchase in the last 30 days"),
    "active_days_90d": N_("days with a purchase in the last 90 days"),
    "active_days_180d": N_("days with a purchase in the last 180 days"),
    "active_days_365d": N_("days with a purchase in the last 365 days"),
    "gap_days_mean": N_("usual days between purchases (mean)"),
    "gap_days_median": N_("usual days between purchases (median)"),
    "gap_days_deviation": N_("how irregular the days between purchases are"),
    "last_gap_days": N_("days between the last two purchases"),
    "recency_in_gaps": N_("time since the last purchase, in usual gaps"),
    "average_order_value": N_("usual amount of a purchase"),
    "last_order_value": N_("amount of the last purchase"),
    "revenue_90d": N_("revenue of the last 90 days"),
    "lines_per_order": N_("lines per order"),
    "discount_rate": N_("discounts as a share of the amount"),
    "coupon_share": N_("share of orders with a coupon"),
    "returns_365d": N_("returns in the last 365 days"),
    "channels": N_("sales channels used"),
    "events_30d": N_("events in the last 30 days"),
    "events_90d": N_("events in the last 90 days"),
    "event_recency_days": N_("days since the last event"),
    "interactions_90d": N_("contacts in the last 90 days"),
    "interaction_recency_days": N_("days since the last contact"),
    "feedback_average": N_("average survey answer"),
    "feedback_last": N_("last survey answer"),
}
# An input that looks back so many days needs as much history, or it would mean one thing in the past and another today.
_LOOKS_BACK = {"active_days_90d": 90, "active_days_180d": 180, "active_days_365d": 365, "revenue_90d": 90,
    "returns_365d": 365, "events_90d": 90, "interactions_90d": 90}  # fmt: skip
# These grow with the history that is there; they are cut at the shortest one that the model is trained on.
_GROWS = ("recency_days", "tenure_days", "event_recency_days", "interaction_recency_days")
# Every buyer has these.
ALWAYS = ("recency_days", "tenure_days", "active_days")
# What the inputs are made from, as SELECTs for the plan of a run: their size alone, the rows are read by `panel`.
READS: dict[str, str] = {
    "span": "select min(purchased_on) as first_on, count(*) as purchase_days, count(distinct customer_id) as buyers from purchase_days",
    "gaps": "select gap_days, count(*) as times from purchase_days where gap_days is not null group by gap_days order by gap_days",
    "behind": "select (select count(*) from orders) as orders, (select count(*) from events) as events, "
    "(select count(*) from interactions) as interactions, (select count(*) from feedback) as feedback",
}

_USUAL_GAP = "select cast(median(gap_days) as double) from purchase_days where purchased_on <= $cutoff"


@dataclass(frozen=True)
class Panel:
    """Customers who had bought by a day: `x` has a row per customer and a column per input, NaN where nothing is known.

    `usual_gap_days` is the median of all gaps known by then; NaN when nobody had bought twice. `days_until` are the days from the cut-off to the next purchase and `amount` is its revenue: NaN where none is known.
    """

    cutoff: date
    customers: pa.Array
    names: tuple[str, ...]
    x: Floats
    days_until: Floats
    amount: Floats
    usual_gap_days: float

    def __len__(self) -> int:
        return len(self.x)

    def lapsed(self, horizon_days: int) -> Floats:
        """Return 1.0 for customers who bought nothing in so many days after the cut-off, 0.0 for the others."""
        return np.where(self.days_until <= horizon_days, 0.0, 1.0)

    def column(self, name: str) -> Floats:
        """Return one input."""
        return self.x[:, self.names.index(name)]

    def only(self, names: tuple[str, ...], *, history_days: int) -> Floats:
        """Return some of the inputs; those that grow with the history are cut at `history_days`."""
        x = self.x[:, [self.names.index(n) for n in names]]
        for place, name in enumerate(names):
            if name in _GROWS:
                x[:, place] = np.minimum(x[:, place], history_days)
        return x


def panel(session: Session, cutoff: date, *, permille: int = 1000) -> Panel:
    """Return the panel of a day; `permille` of a thousand customers take part, always the same ones."""
    bound = {"cutoff": cutoff, "permille": permille}
    rows = session.arrow(_sql(), bound, step="predict")
    values = {name: _numbers(rows[name]) for name in rows.column_names if name != "customer_id"}
    names = tuple(INPUTS)
    return Panel(
        cutoff, rows["customer_id"].combine_chunks(), names, np.stack([values[n] for n in names], axis=1),
        values["days_until"], values["amount"],
        float("nan") if (usual := session.value(_USUAL_GAP, {"cutoff": cutoff})) is None else float(usual),
    )  # fmt: skip


def usable(panels: list[Panel], *, history_days: int) -> tuple[str, ...]:
    """Return the inputs that mean the same on all days and are not the same for everybody."""
    found = []
    for place, name in enumerate(panels[0].names):
        columns = [p.x[:, place] for p in panels]
        if _LOOKS_BACK.get(name, 0) <= history_days and all(_varies(c) for c in columns):
            found.append(name)
    return tuple(found)


@lru_cache(maxsize=1)
def _sql() -> str:
    inputs, outcomes = ((_HERE / f"{name}_at.sql").read_text("utf-8") for name in ("inputs", "outcomes"))
    return (
        f"select i.*, o.days_until, o.amount from ({inputs}) as i left join ({outcomes}) as o "
        "on i.customer_id = o.customer_id order by i.customer_id"
    )


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)


def _varies(values: Floats) -> Any:
    filled = values[~np.isnan(values)]
    return len(filled) and (len(filled) < len(values) or filled.min() < filled.max())


def text() -> str:
    """Return what stands for the inputs in the fingerprint of a table."""
    return _sql() + repr(INPUTS)
