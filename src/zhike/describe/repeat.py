"""Repeat purchase read back: which share has bought again so many days after the purchase before."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.describe.habits import Group
from zhike.workspace import Workspace

PURCHASES = (2, 3, 4, 5)


@dataclass(frozen=True)
class Curve:
    """One group's wait for a purchase, week by week: still waiting, seen to buy, and the share who have, with its band."""

    group: Group
    days: tuple[int, ...]
    at_risk: tuple[int, ...]
    bought: tuple[int, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def within(self, days: int) -> float | None:
        """Return the share who buy again within so many days; None when nobody was watched so long."""
        return next((s for d, s in zip(self.days, self.share, strict=True) if d >= days), None)

    def days_to(self, share: float) -> int | None:
        """Return the week's end by which a share have bought again; None when they never have."""
        return next((d for d, s in zip(self.days, self.share, strict=True) if s >= share), None)


def repeat_curves(shop: Workspace, *, dimension: str, purchase: int) -> tuple[Curve, ...]:
    """Return the curves of a dimension's groups for the wait for a purchase (2: the second), the largest group first."""
    asked = {"dimension": dimension, "purchase": purchase}
    found: dict[str, list[dict[str, float]]] = {}
    for row in shop.now.rows(_CURVES, asked, reads=["survival"]):
        found.setdefault(row["group_name"], []).append(row)
    curves = [_curve(Group(dimension, name), rows) for name, rows in found.items()]
    return tuple(sorted(curves, key=lambda c: (-c.at_risk[0], c.group.name)))


def _curve(group: Group, rows: list[dict[str, float]]) -> Curve:
    return Curve(
        group,
        days=tuple(int(r["days"]) for r in rows),
        at_risk=tuple(int(r["at_risk"]) for r in rows),
        bought=tuple(int(r["bought"]) for r in rows),
        share=tuple(1 - r["survival"] for r in rows),
        low=tuple(1 - r["high"] for r in rows),
        high=tuple(1 - r["low"] for r in rows),
    )


_CURVES = """
    select group_name, days, at_risk, bought, survival, low, high from survival
    where dimension = $dimension and purchase_no = $purchase order by group_name, days
"""
