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


def test_where_customers_went_between_two_months_opens_the_customers_of_each_flow(owner):
    asked = {"from": "2024-12", "to": "2025-06"}
    twin = owner.get("/api/v1/analysis/lifecycle", params=asked).json()
    [series] = twin["moves"]["series"]
    for link, count in zip(series["links"], series["values"], strict=True):
        assert owner.get(f"/api/v1{link}").json()["total"] == count
    months = {s["name"]: s["values"] for s in twin["months"]["series"]}
    for name, values in months.items():
        ends = [
            v for c, v in zip(twin["moves"]["categories"], series["values"], strict=True) if c.endswith(f"2. {name}")
        ]
        assert sum(ends) == values[-1]
        begins = [
            v for c, v in zip(twin["moves"]["categories"], series["values"], strict=True) if c.startswith(f"1. {name} ")
        ]
        assert sum(begins) == values[twin["months"]["categories"].index(dict(twin["month_names"])["2024-12"])]
    assert any(c.startswith("1. not known yet") for c in twin["moves"]["categories"])
    assert owner.get("/analysis/lifecycle", params={"download": "moves.csv", **asked}).status_code == 200
    wrong = owner.get("/api/v1/analysis/lifecycle", params={"from": "2025-06", "to": "2025-05"})
    assert (wrong.status_code, "comes before" in wrong.text) == (422, True)
    assert owner.get("/api/v1/analysis/lifecycle", params={"from": "1999-01"}).status_code == 404


def test_the_page_is_in_chinese_too(owner):
    owner.cookies.set("zhike_language", "zh")
    try:
        assert "客户生命周期" in owner.get("/analysis/lifecycle").text
    finally:
        owner.cookies.delete("zhike_language")
