"""Two customers side by side."""

from dataclasses import replace

from shop import customer_of
from zhike.describe.profile import Line


def test_two_customers_are_compared_with_what_sets_them_apart_first(owner, shop):
    a, b = customer_of(shop, "T1"), customer_of(shop, "T2")
    page = owner.get("/customers/compare", params={"a": a, "b": b})
    assert "Ana Lima and Ben Okoro" in page.text
    found = owner.get("/api/v1/customers/compare", params={"a": a, "b": b}).json()["found"]
    assert found["names"] == ["Ana Lima", "Ben Okoro"]
    apart = [x["apart"] or 0 for x in found["differing"]]
    assert apart == sorted(apart, reverse=True)
    assert all(x["a"] != x["b"] for x in found["differing"])
    told = {x["name"]: x for x in found["differing"] + found["alike"]}
    sql = "select revenue from customer_features where customer_id in ('{}', '{}')"
    [low], [high] = sorted([r] for r in shop.query(sql.format(a, b)).column(0).to_pylist())
    between = shop.query(
        f"select count(*) filter (revenue > {low} and revenue <= {high}) / count(*) as s from customer_features join customers using (customer_id)"
    )
    assert told["revenue"]["apart"] == between.column(0).to_pylist()[0]
    assert not {"phone", "email", "name"} & set(told)
    ticked = owner.get("/api/v1/customers/compare", params={"id": [a, b]}).json()["found"]
    assert ticked == found


def test_a_number_differs_where_many_stand_between_or_one_is_far_beyond_the_other():
    few = Line("revenue", "number", "money", "", 8000, 900_000, 0.02)
    assert replace(few, width=3000.0).differs
    assert replace(few, apart=0.1).differs
    assert not replace(few, width=900_000.0).differs
    assert not replace(few, a=500_000, width=3000.0).differs
    assert few.hangs_on_width
    assert not replace(few, a=500_000).hangs_on_width


def test_only_two_different_known_customers_are_compared(owner, shop):
    a = customer_of(shop, "T1")
    assert "Two customers will stand side by side here." in owner.get("/customers/compare", params={"a": a}).text
    assert owner.get("/api/v1/customers/compare", params={"a": a, "b": a}).status_code == 422
    assert owner.get("/api/v1/customers/compare", params={"a": a, "b": "C0"}).status_code == 404
    assert owner.get("/api/v1/customers/compare", params={"id": [a]}).status_code == 422
