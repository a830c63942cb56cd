"""Work that is stopped: it ends at its next step, and nothing of it stays."""

import pytest

from zhike import collect, govern, jobs
from zhike.collect import Incoming
from zhike.govern import ROLES, Actor, NotAllowedError
from zhike.jobs import board, exporting
from zhike.jobs.board import NoSuchJobError, StoppedError
from zhike.jobs.durable import _teller
from zhike.jobs.work import do

ANA = Actor("Ana", person_id="a" * 16)
TEXT = b"order_id,user_id,ordered_at,amount\nA,1,2025-05-01,10\nB,2,never,20\n"
COLUMNS = {"order_id": "order_id", "user_id": "record_id", "ordered_at": "ordered_at", "amount": "net_amount"}


def begun(shop, kind, asked, *, by=ANA):
    one = board.make(shop.store, kind, asked, by=by)
    assert board.start(shop.store, one.id)
    return one


def importing(shop):
    incoming = Incoming(shop)
    incoming.write(TEXT)
    one = incoming.keep(name="orders.csv", by=ANA)
    mapping = {"entity": "orders", "source": "web", "key": [], "columns": COLUMNS, "formats": {}}
    return {"path": str(one.path), "upload": one.id, "name": one.file_name, "mapping": mapping, "entity": "orders"}


def stopping_at(shop, one, step):
    """Return a teller that has the job stopped when it comes to a step."""
    tell = _teller(shop, one.id)

    def telling(done, total, what):
        if what == step:
            jobs.stop(shop, one.id, by=ANA)
        tell(done, total, what)

    return telling


@pytest.mark.parametrize("step", ["looking", "receiving", "cleaning", "comparing", "checking"])
def test_a_stopped_import_leaves_nothing_and_can_be_asked_for_again(empty_shop, step):
    one = begun(empty_shop, "import", importing(empty_shop))
    with pytest.raises(StoppedError, match="Ana stopped it"):
        do(empty_shop, one, stopping_at(empty_shop, one, step))
    assert collect.receipts(empty_shop, undone=True) == []
    assert not [p for p in (empty_shop.folder / "lake").rglob("*") if p.suffix == ".parquet"]
    assert collect.upload(empty_shop, one.asked["upload"], by=ANA)
    again = begun(empty_shop, "import", dict(one.asked))
    assert do(empty_shop, again, _teller(empty_shop, again.id))["created"] == 1


def test_a_stopped_run_leaves_the_one_before(fresh_shop):
    before, folders = fresh_shop.current_run(), fresh_shop.lake.runs_on_disk()
    one = begun(fresh_shop, "run", {"as_of": "2025-06-01"})
    with pytest.raises(StoppedError):
        do(fresh_shop, one, stopping_at(fresh_shop, one, "rfm"))
    assert (fresh_shop.current_run(), fresh_shop.lake.runs_on_disk()) == (before, folders)


def test_a_stopped_export_leaves_no_file(fresh_shop):
    asked = {"what": "customers", "question": "", "type": "xlsx", "name": "customers.xlsx"}
    ben = Actor("Ben")
    one = begun(fresh_shop, "export", asked, by=ben)
    tell = _teller(fresh_shop, one.id)

    def telling(done, total, what):
        if what == "writing":
            jobs.stop(fresh_shop, one.id, by=ben)
        tell(done, total, what)

    with pytest.raises(StoppedError):
        do(fresh_shop, one, telling)
    assert not exporting.folder_of(fresh_shop, one.id).exists()


def test_one_that_waits_is_over_at_once_and_is_never_begun(empty_shop):
    one = board.make(empty_shop.store, "run", {}, by=ANA)
    stopped = jobs.stop(empty_shop, one.id, by=Actor("Ben"))
    assert (stopped.is_over, stopped.step, stopped.error["message"]) == (True, "stopped", "Ben stopped it.")
    assert not board.start(empty_shop.store, one.id)


def test_one_that_a_killed_server_left_ends_when_it_is_taken_up_again(empty_shop):
    one = begun(empty_shop, "run", {})
    jobs.stop(empty_shop, one.id, by=ANA)
    assert not jobs.job(empty_shop.store, one.id).is_over
    assert board.start(empty_shop.store, one.id)
    with pytest.raises(StoppedError):
        board.check_stop(empty_shop.store, one.id)


def test_what_is_over_stays_as_it_is(empty_shop):
    one = begun(empty_shop, "run", {})
    board.end(empty_shop.store, one.id, found={"run": "x"})
    after = jobs.stop(empty_shop, one.id, by=ANA)
    assert (after.is_stopped, after.found) == (False, {"run": "x"})


def test_only_who_may_begin_such_work_stops_it(empty_shop):
    viewer = Actor("Vi", ROLES["viewer"], "v" * 16)
    one = begun(empty_shop, "run", {})
    with pytest.raises(NotAllowedError):
        jobs.stop(empty_shop, one.id, by=viewer)
    with pytest.raises(NoSuchJobError):
        jobs.stop(empty_shop, begun(empty_shop, "export", {}).id, by=Actor("Ben", person_id="b" * 16))
    assert govern.may(ANA, "run")
    assert jobs.job(empty_shop.store, one.id).is_stopped is False


def test_taking_an_import_back_cannot_be_stopped(empty_shop):
    one = begun(empty_shop, "undo", {"import_id": 1})
    assert jobs.stop(empty_shop, one.id, by=ANA).is_stopped is False
    assert jobs.told(empty_shop, one).needs == ""
