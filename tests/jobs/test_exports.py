"""Long lists as files: who gets what, for how long, and what a kill leaves."""

import csv
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from zhike import engine, govern, jobs
from zhike.engine import WritingFailedError, write_apart
from zhike.govern import ROLES, Actor, NotAllowedError
from zhike.jobs import board, exporting
from zhike.jobs.board import NoSuchJobError
from zhike.jobs.work import do

EVERYBODY = ""


def silent(_done, _total, _what):
    pass


@pytest.fixture
def ana(fresh_shop):
    """Return an analyst of the shop."""
    token = govern.invite(fresh_shop.store, role="analyst", by=Actor("the tests"))
    govern.joined(fresh_shop.store, token, name="Ana", login="ana", password="a long enough password")
    [person] = govern.everybody(fresh_shop.store)
    return person.actor


def asked(shop, by, *, kind="csv", question=EVERYBODY, **more):
    told = {"what": "customers", "question": question, "type": kind, "name": f"customers.{kind}", **more}
    return board.make(shop.store, "export", told, by=by)


def made(shop, one):
    """Do a job as the queue would, and return its file as an export."""
    board.start(shop.store, one.id)
    board.end(shop.store, one.id, found=do(shop, one, silent))
    return one.id


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_file_holds_every_customer_of_the_list_in_its_order(fresh_shop, ana):
    job_id = made(fresh_shop, asked(fresh_shop, ana, question="sort=-orders&f=orders%3Aat_least%3A1&columns=orders"))
    [head, *rows] = rows_of(jobs.file_of_export(fresh_shop, job_id, by=ana))
    assert head == ["Customer number", "Name", "Orders"]
    counts = [int(row[2]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert len(rows) == fresh_shop.query("select count(*) n from customer_features where orders >= 1")["n"][0].as_py()
    found = jobs.export_called(fresh_shop, job_id, by=ana)
    assert (found.rows, found.sheets, found.is_ready, found.told.percent) == (len(rows), 1, True, 100)
    assert found.until - jobs.job(fresh_shop.store, job_id).ended_at == timedelta(days=7)


def test_excel_and_parquet_hold_the_same_customers(fresh_shop, ana):
    paths = {}
    for kind in ("csv", "xlsx", "parquet"):
        paths[kind] = jobs.file_of_export(fresh_shop, made(fresh_shop, asked(fresh_shop, ana, kind=kind)), by=ana)
    ids = [row[0] for row in rows_of(paths["csv"])[1:]]
    sheet = CalamineWorkbook.from_path(paths["xlsx"]).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == ids == pq.read_table(paths["parquet"])["customer_id"].to_pylist()


def test_progress_is_told_up_to_the_last_row(fresh_shop, ana):
    told = []
    one = asked(fresh_shop, ana)
    exporting.make_file(fresh_shop, one, lambda *now: told.append(now))
    assert told[0] == (0, 0, "sorting")
    done, total, step = told[-1]
    assert (done, step) == (total, "writing")
    assert total > 5


def test_nobody_else_learns_of_a_file(fresh_shop, ana):
    job_id = made(fresh_shop, asked(fresh_shop, ana))
    ben = Actor("Ben", person_id="b" * 16)
    assert jobs.exports(fresh_shop, by=ben) == []
    for look in (jobs.export_called, jobs.file_of_export, jobs.drop_export):
        with pytest.raises(NoSuchJobError):
            look(fresh_shop, job_id, by=ben)
    assert [e.id for e in jobs.exports(fresh_shop, by=ana)] == [job_id]


def test_who_lost_the_right_to_export_gets_nothing(fresh_shop, ana):
    waiting, job_id = asked(fresh_shop, ana), made(fresh_shop, asked(fresh_shop, ana))
    viewer = Actor(ana.name, ROLES["viewer"], ana.person_id)
    with pytest.raises(NotAllowedError):
        jobs.file_of_export(fresh_shop, job_id, by=viewer)
    govern.change_role(fresh_shop.store, ana.person_id, role="viewer", by=Actor("the tests"))
    with pytest.raises(NotAllowedError):
        do(fresh_shop, waiting, silent)


def test_an_import_s_waiting_rows_and_an_answer_in_sql_are_files_too(fresh_shop, ana, deliver):
    receipt = deliver(fresh_shop, "order_id,user_id,ordered_at,amount\nA,W1,never,1\n=B,W1,2025-05-01,2\nC,W1,no,3\n",
                      into="orders", source="web")  # fmt: skip
    errors = asked(fresh_shop, ana, what="errors", import_id=receipt.id)
    rows = rows_of(jobs.file_of_export(fresh_shop, made(fresh_shop, errors), by=ana))
    assert [row[0] for row in rows] == ["order_id", "A", "C"]
    answer = asked(fresh_shop, ana, what="answer", sql="select '=1+1' as x from range(3)")
    rows = rows_of(jobs.file_of_export(fresh_shop, made(fresh_shop, answer), by=ana))
    assert rows == [["x"], ["'=1+1"], ["'=1+1"], ["'=1+1"]]


def test_a_killed_server_s_half_file_is_made_anew(fresh_shop, ana):
    one = asked(fresh_shop, ana)
    folder = exporting.folder_of(fresh_shop, one.id)
    folder.mkdir(parents=True)
    (folder / ".half.csv").write_text("half a row")
    made(fresh_shop, one)
    assert [p.name for p in folder.iterdir()] == ["file.csv"]


def test_files_go_after_a_week_and_those_of_no_job_at_once(fresh_shop, ana, monkeypatch):
    job_id = made(fresh_shop, asked(fresh_shop, ana))
    stray = exporting.folder_of(fresh_shop, "1" * 36)
    stray.mkdir()
    assert jobs.sweep_files(fresh_shop) == 1
    assert jobs.export_called(fresh_shop, job_id, by=ana).is_ready
    monkeypatch.setattr(exporting, "KEPT", timedelta(0))
    assert jobs.sweep_files(fresh_shop) == 1
    gone = jobs.export_called(fresh_shop, job_id, by=ana)
    assert not gone.is_ready
    with pytest.raises(jobs.NoSuchFileError):
        jobs.file_of_export(fresh_shop, job_id, by=ana)


def test_only_the_account_of_the_server_reads_the_file(fresh_shop, ana):
    path = jobs.file_of_export(fresh_shop, made(fresh_shop, asked(fresh_shop, ana)), by=ana)
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path):
    rows = pa.table({"x": [1, 2, 3]})
    with pytest.raises(WritingFailedError, match="file type"):
        write_apart(rows.to_reader(), tmp_path / "a.nothing", progress=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_broken_off_leaves_nothing(tmp_path):
    def stop(done):
        raise InterruptedError(done)

    with pytest.raises(InterruptedError):
        write_apart(pa.table({"x": [1]}).to_reader(), tmp_path / "a.csv", progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_long_file_of_excel_says_on_how_many_sheets_it_is():
    assert [engine.sheets_for(n) for n in (0, 1, 1_048_575, 1_048_576, 3_000_000)] == [1, 1, 1, 2, 3]
