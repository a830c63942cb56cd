"""The overview: figures of the fixed cast, worked out by hand from tests/shop.py; both languages; empty workspaces."""

import re
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

import zhike
from visitors import _person, _signed_in
from zhike import explain
from zhike.web import application
from zhike.workspace import make_workspace


def seen(client, path="/", **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def facts(client, path):
    return client.get(f"/api/v1{path}").json()


def figure(client, name, period="12m"):
    [found] = [f for f in facts(client, f"/?period={period}")["figures"] if f["id"] == name]
    return found


# June: Ana 100 and Gil 80. May: Ana 100, Hana 120 - 60, Lea 70. April: Ana 100, Chloe, 王芳 and 王强 50 each.
# March: Ana 100, Ben 50, 晨光 5000. February: Ana, Ben, Chloe 200. January: Ana, Ben.
def test_revenue_of_three_months_is_the_sum_by_hand(owner):
    assert figure(owner, "revenue", "3m")["value"] == 180 + 230 + 250


def test_a_change_is_against_as_many_months_before(owner):
    assert figure(owner, "revenue", "3m")["change"] == pytest.approx(660 / (5150 + 350 + 150) - 1)


def test_every_buyer_counts_once_in_a_period(owner):
    assert figure(owner, "customers", "3m")["value"] == 7  # Ana, Chloe, 王芳, 王强, Hana, Lea, Gil


def test_without_as_many_months_before_there_is_nothing_to_compare(owner):
    found = figure(owner, "revenue", "6m")
    assert (found["value"], found["change"], found["is_better"]) == (6310, None, None)
    assert "nothing to compare with" in seen(owner, "/?period=6m")


def test_more_churn_is_bad_and_more_revenue_is_good(owner):
    churned = figure(owner, "churned", "3m")
    # 晨光's 90th day without a purchase is 30 May, Ben's 18 June, Chloe's 30 June, the as-of day, which is over.
    assert churned["value"] == 3
    assert churned["change"] is None  # nobody could churn before
    assert figure(owner, "orders", "3m")["is_better"] is (figure(owner, "orders", "3m")["change"] > 0)


def test_the_sentence_has_the_revenue_the_period_and_the_customers(owner):
    said = facts(owner, "/?period=6m")["sentence"]
    assert said == "Revenue was ¥6,310 in Jan 2025 to Jun 2025: 9 known customers bought, 9 of them for the first time."


def test_revenue_by_month_is_stacked_from_new_returning_and_unknown(owner):
    chart = facts(owner, "/?period=6m")["revenue"]
    parts = {s["name"]: s["values"] for s in chart["series"]}
    assert chart["categories"][0] == "Jan 2025"
    assert parts["New customers"] == [150, 200, 5000, 100, 130, 80]
    assert [sum(p[n] for p in parts.values()) for n in range(6)] == [150, 350, 5150, 250, 230, 180]


def test_the_mean_of_cohorts_is_weighted_and_stands_first(owner):
    first, january, *_others = facts(owner, "/")["cohorts"]["series"]
    assert first["name"] == "Mean, weighted"
    assert (january["name"], january["total"], january["values"][:4]) == ("Jan 2025", 2, [1.0, 1.0, 1.0, 0.5])
    assert first["values"][0] == 1.0


def test_nobody_is_told_a_wrong_period(owner):
    answer = owner.get("/?period=5m")
    assert answer.status_code == 404
    assert "5m" in answer.text
    assert "12m" in answer.text
    assert owner.get("/?period=" + "x" * 50).status_code == 422


def test_the_period_works_without_scripts_and_stays_in_the_address(owner):
    page = seen(owner, "/?period=3m")
    assert '<a class="choice is-chosen" href="?period=3m" aria-current="true">3 months</a>' in page
    assert 'href="?period=24m"' in page


def test_a_chinese_reader_sees_no_english_sentence(owner):
    page = seen(owner, "/?period=6m", **{"accept-language": "zh-CN"})
    assert "收入 ¥6,310" in page
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)


def test_a_viewer_sees_the_numbers_and_no_download(viewer, owner):
    assert "data-chart-picture" in seen(owner)
    page = seen(viewer)
    assert "data-chart-picture" not in page
    assert "¥6,310" in page
    assert viewer.get("/?download=revenue.csv").status_code == 403


def test_a_stranger_is_sent_to_sign_in(stranger):
    assert stranger.get("/", follow_redirects=False).status_code == 303
    assert stranger.get("/api/v1/").status_code == 401


def test_a_chart_is_a_file_with_the_same_numbers(owner):
    found = owner.get("/?period=6m&download=revenue.csv")
    assert found.headers["content-type"].startswith("text/csv")
    lines = found.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Month,Returning customers,New customers,Without a known customer"
    assert len(lines) == 7


@pytest.mark.parametrize("path", ["/", "/analysis/rfm", "/analysis/cohorts", "/analysis/contribution", "/analysis/kpis", "/analysis/distributions"])  # fmt: skip
def test_every_definition_that_a_chart_points_to_is_in_the_glossary(owner, path):
    wanted = re.findall(r'href="/glossary#([^"]+)"', seen(owner, path))
    known = {a for anchors in explain.anchors().values() for a in anchors}
    assert wanted
    assert set(wanted) <= known


@pytest.fixture
def empty_web(tmp_path):
    """Return a function that gives the owner's client of a workspace with these deliveries, computed or not."""

    with ExitStack() as serving:

        def made(*deliveries, run=True):
            folder = make_workspace(tmp_path / "shop")
            with zhike.open(folder) as shop:
                for name, text, entity in deliveries:
                    (tmp_path / name).write_text(text, "utf-8")
                    zhike.collect.load(shop, tmp_path / name, into=entity, source="till")
                if run:
                    zhike.run(shop, as_of="2025-06-30")
                _person(shop, "owner")
            app = application(folder, works=False)
            serving.enter_context(TestClient(app, base_url="http://localhost"))
            return _signed_in(app, "owner")

        yield made


def test_before_the_first_run_the_page_says_what_to_do(empty_web):
    client = empty_web(run=False)
    assert client.get("/").status_code == 409
    assert client.get("/analysis/rfm").status_code == 409
    assert "/data/imports/new" in client.get("/").text


def test_a_run_without_orders_makes_sentences_that_make_sense(empty_web):
    client = empty_web(("members.csv", "member_no,name,phone\n1,Ana,13800000001\n2,Ben,13800000002\n", "customers"))
    assert facts(client, "/")["sentence"].startswith("2 customers are known")
    assert "Nobody has bought yet" in seen(client, "/analysis/rfm")
    assert "No customer has brought revenue yet" in seen(client, "/analysis/contribution")
    assert "No month has ended since the first purchases" in seen(client, "/analysis/cohorts")
    assert "No month with orders has ended yet" in seen(client, "/analysis/kpis")
    assert seen(client, "/analysis/distributions?feature=recency_days").count("No customer has a value") == 1


def test_a_name_cannot_run_a_script(empty_web):
    client = empty_web(("members.csv", "member_no,name\n1,<img src=x onerror=alert(1)>\n", "customers"))
    assert "<img src=x" not in seen(client)


def test_a_month_that_runs_is_drawn_apart_and_not_counted(fresh_web):
    zhike.run(fresh_web.shop, as_of="2025-06-15")
    page = facts(fresh_web, "/?period=3m")
    assert page["revenue"]["categories"] == ["Mar 2025", "Apr 2025", "May 2025", "Jun 2025, so far"]
    assert (page["revenue"]["unfinished"], page["customers"]["unfinished"]) == (1, 1)
    assert figure(fresh_web, "revenue", "3m")["value"] == 5150 + 250 + 230
    assert facts(fresh_web, "/analysis/kpis")["rows"][0]["is_complete"] is False
    active = figure(fresh_web, "customers", "3m")
    assert facts(fresh_web, active["link"])["total"] == active["value"]


def test_the_overview_says_that_imports_came_in_since(fresh_web, deliver):
    assert "came in since the figures were computed" not in fresh_web.get("/").text
    deliver(
        fresh_web.shop, "order_id,record_id,ordered_at,net_amount\nX1,T1,2025-06-01,10\n", into="orders", source="till"
    )
    assert "1 import with 1 row came in since the figures were computed" in fresh_web.get("/").text
