"""The analysis pages: every number by hand or by plain SQL, and the customers behind every cell, bar and point."""

import re
from itertools import chain

import pytest

PAGES = (
    "/", "/?period=3m", "/analysis/rfm", "/analysis/rfm?across=f", "/analysis/rfm?across=m", "/analysis/cohorts?measure=customers&show=all",
    "/analysis/contribution", "/analysis/kpis?kpi=customers", "/analysis/kpis?kpi=returning_customers", "/analysis/kpis?kpi=retained_customers",
    "/analysis/kpis?kpi=new_customers", "/analysis/distributions?feature=orders", "/analysis/distributions?feature=revenue",
    "/analysis/distributions?feature=recency_days", "/analysis/distributions?feature=average_order_value",
    "/analysis/distributions?feature=favourite_weekday", "/analysis/distributions?feature=returns",
)  # fmt: skip


def facts(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def charts(page):
    return [v for v in page.values() if isinstance(v, dict) and "series" in v]


def behind(client, link):
    """Return how many customers a link leads to."""
    answer = client.get(f"/api/v1{link}")
    assert answer.status_code == 200, (link, answer.text)
    return answer.json()["total"]


def test_the_grid_has_every_buyer_once(owner, shop):
    grid = facts(owner, "/analysis/rfm")["grid"]
    assert [s["name"] for s in grid["series"]] == ["R 5", "R 4", "R 3", "R 2", "R 1"]
    [buyers] = shop.query("select count(*) as n from rfm").to_pylist()
    assert sum(chain.from_iterable(s["values"] for s in grid["series"])) == buyers["n"] == 9


@pytest.mark.parametrize("across", ["f", "m"])
def test_recency_stands_against_frequency_or_value(owner, across, shop):
    grid = facts(owner, f"/analysis/rfm?across={across}")["grid"]
    rows = shop.query(f"select r_score, {across}_score as s, count(*) as n from rfm group by all").to_pylist()
    assert {(r["r_score"], r["s"]): r["n"] for r in rows} == {
        (5 - y, x + 1): n for y, s in enumerate(grid["series"]) for x, n in enumerate(s["values"]) if n
    }


def test_groups_and_classes_share_all_buyers_and_all_their_revenue(owner):
    page = facts(owner, "/analysis/rfm")
    assert (len(page["group_rows"]), len(page["class_rows"])) == (11, 8)
    for rows in (page["group_rows"], page["class_rows"]):
        assert sum(r["figures"]["customers"] for r in rows) == 9
        assert sum(r["figures"]["share"] for r in rows) == pytest.approx(1)
        assert sum(r["figures"]["revenue"] for r in rows) == pytest.approx(6310)


def test_one_company_is_most_of_the_revenue(owner):
    page = facts(owner, "/analysis/contribution")
    assert page["deciles"][0]["figures"]["revenue"] == 5000
    assert page["deciles"][0]["figures"]["revenue_share"] == pytest.approx(5000 / 6310)
    assert page["deciles"][-1]["figures"]["cumulative_share"] == pytest.approx(1)
    # 5000, 600, 250, 150, 80, 70, 60, 50, 50 by rank from the top, equals with their mean rank
    revenues = [5000, 600, 250, 150, 80, 70, 60, 50, 50]
    weights = [8, 6, 4, 2, 0, -2, -4, -7, -7]
    assert page["gini"] == pytest.approx(sum(r * w for r, w in zip(revenues, weights, strict=True)) / (9 * 6310))


def test_the_lorenz_curve_begins_at_nothing_and_ends_at_all(owner):
    curve, equal = facts(owner, "/analysis/contribution")["lorenz"]["series"]
    assert (curve["values"][0], curve["values"][-1]) == (0, pytest.approx(1))
    assert curve["values"] == sorted(curve["values"])
    assert all(c >= e - 1e-9 for c, e in zip(curve["values"], equal["values"], strict=True))


def test_cohorts_can_be_shares_customers_or_revenue(owner):
    january = {
        m: facts(owner, f"/analysis/cohorts?measure={m}")["triangle"]["series"][1]
        for m in ("share", "customers", "revenue")
    }
    assert january["share"]["values"] == [1, 1, 1, 0.5, 0.5, 0.5]
    assert january["customers"]["values"] == [2, 2, 2, 1, 1, 1]
    assert january["revenue"]["values"] == [150, 150, 150, 100, 100, 100]


def test_every_kpi_of_every_month_is_in_the_table(owner, shop):
    page = facts(owner, "/analysis/kpis?kpi=churned&period=all")
    [last] = shop.query("select * from kpi_monthly where month = date '2025-06-01'").to_pylist()
    row = page["rows"][0]
    assert row["name"] == "Jun 2025"
    for named, value in zip(page["kpis"], row["values"], strict=True):
        assert value == (None if last[named["name"]] is None else pytest.approx(float(last[named["name"]])))


def test_a_histogram_has_every_customer_with_a_value_once(owner):
    page = facts(owner, "/analysis/distributions?feature=orders")
    assert page["chart"]["categories"][:3] == ["0", "1", "2"]
    assert page["chart"]["series"][0]["values"][:2] == [5, 6]  # Ivo, Jun, Kai, Mo, Nina bought nothing
    assert sum(page["chart"]["series"][0]["values"]) == page["summary"]["count"] == 14


def test_zeros_that_are_most_stand_beside_the_bars(owner):
    page = facts(owner, "/analysis/distributions?feature=returns")
    assert page["zeros"] == 12  # Hana brought a scarf back, Jun was refunded
    assert sum(page["chart"]["series"][0]["values"]) == 2
    assert "12 customers with 0" in page["chart"]["sentence"]


def test_weekdays_are_called_by_their_names(owner):
    assert "Monday" in facts(owner, "/analysis/distributions?feature=favourite_weekday")["chart"]["categories"]


@pytest.mark.parametrize("path", PAGES)
def test_the_customers_behind_a_point_are_as_many_as_it_says(owner, path):
    page = facts(owner, path)
    counted = [c for c in charts(page) if c["unit"] == "count"]
    points = [
        (c["id"], value, link)
        for c in counted for s in c["series"] for value, link in zip(s["values"], s["links"], strict=False) if link
    ]  # fmt: skip
    points += [("total", s["total"], s["total_link"]) for c in charts(page) for s in c["series"] if s["total_link"]]
    points += [("figure", f["value"], f["link"]) for f in page.get("figures", ()) if f["link"]]
    points += [("row", r["figures"]["customers"], r["link"]) for k in ("group_rows", "class_rows", "deciles", "classes") for r in page.get(k, ()) if isinstance(r, dict) and r["link"]]  # fmt: skip
    assert points or path == "/analysis/contribution"
    wrong = [(name, value, link, found) for name, value, link in points if (found := behind(owner, link)) != value]
    assert wrong == []


def test_the_customers_down_to_a_point_of_the_curve_are_its_share(owner):
    page = facts(owner, "/analysis/contribution")
    curve, equal = page["lorenz"]["series"]
    for share, link in zip(equal["values"], curve["links"], strict=True):
        assert not link or behind(owner, link) == round(share * page["customers"])


@pytest.mark.parametrize(
    "path",
    ["/analysis/rfm?across=x", "/analysis/cohorts?measure=x", "/analysis/cohorts?show=5", "/analysis/kpis?kpi=x", "/analysis/kpis?period=x", "/analysis/distributions?feature=customer_id"],
)  # fmt: skip
def test_a_name_that_is_not_known_is_refused_in_words(owner, path):
    answer = owner.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text
    assert owner.get(f"/api/v1{path}").json()["code"] == "unknown_name"


def test_what_somebody_types_into_an_address_is_escaped(owner):
    answer = owner.get("/analysis/distributions?feature=<img src=x onerror=alert(1)>")
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("path", ["/analysis/rfm", "/analysis/cohorts", "/analysis/contribution", "/analysis/kpis", "/analysis/distributions"])  # fmt: skip
def test_pages_read_in_chinese(owner, path):
    text = owner.get(path, headers={"accept-language": "zh-CN"}).text
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)


@pytest.mark.parametrize("path", ["/analysis/rfm", "/analysis/cohorts", "/analysis/contribution", "/analysis/kpis", "/analysis/distributions"])  # fmt: skip
def test_a_viewer_reads_without_downloads(viewer, stranger, path):
    page = viewer.get(path)
    assert page.status_code == 200
    assert "data-chart-picture" not in page.text
    assert stranger.get(path, follow_redirects=False).status_code == 303


def test_every_chart_is_a_file(owner):
    for path in PAGES:
        for chart in charts(facts(owner, path)):
            mark = "&" if "?" in path else "?"
            assert owner.get(f"{path}{mark}download={chart['id']}.xlsx").status_code == 200, chart["id"]
