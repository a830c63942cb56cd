"""What a job does when it is begun again after a kill."""

import pytest

from zhike import collect, jobs
from zhike.collect import Incoming
from zhike.govern import Actor
from zhike.jobs import board
from zhike.jobs.work import do

ANA = Actor("Ana", person_id="a" * 16)
TEXT = b"order_id,user_id,ordered_at,amount\nA,1,2025-05-01,10\nB,2,never,20\n"
COLUMNS = {"order_id": "order_id", "user_id": "record_id", "ordered_at": "ordered_at", "amount": "net_amount"}


def silent(_done, _total, _what):
    pass


@pytest.fixture
def asked(empty_shop):
    """Return a job that is to import an upload."""
    incoming = Incoming(empty_shop)
    incoming.write(TEXT)
    one = incoming.keep(name="orders.csv", by=ANA)
    mapping = {"entity": "orders", "source": "web", "key": [], "columns": COLUMNS, "formats": {}}
    told = {"path": str(one.path), "upload": one.id, "name": one.file_name, "mapping": mapping, "entity": "orders"}
    return board.make(empty_shop.store, "import", told, by=ANA)


def test_an_import_that_was_committed_before_the_kill_is_found_and_not_made_again(empty_shop, asked):
    first = do(empty_shop, asked, silent)
    again = do(empty_shop, asked, silent)
    assert first == again
    [one] = collect.receipts(empty_shop, undone=True)
    assert (one.id, one.file_name, one.by, one.created, one.quarantined) == (first["import"], "orders.csv", "Ana", 1, 1)


def test_the_file_goes_as_soon_as_its_rows_are_in(empty_shop, asked):
    do(empty_shop, asked, silent)
    assert not list((empty_shop.folder / "files/uploads").iterdir())


def test_a_mended_row_joins_once(empty_shop, asked):
    first = do(empty_shop, asked, silent)
    text = collect.mended_row(empty_shop, first["import"], 3, values=["B", "2", "2025-05-02", "20"], by=ANA)
    incoming = Incoming(empty_shop)
    incoming.write(text)
    one = incoming.keep(name="line 3", by=ANA)
    told = {"path": str(one.path), "upload": one.id, "name": "line 3", "import_id": first["import"], "line": 3}
    mend = board.make(empty_shop.store, "mend", told, by=ANA)
    assert do(empty_shop, mend, silent) == do(empty_shop, mend, silent)
    assert len(collect.receipts(empty_shop)) == 2
    assert collect.standing(empty_shop, first["import"]).waiting == 0


def test_undoing_twice_is_undoing_once(empty_shop, asked):
    first = do(empty_shop, asked, silent)
    undo = board.make(empty_shop.store, "undo", {"import_id": first["import"]}, by=ANA)
    assert do(empty_shop, undo, silent) == do(empty_shop, undo, silent)
    assert collect.receipts(empty_shop) == []


def test_before_any_run_all_imports_wait_to_be_computed(empty_shop, asked):
    assert not jobs.stale(empty_shop)
    do(empty_shop, asked, silent)
    found = jobs.stale(empty_shop)
    assert (found.imports, found.rows, found.undone, found.is_first) == (1, 2, 0, True)
    collect.undo(empty_shop, 1)
    assert not jobs.stale(empty_shop)


def test_a_job_is_told_in_words_with_what_is_still_to_do(empty_shop, asked):
    waiting = jobs.told(empty_shop, asked)
    assert (waiting.title, waiting.step, waiting.is_waiting) == ("Import of orders.csv", "waiting for its turn", True)
    board.start(empty_shop.store, asked.id)
    board.tell(empty_shop.store, asked.id, step="cleaning", done=2, total=5)
    told = jobs.told(empty_shop, jobs.job(empty_shop.store, asked.id))
    assert (told.step, told.percent, told.is_over) == ("cleaning", 40, False)
    assert told.remaining >= 1.0
    board.end(empty_shop.store, asked.id, error={"code": "x", "message": "It broke."})
    assert jobs.told(empty_shop, jobs.job(empty_shop.store, asked.id)).error == "It broke."
