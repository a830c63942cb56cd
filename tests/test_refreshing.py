"""Between runs: what came, went or was corrected reaches the customers whom it touches, and nothing else is computed."""

import shutil

import pytest
from sqlalchemy import select, update

import zhike
from shop import customer_of
from zhike import collect, jobs, pipeline, refreshing, segment, unify
from zhike.errors import BrokenPromiseError
from zhike.govern import Actor, roles
from zhike.prove.fresh import prove_fresh
from zhike.prove.proof import different, table_hashes
from zhike.store import run_tables, runs
from zhike.unify import Record

ANALYST = Actor("Iris", roles.ANALYST)
VIEWED = (
    "event_id,user_id,event,occurred_at\nf1,W1,product_view,2025-06-29 10:00:00\nf2,,product_view,2025-06-29 10:00:00\n"
)
COLUMNS = {"event_id": "event_id", "user_id": "record_id", "event": "event", "occurred_at": "occurred_at"}


@pytest.fixture(scope="module")
def _ran(_built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ran") / "shop"
    shutil.copytree(_built / "shop", folder)
    with zhike.open(folder) as shop:
        segment.save(shop, "Looked lately", "events_30d >= 1", by=ANALYST)
        pipeline.run(shop)
    return folder


@pytest.fixture
def ran(_ran, tmp_path, reading_here):  # noqa: ARG001 - asked for its effect
    """Return a shop with a segment and a run of this program."""
    shutil.copytree(_ran, tmp_path / "shop")
    with zhike.open(tmp_path / "shop") as shop:
        yield shop


def members(shop):
    return {r["customer_id"] for r in shop.now.rows("select * from segment_members", reads=["segment_members"])}


def hashes(shop):
    return table_hashes(shop, [t for t in shop.tables() if t not in refreshing.left()])


def prints(shop):
    asked = select(run_tables).where(run_tables.c.run_id == shop.current_run())
    with shop.store.reading() as connection:
        return {r["table"]: r["fingerprint"] for r in connection.execute(asked).mappings()}


def from_nothing(shop):
    with shop.alone():
        return shop.at(pipeline.made(shop, pipeline.day_of_run(shop), by=ANALYST, progress=None, is_past=True).id)


def test_events_edits_and_an_undo_reach_features_and_segments_and_equal_a_run_from_nothing(ran, deliver):
    one = customer_of(ran, "W1")
    assert one not in members(ran)
    brought = deliver(ran, VIEWED, into="events", source="web", mapping=COLUMNS)
    unify.correct(ran.store, Record("till", "T1"), {"city": "成都市"}, because="moved", by=ANALYST)
    done = refreshing.refresh(ran, by=ANALYST)
    assert done.as_of == pipeline.day_of_run(ran)
    assert one in members(ran)
    city = "select city from customers where customer_id = $one"
    assert ran.now.value(city, {"one": customer_of(ran, "T1")}, reads=["customers"]) == "成都市"
    assert different(hashes(ran), hashes(from_nothing(ran))) == []
    collect.undo(ran, brought.id, by=ANALYST)
    refreshing.refresh(ran, by=ANALYST)
    assert one not in members(ran)


def test_models_stay_those_of_the_run_and_the_next_run_makes_what_waited(ran, deliver):
    before = prints(ran)
    deliver(ran, VIEWED, into="events", source="web", mapping=COLUMNS)
    whole, first = ran.current_run(), refreshing.refresh(ran, by=ANALYST)
    made = {t.table: t for t in first.report.tables}
    assert made["churn"].taken_over
    assert made["churn"].fingerprint == before["churn"]
    assert made["identity_scores"].taken_over  # no record came, so nobody is matched anew
    assert not made["customer_features"].taken_over
    assert refreshing.refresh(ran, by=ANALYST) is None  # nothing came since
    assert whole in ran.lake.runs_on_disk()
    last = {t.table: t for t in pipeline.run(ran).report.tables}
    assert last["customer_features"].taken_over
    assert last["churn"].fingerprint != before["churn"]


def test_whom_nobody_finds_touched_would_be_seen(ran, deliver, monkeypatch):
    deliver(ran, VIEWED, into="events", source="web", mapping=COLUMNS)
    monkeypatch.setattr(refreshing, "_TOUCHED", "select ''::varchar as customer_id")
    refreshing.refresh(ran, by=ANALYST)
    assert "customer_features" in different(hashes(ran), hashes(from_nothing(ran)))


def test_a_run_of_another_version_is_no_ground_to_stand_on(ran, deliver, monkeypatch):
    assert not jobs.stale(ran).can_refresh  # nothing came
    deliver(ran, VIEWED, into="events", source="web", mapping=COLUMNS)
    assert jobs.stale(ran).can_refresh
    monkeypatch.setattr(pipeline, "program", lambda: "another")
    assert not jobs.stale(ran).can_refresh
    with pytest.raises(refreshing.NothingToRefreshError, match="another version"):
        refreshing.refresh(ran, by=ANALYST)
    monkeypatch.undo()
    with ran.store.writing() as connection:
        connection.execute(update(runs).values(made_from=None))
    with pytest.raises(refreshing.NothingToRefreshError, match="zhike run"):
        refreshing.refresh(ran, by=ANALYST)


@pytest.mark.slow
@pytest.mark.usefixtures("reading_here")
def test_the_proof_holds_in_the_size_of_a_test_suite():
    try:
        found = prove_fresh(small=True).figures
    except BrokenPromiseError as broken:
        pytest.fail(str(broken))
    assert found["tables compared"] > 40
    assert found["tables that wait for the next run"] > 20
