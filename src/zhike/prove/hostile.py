"""The promise that hostile records stop nothing: the run ends, joins nobody by mistake, and says what it left out and why."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zhike
from zhike.program import program
from zhike.prove.proof import Proof
from zhike.words import N_

RECORDS, SMALL = 1_000_000, 2_000
GIGABYTES = 4.0
_PHONE = "13817650042"
_FIELDS = ("record_id", "name", "phone", "email", "birth_date")
_FEW = 20_000  # records of each of the cases that are not about size
# Names are made by counting in these letters: nobody lists a million of them.
_LETTERS = "bcdfghjklmnprstvz"

Row = tuple[str, ...]


@dataclass(frozen=True)
class _Case:
    """Records that would mislead: by source the rows of its file, and how many customers they are."""

    name: str
    files: dict[str, list[Row]]
    customers: int


def prove_hostile(*, small: bool = False, records: int | None = None, progress: Callable[[str], None] = print) -> Proof:
    """Link a million records (small: 2,000) that share one phone, and the other cases; each must end as people would."""
    count = records or (SMALL if small else RECORDS)
    proof = Proof("hostile", N_("Records that would mislead the matching stop nothing, and what is left out is said."))
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder:
        for case in _cases(count):
            progress(case.name)
            _link(proof, case, Path(folder) / case.name.replace(" ", "_"))
    return proof


def _cases(count: int) -> Iterator[_Case]:
    yield _Case("one phone on all records", {"till": [_person(n, number=n, phone=_PHONE) for n in range(count)]}, count)
    few = min(count, _FEW)
    both = {s: [_person(n + k * few, number=n) for n in range(few)] for k, s in enumerate(("till", "web"))}
    yield _Case("the same numbers in two sources", both, 2 * few)
    signs: list[Row] = [(str(n), "🐼" if n % 2 else "🌸🌸", f"139{n:08}", "", "") for n in range(few)]
    yield _Case("names of emoji", {"till": signs}, few)
    yield _Case("one record", {"till": [_person(1, number=1)]}, 1)


def _person(who: int, *, number: int, phone: str = "") -> Row:
    """Return a person with a name and a phone that nobody else has, and no e-mail; `number` is theirs in the source."""
    # Factors without a common divisor with the size: each number comes once, and neighbours are far apart.
    born = f"{1950 + who * 7 % 50}-{1 + who * 5 % 12:02}-{1 + who * 11 % 28:02}"
    name = f"{_word(who * 7_368_787 % 100_000_000)} {_word(who * 15_485_863 % 100_000_000)}"
    return (str(number), name, phone or f"137{who * 61_803_399 % 100_000_000:08}", "", born)


def _word(number: int) -> str:
    """Return a made name for a number; another number has another."""
    text = ""
    while True:
        number, place = divmod(number, len(_LETTERS))
        text += _LETTERS[place] + "aeiou"[number % 5]
        if not number:
            return text.capitalize()


def _link(proof: Proof, case: _Case, folder: Path) -> None:
    folder.mkdir()
    done = program("zhike.prove.linking", folder / "shop", _batch(case, folder))
    proof.saw(f"{case.name}: records", sum(map(len, case.files.values())))
    linking = sum(seconds for table, seconds in done.said.items() if table.startswith("identity"))
    proof.saw(f"{case.name}: seconds of linking", round(linking, 2))
    proof.within(f"{case.name}: peak memory, GB", round(done.gigabytes, 2), most=GIGABYTES)
    with zhike.open(folder / "shop") as shop:
        [found] = shop.query("select count(distinct customer_id) as n from identity")["n"].to_pylist()
        left = shop.query("from identity_rules where left_out_records > 0").to_pylist()
    proof.must(f"{case.name}: customers", found, be=case.customers)
    said = [f"{r['rule']}: {r['left_out_values']:,} on {r['left_out_records']:,} records" for r in left]
    proof.saw(f"{case.name}: values left out, as too many share them", ", ".join(said) or "none")
    if all(row[_FIELDS.index("phone")] == _PHONE for rows in case.files.values() for row in rows):
        phones = {r["rule"]: r["left_out_records"] for r in left}.get("phone", 0)
        proof.must(f"{case.name}: records whose phone was left out", phones, be=case.customers)


def _batch(case: _Case, folder: Path) -> Path:
    """Write the files of a case and return the list of them."""
    files = []
    for source, rows in case.files.items():
        path = folder / f"{source}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([_FIELDS, *rows])
        files.append({"file": str(path), "source": source, "map": {field: field for field in _FIELDS}})
    batch = folder / "batch.json"
    batch.write_text(json.dumps({"files": files, "as_of": "2025-06-30"}), "utf-8")
    return batch
