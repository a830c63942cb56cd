"""The list of imports, one of them, its rows that wait, and taking it back."""

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient

from zhike import collect, govern, jobs
from zhike.govern import Actor
from zhike.web import application
from zhike.web.pages import imports, quarantine

PASSWORD = "a long enough password"
HOSTILE = "<img src=x onerror=alert(1)>"
BAD = f"""order_id,user_id,ordered_at,amount,note
G1,W1,2025-06-01,1.00,x
G2,W2,never,2.00,{HOSTILE}
G3,W3,2025-06-03,much,z
"""
COLUMNS = {
    "order_id": "order_id",
    "user_id": "record_id",
    "ordered_at": "ordered_at",
    "amount": "net_amount",
    "note": "attributes.note",
}


@pytest.fixture
def web(fresh_web, reading_here, monkeypatch):  # noqa: ARG001 - asked for its effect
    monkeypatch.setattr(imports, "PATIENCE_SECONDS", 20.0)
    monkeypatch.setattr(quarantine, "PATIENCE_SECONDS", 20.0)
    return fresh_web


@pytest.fixture
def faulty(web, deliver):
    """Return an import of one good row and two that wait, in lines 3 and 4."""
    return deliver(web.shop, BAD, into="orders", source="web", mapping=COLUMNS)


def waiting(web, one):
    return collect.standing(web.shop, one.id).waiting


def mend(web, one, line, *values):
    return web.post(f"/data/imports/{one.id}/quarantine/{line}", data={"value": list(values), "page": 1})


def test_the_list_says_how_many_imports_brought_how_many_rows(owner, shop):
    page = owner.get("/data/imports").text
    there = collect.receipts(shop)
    assert f"{len(there)} imports brought {sum(r.received for r in there)} rows; none waits to be mended." in page
    assert "members.csv" in page


def test_the_list_is_filtered_by_source_entity_and_state(web, faulty):
    told = web.get("/api/v1/data/imports", params={"source": "till"}).json()
    assert {s["receipt"]["source"] for s in told["imports"]} == {"till"}
    told = web.get("/api/v1/data/imports", params={"entity": "orders"}).json()
    assert {s["receipt"]["entity"] for s in told["imports"]} == {"orders"}
    told = web.get("/api/v1/data/imports", params={"state": "waiting"}).json()
    assert [(s["receipt"]["id"], s["waiting"]) for s in told["imports"]] == [(faulty.id, 2)]
    assert "No import is like that." in web.get("/data/imports", params={"state": "undone"}).text


def test_an_import_says_what_became_of_its_rows_and_why(web, faulty):
    page = web.get(f"/data/imports/{faulty.id}").text
    assert "1 of 3 rows are in; 2 wait to be mended." in page
    assert "This is not a date or time that can be read." in page
    assert "<code>attributes.note</code>" in page


def test_an_import_that_is_not_there_is_said_in_words(owner):
    assert owner.get("/data/imports/99999").status_code == 404
    assert owner.get("/data/imports/99999/quarantine").status_code == 404
    assert owner.get("/data/imports/99999/undo").status_code == 404


def test_the_error_file_is_an_attachment_and_comes_back_mended(web, faulty):
    answer = web.get(f"/data/imports/{faulty.id}/errors.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [r["order_id"] for r in rows] == ["G2", "G3"]
    rows[0]["ordered_at"], rows[1]["amount"] = "2025-06-02", "3.00"
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    sent = web.post(
        f"/data/imports/{faulty.id}/mended", files={"file": ("m.csv", text.getvalue())}, follow_redirects=False
    )
    done = jobs.finished(web.shop, sent.headers["location"].rpartition("/")[2], within=20)
    assert (done.found["created"], done.found["quarantined"]) == (2, 0)
    assert waiting(web, faulty) == 0


def test_the_rows_that_wait_stand_with_their_reason_and_values(web, faulty):
    page = web.get(f"/data/imports/{faulty.id}/quarantine").text
    assert "This is not a date or time that can be read." in page
    assert re.search(r'is-invalid"[^>]*value="never"', page)
    assert HOSTILE not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_row_is_mended_where_it_stands(web, faulty):
    answer = mend(web, faulty, 3, "G2", "W2", "2025-06-02", "2.00", "x")
    assert "The row of line 3 is mended" in answer.text
    assert waiting(web, faulty) == 1
    last = collect.receipts(web.shop)[-1]
    assert (last.retry_of, last.created, last.by) == (faulty.id, 1, "Owner Person")


def test_a_row_that_is_still_wrong_stays_with_what_was_typed(web, faulty):
    before = len(collect.receipts(web.shop))
    answer = mend(web, faulty, 3, "G2", "W2", "still never", "2.00", "x")
    assert answer.status_code == 422
    assert "The row of line 3 still cannot be used" in answer.text
    assert 'value="still never"' in answer.text
    assert (len(collect.receipts(web.shop)), waiting(web, faulty)) == (before, 2)
    assert not list((web.shop.folder / "files/uploads").iterdir())


def test_a_row_that_does_not_wait_cannot_be_mended(web, faulty):
    assert mend(web, faulty, 2, "G1", "W1", "2025-06-02", "2.00", "x").status_code == 404
    assert mend(web, faulty, 3, "G2").status_code == 422


def test_a_viewer_sees_the_rows_masked_and_without_forms(web, deliver):
    text = "会员卡号,手机号,注册时间,备注\nT90,13812345678,2025-01-01\n"
    columns = {"会员卡号": "record_id", "手机号": "phone", "注册时间": "registered_at", "备注": "attributes.note"}
    one = deliver(web.shop, text, into="customers", source="till", mapping=columns)
    assert "13812345678" in web.get(f"/data/imports/{one.id}/quarantine").text
    viewer = web.__class__(web.app, base_url="http://localhost", headers={"accept-language": "en"})
    viewer.post("/sign-in", data={"login": "viewer", "password": "a long enough password"})
    page = viewer.get(f"/data/imports/{one.id}/quarantine").text
    assert "T90" in page
    assert "138****5678" in page
    assert "until somebody who may import mends" in page
    assert "13812345678" not in page + viewer.get(f"/api/v1/data/imports/{one.id}/quarantine").text
    assert "<input" not in page.partition("<main")[2]


def test_many_rows_stand_on_pages(web, deliver):
    rows = "".join(f"P{n},W1,never,1.00,\n" for n in range(25))
    one = deliver(
        web.shop, "order_id,user_id,ordered_at,amount,note\n" + rows, into="orders", source="web", mapping=COLUMNS
    )
    first = web.get(f"/data/imports/{one.id}/quarantine").text
    second = web.get(f"/data/imports/{one.id}/quarantine", params={"page": 2}).text
    assert "page 1 of 2" in first
    assert (first.count('value="never"'), second.count('value="never"')) == (20, 5)


def test_undoing_says_what_will_happen_and_does_it(web, faulty):
    mend(web, faulty, 3, "G2", "W2", "2025-06-02", "2.00", "x")
    page = web.get(f"/data/imports/{faulty.id}/undo").text
    assert "All 4 rows of this import are taken back" in page
    assert "2 rows that it created disappear." in page
    assert "1 row that waits to be mended no longer waits." in page
    answer = web.post(f"/data/imports/{faulty.id}/undo")
    assert "This import was undone by Owner Person" in answer.text
    assert [r.retry_of for r in collect.receipts(web.shop) if r.retry_of] == []
    again = web.post(f"/data/imports/{faulty.id}/undo")
    assert again.status_code == 422
    assert "is undone already" in again.text


def test_a_job_that_is_not_there_is_said_in_words(owner):
    assert owner.get("/data/imports/jobs/none").status_code == 404
    assert owner.get("/data/jobs/none/progress").status_code == 404


def test_open_jobs_and_failures_stand_on_the_list(web):
    actor = Actor("Ana")
    made = jobs.ask_for(web.shop, "retry", {"import_id": 99999, "path": "/nowhere", "name": "m.csv"}, by=actor)
    done = jobs.finished(web.shop, made.id, within=20)
    assert done.error["code"] == "unknown_name"
    page = web.get("/data/imports").text
    assert "There is no import called" in page
    assert "Nothing of it was kept." in web.get(f"/data/imports/jobs/{made.id}").text
    answer = web.get(f"/data/jobs/{made.id}/progress")
    assert answer.headers["hx-refresh"] == "true"


def test_the_pages_speak_chinese(web, faulty):
    zh = {"accept-language": "zh-CN"}
    assert "行待修正" in web.get("/data/imports", headers=zh).text
    assert "处理结果" in web.get(f"/data/imports/{faulty.id}", headers=zh).text
    assert "修正此行" in web.get(f"/data/imports/{faulty.id}/quarantine", headers=zh).text


def test_an_empty_workspace_says_what_would_be_here(empty_shop):
    token = govern.invite(empty_shop.store, role="owner", by=Actor("the tests"))
    govern.joined(empty_shop.store, token, name="O", login="o", password=PASSWORD)
    app = application(empty_shop.folder, works=False)
    with TestClient(app, base_url="http://localhost", headers={"accept-language": "en"}) as client:
        client.post("/sign-in", data={"login": "o", "password": PASSWORD})
        assert "Nothing has been imported yet." in client.get("/data/imports").text
        assert "Nothing has been computed yet" in client.get("/data/runs").text
        assert "What your data says about your customers will appear here." in client.get("/customers").text
        assert client.get("/data/imports/new").status_code == 200


def test_the_api_describes_imports_and_runs(owner):
    paths = owner.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/data/imports", "/api/v1/data/runs", "/api/v1/data/jobs/{job_id}"} <= paths.keys()
    told = owner.get("/api/v1/data/imports/1").json()
    assert told["standing"]["receipt"]["file_name"] == "members.csv"
