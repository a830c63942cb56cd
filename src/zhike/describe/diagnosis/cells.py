"""The two periods as rows that can be told apart by every dimension, and the months before them by one dimension at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """Sums over some rows, for each of several things: the KPI's part, the squares of it, and what it is divided by."""

    part: Floats
    squares: Floats
    whole: Floats

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.part - other.part, self.squares - other.squares, self.whole - other.whole)

    def total(self) -> Sums:
        """Return the sums over all things, kept as one thing."""
        return Sums(*(a.sum(axis=0, keepdims=True) for a in (self.part, self.squares, self.whole)))


@dataclass(frozen=True)
class Rows:
    """The facts of both periods: one row for each combination of values. `codes` has one row a dimension, places in `values`.

    `late` says which rows are of the later period.
    """

    dimensions: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    codes: tuple[Places, ...]
    late: Mask
    part: Floats
    squares: Floats
    whole: Floats

    def sums(self, by: int) -> tuple[Sums, Sums]:
        """Return the sums of the earlier and the later period by the values of a dimension."""
        return self._counted(self.codes[by], len(self.values[by]))

    def totals(self) -> tuple[Sums, Sums]:
        """Return the sums of both periods, each as one thing."""
        return self._counted(np.zeros(len(self.late), np.int32), 1)

    def pairs(self, one: int, other: int) -> tuple[Sums, Sums]:
        """Return the sums of both periods by pairs of values: those of `one` down, those of `other` across, in one line."""
        across = len(self.values[other])
        return self._counted(self.codes[one] * across + self.codes[other], len(self.values[one]) * across)

    def only(self, among: Mask) -> Rows:
        """Return some of the rows."""
        return replace(
            self, codes=tuple(c[among] for c in self.codes), late=self.late[among], part=self.part[among],
            squares=self.squares[among], whole=self.whole[among],
        )  # fmt: skip

    def scaled(self, among: Mask, *, part: float, whole: float) -> Rows:
        """Return the rows with those of the later period among some multiplied."""
        some = among & self.late
        return replace(
            self,
            part=np.where(some, self.part * part, self.part),
            squares=np.where(some, self.squares * part * part, self.squares),
            whole=np.where(some, self.whole * whole, self.whole),
        )

    def _counted(self, code: npt.NDArray[np.integer], size: int) -> tuple[Sums, Sums]:
        both = code + self.late * size
        found: list[Floats] = [
            np.bincount(both, w, 2 * size).astype(np.float64) for w in (self.part, self.squares, self.whole)
        ]
        return Sums(*(f[:size] for f in found)), Sums(*(f[size:] for f in found))


@dataclass(frozen=True)
class History:
    """Every month up to the later period: `sums[d]` has one row for each value of a dimension, months across; days of each month."""

    sums: tuple[Sums, ...]
    total: Sums
    days: Floats
