"""Long lists are asked for on their page, followed on another, and taken from there."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from visitors import PASSWORD
from zhike import govern, jobs
from zhike.govern import Actor

CHINESE = {"accept-language": "zh-CN"}


@pytest.fixture
def web(fresh_web, monkeypatch):
    """Return the owner's client of a shop in which a list of more than three rows is a long one."""
    monkeypatch.setattr(jobs, "AT_ONCE", 3)
    monkeypatch.setitem(jobs.check_at_once.__globals__, "AT_ONCE", 3)
    return fresh_web


def asked(web, **form):
    """Ask for the customers as a file, wait for it, and return the address of its page."""
    answer = web.post("/customers/file", data={"kind": "csv", **form}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"]
    jobs.finished(web.shop, place.rpartition("/")[2], within=30)
    return place


def test_a_long_list_is_made_in_the_background_and_taken_from_its_page(web):
    page = web.get("/customers", params={"f": "orders:at_least:1"}).text
    assert 'method="post" action="/customers/file"' in page
    assert "/customers/file?" not in page.partition("data-selection")[0]
    place = asked(web, question="f=orders%3Aat_least%3A1")
    shown = web.get(place)
    assert f'href="{place}/file" download' in shown.text
    sent = web.get(f"{place}/file")
    rows = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))
    found = web.get("/api/v1/customers", params={"f": "orders:at_least:1"}).json()
    assert [r["Name"] for r in rows] == [c["name"] or "" for c in found["customers"]]
    assert sent.headers["content-disposition"] == "attachment; filename*=UTF-8''customers.csv"
    assert f"{len(rows)} rows" in shown.text


def test_a_short_list_comes_at_once(web):
    page = web.get("/customers", params={"f": "orders:at_least:6"}).text
    assert "/customers/file?f=orders" in page
    assert web.get("/customers/file", params={"f": "orders:at_least:6"}).status_code == 200


def test_a_long_list_is_refused_at_once_and_says_what_to_do(web):
    refused = web.get("/customers/file")
    assert refused.status_code == 422
    assert "made in the background" in refused.text
    assert "在后台生成" in web.get("/customers/file", headers=CHINESE).text


def test_an_answer_in_sql_is_made_in_the_background_too(web):
    sql = "select unnest(range(10)) as n"
    page = web.get("/data/sql", params={"sql": sql}).text
    assert 'action="/data/sql/file"' in page
    assert web.get("/data/sql/file", params={"sql": sql}).status_code == 422
    answer = web.post("/data/sql/file", data={"sql": sql, "kind": "csv"}, follow_redirects=False)
    jobs.finished(web.shop, answer.headers["location"].rpartition("/")[2], within=60)
    assert web.get(f"{answer.headers['location']}/file").content.decode("utf-8-sig").split() == [
        "n",
        *map(str, range(10)),
    ]


def test_the_exports_of_a_person_are_listed_and_deleted(web):
    assert "You have not asked for a long list yet" in web.get("/exports").text
    place = asked(web, kind="xlsx")
    listed = web.get("/exports").text
    assert "customers.xlsx" in listed
    assert f"{place}/file" in listed
    assert "导出文件" in web.get("/exports", headers=CHINESE).text
    web.post(f"{place}/removal")
    assert web.get(f"{place}/file").status_code == 404
    assert "This file was deleted" in web.get(place).text
    assert web.get(f"/api/v1{place}").json()["export"]["is_ready"] is False


def test_nobody_else_reaches_a_file_or_its_progress(web):
    place = asked(web)
    token = govern.invite(web.shop.store, role="owner", by=Actor("the tests"))
    govern.joined(web.shop.store, token, name="Ben", login="ben", password=PASSWORD)
    with_ben = TestClient(web.app, base_url="http://localhost", headers={"accept-language": "en"})
    with_ben.post("/sign-in", data={"login": "ben", "password": PASSWORD})
    assert with_ben.get("/exports").status_code == 200
    job = f"/data/jobs/{place.rpartition('/')[2]}"
    reached = [with_ben.get(path).status_code for path in (place, f"{place}/file", job, f"{job}/progress")]
    reached.append(with_ben.post(f"{place}/removal").status_code)
    assert reached == [404] * 5
    assert web.get(f"{job}/progress").headers["hx-refresh"] == "true"
    assert web.get(f"/data/imports{job.removeprefix('/data')}").url.path == place


@pytest.mark.parametrize("form", [{"kind": "exe"}, {"kind": "csv", "question": "f=nothing:is:1"}])
def test_wrong_wishes_are_refused_in_words(web, form):
    answer = web.post("/customers/file", data=form)
    assert answer.status_code in {404, 422}
    assert "That did not work" in answer.text
    assert jobs.jobs(web.shop.store, kind="export") == []


def test_a_viewer_has_no_exports(viewer):
    assert viewer.get("/exports").status_code == 403
    assert viewer.post("/customers/file", data={"kind": "csv"}).status_code == 403
    assert 'href="/exports"' not in viewer.get("/customers").text
