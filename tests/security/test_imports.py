"""Names of files and sources, and what is in a file, never lead out of the workspace."""

import zipfile

import pytest

from zhike import collect
from zhike.collect.requests import SourceNameError
from zhike.errors import ZhikeError

GOOD = "order_id,customer_id,order_date,total_amount\nA,1,2025-05-01,10\n"
HOSTILE_SOURCES = [
    "../out",
    "..",
    "/etc",
    "a/../../b",
    "a\\b",
    "x\x00y",
    ".pending",
    "%2e%2e",
    "till/1",
    "till'; drop table imports; --",
]


def outside(shop):
    return sorted(str(p) for p in shop.folder.parent.rglob("*") if shop.folder not in [p, *p.parents])


@pytest.mark.parametrize("source", HOSTILE_SOURCES)
def test_a_source_cannot_be_a_path(empty_shop, deliver, tmp_path, source):
    (tmp_path / "given.csv").touch()
    before = outside(empty_shop)
    with pytest.raises(SourceNameError):
        deliver(empty_shop, GOOD, into="orders", source=source)
    assert outside(empty_shop) == before
    assert collect.receipts(empty_shop) == []


@pytest.mark.parametrize("source", HOSTILE_SOURCES[:3])
def test_a_source_in_a_mapping_file_cannot_be_a_path_either(empty_shop, deliver, tmp_path, source):
    (tmp_path / "map.toml").write_text(
        f'entity = "orders"\nsource = "{source}"\n[columns]\norder_id = "order_id"\norder_date = "ordered_at"\n',
        "utf-8",
    )
    with pytest.raises(SourceNameError):
        deliver(empty_shop, GOOD, mapping=tmp_path / "map.toml")


@pytest.mark.parametrize(
    "name",
    [
        "a';drop table imports;--.csv",
        "$(touch x).csv",
        "-rf.csv",
        "a\nb.csv",
        "=1+1.csv",
        "☃.csv",
        "{0}.csv",
        "[red]x.csv",
        "%s.csv",
        "a*b?.csv",
    ],
)
def test_a_file_name_is_only_a_name(empty_shop, deliver, name):
    made = deliver(empty_shop, GOOD, name=name, into="orders", source="till")
    assert collect.receipts(empty_shop)[0].file_name == made.file_name == name
    assert not any(name in str(p) for p in empty_shop.folder.rglob("*"))


def test_an_archive_cannot_write_beside_itself(empty_shop, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../escaped.csv", GOOD)
    try:
        collect.load(empty_shop, tmp_path / "a.zip", into="orders", source="till")
    except ZhikeError:
        assert collect.receipts(empty_shop) == []
    assert not list(tmp_path.parent.glob("**/escaped.csv"))


def test_a_folder_a_device_and_a_missing_file_are_refused(empty_shop, tmp_path):
    for path in (tmp_path, "/dev/null", tmp_path / "none.csv"):
        with pytest.raises(ZhikeError):
            collect.load(empty_shop, path, into="orders")
    assert collect.receipts(empty_shop) == []


@pytest.mark.parametrize(
    "column",
    [
        "a', (select content from read_text('/etc/passwd'))) --",
        'x" , (select 1) as "y',
        "$as_of",
        "select",
        "line",
        "key",
        "content",
        "problem",
        "attributes",
    ],
)
def test_a_hostile_column_name_is_only_a_name(empty_shop, deliver, column):
    header = '"' + column.replace('"', '""') + '"'
    text = f"id,day,{header}\nA,2025-05-01,hello\n"
    made = deliver(
        empty_shop, text, into="orders", mapping={"id": "order_id", "day": "ordered_at", column: "attributes.note"}
    )
    assert made.created == 1
    with empty_shop.session() as session:
        [(kept,)] = session.rows(f"select attributes from ({collect.inputs(empty_shop)['collected_orders'].select})")
    assert "hello" in kept


@pytest.mark.parametrize(
    "field", ["attributes.a' || (select 1) || '", 'attributes.a"b', "attributes.", "attributes.../x", "line", "key"]
)
def test_a_field_that_is_not_declared_is_refused(empty_shop, deliver, field):
    with pytest.raises(ZhikeError):
        deliver(
            empty_shop,
            "id,day,x\nA,2025-05-01,hello\n",
            into="orders",
            mapping={"id": "order_id", "day": "ordered_at", "x": field},
        )
    assert collect.receipts(empty_shop) == []


def test_a_value_of_a_file_is_never_sql(empty_shop, deliver):
    evil = "x' || (select content from read_text('/etc/passwd')) || '"
    made = deliver(
        empty_shop,
        f'id,day,channel\n"{evil}",2025-05-01,"{evil}"\n',
        into="orders",
        mapping={"id": "order_id", "day": "ordered_at", "channel": "channel"},
    )
    assert made.created == 1
    with empty_shop.session() as session:
        assert session.rows(
            f"select order_id, channel from ({collect.inputs(empty_shop)['collected_orders'].select})"
        ) == [(evil, evil)]
