"""The promise of an unmerge: every merge can be taken back, in any order, and then every table is what it was.

Three kinds are tried on a simulated company: merges by hand, merges that an import brought, and merges that the run made of
itself by keys and matches. What was undone stays apart, even where everything is computed anew.
"""

from __future__ import annotations

import csv
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import delete

import zhike
from zhike import collect, pipeline
from zhike.govern import Actor
from zhike.prove.proof import Proof, different, table_hashes
from zhike.simulate import simulate
from zhike.store import current, run_tables, runs
from zhike.unify import who
from zhike.words import N_
from zhike.workspace import Workspace

BY = Actor("proof")
# Persons and merges.
_FULL, _SMALL = (10_000, 3_000), (300, 60)
# Every so many merges by hand, one more record joins a customer that was merged before.
_CHAIN = 10


@dataclass
class _Course:
    """Where the proof stands: the workspace, its day, and what every table was before the first merge."""

    shop: Workspace
    day: date
    before: dict[str, str]
    chance: random.Random
    progress: Callable[[str], None]
    seconds: list[float]

    def run(self) -> dict[str, str]:
        """Compute all tables and return what they are."""
        pipeline.run(self.shop, as_of=self.day)
        return table_hashes(self.shop)

    def timed(self, change: Callable[[], who.Changed]) -> who.Changed:
        """Make a change and note how long it took."""
        started = time.perf_counter()
        done = change()
        self.seconds.append(time.perf_counter() - started)
        return done

    def undone(self, ids: Sequence[str]) -> list[str]:
        """Undo changes in random order; return the ids of the undos."""
        order = self.chance.sample(list(ids), len(ids))
        return [self.timed(partial(who.undo, self.shop, i, because="proof", by=BY)).id for i in order]


def prove_unmerge(
    *, small: bool = False, progress: Callable[[str], None] = lambda _: None, persons: int | None = None, merges: int | None = None
) -> Proof:  # fmt: skip
    """Merge, undo in random order, and compare the canonical hash of every table; raise BrokenPromiseError when it differs."""
    proof = Proof("unmerge", N_("Every merge can be undone, in any order, and every table is then what it was."))
    usual = _SMALL if small else _FULL
    people, count = persons or usual[0], merges or usual[1]
    with tempfile.TemporaryDirectory(prefix="zhike-unmerge-") as folder, zhike.make(Path(folder) / "shop") as shop:
        day = _fill(shop, Path(folder) / "files", people, progress)
        pipeline.run(shop, as_of=day)
        before = table_hashes(shop)
        course = _Course(shop, day, before, random.Random(7), progress, [])
        proof.saw("persons", people)
        proof.saw("customers before", _customers(shop))
        proof.saw("tables compared", len(before))
        _by_hand(proof, course, count // 2)
        _by_an_import(proof, course, count // 4)
        _by_the_run(proof, course, count - count // 2 - count // 4)
        course.seconds.sort()
        proof.saw("merges", count)
        proof.saw("changes made", len(course.seconds))
        proof.saw("a change, p95 in ms", round(1000 * course.seconds[int(0.95 * len(course.seconds))], 1))
    return proof


def _fill(shop: Workspace, files: Path, people: int, progress: Callable[[str], None]) -> date:
    progress("a company")
    company = simulate(files, customers=people, order_lines=people * 10, seed=11)
    for d in company.deliveries:
        collect.load(shop, d.path, into=d.entity, source=d.source, mapping=d.mapping)
    return company.as_of


def _by_hand(proof: Proof, course: _Course, count: int) -> None:
    """Merge customers by hand, chains among them, and undo all of it in random order."""
    shop = course.shop
    course.progress(f"{count} merges by hand")
    there = [r["customer_id"] for r in shop.query("select distinct customer_id from identity order by 1").to_pylist()]
    chosen = iter(course.chance.sample(there, 2 * count))
    made: list[who.Changed] = []
    for n in range(count):
        one = made[-1].customers[0].customer_id if n % _CHAIN == _CHAIN - 1 else next(chosen)
        other = next(chosen)
        made.append(course.timed(partial(who.merge, shop, one, other, because="proof", by=BY)))
    after = course.run()
    proof.must("by hand: customers fewer", len(there) - _customers(shop), be=count)
    proof.saw("by hand: tables that changed", len(different(after, course.before)))
    course.progress(f"{count} undos")
    course.undone([m.id for m in made])
    proof.must("by hand: tables that differ after undo", different(course.run(), course.before), be=[])
    proof.must("by hand: merged again by a full run", _together(shop, course.day, [_sides(m) for m in made]), be=0)


def _by_an_import(proof: Proof, course: _Course, count: int) -> None:
    """Import records that tie two customers each, one by phone and one by e-mail, and undo the import."""
    shop = course.shop
    course.progress(f"{count} merges by an import")
    alone = """
        select {what}, (select source || ':' || record_id from records r where r.{what} = c.{what}) as record
        from customers c where {what} is not null and {other} is null and records = 1
          and (select count(*) from records r where r.{what} = c.{what}) = 1 order by customer_id
    """
    phones = shop.query(alone.format(what="phone", other="email")).to_pylist()
    emails = shop.query(alone.format(what="email", other="phone")).to_pylist()
    count = min(count, len(phones), len(emails))
    chosen = zip(course.chance.sample(phones, count), course.chance.sample(emails, count), strict=True)
    # Two that were compared and found unlike stay apart, whatever record ties them: that is no merge.
    compared = _compared(shop)
    pairs = [(p, e) for p, e in chosen if frozenset({p["record"], e["record"]}) not in compared]
    file = shop.folder / "bridges.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(
            [("record_id", "phone", "email"), *((f"b{n}", p["phone"], e["email"]) for n, (p, e) in enumerate(pairs))]
        )
    sides = [(frozenset({p["record"]}), frozenset({e["record"]})) for p, e in pairs]
    receipt = collect.load(shop, file, into="customers", source="bridges")
    course.run()
    proof.saw("by an import: records that tie two", len(sides))
    proof.must("by an import: of these two made one", _one(shop, sides), be=len(sides))
    collect.undo(shop, receipt.id, by=BY)
    proof.must("by an import: tables that differ after undo", different(course.run(), course.before), be=[])


def _compared(shop: Workspace) -> set[frozenset[str]]:
    """Return the pairs of records that the last run held against each other."""
    rows = shop.query("""
        select a.source || ':' || a.record_id as one, b.source || ':' || b.record_id as other
        from identity_scores s join records a on s.id_a = a.arrived join records b on s.id_b = b.arrived
    """)
    return {frozenset({r["one"], r["other"]}) for r in rows.to_pylist()}


def _by_the_run(proof: Proof, course: _Course, count: int) -> None:
    """Undo merges that keys and matches made, one by one; then undo the undos."""
    shop = course.shop
    course.progress(f"{count} merges that the run made")
    joined = "select pair_id, matched_by from identity_pairs where outcome = 'joined' order by pair_id"
    there = shop.query(joined).to_pylist()
    chosen = course.chance.sample(there, min(count, len(there)))
    proof.saw("by the run: undone", len(chosen))
    proof.saw("by the run: of these by a match", sum(r["matched_by"] == "match" for r in chosen))
    done = [course.timed(partial(who.undo, shop, r["pair_id"], because="proof", by=BY)) for r in chosen]
    course.run()
    sides = [_sides(d) for d in done]
    proof.must("by the run: still one after undo", _one(shop, sides), be=0)
    proof.must("by the run: merged again by a full run", _together(shop, course.day, sides), be=0)
    course.undone([d.id for d in done])
    proof.must(
        "by the run: tables that differ when the undos are undone", different(course.run(), course.before), be=[]
    )


Sides = tuple[frozenset[str], frozenset[str]]


def _sides(done: who.Changed) -> Sides:
    """Return the records that a change joined or parted, on each side."""
    return frozenset(map(str, done.sides.a)), frozenset(map(str, done.sides.b))


def _one(shop: Workspace, sides: Sequence[Sides]) -> int:
    """Return of how many of these a record of one side and one of the other are one customer."""
    rows = shop.query("select source || ':' || record_id as record, customer_id from identity").to_pylist()
    of = {r["record"]: r["customer_id"] for r in rows}
    return sum(bool({of[r] for r in a} & {of[r] for r in b}) for a, b in sides)


def _together(shop: Workspace, day: date, sides: Sequence[Sides]) -> int:
    """Return the same for a copy of the workspace that has forgotten all its runs."""
    copy = shop.folder.parent / "again"
    shutil.copytree(shop.folder, copy, ignore=shutil.ignore_patterns("runs"))
    with zhike.open(copy) as other:
        with other.store.writing() as connection:
            for table in (current, run_tables, runs):
                connection.execute(delete(table))
        pipeline.run(other, as_of=day)
        found = _one(other, sides)
    shutil.rmtree(copy)
    return found


def _customers(shop: Workspace) -> int:
    found: int = shop.query("select count(distinct customer_id)::int as n from identity").to_pylist()[0]["n"]
    return found
