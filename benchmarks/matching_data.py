"""The public data sets of the matching benchmark: where each lies, what its columns mean, which records are one."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

# Pairs of "source:number", the smaller first.
Pairs = set[tuple[str, str]]

_PEOPLE = {
    "rec_id": "record_id", "given_name": "given_name", "surname": "family_name", "address_1": "address", "suburb": "city",
    "postcode": "postcode", "state": "province", "date_of_birth": "birth_date", "soc_sec_id": "member_no",
}  # fmt: skip
_FAKE = {
    "unique_id": "record_id", "first_name": "given_name", "surname": "family_name", "dob": "birth_date", "city": "city",
    "email": "email",
}  # fmt: skip
_RESTAURANTS = {"id": "record_id", "name": "name", "addr": "address", "city": "city", "phone": "phone"}


@dataclass(frozen=True)
class Data:
    """A data set: by source its file, and what the columns mean; the truth is a column (`same`) or a file of pairs."""

    name: str
    files: dict[str, str]
    mapping: dict[str, str]
    same: str = ""
    pairs: str = field(default="")


DATA = (
    Data("FEBRL 1", {"a": "febrl/dataset1.csv"}, _PEOPLE, same="rec_id"),
    Data("FEBRL 2", {"a": "febrl/dataset2.csv"}, _PEOPLE, same="rec_id"),
    Data("fake_1000", {"a": "fake_1000/fake_1000.csv"}, _FAKE, same="cluster"),
    Data(
        "Fodors-Zagats",
        {"fodors": "fodors_zagats/fodors.csv", "zagats": "fodors_zagats/zagats.csv"},
        _RESTAURANTS,
        pairs="fodors_zagats/matches_fodors_zagats.csv",
    ),
)


def prepared(data: Data, folder: Path) -> list[dict[str, str | None]]:
    """Return all records under the names of our fields, in lower case without blanks around; `id` is source:number."""
    rows = []
    for source, file in data.files.items():
        for row in _read(folder / file):
            said = {of: row[column].strip().lower() or None for column, of in data.mapping.items()}
            rows.append({**said, "source": source, "id": f"{source}:{row[_number(data)].strip()}"})
    return rows


def truth(data: Data, folder: Path) -> Pairs:
    """Return the pairs of records that are one."""
    if data.pairs:
        one, other = data.files
        rows = _read(folder / data.pairs)
        return {(f"{one}:{r[f'{one}_id']}", f"{other}:{r[f'{other}_id']}") for r in rows}
    groups: dict[str, list[str]] = {}
    for source, file in data.files.items():
        for row in _read(folder / file):
            # FEBRL says it in the number: rec-223-org and rec-223-dup-0 are one.
            same = row[data.same].split("-")[1] if data.same == "rec_id" else row[data.same]
            groups.setdefault(same, []).append(f"{source}:{row[_number(data)].strip()}")
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _number(data: Data) -> str:
    return next(column for column, of in data.mapping.items() if of == "record_id")


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, skipinitialspace=True))
