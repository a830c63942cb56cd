"""The promise of the matching: found without labels in four sources, with stated probabilities that are so, and stable ids."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

import zhike
from zhike.program import Done, program
from zhike.prove.batches import Batches, split
from zhike.prove.proof import Proof, different, table_hashes
from zhike.prove.quality import BANDS, ENOUGH_PAIRS, Quality, quality
from zhike.words import N_

RECORDS, SMALL = 1_000_000, 6_000
PRECISION, RECALL = 0.98, 0.92
# How far the stated probability of a band of pairs may be from the share that are one person's.
CALIBRATION = 0.05
# For a million records on two cores; a smaller number is not asked to be quicker, as the start counts.
SECONDS, GIGABYTES = 20.0, 4.0
# Of the records that were there before: as many keep their customer's id when one in a hundred is added.
STABLE = 0.999
# Records that a simulated person has in the mean.
_PER_PERSON = 1.59


@dataclass(frozen=True)
class _Shops:
    """Two workspaces with the same records: one was given the last per cent after a run, the other everything at once."""

    added: Path
    whole: Path
    truth: Path


def prove_match(
    *, small: bool = False, records: int | None = None, progress: Callable[[str], None] = print, seed: int = 7
) -> Proof:
    """Link so many records (a million; small: 6,000) of a simulated company whose truth is known, and compare with it."""
    count = records or (SMALL if small else RECORDS)
    proof = Proof("match", N_("Records of one person are found without labels, and what is stated of each pair is so."))
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder:
        home = Path(folder)
        progress("simulate")
        words = ["--customers", max(round(count / _PER_PERSON), 10), "--order-lines", 10, "--seed", seed, "--json"]
        company = program("zhike.cli", "simulate", home / "files", *words).said
        batches = split(company, home / "batches")
        shops = _Shops(home / "added", home / "whole", Path(company["folder"]) / "truth")
        progress("import")
        program("zhike.prove.linking", shops.whole, batches.first)
        # The same workspace twice: identity numbers are hashed with a key of its own.
        shutil.copytree(shops.whole, shops.added)
        progress("all records in one run")
        done = program("zhike.prove.linking", shops.whole, batches.rest)
        proof.saw("sources", len(batches.sources))
        _quality(proof, shops)
        _stability(proof, shops, batches, progress)
        # Last, so that a slower machine tells all the same how good the matching is.
        _speed(proof, done, records=count)
    return proof


def _speed(proof: Proof, done: Done, *, records: int) -> None:
    steps = {table: s for table, s in done.said.items() if table.startswith("identity") and s >= 0.005}
    for table, seconds in steps.items():
        proof.saw(f"seconds of {table}", round(seconds, 2))
    share = records / RECORDS
    proof.within("seconds of linking", round(sum(steps.values()), 2), most=SECONDS * share if share >= 1 else None)
    proof.within("peak memory, GB", round(done.gigabytes, 2), most=GIGABYTES * max(share, 1.0))


def _quality(proof: Proof, shops: _Shops) -> None:
    found = quality(shops.whole, truth=shops.truth)
    proof.saw("records", found.records)
    proof.saw("pairs of one person", found.true_pairs)
    proof.within("pairwise precision", round(found.precision, 4), least=PRECISION)
    proof.within("pairwise recall", round(found.recall, 4), least=RECALL)
    proof.saw("F1", round(found.f1, 4))
    _calibration(proof, found)


def _calibration(proof: Proof, found: Quality) -> None:
    """Note each band; it must be right where there are pairs enough to tell."""
    worst = 0.0
    for band in found.bands:
        enough = band.pairs >= ENOUGH_PAIRS
        worst = max(worst, abs(band.stated - band.right)) if enough else worst
        said = f"{band.pairs:,}: stated {band.stated:.3f}, right {band.right:.3f}"
        proof.saw(
            f"pairs stated {BANDS[band.place]:g} to {BANDS[band.place + 1]:g}",
            said + ("" if enough else ", too few to judge"),
        )
    proof.within("largest error of the stated probability", round(worst, 4), most=CALIBRATION)


def _stability(proof: Proof, shops: _Shops, batches: Batches, progress: Callable[[str], None]) -> None:
    progress("99 % of the records")
    program("zhike.prove.linking", shops.added, batches.nothing)
    before = _ids(shops.added)
    progress("1 % more")
    program("zhike.prove.linking", shops.added, batches.rest)
    after, whole = _ids(shops.added), _ids(shops.whole)
    proof.saw("records added", len(after) - len(before))
    proof.within(
        "ids unchanged after adding",
        round(sum(after[r] == c for r, c in before.items()) / len(before), 5),
        least=STABLE,
    )
    proof.must("ids that a run from scratch gives otherwise", sum(after.get(r) != c for r, c in whole.items()), be=0)
    progress("compare")
    one, other = (_identity_hashes(f) for f in (shops.added, shops.whole))
    proof.must("identity tables that differ from a run from scratch", different(one, other), be=[])
    proof.saw("identity tables compared", len(other))


def _ids(folder: Path) -> dict[tuple[str, str], str]:
    with zhike.open(folder) as shop, duckdb.connect() as connection:
        table = str(shop.lake.table(shop.current_run(), "identity"))
        rows = connection.execute("select source, record_id, customer_id from read_parquet($1)", [table]).fetchall()
    return {(source, record): customer for source, record, customer in rows}


def _identity_hashes(folder: Path) -> dict[str, str]:
    with zhike.open(folder) as shop:
        return table_hashes(shop, [n for n in shop.tables() if n.startswith("identity") or n == "customers"])
