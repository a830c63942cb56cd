"""What was computed, and computing anew."""

import re
import threading

import pytest

from zhike import collect, govern, jobs
from zhike.jobs import board

MORE = "order_id,user_id,ordered_at,amount\nR1,W1,2025-06-30,1.00\n"
COLUMNS = {"order_id": "order_id", "user_id": "record_id", "ordered_at": "ordered_at", "amount": "net_amount"}


@pytest.fixture
def web(fresh_web, reading_here):  # noqa: ARG001 - asked for its effect
    return fresh_web


def computed(web, **form):
    answer = web.post("/data/runs", data=form)
    [made] = [j for j in jobs.jobs(web.shop.store) if j.kind == "run"][:1]
    jobs.finished(web.shop, made.id, within=60)
    return answer, jobs.job(web.shop.store, made.id)


def test_the_page_says_as_of_when_and_lists_every_table(owner, shop):
    page = owner.get("/data/runs").text
    assert "All figures are as of 30 Jun 2025." in page
    told = owner.get("/api/v1/data/runs").json()
    assert [t["table"] for t in told["current"]["tables"]] == shop.tables()
    assert (
        told["current"]["tables"][0]["rows"]
        == shop.query(f"select count(*) as n from {shop.tables()[0]}")["n"][0].as_py()
    )


def test_an_import_makes_the_figures_stale_until_they_are_computed(web, deliver):
    assert "stale-banner" not in web.get("/data/runs").text
    deliver(web.shop, MORE, into="orders", source="web", mapping=COLUMNS)
    page = web.get("/data/runs").text
    assert "1 import with 1 row came in since the figures were computed." in page
    _answer, job = computed(web)
    assert job.error is None
    page = web.get("/data/runs").text
    assert "stale-banner" not in page
    assert "not changed" in page
    assert len(web.get("/api/v1/data/runs").json()["earlier"]) == 1


def test_customers_are_brought_up_to_date_without_a_whole_run_and_the_page_says_what_waits(web, deliver):
    deliver(web.shop, MORE, into="orders", source="web", mapping=COLUMNS)
    assert "Bring customers up to date" in web.get("/data/runs").text
    web.post("/data/refreshes")
    [made] = [j for j in jobs.jobs(web.shop.store) if j.kind == "refresh"]
    jobs.finished(web.shop, made.id, within=60)
    page = web.get("/data/runs").text
    assert "came in since" not in page
    assert "models and figures of groups are still those of the last whole run" in page
    assert web.shop.now.value("select count(*) from orders where order_id = 'R1'", reads=["orders"]) == 1


def test_what_happened_after_the_day_of_the_run_asks_for_a_whole_one(web, deliver):
    deliver(web.shop, MORE.replace("2025-06-30", "2025-07-02"), into="orders", source="web", mapping=COLUMNS)
    page = web.get("/data/runs").text
    assert "Bring customers up to date" not in page
    assert "Compute now" in page


def test_while_a_run_is_at_work_the_banner_says_so_and_offers_no_second_one(web, deliver):
    deliver(web.shop, MORE, into="orders", source="web", mapping=COLUMNS)
    asked = board.make(web.shop.store, "run", {}, by=govern.Actor("the tests"))
    banner = re.search(r"stale-banner.*?</a></span>.*?</div>", web.get("/data/imports").text, re.DOTALL)[0]
    assert "A run is at work" in banner
    assert "<form" not in banner
    board.end(web.shop.store, asked.id, found={})
    assert "Compute everything" in web.get("/data/imports").text


def test_an_undone_import_makes_them_stale_too(web):
    collect.undo(web.shop, 1)
    assert "1 import was undone since" in web.get("/data/runs").text


def test_a_run_can_be_as_of_a_day(web):
    _answer, job = computed(web, as_of="2025-05-31")
    assert job.found["as_of"] == "2025-05-31"
    assert "All figures are as of 31 May 2025." in web.get("/data/runs").text


def test_a_wrong_day_is_refused_in_words(web):
    answer = web.post("/data/runs", data={"as_of": "tomorrow"})
    assert answer.status_code == 422
    assert "is no day; write it as 2025-06-30" in answer.text


def test_a_viewer_sees_runs_but_may_not_compute(viewer):
    page = viewer.get("/data/runs")
    assert page.status_code == 200
    assert "Compute now" not in page.text
    assert viewer.post("/data/runs").status_code == 403


def test_the_page_speaks_chinese(owner):
    assert "全部指标截至 2025年6月30日" in owner.get("/data/runs", headers={"accept-language": "zh-CN"}).text


def test_a_run_can_be_stopped_from_its_page(fresh_web, monkeypatch):
    begun, stopped = threading.Event(), threading.Event()

    def computing(_shop, _one, tell):
        begun.set()
        for done in range(1000):
            stopped.wait(0.05)
            tell(done, 1000, "customers")
        return {}

    monkeypatch.setitem(jobs.KINDS, "run", computing)
    fresh_web.post("/data/runs")
    assert begun.wait(20)
    page = fresh_web.get("/data/runs").text
    place = re.search(r'action="(/data/jobs/[^"]+/stop)"', page)[1]
    after = fresh_web.post(place)
    assert after.url.path == "/data/runs"
    assert "The last run was stopped" in after.text
    assert "Owner Person stopped it." in after.text
    assert "上次计算已被停止" in fresh_web.get("/data/runs", headers={"accept-language": "zh-CN"}).text


def test_nobody_stops_what_is_not_there_or_without_the_right(owner, viewer, fresh_web):
    assert owner.post("/data/jobs/nothing/stop").status_code == 404
    assert viewer.post("/data/jobs/nothing/stop").status_code == 404
    assert fresh_web.get("/data/runs").status_code == 200
