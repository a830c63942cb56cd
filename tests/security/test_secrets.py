"""An identity number is nowhere in a workspace, and a password is in no message."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import zhike
from shop import HANAS_NATIONAL_ID
from zhike import collect, pipeline

# Valid, invalid, the old form, and one with blanks inside.
PLANTED = ["11010519491231002X", "110105194912310021", "110105491231002", "44030819990110553X"]
HEAD = "会员号,姓名,身份证号,手机号,注册时间\n"
COLUMNS = {
    "会员号": "record_id",
    "姓名": "name",
    "身份证号": "national_id",
    "手机号": "phone",
    "注册时间": "registered_at",
}


def clear_texts(folder):
    """Yield (file, text) for the bytes of every file and for every text column of every Parquet file."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path, path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            for column in pq.read_table(path).columns:
                if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                    yield path, "\x1f".join(v for v in column.to_pylist() if v)


def hits(folder, numbers):
    spread = {n for number in numbers for n in (number, number.lower(), " ".join(number), f"{number[:6]} {number[6:]}")}
    return sorted(
        {f"{path.relative_to(folder)}: {n}" for path, text in clear_texts(folder) for n in spread if n in text}
    )


def test_the_search_finds_what_is_there(tmp_path):
    pq.write_table(pa.table({"x": [PLANTED[0]]}), tmp_path / "a.parquet", compression="zstd")
    (tmp_path / "b.txt").write_text(PLANTED[1])
    assert len(hits(tmp_path, PLANTED)) == 2


def test_the_shop_holds_hanas_number_only_as_a_hash(shop):
    assert hits(shop.folder, [HANAS_NATIONAL_ID]) == []
    found = shop.query(
        "select national_id, birth_date, gender from customers where national_id is not null"
    ).to_pylist()
    assert [(len(r["national_id"]), str(r["birth_date"]), r["gender"]) for r in found] == [(64, "1949-12-31", "female")]


def test_numbers_in_good_bad_and_broken_rows_are_nowhere_in_clear(empty_shop, deliver, tmp_path):
    text = (
        HEAD
        + f"1,Ana,{PLANTED[0]},13800000001,2025-01-01\n,Ben,{PLANTED[1]},13800000002,2025-01-01\n3,Chloe,{PLANTED[2]},138,2025-01-01\n4,Dan,{PLANTED[3][:6]} {PLANTED[3][6:]},,2025-01-01,too,many\n5,{PLANTED[0]}\n"
    )
    made = deliver(empty_shop, text, into="customers", source="till", mapping=COLUMNS)
    assert made.quarantined >= 2
    zhike.run(empty_shop, as_of="2025-06-30")
    for kind in ("csv", "xlsx", "parquet"):
        collect.write_errors(empty_shop, made, to=tmp_path / "out" / f"errors.{kind}")
    assert hits(empty_shop.folder, PLANTED) == []
    assert hits(tmp_path / "out", PLANTED) == []


def test_a_quarantined_number_keeps_its_hash_when_the_row_is_mended(empty_shop, deliver, tmp_path):
    deliver(empty_shop, HEAD + f"1,Ana,{PLANTED[0]},,2025-01-01\n", into="customers", source="till", mapping=COLUMNS)
    bad = deliver(
        empty_shop, HEAD + f",Ana,{PLANTED[0]},,2025-01-02\n", into="customers", source="web", mapping=COLUMNS
    )
    collect.write_errors(empty_shop, bad, to=tmp_path / "e.csv")
    text = (tmp_path / "e.csv").read_text("utf-8-sig")
    (tmp_path / "m.csv").write_text(text.replace("\n,Ana", "\n9,Ana"), "utf-8")
    assert collect.retry(empty_shop, bad.id, path=tmp_path / "m.csv").created == 1
    zhike.run(empty_shop, as_of="2025-06-30")
    assert empty_shop.query("select count(distinct customer_id) as n from identity")["n"][0].as_py() == 1


def test_the_hash_is_keyed_by_the_workspace(shop, empty_shop, deliver):
    deliver(
        empty_shop, HEAD + f"1,Hana,{HANAS_NATIONAL_ID},,2025-01-01\n", into="customers", source="till", mapping=COLUMNS
    )
    zhike.run(empty_shop, as_of="2025-06-30")
    one, other = (s.query("select max(national_id) as h from customers")["h"][0].as_py() for s in (shop, empty_shop))
    assert one != other


def test_derived_tables_about_behaviour_hold_no_direct_identifier():
    where_people_are = {
        "customers",
        "records",
        "corrections",
        "identity",
        "rejects",
        "events",
        "feedback",
        "interactions",
    }
    for name, table in pipeline.tables().items():
        if name not in where_people_are:
            assert [c.name for c in table.columns if c.personal] == [], name


@pytest.mark.parametrize("marker", ["pickle", "marshal", "eval(", "exec(", "shell=True", "yaml.load", "os.system"])
def test_the_source_has_no_door_for_foreign_code(marker):
    found = [
        p.name
        for p in Path(zhike.__file__).parent.rglob("*.py")
        for line in p.read_text("utf-8").splitlines()
        if marker in line and f"re.{marker}" not in line and not line.strip().startswith("#")
    ]
    assert found == []
