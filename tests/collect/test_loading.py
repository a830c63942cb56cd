"""Imports as a whole: all or nothing, dry runs, undo, mended files, remembered mappings."""

import random
import shutil
from pathlib import Path

import pytest

import zhike
from zhike import collect
from zhike.collect import arriving, loading
from zhike.collect.files.refusals import FileRefusedError
from zhike.collect.mapping_errors import MappingError
from zhike.collect.requests import NotMappedError, SourceNameError, checked_source
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor
from zhike.prove.proof import different, table_hashes

HEAD = "order_id,customer_id,order_date,total_amount\n"
GOOD = HEAD + "A,1,2025-05-01,10\nB,2,2025-05-02,20\n"
BAD = HEAD + "A,1,2025-05-01,10\nB,2,never,20\nC,3,2025-05-03,much\n"


def tree(folder):
    """Return every file below a folder with its content, but for the store's own shared memory."""
    return {
        p.relative_to(folder): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(("-shm", "-wal", ".lock"))
    }


def stored(shop):
    return [r.__dict__ for r in collect.receipts(shop, undone=True)]


def test_a_receipt_says_who_when_which_file_and_how(empty_shop, deliver):
    made = deliver(empty_shop, GOOD, into="orders", source="till", by=Actor("li.na"))
    [kept] = collect.receipts(empty_shop)
    assert kept.__dict__ == made.__dict__
    assert (kept.by, kept.file_name, kept.entity, kept.source, kept.bytes, kept.id) == (
        "li.na",
        "given.csv",
        "orders",
        "till",
        len(GOOD),
        1,
    )
    assert kept.mapping["columns"] == {
        "order_id": "order_id",
        "customer_id": "record_id",
        "order_date": "ordered_at",
        "total_amount": "net_amount",
    }
    assert kept.file_columns == ("order_id", "customer_id", "order_date", "total_amount")
    assert str(kept.newest_on) == "2025-05-02"


def test_a_dry_run_says_what_the_import_will_and_writes_nothing(empty_shop, deliver):
    deliver(empty_shop, GOOD, into="orders", source="till")
    before, receipts = tree(empty_shop.folder), stored(empty_shop)
    dry = deliver(empty_shop, BAD, into="orders", source="till", dry_run=True)
    assert tree(empty_shop.folder) == before
    assert stored(empty_shop) == receipts
    real = deliver(empty_shop, BAD, into="orders", source="till")
    assert (dry.outcomes, dry.reasons, dry.received, dry.repeats, dry.newest_on) == (
        real.outcomes,
        real.reasons,
        real.received,
        real.repeats,
        real.newest_on,
    )
    assert (dry.id, real.id) == (0, 2)


def test_a_dry_run_in_an_empty_workspace_remembers_no_mapping(empty_shop, deliver):
    deliver(
        empty_shop,
        "a,b,c\nX1,2025-05-01,5\n",
        into="orders",
        mapping={"a": "order_id", "b": "ordered_at"},
        dry_run=True,
    )
    with pytest.raises((NotMappedError, MappingError)):
        deliver(empty_shop, "a,b,c\nX1,2025-05-01,5\n", name="x.csv")


@pytest.mark.parametrize(
    ("room", "where"), [(arriving, "receive"), (loading, "_settle"), (loading, "_commit"), (loading, "record")]
)
def test_an_interrupted_import_leaves_nothing_and_the_next_one_works(empty_shop, deliver, monkeypatch, room, where):
    def die(*_, **__):
        raise KeyboardInterrupt

    before = tree(empty_shop.folder)
    with monkeypatch.context() as patch:
        patch.setattr(room, where, die)
        with pytest.raises(KeyboardInterrupt):
            deliver(empty_shop, GOOD, into="orders", source="till")
    assert collect.receipts(empty_shop) == []
    assert deliver(empty_shop, GOOD, into="orders", source="till").created == 2
    assert [p.name for p in (empty_shop.lake.folder / "raw" / "till").iterdir()] == ["1"]
    assert set(before) <= set(tree(empty_shop.folder))


def test_what_a_killed_import_left_is_swept_by_the_next_writer(empty_shop, deliver):
    raw = empty_shop.lake.folder / "raw" / "till"
    for name in (".pending-1", "7"):
        (raw / name).mkdir(parents=True)
        (raw / name / "received.parquet").write_bytes(b"half")
    deliver(empty_shop, GOOD, into="orders", source="till")
    assert [p.name for p in raw.iterdir()] == ["1"]


def test_a_file_that_is_refused_leaves_nothing(empty_shop, deliver):
    before = tree(empty_shop.folder)
    with pytest.raises(FileRefusedError):
        deliver(empty_shop, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), into="orders")
    assert tree(empty_shop.folder) == before


@pytest.mark.parametrize("name", ["../x", "a/b", "..", ".", "", "a b", "x" * 61, "~", "a\n", "C:", "nul\x00"])
def test_a_source_name_that_is_no_plain_word_is_refused(empty_shop, deliver, name):
    before = tree(empty_shop.folder.parent)
    with pytest.raises(SourceNameError, match="source"):
        checked_source(name)
    if name:
        with pytest.raises(SourceNameError):
            deliver(empty_shop, GOOD, name="refused.csv", into="orders", source=name)
    assert {p for p in tree(empty_shop.folder.parent) if p.name != "refused.csv"} == set(before)


@pytest.mark.parametrize("name", ["till", "web-2", "门店_1", "x" * 60])
def test_a_plain_source_name_is_taken_in_any_script(name):
    assert checked_source(name) == name


def test_an_unknown_entity_is_named_with_the_nearest_one(empty_shop, deliver):
    with pytest.raises(UnknownNameError, match="Did you mean orders"):
        deliver(empty_shop, GOOD, into="order")


def test_a_mapping_that_a_person_gave_is_remembered_for_the_source(empty_shop, deliver):
    text = "a,b,c\nX1,2025-05-01,5\n"
    columns = {"a": "order_id", "b": "ordered_at", "c": "net_amount"}
    deliver(empty_shop, text, into="orders", source="odd", mapping=columns)
    again = deliver(empty_shop, text.replace("X1", "X2"), source="odd")
    assert (again.entity, again.mapping["columns"], again.created) == ("orders", columns, 1)


def test_a_mapping_is_remembered_whatever_the_order_of_the_columns(empty_shop, deliver):
    deliver(
        empty_shop, "a,b\nX1,2025-05-01\n", into="orders", source="odd", mapping={"a": "order_id", "b": "ordered_at"}
    )
    assert deliver(empty_shop, "b,a\n2025-05-01,X2\n", source="odd").created == 1


def test_the_newest_mapping_of_a_source_is_the_one_remembered(empty_shop, deliver):
    text = "a,b,c\nX1,2025-05-01,5\n"
    for field in ("net_amount", "gross_amount"):
        deliver(empty_shop, text, into="orders", source="odd", mapping={"a": "order_id", "b": "ordered_at", "c": field})
    assert deliver(empty_shop, text, source="odd").mapping["columns"]["c"] == "gross_amount"


def test_a_file_that_cannot_be_understood_says_what_to_write(empty_shop, deliver):
    with pytest.raises(NotMappedError, match="--map"):
        deliver(empty_shop, "p,q\nfoo,bar\nbaz,qux\n")


def test_a_mapping_file_is_read(empty_shop, deliver, tmp_path):
    (tmp_path / "map.toml").write_text(
        'entity = "orders"\nsource = "odd"\n[columns]\na = "order_id"\nb = "ordered_at"\n', "utf-8"
    )
    made = deliver(empty_shop, "a,b\nX1,2025-05-01\n", mapping=tmp_path / "map.toml")
    assert (made.entity, made.source, made.created) == ("orders", "odd", 1)


def test_columns_that_map_to_nothing_are_not_stored(empty_shop, deliver):
    deliver(
        empty_shop, "a,b,secret\nX1,2025-05-01,hush-hush\n", into="orders", mapping={"a": "order_id", "b": "ordered_at"}
    )
    assert not [p for p, raw in tree(empty_shop.folder).items() if b"hush-hush" in raw]


def test_undo_takes_an_import_back_whole_and_says_who(empty_shop, deliver):
    made = deliver(empty_shop, GOOD, into="orders", source="till")
    [gone] = collect.undo(empty_shop, made.id, by=Actor("li.na"))
    assert (gone.undone_by, gone.id) == ("li.na", made.id)
    assert collect.receipts(empty_shop) == []
    assert [r.id for r in collect.receipts(empty_shop, undone=True)] == [1]


def test_undoing_twice_is_refused_and_an_unknown_import_is_named(empty_shop, deliver):
    made = deliver(empty_shop, GOOD, into="orders", source="till")
    collect.undo(empty_shop, made.id)
    with pytest.raises(WrongUseError, match="undone already"):
        collect.undo(empty_shop, made.id)
    with pytest.raises(UnknownNameError, match="import"):
        collect.undo(empty_shop, 99)


def test_undo_brings_back_what_an_update_had_replaced(empty_shop, deliver):
    deliver(empty_shop, GOOD, into="orders", source="till")
    zhike.run(empty_shop, as_of="2025-06-30")
    before = table_hashes(empty_shop)
    second = deliver(empty_shop, GOOD.replace(",20\n", ",99\n"), into="orders", source="till")
    assert second.updated == 1
    collect.undo(empty_shop, second.id)
    zhike.run(empty_shop, as_of="2025-06-30")
    assert different(before, table_hashes(empty_shop)) == []


def test_an_import_after_an_undone_one_gets_a_new_number(empty_shop, deliver):
    collect.undo(empty_shop, deliver(empty_shop, GOOD, into="orders", source="till").id)
    assert deliver(empty_shop, GOOD, into="orders", source="till").id == 2


def mended(tmp_path, receipt, shop, repair):
    """Write the errors of an import, repair them, and return the file."""
    collect.write_errors(shop, receipt, to=tmp_path / "errors.csv")
    text = (tmp_path / "errors.csv").read_text("utf-8-sig")
    for wrong, right in repair.items():
        text = text.replace(wrong, right, 1)
    (tmp_path / "mended.csv").write_text(text, "utf-8")
    return tmp_path / "mended.csv"


def test_mended_rows_join_their_import_and_undo_takes_them_along(empty_shop, deliver, tmp_path):
    first = deliver(empty_shop, BAD, into="orders", source="till")
    file = mended(tmp_path, first, empty_shop, {",never,": ",2025-05-02,", ",much,": ",30,"})
    second = collect.retry(empty_shop, first.id, path=file)
    assert (second.created, second.quarantined, second.retry_of) == (2, 0, first.id)
    assert {r.id for r in collect.undo(empty_shop, first.id)} == {first.id, second.id}
    assert collect.receipts(empty_shop) == []


def test_the_same_mended_file_twice_is_refused(empty_shop, deliver, tmp_path):
    first = deliver(empty_shop, BAD, into="orders", source="till")
    file = mended(tmp_path, first, empty_shop, {",never,": ",2025-05-02,", ",much,": ",30,"})
    collect.retry(empty_shop, first.id, path=file)
    with pytest.raises(WrongUseError, match="taken already, as import 2"):
        collect.retry(empty_shop, first.id, path=file)


def test_an_import_that_was_undone_cannot_be_mended(empty_shop, deliver, tmp_path):
    first = deliver(empty_shop, BAD, into="orders", source="till")
    file = mended(tmp_path, first, empty_shop, {})
    collect.undo(empty_shop, first.id)
    with pytest.raises(WrongUseError, match="undone"):
        collect.retry(empty_shop, first.id, path=file)


def test_equal_rows_of_a_file_without_a_key_are_mended_into_two_rows(empty_shop, deliver, tmp_path):
    columns = {"order": "order_id", "n": "quantity", "price": "unit_price", "day": "ordered_at"}
    first = deliver(
        empty_shop,
        "order,n,price,day\nA,1,5,2025-05-01\nA,1,5x5,2025-05-01\n",
        into="order_lines",
        source="till",
        mapping=columns,
    )
    assert first.quarantined == 1
    file = mended(tmp_path, first, empty_shop, {"5x5": "5"})
    assert collect.retry(empty_shop, first.id, path=file).created == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_undo_in_any_order_and_a_new_import_give_the_tables_of_a_workspace_that_never_had_them(
    empty_shop, deliver, tmp_path, seed
):
    chance = random.Random(seed)
    files = [
        HEAD
        + "".join(f"{chance.choice('ABCDEF')},{n % 3},2025-05-{n + 1:02},{chance.randrange(50)}\n" for n in range(6))
        for _ in range(4)
    ]
    shutil.copytree(empty_shop.folder, tmp_path / "never")
    made = [deliver(empty_shop, text, into="orders", source="till") for text in files]
    for one in chance.sample(made[1:], 3):
        collect.undo(empty_shop, one.id)
    deliver(empty_shop, files[2], into="orders", source="till")
    zhike.run(empty_shop, as_of="2025-06-30")
    with zhike.open(tmp_path / "never") as never:
        for text in (files[0], files[2]):
            deliver(never, text, into="orders", source="till")
        zhike.run(never, as_of="2025-06-30")
        wrong = different(table_hashes(empty_shop), table_hashes(never))
    # Places of arrival name the import, and this one has other numbers; everything a person reads is equal.
    assert set(wrong) <= {"data_quality", "records", "order_sums", "identity_groups"}


def test_changed_cleaning_settles_all_imports_anew_in_order(empty_shop, deliver, monkeypatch):
    deliver(empty_shop, GOOD, into="orders", source="till")
    deliver(empty_shop, GOOD.replace(",20\n", ",99\n"), into="orders", source="till")
    assert collect.restate(empty_shop) == 0
    before = stored(empty_shop)
    monkeypatch.setattr(loading, "fingerprint", lambda _shop: "f" * 64)
    assert collect.restate(empty_shop) == 2
    assert [{**r, "fingerprint": ""} for r in stored(empty_shop)] == [{**r, "fingerprint": ""} for r in before]
    assert collect.restate(empty_shop) == 0


def test_a_file_is_taken_by_its_content_wherever_it_lies(empty_shop, tmp_path):
    for folder in ("one", "it's [two]*?"):
        (tmp_path / folder).mkdir()
        path = Path(tmp_path / folder / "orders [1].csv")
        path.write_text(GOOD, "utf-8")
        made = collect.load(empty_shop, path, into="orders", source="till")
    assert made.unchanged == 2


def test_progress_names_the_phases(empty_shop, deliver):
    told = []
    deliver(empty_shop, GOOD, into="orders", progress=told.append)
    assert told == ["looking", "receiving", "cleaning", "comparing", "checking"]
