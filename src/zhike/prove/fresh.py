"""The promise of freshness: what is brought up to date between runs is what a run from nothing would make."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import zhike
from zhike import collect, pipeline, refreshing, unify
from zhike.govern import Actor
from zhike.prove.proof import Proof, different, table_hashes
from zhike.simulate import simulate
from zhike.unify import Record, who
from zhike.words import N_
from zhike.workspace import Workspace

CHANGES, CUSTOMERS, ROUNDS = 10_000, 2_000, 10
_BY = Actor("proof")
_WHY = "proof"
# Of a hundred changes so many are rows of an entity; the others are edits by people.
_ROWS = {"events": 56, "orders": 8, "customers": 8, "interactions": 6, "feedback": 6, "consents": 6}
_SOURCES = {
    "events": "web",
    "orders": "till",
    "customers": "crm",
    "interactions": "till",
    "feedback": "web",
    "consents": "app",
}
_VALUES = {"city": ("上海市", "成都市", ""), "email": ("new@example.com", "other@example.org", ""), "gender": ("female", "male"), "acquisition_channel": ("friend", "search")}  # fmt: skip


@dataclass
class _Changes:
    """Random changes, and what was made by them so far."""

    shop: Workspace
    folder: Path
    day: date
    chance: random.Random
    numbers: Mapping[str, Sequence[str]]
    corrected: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    imported: list[int] = field(default_factory=list)
    made: int = 0

    def brought(self, count: int) -> int:
        """Import so many random rows; return how many were received."""
        received = 0
        for entity, share in _ROWS.items():
            rows = [self._row(entity) for _ in range(max(count * share // sum(_ROWS.values()), 1))]
            receipt = self._loaded(entity, rows)
            received += receipt.received
            if entity == "orders":
                lines = [{"order_id": r["order_id"], "line_no": "1", "sku": self._some("SKU1", "SKU2"), "quantity": "1", "line_amount": r["net_amount"]} for r in rows]  # fmt: skip
                received += self._loaded("order_lines", lines).received
        return received

    def edited(self, count: int) -> int:
        """Correct, merge and take back so many times."""
        for _ in range(count):
            self._edit()
        return count

    def sent_twice(self) -> None:
        """Import the same customers twice, with what brought them, and undo the first time: the last word stays, its place does not."""
        rows = [{**self._row("customers"), "acquisition_channel": self._some("friend", "search"), "registered_at": f"{self._day()} 09:00:00"} for _ in range(10)]  # fmt: skip
        first = self._loaded("customers", rows)
        self._loaded("customers", [{**r, "city": "天津市"} for r in rows])
        refreshing.refresh(self.shop, by=_BY)
        collect.undo(self.shop, first.id, by=_BY)
        self.imported.remove(first.id)

    def told_by_lines(self) -> None:
        """Import lines that say whose order they are, then the orders, which do not."""
        orders = [self._row("orders") for _ in range(10)]
        lines = [{"order_id": f"l{r['order_id']}", "record_id": r["record_id"], "sku": "SKU1", "quantity": "1", "line_amount": "5"} for r in orders]  # fmt: skip
        self._loaded("order_lines", lines)
        refreshing.refresh(self.shop, by=_BY)
        whole = ("ordered_at", "status", "net_amount")
        self._loaded("orders", [{"order_id": f"l{r['order_id']}", **{c: r[c] for c in whole}} for r in orders])

    def taken_back(self) -> None:
        """Undo one of the imports."""
        collect.undo(self.shop, self.imported.pop(self.chance.randrange(len(self.imported))), by=_BY)

    def _loaded(self, entity: str, rows: Sequence[Mapping[str, str]]) -> collect.Receipt:
        file = self.folder / f"{entity}-{self.made}.csv"
        self.made += 1
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        source = _SOURCES["orders" if entity == "order_lines" else entity]
        receipt = collect.load(self.shop, file, into=entity, source=source, mapping={c: c for c in rows[0]}, by=_BY)
        self.imported.append(receipt.id)
        return receipt

    def _row(self, entity: str) -> dict[str, str]:
        who_, at = {"record_id": self._number(entity)}, f"{self._day()} {self.chance.randrange(24):02d}:15:00"
        number = f"n{self.chance.randrange(40_000)}"  # now and then one that came before: its last word counts
        score = str(self.chance.randrange(11))
        return {
            "events": lambda: {"event_id": number, **who_, "anonymous_id": "a1", "event": self._some("product_view", "add_to_cart", "visit"), "occurred_at": at},
            "orders": lambda: {"order_id": number, **who_, "ordered_at": at, "status": self._some("completed", "cancelled"), "channel": "store", "net_amount": f"{self.chance.uniform(5, 900):.2f}"},
            "customers": lambda: {**who_, "name": self._some("王小明", "Ana Silva", "李雷"), "city": self._some("北京市", "广州市"), "phone": f"138{self.chance.randrange(10**8):08d}"},
            "interactions": lambda: {"interaction_id": number, **who_, "kind": self._some("call", "chat"), "started_at": at},
            "feedback": lambda: {"feedback_id": number, **who_, "kind": "nps", "score": score, "scale_max": "10", "given_at": at},
            "consents": lambda: {**who_, "purpose": self._some("profiling", "marketing"), "state": self._some("granted", "denied"), "given_at": at},
        }[entity]()  # fmt: skip

    def _number(self, entity: str) -> str:
        """Return the number of somebody known, mostly; of somebody new; or of nobody."""
        dice = self.chance.random()
        if dice < 0.1:
            return f"fresh{self.chance.randrange(500)}"
        if dice < 0.2 and entity in {"events", "orders"}:
            return ""
        return self.chance.choice(self.numbers[_SOURCES[entity]])

    def _day(self) -> date:
        return self.day - timedelta(days=self.chance.randrange(90))

    def _some(self, *of: str) -> str:
        return self.chance.choice(of)

    def _edit(self) -> None:
        dice = self.chance.random()
        source = self.chance.choice(list(self.numbers))
        record = Record(source, self.chance.choice(self.numbers[source]))
        if dice < 0.1 and self.corrected:
            undone = self.corrected.pop(self.chance.randrange(len(self.corrected)))
            unify.take_back(self.shop.store, undone, because=_WHY, by=_BY)
        elif dice < 0.15 and self.decided:
            who.undo(self.shop, self.decided.pop(self.chance.randrange(len(self.decided))), because=_WHY, by=_BY)
        elif dice < 0.3:
            self._merge()
        else:
            name = self.chance.choice(list(_VALUES))
            said = {name: self.chance.choice(_VALUES[name])}
            self.corrected.append(unify.correct(self.shop.store, record, said, because=_WHY, by=_BY))

    def _merge(self) -> None:
        rows = self.shop.now.rows("select customer_id from customers order by all", reads=["customers"])
        one, other = (r["customer_id"] for r in self.chance.sample(rows, 2))
        (a, _a), (b, _b) = who.named(self.shop, one), who.named(self.shop, other)
        if a.customer_id != b.customer_id:
            self.decided.append(who.merge(self.shop, one, other, because=_WHY, by=_BY).id)


def prove_fresh(
    *, small: bool = False, customers: int | None = None, progress: Callable[[str], None] = lambda _: None, seed: int = 19
) -> Proof:  # fmt: skip
    """Make 10,000 random changes (small: 100), bring the workspace up to date after each tenth (small: once), and compare with runs from nothing."""
    people = customers or (40 if small else CUSTOMERS)
    changes, rounds = (100, 1) if small else (CHANGES, ROUNDS)
    proof = Proof("fresh", N_("What is brought up to date between runs is what a run from nothing would make."))
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder, zhike.make(Path(folder) / "shop") as shop:
        progress("a company")
        made = _changes(shop, Path(folder), people, seed)
        total, seconds, differing = 0, list[float](), set[str]()
        for at in range(rounds):
            progress(f"changes {at + 1} of {rounds}")
            edits = changes // rounds // 10
            total += made.brought(changes // rounds - edits) + made.edited(edits)
            if at % 3 == 1:
                made.taken_back()
            if at % 3 == 0:
                made.sent_twice()
                made.told_by_lines()
            done = refreshing.refresh(shop, by=_BY)
            seconds.append(done.seconds if done else 0.0)
            compared = [t for t in shop.tables() if t not in refreshing.left()]
            if at in {0, rounds // 2, rounds - 1}:
                progress("a run from nothing")
                alone, whole = _from_nothing(shop, made.day)
                differing |= set(different(table_hashes(shop, compared), table_hashes(alone, compared)))
        proof.within("events and other rows, and edits by people", total, least=changes)
        proof.saw("refreshes", rounds)
        proof.saw("a refresh, median in seconds", round(sorted(seconds)[rounds // 2], 2))
        proof.saw("a run from nothing, in seconds", round(whole, 2))
        proof.saw("tables compared", len(compared))
        proof.must("tables that differ from a run from nothing", sorted(differing), be=[])
        _next_run(proof, shop, alone, made.day)
    return proof


def _changes(shop: Workspace, folder: Path, people: int, seed: int) -> _Changes:
    company = simulate(folder / "files", customers=people, order_lines=people * 10, seed=seed)
    for d in company.deliveries:
        collect.load(shop, d.path, into=d.entity, source=d.source, mapping=d.mapping)
    pipeline.run(shop, as_of=company.as_of)
    rows = shop.now.rows("select source, record_id from identity order by all", reads=["identity"])
    numbers: dict[str, list[str]] = {}
    for r in rows:
        numbers.setdefault(r["source"], []).append(r["record_id"])
    return _Changes(shop, folder, company.as_of, random.Random(seed), numbers)


def _from_nothing(shop: Workspace, day: date) -> tuple[Workspace, float]:
    """Return the same workspace with a run of the same day that takes nothing over, and how long that took."""
    with shop.alone():
        run = pipeline.made(shop, day, by=_BY, progress=None, is_past=True)
    return shop.at(run.id), run.seconds


def _next_run(proof: Proof, shop: Workspace, alone: Workspace, day: date) -> None:
    """Look whether the next whole run, which goes on from what was brought up to date, makes what a run from nothing makes."""
    whole = table_hashes(alone)
    proof.saw("tables that wait for the next run", len(refreshing.left() & whole.keys()))
    started = time.perf_counter()
    pipeline.run(shop, as_of=day, by=_BY)
    proof.saw("the next run, in seconds", round(time.perf_counter() - started, 2))
    proof.must(
        "tables of the next run that differ from a run from nothing", different(table_hashes(shop), whole), be=[]
    )
