"""The pages on how customers buy: figures by plain SQL, and the customers behind every point."""

import re

import pytest

PAGES = (
    "/analysis/habits?period=all", "/analysis/habits?period=all&group=cohort:2025", "/analysis/repeat", "/analysis/repeat?purchase=3",
    "/analysis/repeat?by=channel", "/analysis/repeat?by=cohort", "/analysis/funnel", "/analysis/baskets?level=category", "/analysis/baskets",
    "/analysis/acquisition?period=all", "/analysis/products", "/analysis/cohorts?measure=orders", "/analysis/cohorts?measure=value",
)  # fmt: skip


def facts(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def charts(page):
    found = [v for v in page.values() if isinstance(v, dict) and "series" in v]
    return [*found, *page.get("charts", ())]


def chart(page, name):
    return next(c for c in charts(page) if c["id"] == name)


def behind(client, link):
    answer = client.get(f"/api/v1{link}")
    assert answer.status_code == 200, (link, answer.text)
    return answer.json()["total"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_reads_downloads_and_leads_to_customers(owner, path):
    page = facts(owner, path)
    assert owner.get(path).status_code == 200
    for one in charts(page):
        mark = "&" if "?" in path else "?"
        assert owner.get(f"{path}{mark}download={one['id']}.xlsx").status_code == 200, one["id"]
        points = [(v, link) for s in one["series"] for v, link in zip(s["values"], s["links"], strict=False) if link]
        assert all(behind(owner, link) > 0 for _v, link in points[:6]), one["id"]


def test_purchases_by_weekday_and_hour_lead_to_those_who_made_them(owner, shop):
    times = chart(facts(owner, "/analysis/habits?period=all"), "purchase-times")
    [known] = shop.query("select count(*) as n from orders where is_purchase and customer_id is not null").to_pylist()
    assert sum(sum(s["values"]) for s in times["series"]) == known["n"]
    points = [
        (d, int(h), n, link)
        for d, s in enumerate(times["series"], 1)
        for h, n, link in zip(times["categories"], s["values"], s["links"], strict=True)
        if n
    ]
    for weekday, hour, number, link in points[:5]:
        sql = f"select count(*) as n, count(distinct customer_id) as c from orders where is_purchase and customer_id is not null and isodow(ordered_on) = {weekday} and ordered_hour = {hour}"
        [wanted] = shop.query(sql).to_pylist()
        assert (number, behind(owner, link)) == (wanted["n"], wanted["c"])


def test_who_bought_again_is_as_many_as_the_curve_has_seen(owner, shop):
    rows = shop.query(
        "select days, bought, survival from survival where dimension = 'all' and purchase_no = 2 order by days"
    ).to_pylist()
    curve = chart(facts(owner, "/analysis/repeat"), "repeat-curve")["series"][0]
    assert curve["values"] == pytest.approx([1 - r["survival"] for r in rows])
    for row, link in list(zip(rows, curve["links"], strict=True))[:6]:
        assert (behind(owner, link) if link else 0) == row["bought"]


def test_orders_and_value_of_cohorts(owner):
    orders, value = (
        facts(owner, f"/analysis/cohorts?measure={m}")["triangle"]["series"][1]["values"] for m in ("orders", "value")
    )
    assert orders == [2, 2, 2, 1, 1, 1]
    assert value == [75, 150, 225, 275, 325, 375]


def test_a_product_leads_to_those_who_bought_it(owner, shop):
    page = facts(owner, "/analysis/products")
    for row in page["rows"]:
        [wanted] = shop.query(
            f"select count(distinct customer_id) as n from order_lines where sku = '{row['figures']['sku']}' and revenue > 0"
        ).to_pylist()
        assert behind(owner, row["link"]) == wanted["n"]
    assert page["rows"][-1]["figures"]["cumulative_share"] == pytest.approx(1)


def test_a_channel_leads_to_the_customers_it_won(owner):
    rows = facts(owner, "/analysis/acquisition?period=all")["rows"]
    assert [(r["figures"]["customers"], behind(owner, r["link"])) for r in rows] == [(14, 13)]  # Gil never registered
    assert rows[0]["clv_to_cac"] is None


def test_what_is_not_there_says_what_would_be(owner):
    assert "There is no funnel yet" in owner.get("/analysis/funnel").text
    assert "No two items go together" in owner.get("/analysis/baskets").text
    assert "what they cost is not known" in owner.get("/analysis/acquisition?period=all").text


@pytest.mark.parametrize("path", ["/analysis/habits?period=x", "/analysis/habits?group=channel:x", "/analysis/repeat?by=x", "/analysis/funnel?group=x", "/analysis/baskets?level=x", "/analysis/acquisition?period=x"])  # fmt: skip
def test_a_name_that_is_not_known_is_refused_in_words(owner, path):
    answer = owner.get(path)
    assert answer.status_code == 404
    assert owner.get(f"/api/v1{path}").json()["code"] == "unknown_name"


@pytest.mark.parametrize("path", [p for p in PAGES if "cohorts" not in p])
def test_pages_read_in_chinese(owner, path):
    text = owner.get(path, headers={"accept-language": "zh-CN"}).text
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)


def test_a_viewer_reads_without_downloads_and_a_stranger_does_not(viewer, stranger):
    for path in ("/analysis/habits", "/analysis/acquisition"):
        assert "data-chart-picture" not in viewer.get(path).text
        assert stranger.get(path, follow_redirects=False).status_code == 303
