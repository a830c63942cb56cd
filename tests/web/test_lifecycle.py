"""The page of the lifecycle: stages with the customers behind them, months and flows."""


def test_stages_are_counted_with_the_customers_behind(owner):
    page = owner.get("/analysis/lifecycle")
    assert page.status_code == 200
    assert "most frequent stage" in page.text
    twin = owner.get("/api/v1/analysis/lifecycle").json()
    links = twin["now"]["series"][0]["links"]
    for link, count in zip(links, twin["now"]["series"][0]["values"], strict=True):
        assert owner.get(f"/api/v1{link}").json()["total"] == count
    assert sum(s["values"][-1] for s in twin["months"]["series"]) == sum(twin["now"]["series"][0]["values"])


def test_the_page_is_in_chinese_too(owner):
    owner.cookies.set("zhike_language", "zh")
    try:
        assert "客户生命周期" in owner.get("/analysis/lifecycle").text
    finally:
        owner.cookies.delete("zhike_language")
