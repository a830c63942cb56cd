from datetime import UTC, datetime

import pytest

from zhike.engine import EngineError, Session, literal, name_of, text_of


@pytest.mark.parametrize("value", ["plain", "O'Neill", "陈晓", 'a"b', "a;b --", "\\n"])
def test_a_text_survives_as_a_literal_and_as_a_name(session, value):
    assert session.rows(f"select {literal(value)} as {name_of(value)}") == [(value,)]
    assert list(session.columns(f"select 1 as {name_of(value)}")) == [value]


def test_a_path_with_a_quote_can_be_read(session, tmp_path):
    path = tmp_path / "it's.parquet"
    session.sql(f"copy (select 1 as x) to {text_of(path)}")
    assert session.value(f"select x from read_parquet({text_of(path)})") == 1


def test_days_begin_and_end_in_the_workspaces_time_zone(session):
    late = datetime(2025, 6, 30, 16, 0, tzinfo=UTC)
    assert str(session.value("select cast(?::timestamptz as date)", [late])) == "2025-07-01"


def test_an_error_of_the_engine_names_step_and_statement(session):
    with pytest.raises(EngineError, match=r"The step 'sums' failed: .*nothing") as failed:
        session.rows("select * from nothing", step="sums")
    assert failed.value.values["sql"] == "select * from nothing"
    assert failed.value.exit_code == 1


def test_a_name_in_a_statement_is_never_a_python_variable(session):
    secret = {"x": [1]}  # noqa: F841 - what must not be found
    with pytest.raises(EngineError):
        session.rows("select * from secret")


def test_a_statement_that_takes_too_long_is_interrupted(session):
    with pytest.raises(EngineError, match=r"(?i)interrupt"), session.at_most(0.2):
        session.rows("select sum(a.range * b.range) from range(10000000) a, range(10000000) b")


def test_what_is_quick_is_not_interrupted_later(session):
    with session.at_most(0.05):
        assert session.value("select 1") == 1
    assert session.value("select count(*) from range(3000000) where hash(range) > 0") > 0


def test_the_first_value_of_nothing_is_none(session):
    assert session.value("select 1 where false") is None


@pytest.fixture
def locked(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    for folder in (inside, outside):
        (folder / "a.csv").write_text("x\n1\n")
    with Session(timezone="UTC", threads=1, memory_gb=0.5) as session:
        session.lock([inside])
        yield session, inside, outside


def test_a_locked_session_opens_only_what_lies_below_its_folders(locked):
    session, inside, outside = locked
    assert session.rows(f"select x from read_csv('{inside / 'a.csv'}')") == [(1,)]
    with pytest.raises(EngineError, match=r"(?i)permission|disabled|allowed"):
        session.rows(f"select * from read_csv('{outside / 'a.csv'}')")
    with pytest.raises(EngineError):
        session.rows(f"select * from read_csv('{inside / '..' / 'outside' / 'a.csv'}')")


def test_a_locked_session_does_not_follow_a_link_to_the_outside(locked):
    session, inside, outside = locked
    (inside / "link.csv").symlink_to(outside / "a.csv")
    with pytest.raises(EngineError):
        session.rows(f"select * from read_csv('{inside / 'link.csv'}')")


def test_a_locked_session_reads_no_environment_and_cannot_be_unlocked(locked):
    session, _inside, outside = locked
    for statement in (
        "set enable_external_access = true",
        "set lock_configuration = false",
        f"set allowed_directories = ['{outside}']",
        "reset enable_external_access",
        "install httpfs",
        "load httpfs",
        f"attach '{outside / 'new.db'}'",
        f"copy (select 1) to '{outside / 'new.csv'}'",
        f"export database '{outside / 'whole'}'",
        "select getenv('HOME')",
    ):
        with pytest.raises(EngineError):
            session.rows(statement)
    assert [p.name for p in outside.iterdir()] == ["a.csv"]
