"""From CSV to published tables: seconds, memory, growth with size, and how quickly one customer's rows are found.

The work is done in programs of their own, so that memory is theirs alone; their start counts.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import zhike
from zhike import pipeline
from zhike.bench.measured import Measured
from zhike.program import program

# Seconds that a million customers with ten million order lines may take on two cores, without models and with them; and memory.
_SECONDS, _WITH_MODELS, _GIGABYTES = 60.0, 120.0, 6.0
_FULL_SIZE = 1_000_000
# A tenth of the size may take no less than a tenth of the time, with a twentieth for noise.
_LINEAR = 1.05
_LOOKUP_MS = 50.0
_LOOKUPS = 200


@dataclass(frozen=True)
class Size:
    """How large the simulated company is."""

    customers: int
    order_lines: int
    seed: int = 1


def bench_pipeline(
    size: Size, *, folder: Path | None = None, growth: bool = True, progress: Callable[[str], None] = print
) -> Iterator[Measured]:
    """Yield the figures of the whole line at a size, and its growth from a tenth of it."""
    with tempfile.TemporaryDirectory(prefix="zhike-bench-") as temporary:
        home = folder or Path(temporary)
        smaller = Size(size.customers // 10, size.order_lines // 10, size.seed)
        before = (
            (yield from _line(smaller, home / "tenth", progress, f"{smaller.customers:,} customers")) if growth else 0.0
        )
        seconds = yield from _line(size, home / "whole", progress, f"{size.customers:,} customers")
        if growth:
            yield Measured("growth of time for ten times the size", seconds / before / 10, "× linear", _LINEAR)
        yield from _lookups(home / "whole" / "shop", progress)


def _line(size: Size, home: Path, progress: Callable[[str], None], label: str) -> Generator[Measured, None, float]:
    """Yield the figures of one size; return its seconds from files to published tables."""
    share = max(size.customers / _FULL_SIZE, 1.0)
    full = size.customers >= _FULL_SIZE
    progress(f"{label}: simulate")
    words = ["--customers", size.customers, "--order-lines", size.order_lines, "--seed", size.seed, "--json"]
    made = program("zhike.cli", "simulate", home / "files", *words)
    yield Measured(f"{label}: simulate", made.seconds, "s", 180.0 * share if full else None)
    progress(f"{label}: import and run")
    (home / "company.json").write_text(json.dumps(made.said), "utf-8")
    done = program("zhike.bench.line", home / "company.json", home / "shop")
    yield Measured(f"{label}: import all files", done.said["import"], "s")
    yield Measured(f"{label}: run", done.said["run"], "s")
    described = done.seconds - done.said["models"]
    yield Measured(f"{label}: from files to described customers", described, "s", _SECONDS * share if full else None)
    yield Measured(f"{label}: the same with models", done.seconds, "s", _WITH_MODELS * share if full else None)
    yield Measured(f"{label}: peak memory", done.gigabytes, "GB", _GIGABYTES if full else None)
    return done.seconds


def _lookups(shop_folder: Path, progress: Callable[[str], None]) -> Iterator[Measured]:
    """Yield the 95th percentile, over random customers, of reading one customer's rows of each table from Python."""
    progress("lookups")
    with zhike.open(shop_folder) as shop:
        names = [t.name for t in pipeline.tables().values() if t.column("customer_id")]
        some = shop.query(f"select customer_id from customers using sample {_LOOKUPS} rows (reservoir, 7)")[
            "customer_id"
        ].to_pylist()
        chance = random.Random(1)
        worst = 0.0
        for name in names:
            worst = max(
                worst, _percentile([_timed(shop, name, chance.choice(some)) for _ in range(_LOOKUPS // 4)], 0.95)
            )
        yield Measured("one customer's rows of a table, p95 of the slowest table", worst, "ms", _LOOKUP_MS)


def _timed(shop: zhike.Workspace, table: str, customer_id: str) -> float:
    started = time.perf_counter()
    shop.table(table).where(f"customer_id = '{customer_id}'").rows()
    return (time.perf_counter() - started) * 1000


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
