"""Why did it change: the page says what moved, whether that is usual, and who stands behind it."""

import pytest

ASKED = "/analysis/why?kpi=orders&from=2025-03&to=2025-04&dimension=source"


def told(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_parts_add_up_to_the_change(owner):
    page = told(owner, ASKED)
    change = page["diagnosis"]["value_after"] - page["diagnosis"]["value_before"]
    assert sum(page["chart"]["series"][0]["values"]) == pytest.approx(change)


def test_every_bar_opens_its_customers(owner, shop):
    page = told(owner, ASKED)
    found = dict(zip(page["chart"]["categories"], page["chart"]["series"][0]["links"], strict=True))
    there = shop.query(
        "select source, count(distinct customer_id) as n from orders where ordered_on between '2025-03-01' and '2025-04-30' group by 1"
    ).to_pylist()
    assert {row["source"] for row in there} == set(found)
    for row in there:
        assert told(owner, found[row["source"]])["total"] == row["n"]


def test_the_list_says_which_orders_it_is_about(owner):
    link = told(owner, ASKED)["chart"]["series"][0]["links"][0]
    assert "Source: " in owner.get(link).text
    assert "2025-03" in owner.get(link).text


def test_with_too_few_months_no_cause_is_named(owner):
    page = told(owner, "/analysis/why")
    assert (page["verdict"], page["causes"]) == ("unknown", [])
    assert "6 earlier changes" in page["usual"]


def test_a_ratio_has_mix_and_rate(owner):
    page = told(owner, "/analysis/why?kpi=average_order_value&from=2025-03&to=2025-04")
    assert {s["volume"] for s in page["splits"]} == {"—"}


@pytest.mark.parametrize("query", ["kpi=nothing", "from=2025-99", "from=2025-04&to=2025-03", "to=2031-01"])
def test_what_cannot_be_asked_is_said(owner, query):
    assert owner.get(f"/api/v1/analysis/why?{query}").status_code in {400, 404, 422}


def test_the_page_speaks_chinese(owner):
    page = owner.get(ASKED, headers={"accept-language": "zh-CN"}).text
    assert "为什么变化" in page
    assert "Whether that is usual" not in page
