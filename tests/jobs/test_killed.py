"""A server that is killed in the middle of an import, and started again."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx2
import pytest

import zhike
from shop import SETTINGS
from zhike import collect, govern, jobs
from zhike.govern import Actor
from zhike.workspace import make_workspace

PASSWORD = "a long enough password"
ROWS, BAD = 50_000, 40
HEADER = "order_id,user_id,ordered_at,amount\n"


def orders():
    """Return 50,000 orders of which 40 have no date, and 10 come twice."""
    rows = [f"K{n},U{n % 900},{'never' if n % 1250 == 7 else '2025-05-04 10:00:00'},{n % 90}.50\n" for n in range(ROWS)]
    return HEADER + "".join(rows + rows[10:20])


@pytest.fixture
def folder(tmp_path):
    made = make_workspace(tmp_path / "shop", SETTINGS)
    with zhike.open(made) as shop:
        token = govern.invite(shop.store, role="owner", by=Actor("the tests"))
        govern.joined(shop.store, token, name="Ana", login="ana", password=PASSWORD)
    return made


@pytest.fixture
def serve(folder):
    """Start a server of the workspace: serve() returns its process and its address."""
    started = []

    def start():
        command = [sys.executable, "-m", "zhike.cli", "-w", str(folder), "serve", "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "ZHIKE_LANG": "en"})
        started.append(process)
        address = re.search(r"http://\S+?:\d+", process.stdout.readline())[0]
        return process, address

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def until(holds, *, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
    return found


@contextmanager
def signed_in(address):
    with httpx2.Client(base_url=address, timeout=30, follow_redirects=False) as client:
        until(lambda: answers(client))
        client.post("/sign-in", data={"login": "ana", "password": PASSWORD})
        yield client


def answers(client):
    try:
        return client.get("/sign-in").status_code == 200
    except httpx2.TransportError:
        return False


def asked_for_import(client, shop, text):
    """Bring a file in and have it checked and imported; return the job of the import."""
    place = client.post("/data/imports/uploads", files={"file": ("orders.csv", text.encode())}).headers["location"]
    form = {"entity": "orders", "new_source": "web", "field": ["order_id", "record_id", "ordered_at", "net_amount"]}
    checked = client.post(f"{place}/check", data=form).headers["location"]
    until(lambda: jobs.job(shop.store, checked.rpartition("/")[2]).found)
    return client.post(f"{checked}/import").headers["location"].rpartition("/")[2]


@pytest.mark.parametrize("step", ["receiving", "checking"])
def test_an_import_of_a_killed_server_finishes_by_itself_and_once(folder, serve, step):
    process, address = serve()
    with zhike.open(folder) as shop, signed_in(address) as client:
        job_id = asked_for_import(client, shop, orders())
        until(lambda: jobs.job(shop.store, job_id).step == step)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert collect.receipts(shop) == []
        assert not jobs.job(shop.store, job_id).is_over
        serve()
        done = until(lambda: (j := jobs.job(shop.store, job_id)).is_over and j)
        assert done.error is None
        [one] = collect.receipts(shop, undone=True)
        assert one.outcomes == {
            "created": ROWS - BAD,
            "updated": 0,
            "unchanged": 0,
            "duplicate": 10,
            "quarantined": BAD,
        }
        assert (one.job_id, one.received) == (job_id, ROWS + 10)
        until(lambda: not list((folder / "files/uploads").iterdir()))


def test_an_export_of_a_killed_server_is_made_whole(folder, serve):
    process, address = serve()
    with zhike.open(folder) as shop, signed_in(address) as client:
        asked_for_import(client, shop, orders())
        client.post("/data/runs")
        until(lambda: not jobs.jobs(shop.store, only_open=True))
        sql = "select o.order_id, r.range as n from orders o, range(12) r"
        place = client.post("/data/sql/file", data={"sql": sql, "kind": "csv"}).headers["location"]
        job_id = place.rpartition("/")[2]
        until(lambda: (j := jobs.job(shop.store, job_id)).step == "writing" and 0 < j.done < j.total)
        process.send_signal(signal.SIGKILL)
        process.wait()
        _process, address = serve()
        with signed_in(address) as again:
            done = until(lambda: (j := jobs.job(shop.store, job_id)).is_over and j)
            assert done.found["rows"] == (ROWS - BAD) * 12
            assert again.get(f"{place}/file").content.count(b"\n") == (ROWS - BAD) * 12 + 1
        assert [p.name for p in (folder / "files/exports" / job_id).iterdir()] == ["file.csv"]


def test_two_jobs_at_once_are_done_one_after_the_other(folder, serve):
    _process, address = serve()
    with zhike.open(folder) as shop, signed_in(address) as client:
        first = asked_for_import(client, shop, orders())
        client.post("/data/runs")
        second = jobs.jobs(shop.store)[0]
        assert second.kind == "run"
        done = until(lambda: (j := jobs.job(shop.store, second.id)).is_over and j)
        before = jobs.job(shop.store, first)
        assert before.ended_at <= done.started_at
        assert shop.query("select count(*) as n from orders")["n"][0].as_py() == ROWS - BAD


def test_a_job_that_fails_says_why_and_leaves_nothing(folder, serve):
    _process, address = serve()
    with zhike.open(folder) as shop, signed_in(address) as client:
        job_id = asked_for_import(client, shop, orders())
        until(lambda: jobs.job(shop.store, job_id).is_over)
        sent = client.post("/data/imports/1/mended", files={"file": ("m.csv", b"wrong,columns\n1,2\n")})
        failed = until(lambda: (j := jobs.job(shop.store, sent.headers["location"].rpartition("/")[2])).is_over and j)
        assert "no column of the file called 'order_id'" in failed.error["message"]
        assert len(collect.receipts(shop, undone=True)) == 1
        assert [p.name for p in (folder / "lake/raw/web").iterdir()] == ["1"]
        page = client.get(f"/data/imports/jobs/{failed.id}").text
        assert "no column of the file called" in page


def test_two_servers_of_one_workspace_do_each_job_once(folder, serve):
    (_one, first), (_other, second) = serve(), serve()
    with zhike.open(folder) as shop, signed_in(first) as here, signed_in(second) as there:
        job_id = asked_for_import(here, shop, orders())
        there.post("/data/runs")
        until(lambda: not jobs.jobs(shop.store, only_open=True))
        here.post("/data/runs", data={"as_of": "2025-05-03"})
        until(lambda: not jobs.jobs(shop.store, only_open=True))
        found = [j for j in jobs.jobs(shop.store) if j.kind == "run"]
        assert [j.error for j in found] == [None, None]
        [one] = collect.receipts(shop, undone=True)
        assert (one.job_id, one.received) == (job_id, ROWS + 10)
        assert len({j.found["run"] for j in found}) == len(jobs.published(shop)) == 2
        assert there.get("/data/imports/1").status_code == here.get("/data/imports/1").status_code == 200
