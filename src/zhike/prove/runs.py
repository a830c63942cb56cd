"""The promise of a run: killed at any moment, readers still see one whole snapshot, the next run works, nothing is left over."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

import zhike
from zhike import collect, pipeline
from zhike.prove.proof import Proof, different, table_hashes
from zhike.simulate import simulate
from zhike.store import runs
from zhike.words import N_
from zhike.workspace import Workspace


def prove_run(*, small: bool = False, progress: Callable[[str], None] = print, seed: int = 7) -> Proof:
    """Kill a run at 30 random moments (small: 4), and look at what readers see during and after."""
    kills, people = (4, 300) if small else (30, 5_000)
    proof = Proof("run", N_("Whoever reads sees one whole run, whatever happens to the one at work."))
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder, zhike.make(Path(folder) / "shop") as shop:
        progress("simulate")
        last = _fill(shop, Path(folder) / "files", people)
        days = (last - timedelta(days=40), last)
        expected, seconds = _expected(shop, days, progress)
        chance = random.Random(seed)
        seen = _Seen(expected, days)
        for n in range(kills):
            progress(f"kill {n + 1} of {kills}")
            _killed(shop, as_of=_other(shop, days), after=chance.uniform(0.0, seconds), seen=seen)
        proof.must("kills", kills, be=kills)
        proof.saw("of these, in the middle of a run", seen.in_the_middle)
        proof.saw("readings during the runs", seen.readings)
        proof.must("readings that were no whole snapshot", seen.broken, be=[])
        _afterwards(proof, shop, days[0], expected)
    return proof


class _Seen:
    """What readers saw: every reading must be one of the whole snapshots, table by table."""

    def __init__(self, expected: dict[date, dict[str, str]], days: tuple[date, date]) -> None:
        self.expected, self.days = expected, days
        self.readings, self.in_the_middle = 0, 0
        self.broken: list[list[str]] = []

    def read(self, shop: Workspace) -> None:
        """Read every table of the current run and compare with both snapshots."""
        found = table_hashes(shop)
        self.readings += 1
        wrong = [different(found, snapshot) for snapshot in self.expected.values()]
        if all(wrong):
            self.broken.append(min(wrong, key=len))


def _fill(shop: Workspace, folder: Path, people: int) -> date:
    company = simulate(folder, customers=people, order_lines=people * 10, seed=3)
    for delivery in company.deliveries:
        collect.load(shop, delivery.path, into=delivery.entity, source=delivery.source, mapping=delivery.mapping)
    return company.as_of


def _expected(
    shop: Workspace, days: tuple[date, date], progress: Callable[[str], None]
) -> tuple[dict[date, dict[str, str]], float]:
    """Return the hashes of all tables as of both days, and the seconds that a run works."""
    expected, seconds = {}, 0.0
    for day in days:
        progress(f"as of {day}")
        seconds = pipeline.run(shop, as_of=day).seconds
        expected[day] = table_hashes(shop)
    return expected, seconds


def _killed(shop: Workspace, *, as_of: date, after: float, seen: _Seen) -> None:
    """Start a run as a program, read while it works, kill it so many seconds after it began to write, read again."""
    before, older = shop.current_run(), _at_work(shop)
    process = _start(shop, as_of)
    while not _at_work(shop) - older and process.poll() is None:
        time.sleep(0.002)
    deadline = time.perf_counter() + after
    reader = threading.Thread(target=seen.read, args=(shop,))
    reader.start()
    while (left := deadline - time.perf_counter()) > 0 and process.poll() is None:
        time.sleep(min(left, 0.01))
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reader.join()
    seen.in_the_middle += bool(_at_work(shop) - older and shop.current_run() == before)
    seen.read(shop)


def _at_work(shop: Workspace) -> set[str]:
    """Return the folders of runs that are not published: one at work, or killed."""
    return set(shop.lake.runs_on_disk()) - _published(shop)


def _afterwards(proof: Proof, shop: Workspace, day: date, expected: dict[date, dict[str, str]]) -> None:
    process = _start(shop, day)
    proof.must("exit code of the next run", process.wait(), be=0)
    proof.must("tables of the next run that differ", different(table_hashes(shop), expected[day]), be=[])
    proof.must("run folders left over", sorted(_at_work(shop)), be=[])
    left = [
        str(p.relative_to(shop.lake.folder))
        for p in shop.lake.folder.rglob("*")
        if p.is_file() and ("partial" in p.name or ".spill" in p.parts)
    ]
    proof.must("files left over", left, be=[])


def _other(shop: Workspace, days: tuple[date, date]) -> date:
    """Return the day that the current run is not as of, so that nothing can be taken over from it."""
    with shop.store.reading() as connection:
        now = connection.execute(select(runs.c.as_of).where(runs.c.id == shop.current_run())).scalar()
    return days[0] if now == days[1] else days[1]


def _published(shop: Workspace) -> set[str]:
    with shop.store.reading() as connection:
        return set(connection.execute(select(runs.c.id)).scalars())


def _start(shop: Workspace, day: date) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "zhike.cli", "run", "--as-of", str(day), "-w", str(shop.folder), "--json"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
