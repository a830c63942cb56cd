"""Matching beside its peers on public data whose truth is known: Zhike as it is, a Splink model made by hand, ECM.

Zhike gets the files, the meaning of their columns and nothing else: no labels, no rules, no thresholds. The Splink models
(by_splink.py) and recordlinkage's ECM (by_ecm.py) are what somebody who knows the data and the tool would write.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

from matching_data import DATA, Data, Pairs, prepared, truth

import zhike
from zhike import collect, pipeline

HERE = Path(__file__).parent


def main() -> None:
    """Print one line per data set and program."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=os.environ.get("ZHIKE_REALDATA"), help="folder of the data sets")
    asked.add_argument("--peers", default=sys.executable, help="a Python that has requirements/peers.txt")
    asked.add_argument("--only", choices=[d.name for d in DATA], help="one data set alone")
    said = asked.parse_args()
    if said.data is None:
        asked.error("name the folder of the data sets with --data, or in ZHIKE_REALDATA")
    print(f"{'':16}{'':10}{'pairs':>8}{'found':>8}{'precision':>11}{'recall':>9}{'F1':>9}{'seconds':>9}")
    for data in (d for d in DATA if said.only in {None, d.name}):
        with tempfile.TemporaryDirectory() as temporary:
            table = Path(temporary) / "records.json"
            table.write_text(json.dumps({"name": data.name, "rows": prepared(data, said.data)}), "utf-8")
            true = truth(data, said.data)
            for name, pairs, seconds in (
                ("Zhike", *ours(data, said.data, Path(temporary) / "shop")),
                ("Splink", *peer(said.peers, "by_splink.py", table)),
                ("ECM", *peer(said.peers, "by_ecm.py", table)),
            ):
                print_line(data.name, name, counted(data, pairs), true, seconds)


def ours(data: Data, folder: Path, shop_folder: Path) -> tuple[Pairs, float]:
    """Return the pairs of records that Zhike takes for one customer, from the files as they are, and its seconds."""
    started = time.perf_counter()
    with zhike.make(shop_folder) as shop:
        for source, file in data.files.items():
            collect.load(shop, folder / file, into="customers", source=source, mapping=data.mapping)
        pipeline.run(shop, as_of="2025-06-30")
        groups: dict[str, list[str]] = {}
        for row in shop.query("select source, record_id, customer_id from identity").to_pylist():
            groups.setdefault(row["customer_id"], []).append(f"{row['source']}:{row['record_id']}")
    found = {pair for group in groups.values() for pair in combinations(sorted(group), 2)}
    return found, time.perf_counter() - started


def peer(python: str, program: str, table: Path) -> tuple[Pairs, float]:
    """Return what another program finds in the prepared records, and its seconds."""
    started = time.perf_counter()
    done = subprocess.run([python, HERE / program, table], check=True, capture_output=True, text=True)  # noqa: S603 - our own programs
    return {(a, b) for a, b in json.loads(done.stdout.splitlines()[-1])}, time.perf_counter() - started


def counted(data: Data, pairs: Pairs) -> Pairs:
    """Return the pairs that count: of two lists those across them, for every program alike."""
    if len(data.files) == 1:
        return pairs
    return {(a, b) for a, b in pairs if a.partition(":")[0] != b.partition(":")[0]}


def print_line(data: str, name: str, found: Pairs, true: Pairs, seconds: float) -> None:
    """Print precision, recall and F1 of the pairs found."""
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / len(true)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(
        f"{data:16}{name:10}{len(true):8}{len(found):8}{precision:11.4f}{recall:9.4f}{f1:9.4f}{seconds:9.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
