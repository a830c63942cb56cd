"""One measured figure and the budget it must keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A figure: what it is, its value and unit, and the most it may be (None where there is no budget)."""

    what: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        return self.budget is None or self.value <= self.budget
