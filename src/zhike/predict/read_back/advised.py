"""Next actions read back: how many customers have which action and why, by stage of the lifecycle, and who is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhike.advice_rules import LEAVE_ALONE
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Advised:
    """Customers with one action for one reason: what it may gain and cost for all of them together, and until when."""

    action: str
    reason: str
    customers: int
    gain: float
    cost: float
    until: date


@dataclass(frozen=True)
class Whole:
    """Several of them together; `acted` are customers with something to do."""

    customers: int
    acted: int
    gain: float
    cost: float


def advised(shop: Workspace) -> tuple[Advised, ...]:
    """Return actions with their reasons, what gains most first and who is left alone last; nothing in an older run."""
    if "next_action" not in shop.now.tables:
        return ()
    rows = shop.now.kept("advised", lambda: shop.now.rows(_ADVISED, {"alone": LEAVE_ALONE}, reads=["next_action"]))
    return tuple(Advised(**row) for row in rows)


def whole(found: Iterable[Advised]) -> Whole:
    """Return the sums of some actions."""
    rows = list(found)
    acted = sum(r.customers for r in rows if r.action != LEAVE_ALONE)
    return Whole(sum(r.customers for r in rows), acted, sum(r.gain for r in rows), sum(r.cost for r in rows))


def advised_by_stage(shop: Workspace) -> dict[tuple[str, str], int]:
    """Return customers by stage of the lifecycle and action."""
    if "next_action" not in shop.now.tables:
        return {}
    rows = shop.now.kept("advised by stage", lambda: shop.now.rows(_BY_STAGE, reads=["next_action", "lifecycle"]))
    return {(r["stage"], r["action"]): r["customers"] for r in rows}


def buyers_unprofiled(shop: Workspace) -> int:
    """Return how many buyers refused profiling: they have no score, and no action."""
    if "unprofiled" not in shop.now.tables:
        return 0
    return int(shop.now.kept("buyers unprofiled", lambda: shop.now.value(_UNPROFILED, reads=["unprofiled", "customer_features"])))  # fmt: skip


_ADVISED = """
    select action, reason, count(*) as customers, sum(expected_gain) as gain, sum(cost) as cost, max(until) as until
    from next_action group by action, reason order by action = $alone, gain desc, customers desc, action, reason
"""
_BY_STAGE = """
    select l.stage, a.action, count(*) as customers from next_action a join lifecycle l on a.customer_id = l.customer_id
    where l.stage is not null group by all
"""
_UNPROFILED = """
    select count(*) from unprofiled u join customer_features f on u.customer_id = f.customer_id where f.orders > 0
"""
