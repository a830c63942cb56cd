import pytest

from zhike.engine import EngineError, Lake, folder_size, whole, write_parquet


def test_deliveries_runs_and_tables_have_their_places(tmp_path):
    lake = Lake(tmp_path)
    assert lake.delivery("till", "7") == tmp_path / "raw" / "till" / "7"
    assert lake.table("r1", "orders") == tmp_path / "runs" / "r1" / "orders" / "orders.parquet"


def test_a_lake_without_runs_has_none(tmp_path):
    assert Lake(tmp_path).runs_on_disk() == []


def test_a_run_is_dropped_whole_and_twice_is_no_error(tmp_path, session):
    lake = Lake(tmp_path)
    write_parquet(session, "select 1 as x", lake.table("r1", "a"))
    assert lake.runs_on_disk() == ["r1"]
    lake.drop_run("r1")
    lake.drop_run("r1")
    assert lake.runs_on_disk() == []


def test_a_file_appears_whole_or_not_at_all(tmp_path, session):
    to = tmp_path / "new" / "a.parquet"
    with pytest.raises(EngineError):
        write_parquet(
            session, "select cast(case when x = 900000 then 'no' else '1' end as integer) from range(1000000) t(x)", to
        )
    assert list(to.parent.iterdir()) == []
    assert write_parquet(session, "from range(5)", to) == 5


def test_two_who_write_one_file_at_once_do_not_spoil_each_other(tmp_path):
    to = tmp_path / "a.txt"
    with whole(to) as one:
        one.write_text("one")
        with whole(to) as other:
            other.write_text("other")
        assert (one.read_text(), to.read_text()) == ("one", "other")
        assert "partial" in one.name
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert to.read_text() == "one"


def test_the_size_of_a_folder_is_that_of_all_its_files(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(b"123")
    (tmp_path / "y").write_bytes(b"4567")
    assert folder_size(tmp_path) == 7
