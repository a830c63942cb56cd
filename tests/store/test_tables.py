from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import create_engine

from zhike.store.tables import Instant, imports, metadata, runs

SQLITE = create_engine("sqlite://").dialect


def test_an_instant_is_kept_in_utc_and_comes_back_aware():
    given = datetime(2025, 6, 30, 8, tzinfo=timezone(timedelta(hours=8)))
    kept = Instant().process_bind_param(given, SQLITE)
    assert kept == datetime(2025, 6, 30, 0, tzinfo=UTC)
    assert kept.utcoffset() == timedelta(0)
    assert Instant().process_result_value(kept.replace(tzinfo=None), SQLITE) == given


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="naive instant"):
        Instant().process_bind_param(datetime(2025, 6, 30), SQLITE)  # noqa: DTZ001 - what must be refused


def test_nothing_stays_nothing():
    assert Instant().process_bind_param(None, SQLITE) is None
    assert Instant().process_result_value(None, SQLITE) is None


def test_every_instant_of_the_store_is_of_that_type():
    named = {c for t in metadata.sorted_tables for c in t.columns if c.name.endswith("_at")}
    assert named
    assert all(isinstance(c.type, Instant) for c in named)


def test_imports_and_runs_say_who_made_them():
    assert not imports.c.by.nullable
    assert not runs.c.by.nullable
