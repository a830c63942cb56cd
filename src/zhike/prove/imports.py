"""The promise of an import: bad rows and only they wait, a dry run tells the truth, mending and undo are whole."""

from __future__ import annotations

import csv
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import zhike
from zhike import collect, pipeline
from zhike.prove.proof import Proof, different, table_hashes
from zhike.words import N_
from zhike.workspace import Workspace

HEADER = ("order_id", "customer_id", "order_date", "status", "total_amount", "discount_amount", "currency", "store")
_STORES = ("上海南京路店", "成都春熙路店", "web")
_DAY, _AMOUNT, _STATUS, _CURRENCY = 2, 4, 3, 6

Row = list[str]


@dataclass(frozen=True)
class Fault:
    """One way in which a row is bad: what happens to its fields, or to its line as text."""

    name: str
    field: int | None = None
    value: str = ""
    line: Callable[[str], bytes] | None = None


# The twenty ways, as real files have them.
FAULTS: tuple[Fault, ...] = (
    Fault("no order number", 0, ""),
    Fault("blank order number", 0, "   "),
    Fault("no date", _DAY, ""),
    Fault("a word for a date", _DAY, "yesterday"),
    Fault("month 13", _DAY, "2024-13-05"),
    Fault("30 February", _DAY, "2024-02-30"),
    Fault("a year before 1900", _DAY, "0001-01-01"),
    Fault("a year far ahead", _DAY, "2999-12-31"),
    Fault("an Excel error for a date", _DAY, "#VALUE!"),
    Fault("a word for an amount", _AMOUNT, "free of charge?"),
    Fault("two decimal points", _AMOUNT, "12.30.4"),
    Fault("not a number", _AMOUNT, "NaN"),
    Fault("infinity", _AMOUNT, "inf"),
    Fault("more than all money", _AMOUNT, "1e20"),
    Fault("an Excel error", _AMOUNT, "#REF!"),
    Fault("an unknown state", _STATUS, "somewhere in between"),
    Fault("an unknown currency", _CURRENCY, "XQZ"),
    Fault("a value too many", line=lambda text: f"{text},extra".encode()),
    Fault("values missing", line=lambda text: ",".join(text.split(",")[:3]).encode()),
    Fault("bytes that are no UTF-8", line=lambda text: text.encode().replace(b",", b"\xff\xfe,", 1)),
)


def prove_import(*, small: bool = False, progress: Callable[[str], None] = print, seed: int = 7) -> Proof:
    """Import 100,000 rows of which 1,234 are bad in 20 ways (small: 5,000 and 100)."""
    rows, bad = (5_000, 100) if small else (100_000, 1_234)
    proof = Proof(
        "import", N_("Bad rows wait and can be mended, a dry run tells the truth, and undo takes everything back.")
    )
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder, zhike.make(Path(folder) / "shop") as shop:
        _base(shop, Path(folder))
        before = table_hashes(shop)
        chance = random.Random(seed)
        truth = [_order(n, chance) for n in range(rows)]
        faults = {n: FAULTS[place % len(FAULTS)] for place, n in enumerate(chance.sample(range(rows), bad))}
        file = _write(Path(folder) / "orders.csv", truth, faults)
        proof.saw("rows", rows)
        proof.must("ways a row is bad", len({f.name for f in faults.values()}), be=20)
        _import(proof, shop, file, faults=faults, rows=rows, progress=progress)
        _mend(proof, shop, truth, faults=faults, progress=progress)
        _undo(proof, shop, before, rows=rows, progress=progress)
    return proof


def _base(shop: Workspace, folder: Path) -> None:
    """Give the shop a first delivery and a run, so that there is something that undo must leave as it was."""
    chance = random.Random(1)
    file = _write(folder / "first.csv", [_order(10_000_000 + n, chance) for n in range(1_000)], {})
    collect.load(shop, file, into="orders", source="till")
    pipeline.run(shop, as_of=date(2025, 6, 30))


def _import(
    proof: Proof, shop: Workspace, file: Path, *, faults: dict[int, Fault], rows: int, progress: Callable[[str], None]
) -> None:
    progress("dry run")
    dry = collect.load(shop, file, into="orders", source="till", dry_run=True)
    progress("import")
    real = collect.load(shop, file, into="orders", source="till")
    proof.must("dry run = real run", (dry.outcomes, dry.reasons), be=(real.outcomes, real.reasons))
    proof.figures["dry run = real run"] = True
    proof.must("received = sum of the outcomes", sum(real.outcomes.values()), be=rows)
    proof.must("quarantined", real.quarantined, be=len(faults))
    proof.saw("reasons", dict(real.reasons))
    proof.saw("import seconds", round(real.seconds, 2))
    to = file.with_name("errors.csv")
    collect.write_errors(shop, real, to=to)
    lines = {line for line, _ in _errors(to)}
    proof.must("error file has exactly the bad rows", lines == {n + 2 for n in faults}, be=True)
    again = collect.load(shop, file, into="orders", source="till", dry_run=True)
    proof.must("the same file again: unchanged", again.unchanged, be=rows - len(faults))


def _mend(
    proof: Proof, shop: Workspace, truth: list[Row], *, faults: dict[int, Fault], progress: Callable[[str], None]
) -> None:
    progress("mend")
    one = collect.receipts(shop)[-1]
    errors = shop.folder.parent / "errors.csv"
    mended = shop.folder.parent / "mended.csv"
    with mended.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADER, "reason"])
        writer.writerows([*truth[line - 2], reason] for line, reason in _errors(errors))
    retried = collect.retry(shop, one.id, path=mended)
    proof.must("mended rows taken", retried.created, be=len(faults))
    left = shop.folder.parent / "left.csv"
    proof.must("errors left after mending", collect.write_errors(shop, one, to=left), be=0)


def _undo(proof: Proof, shop: Workspace, before: dict[str, str], *, rows: int, progress: Callable[[str], None]) -> None:
    progress("run")
    pipeline.run(shop, as_of=date(2025, 6, 30))
    proof.must("orders after mending", shop.query("select count(*) as n from orders")["n"][0].as_py(), be=rows + 1_000)
    progress("undo")
    collect.undo(shop, collect.receipts(shop)[1].id)
    pipeline.run(shop, as_of=date(2025, 6, 30))
    proof.must("tables that differ after undo", different(before, table_hashes(shop)), be=[])
    proof.saw("tables compared", len(before))


def _order(number: int, chance: random.Random) -> Row:
    day = date(2023, 1, 1) + timedelta(days=chance.randrange(900))
    amount, state = (
        f"{chance.randrange(100, 90_000) / 100:.2f}",
        chance.choice(["paid", "completed", "cancelled", "refunded"]),
    )
    return [
        f"A{number}",
        f"{chance.randrange(20_000)}",
        f"{day} {chance.randrange(24):02}:{chance.randrange(60):02}:00",
        state,
        amount,
        "0",
        "CNY",
        chance.choice(_STORES),
    ]


def _write(to: Path, rows: list[Row], faults: dict[int, Fault]) -> Path:
    with to.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode())
        for n, row in enumerate(rows):
            file.write(_spoiled(row, faults.get(n)) + b"\n")
    return to


def _spoiled(row: Row, fault: Fault | None) -> bytes:
    if fault is None:
        return ",".join(row).encode()
    if fault.line is not None:
        return fault.line(",".join(row))
    return ",".join(fault.value if place == fault.field else value for place, value in enumerate(row)).encode()


def _errors(file: Path) -> Iterator[tuple[int, str]]:
    """Yield (line of the first file, reason) of an error file."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            number = re.match(r"\D*(\d+)", row["reason"])
            yield int(number[1]) if number else 0, row["reason"]
