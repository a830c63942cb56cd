"""The lake: a folder of Parquet files; a delivery or a run is written whole beside the others and then named."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhike.engine.session import Session, text_of

# 122,880 rows is DuckDB's own row group: a sorted table of ten million rows answers for one key from one or two of them.
# Wide tables of one row per key get small ones, as all columns of a group are unpacked for one row.
ROW_GROUP, SMALL_ROW_GROUP = 122_880, 16_384


@dataclass(frozen=True)
class Lake:
    """Where things lie below the workspace's `lake` folder."""

    folder: Path

    def delivery(self, source: str, import_id: str) -> Path:
        """Return the folder of one import."""
        return self.folder / "raw" / source / import_id

    def run(self, run_id: str) -> Path:
        """Return the folder of one run."""
        return self.folder / "runs" / run_id

    def table(self, run_id: str, table: str) -> Path:
        """Return the Parquet file of one table of one run."""
        return self.run(run_id) / table / f"{table}.parquet"

    def runs_on_disk(self) -> list[str]:
        """Return the run folders there are, published or left over."""
        folder = self.folder / "runs"
        return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []

    @property
    def spill(self) -> Path:
        """Where the engine puts what does not fit into memory."""
        return self.folder / ".spill"

    def drop_spill(self) -> None:
        """Delete what a killed engine had put aside."""
        shutil.rmtree(self.spill, ignore_errors=True)

    def drop_run(self, run_id: str) -> None:
        """Delete a run's folder; it is no error when it is gone."""
        shutil.rmtree(self.run(run_id), ignore_errors=True)


def write_parquet(
    session: Session, select: str, to: Path, *, parameters: object = None, step: str = "", row_group: int = ROW_GROUP
) -> int:
    """Write a SELECT as one Parquet file and return its rows; the file appears whole or not at all."""
    with whole(to) as partial:
        copy = f"copy ({select}) to {text_of(partial)} (format parquet, compression zstd, compression_level 1, row_group_size {row_group})"
        rows = session.rows(copy, parameters, step=step or to.stem)
    return int(rows[0][0])


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """Return a path to write to, beside the file that it becomes at the end: the file appears whole or not at all."""
    to.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: of two who write one file at once the last counts, and neither spoils what the other is writing.
    partial = to.with_name(f".{to.name}.{os.getpid()}-{secrets.token_hex(4)}.partial")
    try:
        yield partial
        partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
