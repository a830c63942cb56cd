"""The pages of predictions: every number is that of a table, every point opens its customers, what is withheld is nowhere."""

import re

import pytest

from visitors import behind, facts
from zhike import segment
from zhike.describe.months import KPIS
from zhike.govern import Actor, roles
from zhike.predict.read_back import cards_of
from zhike.web import formats

PAGES = (
    "/prediction/value",
    "/prediction/churn",
    "/prediction/next-order",
    "/prediction/models",
    "/prediction/forecast",
    "/prediction/propensity",
)
CARDS = (
    "/prediction/models/clv",
    "/prediction/models/clv?card=spend-365",
    "/prediction/models/churn",
    "/prediction/models/next_order",
    "/prediction/models/propensity",
)


def charts(page):
    found = [v for v in page.values() if isinstance(v, dict) and "series" in v]
    return found + list(page.get("tested", ()))


@pytest.mark.parametrize("path", PAGES[:3])
def test_the_customers_behind_a_bar_are_as_many_as_it_says(company_web, path):
    points = [
        (c["id"], value, link)
        for c in charts(facts(company_web, path)) if c["unit"] == "count"
        for s in c["series"] for value, link in zip(s["values"], s["links"], strict=True) if value
    ]  # fmt: skip
    assert points
    assert [(name, value, link) for name, value, link in points if not link or behind(company_web, link) != value] == []


def test_totals_are_the_sums_of_the_table_between_their_bounds(company_web, company):
    rows = company.query("""
        select horizon_days, count(*) as customers, sum(expected_orders) as orders, sum(clv) as value from clv group by 1 order by 1
    """).to_pylist()
    for total, row in zip(facts(company_web, "/prediction/value")["totals"], rows, strict=True):
        assert (total["horizon_days"], total["customers"]) == (row["horizon_days"], row["customers"])
        for name in ("orders", "value"):
            assert total[name]["total"] == pytest.approx(row[name])
            assert total[name]["low"] <= total[name]["total"] <= total[name]["high"]


def test_bounds_of_a_total_are_as_far_off_as_the_past_days_were(company_web, company):
    [row] = company.query("""
        select min(least(1, b.actual / b.expected)) as low, max(greatest(1, b.actual / b.expected)) as high
        from backtests b join model_cards c using (score, target, horizon_days, model)
        where b.score = 'clv' and target = 'orders' and horizon_days = 90
    """).to_pylist()
    orders = facts(company_web, "/prediction/value")["totals"][0]["orders"]
    assert (orders["low"] / orders["total"], orders["high"] / orders["total"]) == pytest.approx(
        (row["low"], row["high"])
    )


def test_the_bars_of_value_have_every_buyer_once(company_web, company):
    [row] = company.query("select count(*) as n from clv where horizon_days = 365").to_pylist()
    assert sum(facts(company_web, "/prediction/value")["bins"]["series"][0]["values"]) == row["n"]


def test_the_best_tenth_is_who_the_list_says(company_web, company):
    page = facts(company_web, "/prediction/value")
    assert behind(company_web, page["best_link"]) == page["best"]["customers"]
    rows = company.query(
        "select customer_id, clv from clv where horizon_days = 365 order by clv desc, 1 limit 10"
    ).to_pylist()
    assert [(c["customer_id"], c["clv"]) for c in page["first_ten"]] == [tuple(r.values()) for r in rows]


def test_the_cells_of_the_surface_are_means_of_their_customers(company_web, company):
    alive, weight = facts(company_web, "/prediction/value")["alive"], 0.0
    for series in alive["series"]:
        for value, link in zip(series["values"], series["links"], strict=True):
            weight += value * behind(company_web, link) if value is not None else 0
    [row] = company.query("select sum(p_alive) as alive from clv where horizon_days = 365").to_pylist()
    assert weight == pytest.approx(row["alive"])


def test_value_at_risk_is_value_times_probability(company_web, company):
    rows = {
        r["risk_band"]: r
        for r in company.query("""
            select risk_band, count(*) as n, sum(greatest(clv, 0) * churn_probability) as risk
            from churn join clv using (customer_id) where clv.horizon_days = 365 group by 1
        """).to_pylist()
    }
    for band in facts(company_web, "/prediction/churn")["bands"]:
        figures, row = band["figures"], rows.get(band["figures"]["name"], {"n": 0, "risk": None})
        assert figures["customers"] == row["n"]
        assert figures["at_risk"] == (None if row["risk"] is None else pytest.approx(row["risk"]))


def test_a_contact_that_costs_nothing_pays_for_everybody(company_web):
    best = facts(company_web, "/prediction/churn?cost=0&kept=100")["paying"]["best"]
    assert (best["probability"], best["contacted"]) == (0, 1000)
    assert best["gain"] == pytest.approx(100 * best["found"])


def test_a_contact_that_costs_more_than_it_keeps_pays_for_nobody(company_web):
    paying = facts(company_web, "/prediction/churn?cost=101&kept=100")["paying"]
    assert (paying["best"], paying["link"]) == (None, "")


def test_a_dearer_contact_pays_from_a_higher_probability_on(company_web):
    found = [facts(company_web, f"/prediction/churn?cost={cost}&kept=100")["paying"] for cost in (10, 60)]
    assert found[0]["best"]["probability"] < found[1]["best"]["probability"]
    assert all(behind(company_web, p["link"]) == p["customers"] for p in found if p["customers"])


def test_the_curves_of_the_score_begin_and_end_where_they_must(company_web):
    roc = next(c for c in facts(company_web, "/prediction/churn")["tested"] if c["id"] == "roc")
    found, chance = (s["values"] for s in roc["series"])
    assert (found[0], chance[0]) == (0, 0)
    assert (found[-1], chance[-1]) == pytest.approx((1, 1))
    assert found == sorted(found)
    # Above the diagonal by as much as the area says, within the coarseness of forty steps.
    area = sum((b - a) * (x + y) / 2 for a, b, x, y in zip(chance, chance[1:], found, found[1:], strict=False))
    said = float(re.search(r"0\.\d+", roc["sentence"])[0])
    assert area == pytest.approx(said, abs=0.02)


def test_categories_have_the_customers_and_the_chances_that_the_table_says(company_web, company):
    rows = {r["category"]: r for r in company.query("""
        select category, count(*) as listed, count(*) filter (where rank = 1) as likeliest, sum(probability) as buyers,
               count(*) filter (where probability >= 0.3) as probable from propensity group by 1
    """).to_pylist()}  # fmt: skip
    page = facts(company_web, "/prediction/propensity?at_least=0.3")
    assert {r["figures"]["name"] for r in page["rows"]} == rows.keys() != set()
    for row in page["rows"]:
        said, expected = row["figures"], rows[row["figures"]["name"]]
        assert {n: said[n] for n in ("listed", "likeliest", "probable")} == {n: expected[n] for n in ("listed", "likeliest", "probable")}  # fmt: skip
        assert said["buyers"] == pytest.approx(expected["buyers"])
    first = page["rows"][0]
    for name in ("listed", "likeliest", "probable"):
        assert behind(company_web, first[name]) == first["figures"][name]
    found = segment.preview(company, first["rule"], by=Actor("Iris", roles.ANALYST))
    assert found.count == first["figures"]["probable"] > 0


def test_the_weeks_ahead_are_the_expected_total_of_whole_weeks(company_web, company):
    weeks = facts(company_web, "/prediction/next-order")["weeks"]
    expected, low, high = (s["values"] for s in weeks["series"])
    [row] = company.query("select sum(expected_orders) as n from clv where horizon_days = 90").to_pylist()
    assert len(expected) == 12
    assert sum(expected) == pytest.approx(row["n"] * 84 / 90, rel=0.01)
    assert all(a <= b <= c for a, b, c in zip(low, expected, high, strict=True))


def test_customers_are_late_by_their_own_gaps(company_web, company):
    rhythm = facts(company_web, "/prediction/next-order")["rhythm"]["series"][0]["values"]
    [row] = company.query("select count(recency_in_gaps) as n, count(*) filter (where recency_in_gaps >= 3) as late from customer_features").to_pylist()  # fmt: skip
    assert (sum(rhythm), rhythm[-1]) == (row["n"], row["late"])


def forecast_kpi(company):
    [row] = company.query("select min(kpi) as kpi from kpi_forecast").to_pylist()
    return row["kpi"]


def test_the_months_ahead_are_the_table_beside_the_months_that_were(company_web, company):
    kpi = forecast_kpi(company)
    page = facts(company_web, f"/prediction/forecast?kpi={kpi}")
    rows = company.query(f"select * from kpi_forecast where kpi = '{kpi}' order by month").to_pylist()
    assert rows
    was, expected, low, high, naive = (s["values"] for s in page["chart"]["series"])
    for name, values in (("expected", expected), ("low", low), ("high", high), ("baseline", naive)):
        assert [v for v in values if v is not None] == [r[name] for r in rows]
    ended = company.query(f"select {kpi} as value from kpi_monthly where is_complete order by month desc limit 24").to_pylist()  # fmt: skip
    assert [v for v in was if v is not None] == [float(r["value"]) for r in reversed(ended)]
    assert [r["expected"] for r in page["rows"]] == [r["expected"] for r in rows]


def test_a_forecast_says_what_its_bounds_held_on_past_months(company_web, company):
    kpi = forecast_kpi(company)
    [card] = [c for c in cards_of(company, "kpi_forecast") if c.target == KPIS[kpi].label]
    page = facts(company_web, f"/prediction/forecast?kpi={kpi}")
    assert f"held {formats.percent(card.coverage)} of the past months" in page["sentence"]
    assert page["chart"]["note"].endswith(f"it held {formats.percent(card.coverage)}.")


def test_a_kpi_links_to_its_months_ahead_where_they_are_shown(company_web, company, owner):
    kpi = forecast_kpi(company)
    assert facts(company_web, f"/analysis/kpis?kpi={kpi}")["ahead"] == f"/prediction/forecast?kpi={kpi}"
    assert facts(owner, f"/analysis/kpis?kpi={kpi}")["ahead"] == ""
    page = facts(owner, "/prediction/forecast")
    assert (page["rows"], page["all"], page["chart"]["series"]) == ([], [], [])
    assert len(page["withheld"]) == 10
    assert page["withheld"][0]["missing"] in page["sentence"]


def test_the_list_of_models_has_every_card(company_web, company):
    rows = company.query(
        "select score, target, horizon_days, value, verdict from model_cards order by 1, 2, 3"
    ).to_pylist()
    found = [r["card"] for r in facts(company_web, "/prediction/models")["rows"]]
    assert [{n: c[n] for n in rows[0]} for c in found] == rows
    assert all(facts(company_web, r["link"])["card"]["target"] == r["card"]["target"] for r in facts(company_web, "/prediction/models")["rows"])  # fmt: skip


@pytest.mark.parametrize("path", CARDS)
def test_a_card_shows_the_model_beside_its_baseline_on_every_past_day(company_web, path):
    page = facts(company_web, path)
    card, [own, naive] = page["card"], page["days"]["series"]
    assert len(own["values"]) == card["cutoffs"] == 3
    assert sum(own["values"]) / 3 == pytest.approx(card["value"])
    assert sum(naive["values"]) / 3 == pytest.approx(card["baseline_value"])
    used = next(c for c in page["candidates"] if c["is_used"])
    assert used["value"] == pytest.approx(card["value"])


def test_points_of_several_days_are_pooled_by_their_customers(company_web, company):
    [row] = company.query("""
        select sum(x * rows) / sum(rows) as x, sum(y * rows) / sum(rows) as y from backtest_points
        where score = 'churn' and chart = 'calibration' and bin = 9
    """).to_pylist()
    seen, stated = facts(company_web, "/prediction/models/churn")["calibration"]["series"]
    assert (stated["values"][-1], seen["values"][-1]) == pytest.approx((row["x"], row["y"]))


def test_a_withheld_score_has_no_number_and_says_what_is_missing(owner):
    for path in PAGES[:3]:
        page = facts(owner, path)
        assert "withheld" in page["sentence"]
        assert page["withheld"]
        assert all(w["missing"] for w in page["withheld"])
    value, churn, coming = (facts(owner, path) for path in PAGES[:3])
    assert (value["totals"], value["best"], value["first_ten"], churn["bands"], churn["paying"], coming["first"]) == ([], None, [], [], None, [])  # fmt: skip
    drawn = [c["id"] for page in (value, churn, coming) for c in charts(page) if c["categories"]]
    assert drawn == ["rhythm"]  # a fact of past purchases, foretold by nobody


def test_a_withheld_score_is_a_card_with_words_and_without_figures(owner):
    page = facts(owner, "/prediction/models/churn")
    assert (page["card"]["verdict"], page["card"]["value"], page["score_page"]) == ("withheld", None, "")
    assert page["card"]["missing"] in page["sentence"]
    assert page["card"]["missing"] in owner.get("/prediction/models").text


@pytest.mark.parametrize("path", ["/prediction/models/clx", "/prediction/models/clv?card=orders-91"])
def test_a_card_that_is_not_there_is_refused_in_words(company_web, path):
    answer = company_web.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text


@pytest.mark.parametrize("path", [*PAGES, CARDS[0]])
def test_a_viewer_reads_without_downloads(company_web, stranger, path):
    page = company_web.as_role("viewer").get(path)
    assert page.status_code == 200
    assert "data-chart-picture" not in page.text
    assert stranger.get(path, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("path", [*PAGES, *CARDS])
def test_pages_read_in_chinese(company_web, owner, path):
    for client in (company_web, owner):
        answer = client.get(path, headers={"accept-language": "zh-CN"})
        text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)


def test_every_chart_is_a_file_and_has_its_definition(company_web):
    words = company_web.get("/glossary").text
    for path in (*PAGES[:3], *CARDS):
        for chart in charts(facts(company_web, path)):
            mark = "&" if "?" in path else "?"
            assert company_web.get(f"{path}{mark}download={chart['id']}.csv").status_code == 200, chart["id"]
            assert f'id="{chart["definition"]}"' in words, chart["definition"]
