"""Zhike beside the pandas notebook, on the same files, in the same run: one table of seconds, memory and ratios."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Measure both and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=100_000)
    asked.add_argument("--order-lines", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path)
    size = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = size.folder or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        company = home / "company.json"
        words = ["--customers", size.customers, "--order-lines", size.order_lines, "--json"]
        company.write_text(json.dumps(measure("-m", "zhike.cli", "simulate", home / "files", *words)[0]), "utf-8")
        _, ours, our_memory = measure("-m", "zhike.bench.line", company, home / "shop")
        found, theirs, their_memory = measure(HERE / "notebook.py", company)
        _, read, read_memory = measure(HERE / "bare_sql.py", company)
    print(
        f"{size.customers:,} customers, {size.order_lines:,} order lines, {os.cpu_count()} cores; the notebook found {found}"
    )
    print(f"{'':34}{'seconds':>9}{'GB':>7}{'ratio':>8}")
    for name, seconds, memory in (
        ("Zhike: files to published tables", ours, our_memory),
        ("pandas notebook", theirs, their_memory),
        ("bare DuckDB SQL", read, read_memory),
    ):
        print(f"{name:34}{seconds:9.1f}{memory:7.1f}{seconds / ours:8.2f}")


def measure(*words: object) -> tuple[dict[str, object], float, float]:
    """Run a Python program; return what it printed as JSON, its seconds, and its peak memory in GB."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen([sys.executable, *map(str, words)], stdout=printed)  # noqa: S603 - our own programs
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{words} failed")
        printed.seek(0)
        return json.loads(printed.read()), time.perf_counter() - started, used.ru_maxrss / 1e6


if __name__ == "__main__":
    main()
