import io
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shop import customer_of
from zhike import govern
from zhike.govern import ROLES, Actor, Person

CHINESE = {"accept-language": "zh-CN"}
HOSTILE = '<img src=x onerror="alert(1)">'


def _names(client, **asked):
    answer = client.get("/api/v1/customers", params=asked)
    assert answer.status_code == 200, answer.text
    return [c["name"] for c in answer.json()["customers"]]


@pytest.mark.parametrize("typed", ["王芳", "wangfang", "wf", "0004"])
def test_wang_fang_is_found_by_whatever_one_knows_of_her(owner, typed):
    assert "王芳" in _names(owner, q=typed)
    page = owner.get("/customers", params={"q": typed})
    assert page.status_code == 200
    assert "王芳" in page.text


def test_a_stranger_is_sent_to_the_sign_in(stranger):
    assert stranger.get("/customers", follow_redirects=False).status_code == 303
    assert stranger.get("/api/v1/customers").status_code == 401


def test_the_page_says_how_many_there_are_and_how_many_match(owner):
    total = owner.get("/api/v1/customers").json()["of"]
    assert f"There are {total} customers." in owner.get("/customers").text
    assert f"1 of {total} customers matches." in owner.get("/customers", params={"f": "orders:at_least:6"}).text


def test_filters_stand_as_words_that_can_be_removed(owner):
    asked = {"f": ["orders:at_least:1", "recency_days:at_most:30"], "q": "a"}
    found = owner.get("/api/v1/customers", params=asked).json()
    assert [c["words"] for c in found["filters"]] == ["Orders ≥ 1", "Recency, days ≤ 30"]
    without = parse_qs(urlsplit(found["filters"][0]["without"]).query)
    assert without == {"f": ["recency_days:at_most:30"], "q": ["a"]}
    assert "距上次消费天数 ≤ 30" in owner.get("/customers", params=asked, headers=CHINESE).text


def test_the_form_adds_a_filter_without_scripts(owner):
    found = owner.get("/api/v1/customers", params={"column": "orders", "op": "at_least", "value": "6"}).json()
    assert (found["total"], found["question"]) == (1, "f=orders%3Aat_least%3A6")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"f": "ordres:at_least:1"}, "Did you mean orders?"),
        ({"f": "orders:at_least:many"}, "is not a number"),
        ({"sort": "ordres"}, "Did you mean orders?"),
        ({"columns": "nothing_such"}, "There is no column"),
        ({"page": "0"}, "page"),
    ],
)
def test_wrong_input_is_refused_in_words(owner, asked, said):
    answer = owner.get("/api/v1/customers", params=asked)
    assert answer.status_code in {404, 422}
    assert said in answer.json()["message"]
    page = owner.get("/customers", params=asked)
    assert page.status_code == answer.status_code
    assert "That did not work" in page.text


@settings(max_examples=40)
@given(column=st.text(max_size=20), op=st.text(max_size=10), value=st.text(max_size=30), sort=st.text(max_size=20))
def test_no_text_makes_the_server_fail(owner, column, op, value, sort):
    for asked in (
        {"column": column, "op": op, "value": value}, {"column": "name", "op": "has", "value": value}, {"sort": sort}, {"q": value},
    ):  # fmt: skip
        assert owner.get("/api/v1/customers", params=asked).status_code in {200, 404, 422}


def test_hostile_text_is_shown_and_not_run(owner):
    page = owner.get("/customers", params={"q": HOSTILE, "f": f"name:has:{HOSTILE}"})
    assert page.status_code == 200
    assert "<img" not in page.text.replace('<img src="/static/', "")
    assert "Nobody matches." in page.text


def test_a_viewer_sees_masks_in_page_and_api_and_may_not_export(viewer, owner):
    full = next(c["phone"] for c in owner.get("/api/v1/customers", params={"q": "王芳"}).json()["customers"])
    masked = viewer.get("/api/v1/customers", params={"q": "王芳", "columns": "phone,email,member_no"})
    assert full == "+8613800000004"
    assert [c["phone"] for c in masked.json()["customers"]] == ["+86138****0004"]
    page = viewer.get("/customers", params={"q": "王芳"}).text
    assert "138****0004" in page
    assert full not in page
    assert viewer.get("/customers/file").status_code == 403
    assert "/customers/file" not in page


def test_a_viewer_cannot_ask_out_what_the_masks_hide(viewer):
    assert viewer.get("/customers", params={"f": "phone:has:1380"}).status_code == 422
    assert viewer.get("/customers", params={"sort": "email"}).status_code == 422
    assert 'value="phone" data-kind' not in viewer.get("/customers").text


def test_exports_hold_the_whole_list_in_every_kind(owner):
    asked = {"f": "orders:at_least:1", "sort": "-orders", "columns": "orders,revenue"}
    names = _names(owner, **asked)
    csv = owner.get("/customers/file", params={**asked, "kind": "csv"})
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Customer number,Name,Orders,Revenue"
    assert [line.split(",")[1] or None for line in lines[1:]] == names
    xlsx = owner.get("/customers/file", params={**asked, "kind": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content)).get_sheet_by_index(0).to_python()
    assert [row[1] or None for row in sheet[1:]] == names
    parquet = owner.get("/customers/file", params={**asked, "kind": "parquet"})
    assert pq.read_table(io.BytesIO(parquet.content)).column("name").to_pylist() == names
    assert owner.get("/customers/file", params={"kind": "exe"}).status_code == 404


def test_ticked_customers_are_exported_alone(owner, shop):
    ana, ben = customer_of(shop, "T1"), customer_of(shop, "T2")
    answer = owner.get("/customers/file", params={"selected": "true", "id": [ana, ben]})
    assert answer.content.decode("utf-8-sig").count("\n") == 3
    nobody = owner.get("/customers/file", params={"selected": "true"})
    assert nobody.status_code == 422
    assert "No customer is selected" in nobody.text


def test_a_page_beyond_the_last_leads_back(owner):
    page = owner.get("/customers", params={"page": 99})
    assert page.status_code == 200
    assert "To its first page" in page.text


def test_views_are_saved_listed_and_deleted(fresh_web):
    form = {"name": "Late & <b>rich</b>", "question": "q=&f=recency_days%3Aat_least%3A60&sort=-revenue"}
    kept = fresh_web.post("/customers/views", data=form, follow_redirects=False)
    assert kept.headers["location"] == "/customers?f=recency_days%3Aat_least%3A60"
    page = fresh_web.get("/customers")
    assert "Late &amp; &lt;b&gt;rich&lt;/b&gt;" in page.text
    [view] = fresh_web.get("/api/v1/customers").json()["views"]
    assert fresh_web.post(f"/customers/views/{view['id']}/removal").status_code == 200
    assert fresh_web.get("/api/v1/customers").json()["views"] == []


def test_a_view_of_a_wrong_question_is_not_saved(fresh_web):
    answer = fresh_web.post("/customers/views", data={"name": "x", "question": "f=nothing:is:1"})
    assert answer.status_code == 422
    assert fresh_web.post("/customers/views", data={"name": " ", "question": ""}).status_code == 422
    assert fresh_web.get("/api/v1/customers").json()["views"] == []


def test_views_are_ones_own(fresh_web):
    from zhike.describe import directory

    fresh_web.post("/customers/views", data={"name": "mine", "question": ""})
    [view] = fresh_web.get("/api/v1/customers").json()["views"]
    store = fresh_web.shop.store
    other = next(p for p in govern.everybody(store) if p.login == "viewer")
    assert isinstance(other, Person)
    actor = Actor(other.name, ROLES["viewer"], other.id)
    assert directory.views(store, by=actor) == ()
    with pytest.raises(LookupError):
        directory.drop_view(store, view["id"], by=actor)
    assert len(fresh_web.get("/api/v1/customers").json()["views"]) == 1


def test_values_of_a_column_are_suggested_and_contacts_never(owner):
    assert "Champions" in owner.get("/customers/values/rfm_group").text
    assert owner.get("/customers/values/phone").text.strip() == ""
