"""The page of recommendations: its numbers are those of the tables, its points open their customers, a withheld list is nowhere."""

import re
import shutil

import duckdb
import pytest
from fastapi.testclient import TestClient

import zhike
from visitors import _signed_in, behind, facts
from zhike.web import application

PAGE = "/prediction/recommendations"


def charts(page):
    return [*page["past_days"], *(page[name] for name in ("most", "coverage", "reasons", "numbers"))]


# Two products and how many orders have both.
_PAIRS = """
    select 'product' as level, a.sku as item, b.sku as other, count(distinct a.order_id) as baskets
    from order_lines a join order_lines b on a.source = b.source and a.order_id = b.order_id and a.sku <> b.sku
    where a.revenue > 0 and b.revenue > 0 and a.customer_id is not null group by all order by baskets desc, item, other limit 1
"""
# What a model might have said: everybody is offered the three most bought products that they have not bought.
_SAID = {
    "recommendations": """
        with bought as (select distinct customer_id, sku from order_lines where customer_id is not null and revenue > 0),
        best as (select sku, count(*) as n from bought group by 1 order by n desc, sku limit 6)
        select c.customer_id, row_number() over (partition by c.customer_id order by n desc, sku)::int as rank, sku, 0.1::double as score,
               'since_bought' as reason, 'x' as reason_sku, null::int as reason_times, date '2025-06-30' as as_of, 30::int as horizon_days, 'EASE' as model
        from (select distinct customer_id from bought) c, best
        where (c.customer_id, sku) not in (select (customer_id, sku) from bought) qualify rank <= 3 order by 1, 2
    """,
    "basket_rules": _PAIRS,
    "related_products": f"""
        select item as sku, 1 as rank, other as related_sku, baskets / 10 as strength, null::date as as_of, 'EASE' as model from ({_PAIRS})
    """,
    "model_cards": """
        select * replace ('shown' as verdict, 'EASE' as model, 0.2::double as value, 0.1::double as baseline_value, 'recall at 10' as metric,
               '' as missing, '[]' as missing_codes, 3 as cutoffs, case target when 'new products' then 'recent popularity' else 'own history, then popularity' end as baseline)
        from model_cards where score = 'recommendations'
    """,
    "backtests": """
        select 'recommendations' as score, m.model, t.target, date '2025-01-01' + interval (d) month as cutoff, 30 as horizon_days, 'recall at 10' as metric,
               (m.value + d / 100)::double as value, t.baseline, 0.1::double as baseline_value, 100 as rows, null::double as actual, null::double as expected, null::double as coverage
        from (values ('EASE', 0.2), ('recent popularity', 0.1), ('own history, then popularity', 0.1)) m (model, value),
             (values ('new products', 'recent popularity'), ('all products', 'own history, then popularity')) t (target, baseline), range(-1, 2) r (d)
    """,
}  # fmt: skip


@pytest.fixture(scope="module")
def offering(company_web, tmp_path_factory):
    """Return a client of a company in which products are recommended; `.shop` is its workspace."""
    folder = tmp_path_factory.mktemp("offering") / "shop"
    shutil.copytree(company_web.app.state.shop.folder, folder)
    with zhike.open(folder) as shop:
        made = {name: shop.query(sql) for name, sql in _SAID.items()}
        for name, rows in made.items():
            duckdb.from_arrow(rows).write_parquet(str(shop.lake.table(shop.current_run(), name)))
    app = application(folder, works=False)
    with TestClient(app, base_url="http://localhost"):
        client = _signed_in(app, "owner")
        client.shop = app.state.shop
        yield client


@pytest.fixture(scope="module")
def page(offering):
    return facts(offering, PAGE)


def test_every_product_that_somebody_knows_is_counted_once(page, offering):
    [row] = offering.shop.query("""
        select (select count(*) from product_rebuys) as products, (select count(*) from recommendations) as offers,
               (select count(distinct sku) from recommendations) as offered, (select count(distinct customer_id) from recommendations) as customers
    """).to_pylist()
    assert (page["total"], len(page["numbers"]["categories"])) == (row["products"], row["products"])
    assert (
        sum(page["numbers"]["series"][0]["values"]) == sum(page["reasons"]["series"][0]["values"]) == row["offers"] > 0
    )
    assert f"For {row['customers']:,} customers there are products to offer: {row['offered']:,} of {row['products']:,}" in page["sentence"]  # fmt: skip


def test_the_customers_behind_a_product_are_as_many_as_it_says(offering, page):
    points = [
        (v, link) for s in page["most"]["series"] for v, link in zip(s["values"][:2], s["links"][:2], strict=True)
    ]
    assert len(points) == 4
    assert [(value, link) for value, link in points if behind(offering, link) != value] == []


def test_the_shown_model_stands_beside_its_baseline_on_every_past_day(page, offering):
    rows = {r["target"]: r for r in offering.shop.query("select * from model_cards where score = 'recommendations' and verdict = 'shown'").to_pylist()}  # fmt: skip
    assert len(page["past_days"]) == len(rows) > 0
    for chart, row in zip(page["past_days"], (rows[t] for t in sorted(rows)), strict=True):
        own, naive = (s["values"] for s in chart["series"])
        assert len(own) == row["cutoffs"]
        assert (sum(own) / len(own), sum(naive) / len(naive)) == pytest.approx((row["value"], row["baseline_value"]))


def test_coverage_runs_from_no_product_to_all_of_them_and_never_falls(page):
    for series in page["coverage"]["series"]:
        assert (series["values"][0], series["values"][-1]) == (0, 1)
        assert series["values"] == sorted(series["values"])


def test_a_product_is_found_by_a_part_of_its_name(offering, page):
    first = page["rows"][0]["figures"]
    found = facts(offering, f"{PAGE}?q={first['name'][:4].upper()}")
    assert first["sku"] in [r["figures"]["sku"] for r in found["rows"]]
    assert found["total"] < page["total"]


def test_what_goes_with_a_product_opens_who_bought_both(offering):
    [pair] = offering.shop.query("select * from basket_rules").to_pylist()
    [found] = facts(offering, f"{PAGE}?product={pair['item']}")["companions"]
    assert (found["figures"]["sku"], found["figures"]["baskets"]) == (pair["other"], pair["baskets"])
    assert 0 < behind(offering, found["bought_both"]) <= pair["baskets"]


def test_an_unknown_product_is_refused_in_words_and_an_empty_search_says_so(offering):
    assert offering.get(f"{PAGE}?product=none").status_code == 404
    answer = offering.get(f"{PAGE}?q=zzzz")
    assert "No product is found" in answer.text


def test_a_withheld_recommendation_is_nowhere(owner):
    page = facts(owner, PAGE)
    assert "withheld" in page["sentence"]
    assert {w["name"] for w in page["withheld"]} == {"What to offer"}
    assert [c["id"] for c in charts(page) if c["series"] and c["id"] != "products-offered"] == []
    assert all(r["figures"]["customers"] == 0 for r in page["rows"])


def test_files_definitions_and_chinese(offering, owner, page):
    words = offering.get("/glossary").text
    for chart in charts(page):
        assert offering.get(f"{PAGE}?download={chart['id']}.csv").status_code == 200
        assert f'id="{chart["definition"]}"' in words, chart["definition"]
    for client in (offering, owner):
        answer = client.get(PAGE, headers={"accept-language": "zh-CN"})
        text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
        assert not re.findall(r"[A-Z]?[a-z]{3,}(?: [a-z]{2,}){2,}", text)
