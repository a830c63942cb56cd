"""Several deliveries, one after the other: the next is read while one is settled, and nobody can tell but by the clock."""

import os
import signal
import subprocess
import sys
import time

import pytest

from zhike import collect
from zhike.collect import loading
from zhike.collect.pending import new_pending
from zhike.collect.requests import NotMappedError, Request

HEAD = "order_id,customer_id,order_date,total_amount\n"


@pytest.fixture
def files(tmp_path):
    """Write texts as files and return their requests."""

    def write(*texts, **how):
        for n, text in enumerate(texts):
            (tmp_path / f"{n}.csv").write_text(text)
        return [Request.of(tmp_path / f"{n}.csv", source="till", **how) for n in range(len(texts))]

    return write


def orders(*names):
    return HEAD + "".join(f"{name},1,2025-05-01,10\n" for name in names)


def folders(shop):
    return sorted(p.name for p in (shop.lake.folder / "raw").glob("*/*"))


def test_receipts_come_in_the_order_of_the_requests(empty_shop, files):
    made = list(collect.load_all(empty_shop, files(orders("A1"), orders("A1", "B1"), orders("C1"), into="orders")))
    assert [(r.id, r.file_name, r.created, r.unchanged) for r in made] == [
        (1, "0.csv", 1, 0),
        (2, "1.csv", 1, 1),
        (3, "2.csv", 1, 0),
    ]
    assert [r.id for r in collect.receipts(empty_shop)] == [1, 2, 3]
    assert folders(empty_shop) == ["1", "2", "3"]


def test_the_next_file_arrives_while_one_is_settled(empty_shop, files, monkeypatch):
    seen, settle = [], loading.settle

    def slow(*given, **how):
        end = time.monotonic() + 20
        while len(folders(empty_shop)) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        seen.append(folders(empty_shop))
        return settle(*given, **how)

    monkeypatch.setattr(loading, "settle", slow)
    _first(empty_shop, files)
    assert len(seen[0]) == 2


def _first(shop, files):
    coming = collect.load_all(shop, files(orders("A1"), orders("B1"), into="orders"))
    made = [next(coming)]
    coming.close()
    return made


def test_who_takes_no_more_leaves_nothing_of_the_next(empty_shop, files):
    _first(empty_shop, files)
    assert folders(empty_shop) == ["1"]
    assert [r.id for r in collect.receipts(empty_shop)] == [1]


def test_a_file_that_fails_ends_it_and_those_before_it_stay(empty_shop, files):
    told = files(orders("A1"), "this is,no order\n1,2\n", orders("C1"), into="orders")
    made = []
    with pytest.raises(NotMappedError):
        made += collect.load_all(empty_shop, told)
    assert [r.file_name for r in collect.receipts(empty_shop)] == ["0.csv"]
    assert folders(empty_shop) == ["1"]


def test_a_failure_in_settling_leaves_nothing_of_it_and_of_the_next(empty_shop, files, monkeypatch):
    settle, calls = loading.settle, []

    def fail_at_the_second(*given, **how):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return settle(*given, **how)

    monkeypatch.setattr(loading, "settle", fail_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        list(collect.load_all(empty_shop, files(orders("A1"), orders("B1"), orders("C1"), into="orders")))
    assert [r.file_name for r in collect.receipts(empty_shop)] == ["0.csv"]
    assert folders(empty_shop) == ["1"]


def test_a_mapping_learned_from_one_file_serves_the_next(empty_shop, files):
    [first, second] = files("a,b,c\nX1,2025-05-01,5\n", "a,b,c\nY1,2025-05-01,5\n")
    said = Request.of(first.path, into="orders", source="till", mapping={"a": "order_id", "b": "ordered_at"})
    made = list(collect.load_all(empty_shop, [said, second]))
    assert [(r.entity, r.created) for r in made] == [("orders", 1), ("orders", 1)]


def test_a_file_received_by_another_mapping_than_the_last_one_says_is_received_again(empty_shop, files):
    [first, second] = files(orders("A1"), orders("B1"))
    columns = {"order_id": "order_id", "order_date": "ordered_at", "total_amount": "gross_amount"}
    said = Request.of(first.path, into="orders", source="till", mapping=columns)
    made = list(collect.load_all(empty_shop, [said, second]))
    assert [dict(r.mapping["columns"]) for r in made] == [columns, columns]
    assert folders(empty_shop) == ["1", "2"]


def test_a_dry_run_of_several_files_writes_nothing(empty_shop, files):
    made = list(collect.load_all(empty_shop, files(orders("A1"), orders("B1"), into="orders", dry_run=True)))
    assert [(r.id, r.created) for r in made] == [(0, 1), (0, 1)]
    assert (folders(empty_shop), collect.receipts(empty_shop)) == ([], [])


def test_a_sweep_does_not_take_what_a_living_import_receives(empty_shop, files):
    raw = empty_shop.lake.folder / "raw" / "till"
    held = new_pending(raw)
    (held.folder / "received.parquet").write_bytes(b"half")
    list(collect.load_all(empty_shop, files(orders("A1"), into="orders")))
    assert (held.folder / "received.parquet").exists()
    held.lock.close()  # as when its process ends
    assert collect.sweep(empty_shop) == 1
    assert folders(empty_shop) == ["1"]


_KILLED = """
import sys, time, zhike
from zhike import collect
from zhike.collect import arriving, loading
from zhike.collect.requests import Request

def wait(*given, **how):
    print("held", flush=True)
    time.sleep(60)

shop = zhike.open(sys.argv[1])
receive, calls = arriving.receive, []
def slow(*given, **how):
    calls.append(1)
    return receive(*given, **how) if len(calls) == 1 else wait()
arriving.receive = slow
loading.settle = lambda *given, **how: time.sleep(60)
list(collect.load_all(shop, [Request.of(p, into="orders", source="till") for p in sys.argv[2:]]))
"""


def test_a_kill_while_the_next_file_is_received_leaves_nothing_once_another_writes(empty_shop, files):
    told = files(orders("A1"), orders("B1"), into="orders")
    command = [sys.executable, "-c", _KILLED, str(empty_shop.folder), *(r.path for r in told)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        assert len(folders(empty_shop)) == 2
        os.kill(process.pid, signal.SIGKILL)
    made = list(collect.load_all(empty_shop, told[:1]))
    assert [r.id for r in made] == [1]
    assert folders(empty_shop) == ["1"]
