"""The customer files of a company in two parts: nearly all rows, and the newest per cent, as a later delivery has them."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_LATER = 100  # one row in so many comes later


@dataclass(frozen=True)
class Batches:
    """What is imported: the first part without a run, nothing (so that only a run follows), and the rest."""

    sources: tuple[str, ...]
    first: Path
    nothing: Path
    rest: Path


def split(company: dict[str, Any], folder: Path) -> Batches:
    """Write both parts of each customer file of a simulated company, and the lists of them, into `folder`."""
    folder.mkdir()
    files = [d for d in company["deliveries"] if d["entity"] == "customers"]
    parts = [_parted(Path(d["file"]), folder, name=d["source"]) for d in files]
    first, rest = (
        [{"file": str(p[i]), "source": d["source"], "map": _mapping(d)} for d, p in zip(files, parts, strict=True)]
        for i in range(2)
    )
    return Batches(
        tuple(d["source"] for d in files),
        first=_listed(folder / "first.json", first, company=company, run=False),
        nothing=_listed(folder / "nothing.json", [], company=company, run=True),
        rest=_listed(folder / "rest.json", rest, company=company, run=True),
    )


def _parted(file: Path, folder: Path, *, name: str) -> tuple[Path, Path]:
    first, rest = (folder / f"{name} {part}{file.suffix}" for part in ("first", "rest"))
    if file.suffix == ".parquet":
        rows = pq.read_table(file)
        kept = len(rows) - _later(len(rows))
        pq.write_table(rows.slice(0, kept), first)
        pq.write_table(rows.slice(kept), rest)
    else:
        lines = file.read_bytes().splitlines(keepends=True)
        header = lines[:1] if file.suffix == ".csv" else []
        kept = len(lines) - _later(len(lines))
        first.write_bytes(b"".join(lines[:kept]))
        rest.write_bytes(b"".join(header + lines[kept:]))
    return first, rest


def _later(rows: int) -> int:
    return max(rows // _LATER, 1)


def _listed(to: Path, files: list[dict[str, Any]], *, company: dict[str, Any], run: bool) -> Path:
    to.write_text(json.dumps({"files": files, "as_of": company["as_of"], "run": run}), "utf-8")
    return to


def _mapping(delivery: dict[str, Any]) -> dict[str, str] | None:
    """Return the columns of a mapping file, which names the first part's source and not its path."""
    if delivery["map"] is None:
        return None
    return dict(tomllib.loads(Path(delivery["map"]).read_text("utf-8"))["columns"])
