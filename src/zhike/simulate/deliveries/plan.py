"""What one delivery is: a file, what it holds, where it comes from and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zhike.simulate.press import Press, recode
from zhike.simulate.world import World


@dataclass(frozen=True)
class Delivery:
    """One file to import: `mapping` (file column → field) is None where the headers say enough."""

    path: Path
    entity: str
    source: str
    mapping: dict[str, str] | None
    note: str


@dataclass(frozen=True)
class Plan:
    """How one file comes about: rows from the world, shaped by deliveries/`sql`.sql, some of them broken."""

    path: str
    entity: str
    source: str
    sql: str
    rows: Callable[[World], pa.Table]
    note: str
    breaks: tuple[str, ...] = ()
    mapping: dict[str, str] | None = None
    encoding: str | None = None

    def write(self, world: World, press: Press) -> None:
        """Write the file into the folder of the press."""
        rows = self.rows(world)
        target = press.print(rows, path=self.path, sql=self.sql)
        if self.breaks:
            press.note_broken(self.path, rows["bad"].to_numpy(), breaks=self.breaks)
        if self.encoding:
            recode(target, encoding=self.encoding)

    def delivery(self, folder: Path) -> Delivery:
        """Return what a firm would say about the file when it imports it."""
        return Delivery(folder / self.path, self.entity, self.source, self.mapping, self.note)
