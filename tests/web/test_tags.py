"""The pages of tags: groups and tags are made, put on a list's customers with a preview, explained, undone and filtered by."""

import html
import re
from dataclasses import replace

import pytest

from shop import AS_OF, customer_of
from zhike import govern, pipeline, segment
from zhike.govern import Actor, roles

IRIS = Actor("Iris", roles.ANALYST)


@pytest.fixture
def web(fresh_web):
    return fresh_web


def make(web):
    web.post("/tags/groups", data={"name": "Value", "exclusive": "true", "owner": "Iris"})
    web.post("/tags", data={"name": "VIP", "group": "Value", "about": "invited to the shop"})
    made = web.post("/tags", data={"name": "Often", "group": "Value", "rule": "orders >= 3"}, follow_redirects=False)
    return segment.tag_called(web.shop, "VIP").id, made.headers["location"]


def test_tags_are_made_put_on_a_list_and_found_by_a_filter(web):
    vip, _often = make(web)
    ana, ben = customer_of(web.shop, "T1"), customer_of(web.shop, "T2")
    plan = web.get("/tags/put", params={"f": "orders:at_least:3", "tag": vip}).text
    assert "VIP would be new to 2 customers; 0 have it already." in plan
    assert 'name="f" value="orders:at_least:3"' in plan
    web.post(
        "/tags/put",
        data={"selected": "true", "id": [ana], "tag": vip, "kind": "put", "because": "knows us", "since": ""},
    )
    assert "the customers follow at the next run" in web.get(f"/tags/{vip}").text
    pipeline.run(web.shop, as_of=AS_OF)
    listed = web.get("/tags").text
    link = html.unescape(re.search(r'href="(/customers\?f=has_tag[^"]*)"', listed)[1])
    found = web.get(link).text
    assert "With the tag VIP" in found
    assert "Ana Lima" in found
    assert [c["customer_id"] for c in web.get(f"/api/v1{link}").json()["customers"]] == [ana]
    [told] = web.get(f"/api/v1/customers/{ana}/tags").json()["tags"]
    assert (told["name"], told["how"], told["because"]) == ("VIP", "selection", "knows us")
    timeline = web.get(f"/api/v1/customers/{ana}/timeline", params={"kind": "tag"}).json()["entries"]
    assert [(e["what"], e["detail"], e["source"]) for e in timeline] == [("entered", "VIP", "hand")]
    assert web.get("/api/v1/tags").json()["groups"][0]["tags"][1]["conflicts"] == 1
    assert "does not have the tag Often" in web.get(f"{_often}/why", params={"customer": ana}).text
    assert "has the tag Often" in web.get(f"{_often}/why", params={"customer": ben}).text


def test_a_tag_is_put_on_and_taken_off_on_the_customers_page_and_a_batch_undone(web):
    vip, _often = make(web)
    ana = customer_of(web.shop, "T1")
    page = web.post(f"/customers/{ana}/tags", data={"tag": vip, "because": "asked for it"}).text
    assert "asked for it" in page
    assert f'action="/customers/{ana}/tags"' in page
    assert "Take off the tag VIP" in page
    web.post(f"/customers/{ana}/tags", data={"tag": vip, "kind": "take"})
    assert "No tags yet." in web.get(f"/customers/{ana}/segments").text
    off, on = segment.batches(web.shop, vip)
    assert "<s>taken off</s>" in web.post(f"/tags/batches/{off.id}/undo").text
    assert "VIP" in web.get(f"/customers/{ana}/tags").text
    owner = next(p for p in govern.everybody(web.shop.store) if p.login == "owner")
    key = {"authorization": f"Bearer {govern.make_key(web.shop.store, owner, name='test')}"}
    assert web.post(f"/api/v1/tags/batches/{on.id}/undo", headers=key).json()["undoes"] == on.id
    said = web.post(f"/api/v1/tags/{vip}/batches", json={"numbers": ana, "because": "by the till"}, headers=key)
    assert (said.status_code, said.json()["customers"], said.json()["how"]) == (201, 1, "hand")
    assert web.get("/segments/new", params={"rule": "tag('VIP')"}).text.count('value="VIP" selected') == 1


def test_a_group_by_statistic_has_a_page_for_each_value(web):
    web.post("/tags/groups", data={"name": "Favourite", "take": "most", "column": "sku", "of": "bought()"})
    assert "The next run finds its tags." in web.get("/tags").text
    pipeline.run(web.shop, as_of=AS_OF)
    listed = web.get("/tags").text
    assert "in bought(): the most frequent one" in listed
    link = html.unescape(re.search(r'href="(/tags/G[^"]*%3A[^"]*)"', listed)[1])
    assert "by statistic" in web.get(link).text


def test_what_was_deleted_comes_back_and_a_viewer_changes_nothing(web, viewer):
    vip, _often = make(web)
    web.post(f"/tags/{vip}/removal")
    assert "1 deleted tag or group" in web.get("/tags").text
    web.post(f"/tags/{vip}/restoration")
    assert [v.what for v in segment.versions(web.shop, vip)] == ["restored", "deleted", "saved"]
    assert viewer.get("/tags").status_code == 200
    assert viewer.get("/tags/put").status_code == 403
    assert viewer.post("/tags", data={"name": "A", "group": "Value"}).status_code == 403


def test_who_may_tag_but_not_export_ticks_customers_to_tag_them(viewer, monkeypatch):
    assert "/tags/put" not in viewer.get("/customers").text
    tagger = replace(roles.VIEWER, may=roles.VIEWER.may | {"segment"})
    monkeypatch.setitem(roles.ROLES, "viewer", tagger)
    page = viewer.get("/customers").text
    assert 'formaction="/tags/put"' in page
    assert 'type="checkbox" name="id"' in page
    assert "/customers/file" not in page
