"""A made town for the pages about who is who: customers of several records, matches that are sure, and pairs that are not.

Wang 王小明 is three records: the till and the web know his phone, the web and the app his e-mail. The other people of the
town are at the till, every second one on the web, too: half of these under the same phone, some with
a name and another phone alone.
"""

from __future__ import annotations

import csv
from pathlib import Path

from tests import shop as cast
from tests.unify.test_matching import person

import zhike
from zhike import collect, pipeline
from zhike.workspace import make_workspace

PEOPLE = 160
_HEADER = ("record_id", "name", "phone", "email", "birth_date", "address", "province", "city", "district")
WANG = {
    "till": {"record_id": "wang", "name": "王小明", "phone": "13800138001", "birth_date": "1988-02-03", "address": "文三路18号"},
    "web": {"record_id": "wang", "name": "王小明", "phone": "13800138001", "email": "wang@example.com"},
    "app": {"record_id": "wang", "name": "王小明", "email": "wang@example.com"},
}  # fmt: skip


def _web(n: int) -> dict[str, str]:
    """Return the web's record of a person: half have another phone, and a quarter say nothing more than that and a name."""
    said = dict(person(n))
    if n % 4:
        said |= {"phone": f"+86139{n * 104729 % 100000000:08}"}
    if n % 8 == 6:
        said = {"name": said["name"], "phone": said["phone"]}
    return said


def _files(folder: Path) -> dict[str, Path]:
    rows = {
        "till": [WANG["till"], *({"record_id": str(n), **person(n)} for n in range(PEOPLE))],
        "web": [WANG["web"], *({"record_id": str(n), **_web(n)} for n in range(0, PEOPLE, 2))],
        "app": [WANG["app"], {"record_id": "solo", "name": "欧阳娜娜", "phone": "13900139009"}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for source, listed in rows.items():
        with (folder / f"{source}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _HEADER, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(listed)
    return {source: folder / f"{source}.csv" for source in rows}


def make_town(folder: Path, *, files: Path) -> Path:
    """Make a workspace of the town: an import from each source, and a run."""
    make_workspace(folder, cast.SETTINGS)
    with zhike.open(folder) as shop:
        for source, path in _files(files).items():
            mapping = collect.Mapping(entity="customers", columns={n: n for n in _HEADER})
            collect.load(shop, path, source=source, mapping=mapping)
        pipeline.run(shop, as_of=cast.AS_OF)
    return folder
